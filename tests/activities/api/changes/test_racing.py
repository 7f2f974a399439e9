"""A copy that follows the feed stays equal while others write."""

import itertools
import random
import threading
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from activities.actions.ledger import record
from activities.models import Activity, Crosswalk, Framework, Mapping, Organisation, Term, TermText
from activities.queries.facts.registry import followed
from tests.activities.api.changes.pulling import head, pull
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermTextFactory,
)
from tests.following import empty_copy, follow


def listed(client):
    """{(resource, id): facts} of all lists."""
    found = {}
    for name, resource in followed().items():
        facts, address = {column.name for column in resource.facts}, f"/api/v1/{name}/?limit=1000"
        while address:
            page = client.get(address).json()
            for row in page["results"]:
                found[name, row["id"]] = {column: value for column, value in row.items() if column in facts}
            address = page["next"]
    return found


def saved():
    """{number of a mapping: some of its facts}, as the database has them."""
    live = Mapping.objects.live().select_related("activity__organisation", "term__framework")
    return {
        row.id: (
            row.activity.title,
            row.activity.regions,
            row.activity.organisation.name,
            row.term.title,
            row.term.framework.title,
            row.strength,
        )
        for row in live
    }


class Writers:
    """Writers that edit titles, regions, organisations, Terms and links at random, each in transactions of its own."""

    def __init__(self, number, is_enough):
        self.number, self.is_enough, self.edits, self.errors = number, is_enough, itertools.count(), []
        self.threads = [threading.Thread(target=self.write, args=(seed,)) for seed in range(number)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        for thread in self.threads:
            thread.join()

    @property
    def are_busy(self):
        return any(thread.is_alive() for thread in self.threads)

    def write(self, seed):
        rnd = random.Random(seed)
        try:
            while not self.is_enough(number := next(self.edits)):
                with record("tests", "test.edit") as change:
                    one_edit(rnd, change, number)
        except Exception as error:
            self.errors.append(error)
            raise
        finally:
            connection.close()


def one_edit(rnd, change, number):
    def some(rows):
        return rnd.choice(list(rows.order_by("id").values_list("id", flat=True)))

    def update(model, **values):
        model.objects.filter(pk=some(model.objects)).update(**values, change=change)

    def add_link():
        activity, term = some(Activity.objects), some(Term.objects)
        Mapping.objects.update_or_create(
            activity_id=activity, term_id=term, defaults={"strength": 2, "withdrawn": False, "change": change}
        )

    def merge():
        gone, stays = some(Activity.objects), some(Activity.objects)
        if gone != stays:
            Activity.objects.filter(pk=gone).update(withdrawn=True, merged_into=stays, change=change)

    rnd.choice(
        [
            lambda: update(Activity, title=f"Activity {number}"),
            lambda: update(Activity, regions=rnd.sample(["africa", "europe", "americas"], 2)),
            lambda: update(Activity, organisation_id=some(Organisation.objects)),
            lambda: update(Activity, withdrawn=rnd.random() < 0.4, merged_into=None),
            merge,
            lambda: update(Organisation, name=f"Organisation {number}"),
            lambda: update(Term, title=f"Term {number}"),
            lambda: update(TermText, title=f"Text {number}"),
            lambda: update(Framework, title=f"Framework {number}"),
            lambda: update(Crosswalk, rationale=f"Why {number}", withdrawn=rnd.random() < 0.4),
            lambda: update(Mapping, strength=rnd.choice([1, 2, 3])),
            lambda: update(Mapping, withdrawn=rnd.random() < 0.4),
            add_link,
        ]
    )()


def small_map():
    for turn in range(3):
        OrganisationFactory(slug=f"other-{turn}", sector="")
    terms = [*(TargetFactory(code=f"9.{turn}") for turn in range(1, 4)), ActionLineFactory(code="C2")]
    for term in terms:
        TermTextFactory(term=term, language="fr")
    for term in terms[:3]:
        CrosswalkFactory(from_term=terms[3], to_term=term)
    for turn in range(8):
        activity = ActivityFactory(organisation=Organisation.objects.get(slug=f"other-{turn % 3}"))
        for term in terms[: turn % 4]:
            MappingFactory(activity=activity, term=term)


def race(api, is_enough, writers=8, limit=""):
    """Follow with the client of the documentation while others write. Returns (copy, edits, requests for changes)."""
    copy, rounds = empty_copy(), 0
    with Writers(writers, is_enough) as all_of_them:
        while all_of_them.are_busy:
            follow()(copy, api, ",".join(followed()))
            rounds += 1
    assert not all_of_them.errors
    follow()(copy, api, ",".join(followed()))
    return copy, next(all_of_them.edits), rounds


@pytest.mark.django_db(transaction=True)
def test_a_copy_stays_equal_while_eight_writers_race(live_server):
    small_map()
    copy, _edits, _rounds = race(f"{live_server.url}/api/v1", lambda edits: edits >= 160)
    assert copy["rows"] == listed(Client())
    names = ("activity_title", "regions", "organisation_name", "term_title", "framework_title", "strength")
    shown = {pk: tuple(row[name] for name in names) for (name, pk), row in copy["rows"].items() if name == "mappings"}
    assert shown == saved()
    assert copy["after"] == head()


@pytest.mark.django_db(transaction=True)
def test_the_documented_client_begins_again_after_a_restore(live_server):
    link = MappingFactory(activity=ActivityFactory(title="Giga"))
    api, copy = f"{live_server.url}/api/v1", empty_copy()
    follow()(copy, api, "mappings")
    assert copy["rows"].keys() == {("mappings", link.id)}
    copy["rows"]["mappings", 99] = {"id": 99}  # what the restored database does not have
    call_command("renew_epoch", stdout=StringIO())
    follow()(copy, api, "mappings")
    assert (copy["rows"].keys(), copy["after"]) == ({("mappings", link.id)}, head())


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
        rows, number = pull(client, f"resource=mappings&after={number}&limit=1")
        seen |= {row["id"]: row["change"] for row in rows}
        rounds += 1
        if rounds == 2:
            assert seen == {}  # the slow writer holds everybody up, so no later number has been seen before its own
            may_commit.set()
    rows, number = pull(client, f"resource=mappings&after={number}")
    seen |= {row["id"]: row["change"] for row in rows}
    for writer in writers:
        writer.join()
    assert seen == dict(Mapping.objects.values_list("id", "change_id"))
    assert len(seen) == 6
