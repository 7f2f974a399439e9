"""Mappings over the API: flat, live, with names."""

import pytest
from django.conf import settings

from activities.models import Change
from activities.queries.state import read_state
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    GoalFactory,
    MappingFactory,
    TargetFactory,
)

LIST = "/api/v1/mappings/"
SITE = settings.SITE_URL
pytestmark = pytest.mark.django_db


def ids(client, query=""):
    return [row["id"] for row in client.get(f"{LIST}?{query}").json()["results"]]


def test_a_row_names_all_that_belongs_to_it(client):
    mapping = MappingFactory(
        activity=ActivityFactory(title="Giga", kind="initiative", countries=["KE", "CH"], regions=["africa"]),
        term=TargetFactory(code="9.c"),
        strength=3,
        rationale="Schools go online",
        evidence_url="https://giga.example/",
        certainty="unconfirmed",
    )
    last = Change.objects.latest("id")
    shown = {
        "id": mapping.id,
        "uri": f"{SITE}/id/mapping/{mapping.id}",
        "activity": mapping.activity_id,
        "activity_title": "Giga",
        "activity_uri": f"{SITE}/id/activity/{mapping.activity_id}",
        "activity_kind": "initiative",
        "activity_status": "ongoing",
        "start_year": None,
        "end_year": None,
        "organisation": "itu-d",
        "organisation_name": "ITU-D",
        "organisation_type": "international-organisation",
        "organisation_sector": "ITU-D",
        "organisation_country": None,
        "organisation_uri": f"{SITE}/id/organisation/itu-d",
        "regions": ["africa"],
        "region_names": ["Africa"],
        "worldwide": False,
        "countries": ["KE", "CH"],
        "country_names": ["Kenya", "Switzerland"],
        "country_names_language": "en",
        "country_alpha3": ["KEN", "CHE"],
        "country_m49": ["404", "756"],
        "framework": "sdg",
        "framework_title": mapping.term.framework.title,
        "term_kind": "target",
        "term_code": "9.c",
        "term_title": "Title of 9.c",
        "term_title_language": "en",
        "term_uri": f"{SITE}/id/term/sdg/9.c",
        "strength": 3,
        "rationale": "Schools go online",
        "evidence_url": "https://giga.example/",
        "origin": "staff",
        "certainty": "unconfirmed",
        "verified": False,
        "change": mapping.change_id,
    }
    dated = {"last_change": last.id, "as_of": last.at.isoformat().replace("+00:00", "Z"), "epoch": read_state().epoch}
    assert client.get(LIST).json() == {"results": [shown], "next": None} | dated
    state = {"withdrawn": False, "merged_into": None}
    assert client.get(f"{LIST}{mapping.id}/").json() == shown | state | dated


def test_withdrawn_mappings_are_not_listed_and_say_so(client):
    kept, gone = MappingFactory(), MappingFactory(withdrawn=True)
    of_withdrawn = MappingFactory(activity=ActivityFactory(withdrawn=True))
    assert ids(client) == [kept.id]
    assert [client.get(f"{LIST}{row.id}/").json()["withdrawn"] for row in (kept, gone, of_withdrawn)] == [
        False,
        True,
        True,
    ]


def test_pages_follow_each_other(client):
    rows = [MappingFactory() for _ in range(5)]
    address, seen = f"{LIST}?limit=2&fields=id", []
    while address:
        page = client.get(address).json()
        seen.append([row["id"] for row in page["results"]])
        address = page["next"]
    assert seen == [[rows[0].id, rows[1].id], [rows[2].id, rows[3].id], [rows[4].id]]


def test_a_client_chooses_columns_and_asks_for_a_count(client):
    MappingFactory.create_batch(3)
    body = client.get(f"{LIST}?limit=1&fields=term_code,id&count=true").json()
    assert [list(row) for row in body["results"]] == [["id", "term_code"]]
    assert body["count"] == 3
    assert "count" not in client.get(LIST).json()


def test_filters_ask_for_the_own_term_and_for_the_activity(client):
    giga = ActivityFactory(title="Giga schools", kind="initiative", countries=["KE"])
    target = MappingFactory(activity=giga, term=TargetFactory(code="9.c"), strength=3)
    line = MappingFactory(activity=giga, term=ActionLineFactory(code="C2"), origin="import", certainty="unconfirmed")
    other = MappingFactory(activity=ActivityFactory(title="Radio"), term=GoalFactory(code="9"))
    everything = [target.id, line.id, other.id]
    expected = {
        "goal=9": [target.id, other.id],
        "target=9.c": [target.id],
        "framework=wsis": [line.id],
        "framework=sdg,wsis": everything,
        "strength=3": [target.id],
        "certainty=unconfirmed": [line.id],
        "origin=import,staff": everything,
        "country=KE": [target.id, line.id],
        "kind=project": [other.id],
        "q=schools": [target.id, line.id],
        "organisation=itu-d": everything,
        "goal=9&country=KE": [target.id],
    }
    assert {query: ids(client, query) for query in expected} == expected


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("strength=4", {"strength": ["“4” is not a value of strength. Allowed: 1, 2, 3."]}),
        (
            "certainty=yes",
            {"certainty": ["“yes” is not a value of certainty. Allowed: official, confirmed, proposed, unconfirmed."]},
        ),
        ("framework=sdgs", {"framework": ["“sdgs” is not a value of framework. Allowed: sdg."]}),
        ("cursor=12.5", {"cursor": ["cursor: Use “next” of the previous page."]}),
        ("goal=,", {"goal": ["“goal” is empty. Enter a value or remove it."]}),
        ("goal=9,,4", {"goal": ["“goal” is empty. Enter a value or remove it."]}),
        ("limit=1&limit=2", {"limit": ["“limit” is given more than once. It takes one value."]}),
        ("q=a&q=b", {"q": ["“q” is given more than once. It takes one value."]}),
        ("count=yes", {"count": ["count: Allowed: true, false."]}),
    ],
)
def test_a_wrong_query_is_refused(client, query, errors):
    GoalFactory(code="9")
    response = client.get(f"{LIST}?{query}")
    assert (response.status_code, response.json()["errors"]) == (400, errors)


@pytest.mark.parametrize("items", [1, 3])
def test_query_count(client, items, django_assert_num_queries):
    for _ in range(items):
        MappingFactory()
    client.get(LIST)  # reads the vocabulary
    with django_assert_num_queries(2):
        client.get(LIST)
