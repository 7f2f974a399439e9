"""Countries and regions: the list, profiles, what Global means, addresses, refusals."""

import pytest

from activities.models import Country
from activities.queries.browse.places import country_or_404, country_page, places, region_or_404, region_page
from activities.summaries import rebuild
from tests.activities.browse.test_matrix import doing, text
from tests.factories.activities import (
    ActionLineFactory,
    CountryFactory,
    OrganisationFactory,
    TargetFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def work():
    """Two activities in Kenya (one of ITU-D), one that names Africa alone, one that is Global; Brazil has none."""
    target, line = TargetFactory(code="9.c"), ActionLineFactory(code="C2")
    CountryFactory(code="BR")
    doing(target, line, sector="ITU-D", title="In Kenya", countries=["KE"], regions=["africa"], start_year=2020)
    doing(target, title="In Kenya alone", countries=["KE"])
    doing(line, title="Africa", regions=["africa"], start_year=2022)
    doing(line, title="World", regions=["global"])
    OrganisationFactory(name="Uni Nairobi", type="academia", country=CountryFactory(code="KE"))
    rebuild()


@pytest.mark.parametrize("items", [1, 3])
def test_list_query_count(client, items, django_assert_num_queries):
    for number in range(items):
        doing(TargetFactory(code="9.c"), countries=[("KE", "BR", "FJ")[number]])
    rebuild()
    with django_assert_num_queries(3):
        assert client.get("/countries/").status_code == 200


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [("/countries/KE/", 11), ("/regions/africa/", 5)])
def test_profile_query_count(client, items, address, queries, django_assert_num_queries):
    for number in range(items):
        doing(TargetFactory(code=f"9.{number + 1}"), countries=["KE"], regions=["africa"])
    rebuild()
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


def test_countries_stand_by_region_in_itu_s_order(work):
    shown = places()
    assert [(region.slug, region.activities, region.covered) for region in shown.regions] == [
        ("africa", 2, 1),
        ("americas", 0, 0),
    ]
    assert [
        (place.code, place.m49, place.name, place.href, place.activities) for place in shown.regions[0].countries
    ] == [("KE", "404", "Kenya", "/countries/KE/", 2)]
    assert (shown.covered, shown.countries, shown.worldwide, shown.worldwide_href) == (
        1,
        2,
        1,
        "/activities/?region=global",
    )


@pytest.mark.parametrize("words", ["ken", "ke", "KE", "404"])
def test_search_by_name_and_codes(work, words):
    assert [place.code for region in places(words).regions for place in region.countries] == ["KE"]


@pytest.fixture
def groups(work):
    """Kenya, said to be a Least Developed Country, which is in doubt, and landlocked; Fiji a small island State."""
    Country.objects.filter(code="KE").update(
        groups=["ldc", "lldc"], groups_unconfirmed=["ldc"], groups_basis="List of 2026, page to check"
    )
    CountryFactory(code="FJ", groups=["sids"])
    rebuild()


def test_list_of_a_group(client, groups):
    page = client.get("/countries/?group=ldc")
    words = text(page)
    assert "Least Developed Countries: 1 of 1 countries and territories are named by at least one activity." in words
    assert "2 activities name one or more of them . It is not confirmed that those marked as unconfirmed" in words
    assert "Kenya KE Unconfirmed 2" in words
    assert "Fiji" not in words
    assert '<a href="/activities/?group=ldc">' in page.content.decode()
    landlocked = text(client.get("/countries/?group=lldc"))
    assert "Kenya KE 2" in landlocked
    assert "nconfirmed" not in landlocked


def test_a_group_and_words(client, groups):
    assert "Kenya" in text(client.get("/countries/?group=lldc&q=ken"))
    assert "No results for “fiji”" in text(client.get("/countries/?group=lldc&q=fiji"))
    assert "No results" in text(client.get("/countries/?group=sids-associate"))


def test_an_unknown_group_is_refused(client, groups):
    page = client.get("/countries/?group=oecd")
    assert page.status_code == 400
    assert "“oecd” is not a group of countries. Allowed: ldc, lldc, sids, sids-associate." in text(page)


def test_country_page_names_its_groups_and_staff_see_how_we_know(client, groups):
    page = client.get("/countries/KE/")
    assert "Kenya Least Developed Countries Unconfirmed Landlocked Developing Countries 2 activities name" in text(page)
    assert '<a href="/countries/?group=lldc">' in page.content.decode()
    assert "page to check" not in text(page)
    client.force_login(UserFactory(role="coordinator"))
    assert "For staff only: List of 2026, page to check" in text(client.get("/countries/KE/"))


def test_search_without_a_hit_says_what_next(client, work):
    assert "No results for “Atlantis”" in text(client.get("/countries/?q=Atlantis"))


def test_country_counts_what_names_it(work):
    page = country_page(country_or_404("KE"))
    own = page.slice
    assert (own.activities, own.total, page.worldwide) == (2, 4, 1)
    assert {goal.code: goal.activities for goal in own.goals} == {"9": 2}
    assert {line.code: line.activities for line in own.lines} == {"C2": 1}
    assert [(work.activity.title, work.goals, work.lines) for work in own.newest] == [
        ("In Kenya", ("9",), ("C2",)),
        ("In Kenya alone", ("9",), ()),
    ]
    assert [body.name for body in page.organisations] == ["Uni Nairobi"]


def test_country_page_gives_codes_shares_and_says_what_global_means(client, work):
    page = client.get("/countries/KE/")
    words, body = text(page), page.content.decode()
    assert "Country Africa KE , 404 Print or save one page Follow: Atom feed Kenya 2 activities name Kenya:" in words
    assert (
        "1 by ITU and 1 by stakeholders . They serve Goal 9 , and Action Line C2 . "
        "1 worldwide activity also reaches Kenya but is not counted here. Data as of"
    ) in words
    assert 'href="/activities/?country=KE&amp;goal=9"' in body
    assert 'href="/api/v1/activities.csv?country=KE"' in body


def test_country_without_activities_says_so(client, work):
    assert "No activity names Brazil yet" in text(client.get("/countries/BR/"))


def test_region_counts_what_names_it_and_lists_its_countries(work):
    page = region_page(region_or_404("africa"))
    assert (page.slice.activities, page.slice.counts["whose"]) == (2, {"itu": 1, "stakeholder": 1})
    assert [work.activity.title for work in page.slice.newest] == ["Africa", "In Kenya"]
    assert [(place.code, place.activities) for place in page.group.countries] == [("KE", 2)]


def test_global_is_kept_apart(client, work):
    words = text(client.get("/regions/global/"))
    assert "1 activity is worldwide , by a stakeholder. It serves Action Line C2 ." in words
    assert "They are not counted in any of the six regions unless they name the region." in words


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/countries/ke/", "/countries/KE/"),
        ("/countries/ke/?download=goals.csv", "/countries/KE/?download=goals.csv"),
        ("/countries/ke/profile/", "/countries/KE/profile/"),
        ("/regions/Africa/", "/regions/africa/"),
        ("/regions/Africa/profile/", "/regions/africa/profile/"),
    ],
)
def test_every_place_has_one_address(client, work, address, target):
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (301, target)


@pytest.mark.parametrize(
    ("address", "nearest"),
    [
        ("/countries/Kenya/", "/countries/KE/"),
        ("/countries/KF/", "/countries/KE/"),
        ("/countries/404/", "/countries/KE/"),
        ("/countries/K%00E/", ""),
        ("/regions/afrika/", "/regions/africa/"),
    ],
)
def test_unknown_places_offer_the_nearest(client, work, address, nearest):
    page = client.get(address)
    if nearest:
        assert page.status_code == 404
        assert f'<a href="{nearest}">' in page.content.decode()
    else:
        assert page.status_code == 200  # a stray control character is dropped, and what is left is Kenya


def test_pictures_are_files_at_the_page_s_own_address(client, work):
    response = client.get("/countries/KE/?download=goals.csv")
    assert response["Content-Disposition"] == 'attachment; filename="country-KE-goals.csv"'
    rows = response.content.decode("utf-8-sig").splitlines()
    assert rows[0] == "Goal,Activities,as_of,change"
    assert rows[1].startswith("9 Title of 9,2,")


def test_an_unknown_file_is_refused_with_those_that_there_are(client, work):
    page = client.get("/countries/KE/?download=map.svg")
    assert page.status_code == 400
    assert "goals.svg" in text(page)


def test_a_place_with_one_activity_says_what_it_supports(client):
    doing(TargetFactory(code="3.4"), ActionLineFactory(code="C7-ehealth"), countries=["KE"])
    rebuild()
    said = text(client.get("/countries/KE/"))
    assert "Its one activity supports Goal 3." in said
    assert "Its one activity supports Action Line C7-ehealth." in said


def test_a_few_activities_are_told_in_sentences(client, work):
    page = client.get("/countries/KE/")
    said = text(page)
    assert page.context["pictures"]["goals"].svg == ""
    assert "When Start years are known for 1 of 2 activities: 2020 ." in said
    assert "Type of activity 2 projects . Status 2 ongoing ." in said
    assert "(chart)" not in said


def test_ten_activities_for_three_goals_are_drawn_and_the_other_goals_named(client):
    TargetFactory(code="5.1")
    for number in range(10):
        goals = [4, *(goal for goal in (3, 9) if number % goal == 0)]
        doing(*(TargetFactory(code=f"{goal}.1") for goal in goals), countries=["KE"])
    rebuild()
    page = client.get("/countries/KE/")
    assert page.context["pictures"]["goals"].svg == ""  # one bar in which all ten are says nothing
    for _number in range(2):
        doing(TargetFactory(code="9.1"), countries=["KE"])
    rebuild()
    page = client.get("/countries/KE/")
    assert [(bar.term.code, bar.term.activities, bar.length) for bar in page.context["goal_bars"]] == [
        ("4", 10, "100"),
        ("3", 4, "40"),
        ("9", 4, "40"),
    ]
    assert "No activities: 5 ." in text(page)
    assert b'class="slice-bars"' in page.content


def test_charts_of_a_place_are_a_page_of_their_own(client, work):
    for address in ("/countries/KE/profile/", "/regions/africa/profile/"):
        page = client.get(address)
        assert (page.status_code, list(page.context["pictures"])) == (
            200,
            ["years", "organisation_types", "kinds", "statuses"],
        )
    assert client.get("/countries/XX/profile/").status_code == 404


def test_a_parameter_that_the_list_does_not_know_is_named(client, work):
    page = client.get("/countries/?region=africa")
    assert page.status_code == 400
    assert "“region” is not a filter of this list and has no effect. Filters: q, group." in text(page)
