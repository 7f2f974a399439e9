"""Activities over the API: the list and its refusals, one of them, facets."""

import functools
import operator

import pytest
from django.conf import settings

from activities import summaries
from activities.api.pagination import encoded
from activities.models import Change
from activities.queries.state import read_state
from tests.factories.activities import ActionLineFactory, ActivityFactory, MappingFactory, TargetFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/activities/"
SITE = settings.SITE_URL


def last_change():
    return Change.objects.order_by("-id").first()


def iso(moment):
    return moment.isoformat().replace("+00:00", "Z")


def test_list_gives_activities_with_live_mappings(client):
    activity = ActivityFactory(title="Giga", slug="giga", countries=["KE"], start_year=2019)
    target = TargetFactory(code="9.c")
    kept = MappingFactory(activity=activity, term=target, strength=3, rationale="Schools go online")
    MappingFactory(activity=activity, term=ActionLineFactory(code="C2"), withdrawn=True)
    last = last_change()
    assert client.get(LIST).json() == {
        "results": [
            {
                "id": activity.id,
                "uri": f"{SITE}/id/activity/{activity.id}",
                "slug": "giga",
                "title": "Giga",
                "description": "",
                "kind": "project",
                "status": "ongoing",
                "organisation": "itu-d",
                "organisation_name": "ITU-D",
                "organisation_type": "international-organisation",
                "organisation_sector": "ITU-D",
                "organisation_country": None,
                "partners": [],
                "start_year": 2019,
                "end_year": None,
                "regions": [],
                "region_names": [],
                "worldwide": False,
                "countries": ["KE"],
                "country_names": ["Kenya"],
                "country_names_language": "en",
                "country_alpha3": ["KEN"],
                "country_m49": ["404"],
                "goals": ["9"],
                "targets": ["9.c"],
                "action_lines": [],
                "other_terms": [],
                "url": "",
                "origin": "staff",
                "description_certainty": "confirmed",
                "language": "en",
                "original_title": "",
                "original_description": "",
                "confirmed_on": None,
                "change": activity.change_id,
                "mappings": [
                    {
                        "id": kept.id,
                        "framework": "sdg",
                        "kind": "target",
                        "code": "9.c",
                        "title": "Title of 9.c",
                        "title_language": "en",
                        "uri": f"{SITE}/id/term/sdg/9.c",
                        "strength": 3,
                        "rationale": "Schools go online",
                        "evidence_url": "",
                        "origin": "staff",
                        "certainty": "confirmed",
                        "change": kept.change_id,
                    }
                ],
            }
        ],
        "next": None,
        "last_change": last.id,
        "as_of": iso(last.at),
        "epoch": read_state().epoch,
    }


@pytest.mark.parametrize("sort", ["newest", "start", "title", "relevance"])
def test_pages_follow_each_other_without_gap_or_repetition(client, sort):
    for number in range(5):
        ActivityFactory(title=f"Broadband {number % 2}", slug=f"b-{number}", start_year=2015 + number % 2)
    address, seen = f"{LIST}?sort={sort}&limit=2&q=broadband", []
    while address:
        page = client.get(address).json()
        seen.append([row["id"] for row in page["results"]])
        address = page["next"]
    whole = client.get(f"{LIST}?sort={sort}&q=broadband").json()["results"]
    assert [len(ids) for ids in seen] == [2, 2, 1]
    assert functools.reduce(operator.iadd, seen, []) == [row["id"] for row in whole]


def test_next_keeps_the_filters(client):
    ActivityFactory.create_batch(2)
    page = client.get(f"{LIST}?kind=project&limit=1").json()
    last = page["results"][0]["id"]
    assert page["next"] == f"http://testserver{LIST}?kind=project&limit=1&cursor={encoded([last, last])}"


def test_withdrawn_activities_are_in_neither_list_nor_facets(client):
    activity = ActivityFactory(withdrawn=True)
    MappingFactory(activity=activity)
    summaries.rebuild()
    assert client.get(LIST).json()["results"] == []
    facets = client.get(f"{LIST}facets/").json()
    assert (facets["total"], facets["facets"]["goal"]) == (0, [])


def test_a_withdrawn_activity_says_so(client):
    heir = ActivityFactory()
    activity = ActivityFactory(withdrawn=True, merged_into=heir)
    body = client.get(f"{LIST}{activity.id}/").json()
    assert {key: body[key] for key in ("id", "withdrawn", "merged_into", "mappings")} == {
        "id": activity.id,
        "withdrawn": True,
        "merged_into": heir.id,
        "mappings": [],
    }


@pytest.mark.parametrize("number", [4, 2**63, 10**30])
def test_an_unknown_activity_is_a_problem(client, number):
    response = client.get(f"{LIST}{number}/")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json() == {
        "type": "about:blank",
        "title": "Not found",
        "status": 404,
        "detail": f"There is no activity {number}.",
        "nearest": [],
    }


NOT_A_NUMBER = "limit: Enter a whole number from 1 to 1000."


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("limit=0", {"limit": [NOT_A_NUMBER]}),
        ("limit=1001", {"limit": [NOT_A_NUMBER]}),
        ("limit=ten", {"limit": [NOT_A_NUMBER]}),
        ("goal=", {"goal": ["“goal” is empty. Enter a value or remove it."]}),
        ("q=%00", {"q": ["“q” is empty. Enter a value or remove it."]}),
        ("target=9.C", {"target": ["“9.C” is not a value of target. Did you mean 9.c? Allowed: 9.c."]}),
        (
            "sort=newst",
            {"sort": ["sort: Did you mean newest? Allowed: newest, start, title, relevance."]},
        ),
        ("cursor=not+one", {"cursor": ["cursor: Use “next” of the previous page."]}),
        (
            "gaol=9",
            {
                "gaol": [
                    "“gaol” is not a parameter here. Did you mean “goal”? Allowed: sort, lang, fields, limit, cursor, "
                    "count, q, goal, target, action_line, plan, indicator, whose, sector, kind, status, region, "
                    "country, group, year, organisation_type, organisation."
                ]
            },
        ),
    ],
)
def test_a_wrong_query_is_refused(client, query, errors):
    TargetFactory(code="9.c")
    response = client.get(f"{LIST}?{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response.json()["errors"] == errors


def test_relevance_without_words_is_newest_first(client):
    ActivityFactory.create_batch(2)
    assert client.get(f"{LIST}?sort=relevance").json()["results"] == client.get(LIST).json()["results"]


@pytest.mark.parametrize("cursor", ["nonsense", encoded(["a", 1]), encoded([2**63, 1]), encoded([1])])
def test_a_cursor_of_another_list_is_not_found(client, cursor):
    response = client.get(f"{LIST}?cursor={cursor}")
    assert (response.status_code, response.json()["detail"]) == (
        404,
        "“cursor” is not a cursor of this list in this order. Use “next” of the previous page.",
    )


def test_an_unknown_organisation_is_refused_with_the_nearest(client):
    ActivityFactory()
    response = client.get(f"{LIST}?organisation=itu-x")
    assert response.status_code == 404
    body = response.json()
    assert body["detail"] == "There is no organisation “itu-x”."
    assert body["nearest"][0] == {"code": "itu-d", "title": "ITU-D", "url": "/api/v1/organisations/itu-d/"}


def test_facets_come_from_the_summaries_or_from_this_moment(client):
    itu = MappingFactory(term=TargetFactory(code="9.c")).activity
    MappingFactory(activity=itu, term=ActionLineFactory(code="C2"))
    summaries.rebuild()
    last = last_change()
    dated = {"last_change": last.id, "as_of": iso(last.at), "epoch": read_state().epoch}
    stored = client.get(f"{LIST}facets/?goal=9").json()
    counted = client.get(f"{LIST}facets/?goal=9&sector=ITU-D").json()
    shown = {
        "goal": [{"value": "9", "label": "Title of 9", "activities": 1}],
        "target": [{"value": "9.c", "label": "Title of 9.c", "activities": 1}],
        "action_line": [{"value": "C2", "label": "Title of C2", "activities": 1}],
        "whose": [{"value": "itu", "label": "ITU", "activities": 1}],
        "sector": [{"value": "ITU-D", "label": "ITU-D", "activities": 1}],
        "kind": [{"value": "project", "label": "Project", "activities": 1}],
        "status": [{"value": "ongoing", "label": "Ongoing", "activities": 1}],
        "region": [{"value": "global", "label": "Worldwide", "activities": 1}],
        "country": [],
        "group": [],
        "year": [],
        "organisation_type": [
            {"value": "international-organisation", "label": "International organisation", "activities": 1}
        ],
        "plan": [],
        "indicator": [],
    }
    assert stored == {"total": 1, "of": 1, "stored": True, "facets": shown} | dated
    assert counted == {"total": 1, "of": 1, "stored": False, "facets": shown} | dated


@pytest.mark.parametrize("items", [1, 3])
def test_query_counts(client, items, django_assert_num_queries):
    target = TargetFactory(code="9.c")
    for _ in range(items):
        MappingFactory(term=target)
    summaries.rebuild()
    client.get(f"{LIST}?target=9.c")  # reads the vocabulary
    with django_assert_num_queries(2):
        client.get(f"{LIST}?target=9.c")
    with django_assert_num_queries(2):
        client.get(f"{LIST}facets/")
