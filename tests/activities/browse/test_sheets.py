"""One sheet of A4 for countries, regions, organisations, Goals and Action Lines: contents, room, refusals."""

import re

import pytest
import qrcode

from activities.models import Country, Organisation
from activities.pages.browse import sheets
from activities.pictures.address_code import QUIET_ZONE, address_code
from activities.summaries import rebuild
from tests.activities.browse.test_matrix import doing, text
from tests.factories.activities import (
    ActionLineFactory,
    CountryFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
)

pytestmark = pytest.mark.django_db
SHEETS = ("/countries/KE/", "/regions/africa/", "/organisations/uni-nairobi/", "/goals/9/", "/action-lines/C2/")


@pytest.fixture
def work():
    """In Kenya, a stakeholder's with main purpose and one of ITU-D that contributes; both for 9.c, one for C2."""
    CountryFactory(code="KE")
    target, line = TargetFactory(code="9.c"), ActionLineFactory(code="C2")
    TargetFactory(code="9.1")
    place = {"countries": ["KE"], "regions": ["africa"]}
    own = doing(target, strength=3, title="Own", **place)
    Organisation.objects.filter(pk=own.organisation_id).update(name="Uni Nairobi", slug="uni-nairobi", country="KE")
    doing(target, line, sector="ITU-D", title="ITU's", start_year=2020, **place)
    rebuild()


@pytest.mark.parametrize("address", SHEETS)
def test_each_has_answer_date_version_address_and_code(client, work, address, settings):
    settings.SITE_URL = "https://sdgmap.example"
    page = client.get(address + "?view=sheet")
    said = text(page)
    assert page.status_code == 200
    assert re.search(r"Data as of \d+ \w+ \d{4}", said)
    assert re.search(r"Source: SDG Map, ITU\. Data as of \d+ \w+ \d{4} \(version \d+\)\.", said)
    assert f"sdgmap.example{address}" in said
    assert page.context["foot"].address == f"https://sdgmap.example{address}"
    assert b"address-code__modules" in page.content
    assert f'<link rel="canonical" href="https://sdgmap.example{address}">' in page.content.decode()


def test_itu_comes_first_then_the_strongest_link(client, work):
    page = client.get("/countries/KE/?view=sheet")
    assert [row.work.activity.title for row in page.context["rows"]] == ["ITU's", "Own"]
    assert "ITU&#x27;s ITU-D 9 C2 since 2020 Own Uni Nairobi 9" in text(page)
    assert "Organisations based here Uni Nairobi" in text(page)


def test_a_goal_has_all_targets_in_their_order_and_names_those_without_activities(client, work):
    doing(TargetFactory(code="9.a"))
    rebuild()
    page = client.get("/goals/9/?view=sheet")
    targets, lines = page.context["sheet"].columns
    assert [(bar.term.code, bar.term.activities, bar.length) for bar in targets.bars] == [
        ("9.a", 1, "50"),
        ("9.c", 2, "100"),
    ]
    assert [bar.term.code for bar in lines.bars] == ["C2"]
    assert "No activities: 9.1 ." in text(page)


@pytest.mark.parametrize("address", ["/goals/9/", "/action-lines/C2/"])
def test_the_sheet_of_a_term_answers_as_its_page_does(client, work, address):
    page = client.get(address).context["answer"]
    sheet = client.get(address, {"view": "sheet"}).context["sheet"].answer
    assert [str(each) for each in page] == [str(each) for each in sheet]
    assert page


def test_only_links_to_the_goal_order_its_activities(client, work):
    strong = doing(TargetFactory(code="9.1"), strength=1, title="Weak here")
    MappingFactory(activity=strong, term=TargetFactory(code="4.1"), strength=3)
    rebuild()
    page = client.get("/goals/9/?view=sheet")
    assert [row.work.activity.title for row in page.context["rows"]] == ["ITU's", "Own", "Weak here"]


def test_beyond_eight_the_others_are_in_one_sentence(client, work):
    for number in range(1, 11):
        doing(*(TargetFactory(code=f"{goal}.1") for goal in range(1, number + 1)), countries=["KE"])
    rebuild()
    goals, _lines = client.get("/countries/KE/?view=sheet").context["sheet"].columns
    assert [bar.term.code for bar in goals.bars] == ["1", "2", "3", "4", "5", "6", "7", "9"]
    assert str(goals.rest[0]) == "2 more: 8 (3), 10 (1)."


def test_it_says_how_many_activities_it_leaves_out(client, work, settings):
    settings.SITE_URL = "https://sdgmap.example"
    for number in range(20):
        doing(TargetFactory(code="9.c"), title=f"Work {number}", countries=["KE"])
    rebuild()
    page = client.get("/countries/KE/?view=sheet")
    assert len(page.context["rows"]) == 18
    assert "18 of 22 shown. All: sdgmap.example/countries/KE/" in text(page)


def test_long_titles_leave_room_for_fewer(client, work):
    for number in range(20):
        doing(
            TargetFactory(code="9.c"), title=f"{number} " + "long words " * 40, slug=f"long-{number}", countries=["KE"]
        )
    rebuild()
    assert 3 < len(client.get("/countries/KE/?view=sheet").context["rows"]) < 12


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/countries/KE/", 9),
        ("/regions/africa/", 7),
        ("/organisations/uni-nairobi/", 9),
        ("/goals/9/", 7),
        ("/action-lines/C2/", 7),
    ],
)
def test_sheet_query_count(client, work, items, address, queries, django_assert_num_queries):
    for number in range(items):
        doing(TargetFactory(code=f"9.{number + 2}"), countries=["KE"], regions=["africa"])
    rebuild()
    with django_assert_num_queries(queries):
        assert client.get(address + "?view=sheet").status_code == 200


@pytest.mark.parametrize("address", SHEETS)
def test_another_view_is_refused(client, work, address):
    page = client.get(address + "?view=poster")
    assert page.status_code == 400
    assert "“poster” is not a valid view." in text(page)


def test_unknown_codes_are_404_and_others_lead_to_the_right_address(client, work):
    assert client.get("/goals/99/?view=sheet").status_code == 404
    assert client.get("/countries/ke/?view=sheet")["Location"] == "/countries/KE/?view=sheet"
    assert client.get("/action-lines/c2/?view=sheet")["Location"] == "/action-lines/C2/?view=sheet"


def test_nothing_yet_is_a_sheet_too(client, work):
    CountryFactory(code="TV")
    OrganisationFactory(name="Alpha")
    for address in ("/countries/TV/", "/organisations/alpha/"):
        page = client.get(address + "?view=sheet")
        assert (page.status_code, page.context["rows"]) == (200, [])
    assert "No activity of Alpha is known yet." in text(page)


def test_the_sheet_of_a_country_names_its_groups(client, work):
    Country.objects.filter(code="KE").update(groups=["ldc", "lldc"], groups_unconfirmed=["ldc"])
    page = client.get("/countries/KE/?view=sheet").content.decode()
    assert "<bdi>Least Developed Countries (Unconfirmed)</bdi> · <bdi>Landlocked Developing Countries</bdi>" in page


def test_many_codes_are_cut_and_counted():
    assert sheets.codes(["1"]) == '<bdi class="code" dir="ltr">1</bdi>'
    assert re.sub(r"<[^>]+>", "", sheets.codes([str(n) for n in range(1, 18)])) == "1, 2, 3, 4, 5, 6, 7, 8 +9"


def test_the_code_is_that_of_the_address():
    drawn = address_code("https://sdgmap.example/countries/KE/", "QR code")
    expected = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET_ZONE)
    expected.add_data("https://sdgmap.example/countries/KE/")
    expected.make(fit=True)
    modules = expected.get_matrix()
    assert {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", drawn)} == {
        (x, y) for y, row in enumerate(modules) for x, dark in enumerate(row) if dark
    }
    assert f'viewBox="0 0 {len(modules)} {len(modules)}"' in drawn
