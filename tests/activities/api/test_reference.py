"""Frameworks, Terms, crosswalks and organisations over the API."""

import pytest
from django.conf import settings

from activities import summaries
from activities.models import Change
from activities.queries.state import read_state
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CountryFactory,
    CrosswalkFactory,
    FrameworkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermFactory,
    TermTextFactory,
)

pytestmark = pytest.mark.django_db
API = "/api/v1"
SITE = settings.SITE_URL


def dated():
    last = Change.objects.latest("id")
    return {"last_change": last.id, "as_of": last.at.isoformat().replace("+00:00", "Z"), "epoch": read_state().epoch}


def results(client, address):
    return client.get(f"{API}{address}").json()["results"]


def test_frameworks(client):
    sdg = FrameworkFactory(slug="sdg", title="SDGs", position=1)
    FrameworkFactory(slug="wsis", title="WSIS", position=2)
    GoalFactory(code="9")
    TargetFactory(code="9.c")
    shown = {
        "id": sdg.id,
        "slug": "sdg",
        "uri": f"{SITE}/id/framework/sdg",
        "title": "SDGs",
        "title_language": "en",
        "publisher": "United Nations",
        "description": "",
        "source_url": "",
        "start_year": None,
        "end_year": None,
        "draft": False,
        "terms": 2,
        "change": sdg.change_id,
    }
    assert [row["slug"] for row in results(client, "/frameworks/")] == ["sdg", "wsis"]
    assert results(client, "/frameworks/?limit=1") == [shown]
    assert client.get(f"{API}/frameworks/sdg/").json() == shown | {"kinds": {"goal": 1, "target": 1}} | dated()


def test_an_unknown_framework_offers_those_there_are(client):
    FrameworkFactory(slug="sdg", title="SDGs")
    response = client.get(f"{API}/frameworks/sgd/")
    assert response.status_code == 404
    assert response.json()["nearest"] == [{"code": "sdg", "title": "SDGs", "url": f"{API}/frameworks/sdg/"}]


def test_a_term_with_all_that_belongs_to_it(client):
    target = TargetFactory(code="9.c", title="Access")
    text = TermTextFactory(term=target, language="fr", title="Accès", official_text="Accroître", source="UN")
    link = CrosswalkFactory(to_term=target)
    MappingFactory(term=target, strength=3)
    summaries.rebuild()
    uri = f"{SITE}/id/term/sdg/9.c"
    name = {"id": target.id, "uri": uri, "framework": "sdg", "kind": "target", "code": "9.c", "title": "Access"}
    assert (
        client.get(f"{API}/terms/sdg/9.c/").json()
        == name
        | {
            "title_language": "en",
            "description": "",
            "position": target.position,
            "colour": "",
            "sector": "",
            "facilitators": [],
            "source_url": "",
            "certainty": "official",
            "parent": "9",
            "goal": "9",
            "valid_from": None,
            "valid_to": None,
            "replaces_framework": None,
            "replaces_code": None,
            "activities": 1,
            "change": target.change_id,
            "texts": [
                {
                    "language": "fr",
                    "title": "Accès",
                    "official_text": "Accroître",
                    "source": "UN",
                    "certainty": text.certainty,
                }
            ],
            "children": [],
            "crosswalks": [
                {
                    "id": link.id,
                    "name": "wsis-sdg-matrix",
                    "standing": "official",
                    "from_framework": "wsis",
                    "from_kind": "action_line",
                    "from_code": "C2",
                    "from_title": "Title of C2",
                    "from_title_language": "en",
                    "from_uri": f"{SITE}/id/term/wsis/C2",
                    "to_framework": "sdg",
                    "to_kind": "target",
                    "to_code": "9.c",
                    "to_title": "Access",
                    "to_title_language": "en",
                    "to_uri": uri,
                    "rationale": "Networks carry it.",
                    "source_url": "",
                    "certainty": "official",
                    "activities": 0,
                    "change": link.change_id,
                }
            ],
            "summary": {
                "activities": 1,
                "fractional": 1.0,
                "strength_1": 0,
                "strength_2": 0,
                "strength_3": 1,
                "itu": 1,
                "stakeholders": 0,
            }
            | dated(),
        }
        | dated()
    )


def test_codes_with_blanks_and_slashes_have_addresses(client):
    TermFactory(code="Goal 1/2")
    assert client.get(f"{API}/terms/sp-2024/Goal%201/2/").json()["code"] == "Goal 1/2"


@pytest.mark.parametrize("code", ["9.C", "9,c"])
def test_an_unknown_term_offers_the_nearest(client, code):
    TargetFactory(code="9.c")
    response = client.get(f"{API}/terms/sdg/{code}/")
    assert (response.status_code, response.json()) == (
        404,
        {
            "type": "about:blank",
            "title": "Not found",
            "status": 404,
            "detail": f"There is no Term “{code}” in sdg.",
            "nearest": [{"code": "9.c", "title": "Title of 9.c", "url": f"{API}/terms/sdg/9.c/"}],
        },
    )


def test_a_nul_in_an_address_is_not_found(client):
    assert client.get(f"{API}/terms/sdg/9%00c/").status_code == 404


def test_terms_are_in_official_order_and_filtered(client):
    FrameworkFactory(slug="sdg", position=1)
    FrameworkFactory(slug="wsis", position=2)
    TargetFactory(code="9.c", title="Access to the Internet")
    ActionLineFactory(code="C2")
    codes = {
        query: [row["code"] for row in results(client, f"/terms/?{query}")]
        for query in ("limit=9", "framework=wsis", "kind=goal,target", "parent=9", "q=internet", "q=c2")
    }
    assert codes == {
        "limit=9": ["9", "9.c", "C2"],
        "framework=wsis": ["C2"],
        "kind=goal,target": ["9", "9.c"],
        "parent=9": ["9.c"],
        "q=internet": ["9.c"],
        "q=c2": ["C2"],
    }


def test_pages_of_terms_follow_each_other(client):
    for code in ("9.1", "9.2", "9.a"):
        TargetFactory(code=code)
    address, codes = f"{API}/terms/?limit=3", []
    while address:
        page = client.get(address).json()
        codes.append([row["code"] for row in page["results"]])
        address = page["next"]
    assert codes == [["9", "9.1", "9.2"], ["9.a"]]


def test_crosswalks_by_name_standing_and_ends(client):
    official = CrosswalkFactory()
    plan = CrosswalkFactory(from_term=TermFactory(code="Goal 1"), to_term=TargetFactory(code="4.4"))
    CrosswalkFactory(to_term=TargetFactory(code="9.1"), withdrawn=True)
    found = {
        query: [row["id"] for row in results(client, f"/crosswalks/?{query}")]
        for query in (
            "limit=9",
            "name=wsis-sdg-matrix",
            "standing=proposed",
            "from=C2",
            "to=9",
            "to=4.4",
            "from=C2&to=4.4",
        )
    }
    assert found == {
        "limit=9": [plan.id, official.id],
        "name=wsis-sdg-matrix": [official.id],
        "standing=proposed": [plan.id],
        "from=C2": [official.id],
        "to=9": [official.id],
        "to=4.4": [plan.id],
        "from=C2&to=4.4": [],
    }


def test_organisations(client):
    itu = OrganisationFactory(sector="ITU-D")
    OrganisationFactory(name="Smart Africa", country=None)
    ActivityFactory(organisation=itu)
    ActivityFactory(organisation=itu, withdrawn=True)
    shown = {
        "id": itu.id,
        "slug": "itu-d",
        "uri": f"{SITE}/id/organisation/itu-d",
        "name": "ITU-D",
        "type": "international-organisation",
        "sector": "ITU-D",
        "country": None,
        "country_name": None,
        "country_name_language": None,
        "country_alpha3": None,
        "country_m49": None,
        "description": "",
        "url": "",
        "activities": 1,
        "change": itu.change_id,
    }
    assert [row["slug"] for row in results(client, "/organisations/")] == ["itu-d", "smart-africa"]
    assert results(client, "/organisations/?sector=ITU-D") == [shown]
    assert results(client, "/organisations/?q=itu&type=international-organisation") == [shown]
    assert (
        client.get(f"{API}/organisations/itu-d/").json() == shown | {"withdrawn": False, "merged_into": None} | dated()
    )


def test_an_unknown_organisation_offers_the_nearest(client):
    OrganisationFactory(sector="ITU-D")
    response = client.get(f"{API}/organisations/itu-dd/")
    assert response.status_code == 404
    assert response.json()["nearest"] == [{"code": "itu-d", "title": "ITU-D", "url": f"{API}/organisations/itu-d/"}]


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"),
    [("frameworks", 2), ("terms", 2), ("crosswalks", 2), ("organisations", 2), ("texts", 2), ("countries", 2)],
)
def test_query_counts(client, address, queries, items, django_assert_num_queries):
    for number in range(items):
        CrosswalkFactory(to_term=TargetFactory(code=f"9.{number}"))
        ActivityFactory(organisation=OrganisationFactory())
    client.get(f"{API}/{address}/")  # reads the vocabulary
    with django_assert_num_queries(queries):
        client.get(f"{API}/{address}/")


def test_countries_with_their_groups(client):
    CountryFactory(code="KE", groups=["ldc", "lldc"], groups_unconfirmed=["ldc"], groups_basis="From a mirror")
    CountryFactory(code="FJ", groups=["sids"])
    CountryFactory(code="CH")
    shown = [
        {name: row[name] for name in ("code", "groups", "groups_unconfirmed")}
        for row in results(client, "/countries/?group=ldc,sids")
    ]
    assert shown == [
        {"code": "FJ", "groups": ["sids"], "groups_unconfirmed": []},
        {"code": "KE", "groups": ["ldc", "lldc"], "groups_unconfirmed": ["ldc"]},
    ]
    answer = client.get(f"{API}/countries/?group=oecd")
    assert answer.status_code == 400
    assert "Allowed: ldc, lldc, sids, sids-associate." in answer.content.decode()
    assert "mirror" not in client.get(f"{API}/countries/KE/").content.decode()


def test_activities_and_mappings_of_a_group_of_countries(client):
    CountryFactory(code="FJ", groups=["sids"])
    MappingFactory(activity=ActivityFactory(title="Cable to the islands", countries=["FJ"]))
    MappingFactory(activity=ActivityFactory(title="Elsewhere", countries=["KE"]))
    assert [row["title"] for row in results(client, "/activities/?group=sids")] == ["Cable to the islands"]
    assert [row["activity_title"] for row in results(client, "/mappings/?group=sids")] == ["Cable to the islands"]
    assert results(client, "/activities/?group=ldc") == []


def test_the_code_list_of_groups(client):
    assert results(client, "/code-lists/?list=country-groups") == [
        {"list": "country-groups", "code": "ldc", "label": "Least Developed Countries"},
        {"list": "country-groups", "code": "lldc", "label": "Landlocked Developing Countries"},
        {"list": "country-groups", "code": "sids", "label": "Small Island Developing States"},
        {
            "list": "country-groups",
            "code": "sids-associate",
            "label": "Small Island Developing States (associate members)",
        },
    ]
