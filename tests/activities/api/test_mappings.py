"""The feed of mappings: order, cursors, withdrawals, filters, and two writers at once."""

import threading

import pytest
from django.db import connection
from django.test import Client

from activities.actions.ledger import record
from activities.models import Activity, Change, Mapping
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    ChangeFactory,
    GoalFactory,
    MappingFactory,
    TargetFactory,
)

FEED = "/api/v1/mappings/"


def pull(client, address=FEED):
    """All rows from an address on, and the number to come back with."""
    rows = []
    while address:
        page = client.get(address).json()
        rows += page["results"]
        address = page["next"]
    return rows, page["last_change"]


def ids(client, query):
    return [row["id"] for row in client.get(f"{FEED}?{query}").json()["results"]]


@pytest.mark.django_db
def test_a_row_names_both_ends(client):
    mapping = MappingFactory(
        activity=ActivityFactory(title="Giga"),
        term=TargetFactory(code="9.c"),
        strength=3,
        rationale="Schools go online",
        evidence_url="https://giga.example/",
        certainty="unconfirmed",
    )
    last = Change.objects.latest("id")
    assert client.get(FEED).json() == {
        "results": [
            {
                "id": mapping.id,
                "change": mapping.change_id,
                "withdrawn": False,
                "activity": {"id": mapping.activity_id, "title": "Giga", "organisation": "itu-d"},
                "framework": "sdg",
                "kind": "target",
                "code": "9.c",
                "title": "Title of 9.c",
                "strength": 3,
                "rationale": "Schools go online",
                "evidence_url": "https://giga.example/",
                "origin": "staff",
                "certainty": "unconfirmed",
            }
        ],
        "next": None,
        "last_change": last.id,
        "as_of": last.at.isoformat().replace("+00:00", "Z"),
    }


@pytest.mark.django_db
def test_order_is_that_of_changes_and_pages_split_a_change(client):
    first, second = ChangeFactory(), ChangeFactory()
    late = MappingFactory(change=second)
    early = [MappingFactory(change=first) for _ in range(3)]
    page = client.get(f"{FEED}?limit=2").json()
    assert [row["id"] for row in page["results"]] == [early[0].id, early[1].id]
    assert page["next"] == f"http://testserver{FEED}?limit=2&after={first.id}-{early[1].id}"
    assert [row["id"] for row in client.get(page["next"]).json()["results"]] == [early[2].id, late.id]
    assert ids(client, f"after={first.id}") == [late.id]
    assert ids(client, f"after={second.id}") == []


@pytest.mark.django_db
def test_withdrawn_mappings_stay_in_the_feed(client):
    kept, gone = MappingFactory(), MappingFactory(withdrawn=True)
    rows, _ = pull(client)
    assert [(row["id"], row["withdrawn"]) for row in rows] == [(kept.id, False), (gone.id, True)]


@pytest.mark.django_db
@pytest.mark.parametrize("withdrawn", [True, False])
def test_a_withdrawn_or_restored_activity_brings_its_mappings_again(client, withdrawn):
    mapping = MappingFactory(activity=ActivityFactory(withdrawn=not withdrawn))
    _, number = pull(client)
    with record("tests", "activity.withdraw") as change:
        Activity.objects.filter(pk=mapping.activity_id).update(withdrawn=withdrawn, change=change)
    rows, _ = pull(client, f"{FEED}?after={number}")
    assert [(row["id"], row["change"], row["withdrawn"]) for row in rows] == [(mapping.id, change.id, withdrawn)]


@pytest.mark.django_db
def test_an_edited_activity_leaves_its_mappings_alone(client):
    mapping = MappingFactory()
    _, number = pull(client)
    with record("tests", "activity.edit") as change:
        Activity.objects.filter(pk=mapping.activity_id).update(title="Other", change=change)
    assert pull(client, f"{FEED}?after={number}")[0] == []


@pytest.mark.django_db
def test_filters_ask_for_the_own_term_and_for_the_activity(client):
    giga = ActivityFactory(title="Giga schools", kind="initiative", countries=["KE"])
    target = MappingFactory(activity=giga, term=TargetFactory(code="9.c"), strength=3)
    line = MappingFactory(activity=giga, term=ActionLineFactory(code="C2"), origin="import", certainty="unconfirmed")
    other = MappingFactory(activity=ActivityFactory(title="Radio"), term=GoalFactory(code="9"), withdrawn=True)
    everything = [target.id, line.id, other.id]
    found = {
        query: ids(client, query)
        for query in (
            "goal=9",
            "target=9.c",
            "framework=wsis",
            "framework=sdg,wsis",
            "strength=3",
            "certainty=unconfirmed",
            "origin=import,staff",
            "country=KE",
            "kind=project",
            "q=schools",
            "organisation=itu-d",
            "goal=9&country=KE",
        )
    }
    assert found == {
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


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("strength=4", {"strength": ["“4” is not a value of strength. Allowed: 1, 2, 3."]}),
        (
            "certainty=yes",
            {"certainty": ["“yes” is not a value of certainty. Allowed: official, confirmed, proposed, unconfirmed."]},
        ),
        ("framework=sdgs", {"framework": ["“sdgs” is not a value of framework. Allowed: sdg."]}),
        (
            "after=12-",
            {"after": ["“after” is not a cursor of this list in this order. Use “next” of the previous page."]},
        ),
    ],
)
def test_a_wrong_query_is_refused(client, query, errors):
    GoalFactory(code="9")
    response = client.get(f"{FEED}?{query}")
    assert (response.status_code, response.json()["errors"]) == (400, errors)


@pytest.mark.django_db
@pytest.mark.parametrize("items", [1, 3])
def test_query_count(client, items, django_assert_num_queries):
    for _ in range(items):
        MappingFactory()
    client.get(FEED)  # reads the vocabulary
    with django_assert_num_queries(2):
        client.get(FEED)


@pytest.mark.django_db(transaction=True)
def test_a_reader_misses_nothing_of_two_racing_writers():
    """The slow writer takes its number first and commits last; the fast one wants to overtake it."""
    goal, activities = GoalFactory(code="9"), [ActivityFactory() for _ in range(6)]
    begun, may_commit, done = threading.Event(), threading.Event(), threading.Event()

    def write(activity):
        with record("tests", "mapping.set") as change:
            MappingFactory(activity=activity, term=goal, change=change)
            yield change

    def slow():
        for _ in write(activities[0]):
            begun.set()
            assert may_commit.wait(20)
        connection.close()

    def fast():
        assert begun.wait(20)
        for activity in activities[1:]:
            for _ in write(activity):
                pass
        connection.close()
        done.set()

    writers = [threading.Thread(target=slow), threading.Thread(target=fast)]
    for writer in writers:
        writer.start()
    client, seen, number, rounds = Client(), {}, 0, 0
    assert begun.wait(20)
    while rounds < 2 or not done.is_set() or any(writer.is_alive() for writer in writers):
        rows, number = pull(client, f"{FEED}?after={number}&limit=1" if number else f"{FEED}?limit=1")
        seen |= {row["id"]: row["change"] for row in rows}
        rounds += 1
        if rounds == 2:
            assert seen == {}  # the slow writer holds everybody up, so no later number has been seen before its own
            may_commit.set()
    rows, number = pull(client, f"{FEED}?after={number}")
    seen |= {row["id"]: row["change"] for row in rows}
    for writer in writers:
        writer.join()
    assert seen == dict(Mapping.objects.values_list("id", "change_id"))
    assert len(seen) == 6
