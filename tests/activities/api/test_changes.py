"""The feed of changes: why a row is in it, pages, what is refused, and a copy that stays equal under eight writers."""

import itertools
import random
import re
import threading
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from activities.actions.ledger import record
from activities.models import Activity, Change, Crosswalk, Framework, Mapping, Organisation, Term, TermText
from activities.queries.facts.feed import causes
from activities.queries.facts.registry import followed
from activities.queries.facts.resource import sql_of
from roadmap.models import Edition, Section
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

FEED = "/api/v1/changes/"


def pull(client, query=""):
    """All rows of the feed, and the number to continue with."""
    rows, address = [], f"{FEED}?{query}"
    while address:
        page = client.get(address).json()
        rows += page["results"]
        address = page["next"]
    return rows, page["last_change"]


def told(client, after, **more):
    """What the feed says of each row since a Change: (resource, id, action, reason)."""
    query = "&".join([f"after={after}", *(f"{name}={value}" for name, value in more.items())])
    return [(row["resource"], row["id"], row["action"], row["reason"]) for row in pull(client, query)[0]]


def head():
    return Change.objects.latest("id").id


def edit(rows, **values):
    """One Change of all rows of a queryset. Returns its number."""
    with record("tests", "test.edit") as change:
        rows.update(**values, change=change)
    return change.id


@pytest.fixture
def link(db):
    return MappingFactory(activity=ActivityFactory(title="Giga"), term=TargetFactory(code="9.c"))


def test_from_the_beginning_everything_is_created_in_the_order_of_dependence(client, link):
    rows, number = pull(client)
    assert [(row["resource"], row["action"]) for row in rows] == [
        ("frameworks", "created"),
        ("terms", "created"),
        ("terms", "created"),
        ("organisations", "created"),
        ("activities", "created"),
        ("mappings", "created"),
    ]
    assert number == head()
    assert pull(client, f"after={number}") == ([], number)


def test_a_row_is_that_of_its_list_without_derived_columns(client, link):
    response = client.get(f"{FEED}?resource=activities")
    shown = client.get("/api/v1/activities/").json()["results"][0]
    derived = {column.name for column in followed()["activities"].columns if column.derived}
    assert derived > {"mappings", "goals"}
    last = Change.objects.latest("id")
    assert response.json() == {
        "results": [
            {
                "resource": "activities",
                "id": link.activity_id,
                "change": link.activity.change_id,
                "action": "created",
                "reason": "the activity",
                "merged_into": None,
                "row": {name: value for name, value in shown.items() if name not in derived},
            }
        ],
        "next": None,
        "last_change": last.id,
        "as_of": last.at.isoformat().replace("+00:00", "Z"),
        "epoch": response["X-Epoch"],
    }


def test_an_edited_activity_brings_its_mappings(client, link):
    after = head()
    number = edit(Activity.objects.all(), title="Giga II", regions=["africa"])
    rows, _ = pull(client, f"after={after}")
    assert [(row["resource"], row["change"], row["action"], row["reason"]) for row in rows] == [
        ("activities", number, "changed", "the activity"),
        ("mappings", number, "changed", "its activity"),
    ]
    mapping = rows[1]["row"]
    assert (mapping["activity_title"], mapping["regions"], mapping["change"]) == ("Giga II", ["africa"], link.change_id)


def test_a_renamed_organisation_brings_its_activities_and_their_mappings(client, link):
    MappingFactory(activity=ActivityFactory(organisation=OrganisationFactory(slug="other", sector="")))
    after = head()
    edit(Organisation.objects.filter(slug="itu-d"), name="Development")
    assert told(client, after) == [
        ("organisations", link.activity.organisation_id, "changed", "the organisation"),
        ("activities", link.activity_id, "changed", "its organisation"),
        ("mappings", link.id, "changed", "its organisation"),
    ]


def test_a_renamed_term_brings_all_that_names_it(client, link):
    goal, target = Term.objects.get(code="9"), Term.objects.get(code="9.c")
    text = TermTextFactory(term=target, language="fr")
    crosswalk = CrosswalkFactory(from_term=ActionLineFactory(code="C2"), to_term=target)
    after = head()
    edit(Term.objects.filter(code="9.c"), title="Access")
    assert told(client, after) == [
        ("terms", target.id, "changed", "the Term"),
        ("texts", text.id, "changed", "its Term"),
        ("crosswalks", crosswalk.id, "changed", "the Term at its end"),
        ("mappings", link.id, "changed", "its Term"),
    ]
    after = head()
    edit(Term.objects.filter(code="9"), title="Industry")
    assert told(client, after) == [
        ("terms", goal.id, "changed", "the Term"),
        ("terms", target.id, "changed", "the Term above it"),
    ]


def test_a_renamed_framework_brings_all_of_it(client, link):
    after = head()
    edit(Framework.objects.filter(slug="sdg"), title="Goals")
    of_sdg = list(Term.objects.order_by("id").values_list("id", flat=True))
    assert told(client, after) == [
        ("frameworks", link.term.framework_id, "changed", "the framework"),
        *(("terms", pk, "changed", "its framework") for pk in of_sdg),
        ("mappings", link.id, "changed", "its framework"),
    ]


def test_a_row_comes_once_for_the_first_of_its_causes(client, link):
    after = head()
    edit(Framework.objects.all(), title="Goals")
    edit(Organisation.objects.all(), name="Development")
    edit(Activity.objects.all(), title="Giga II")
    assert told(client, after, resource="mappings") == [("mappings", link.id, "changed", "its activity")]
    number = edit(Mapping.objects.all(), strength=1)
    rows, _ = pull(client, f"after={after}&resource=mappings")
    assert [(row["id"], row["change"], row["reason"]) for row in rows] == [(link.id, number, "the link")]


def test_withdrawn_and_restored(client, link):
    after = head()
    edit(Mapping.objects.all(), withdrawn=True)
    rows, number = pull(client, f"after={after}")
    assert rows == [
        {
            "resource": "mappings",
            "id": link.id,
            "change": number,
            "action": "withdrawn",
            "reason": "the link",
            "merged_into": None,
            "row": None,
        }
    ]
    after = head()
    edit(Organisation.objects.all(), name="Development")
    assert told(client, after, resource="mappings") == []  # it was withdrawn before
    after = head()
    edit(Mapping.objects.all(), withdrawn=False)
    assert told(client, after) == [("mappings", link.id, "restored", "the link")]


def test_mappings_of_a_withdrawn_activity(client, link):
    after = head()
    edit(Activity.objects.all(), withdrawn=True)
    assert told(client, after) == [
        ("activities", link.activity_id, "withdrawn", "the activity"),
        ("mappings", link.id, "withdrawn", "its activity"),
    ]
    after = head()
    edit(Term.objects.filter(code="9.c"), title="Access")
    assert told(client, after, resource="mappings") == []  # it was withdrawn before
    after = head()
    edit(Activity.objects.all(), withdrawn=False)
    assert told(client, after) == [
        ("activities", link.activity_id, "restored", "the activity"),
        ("mappings", link.id, "restored", "its activity"),
    ]


def test_merged(client, link):
    other, into = ActivityFactory(), OrganisationFactory(slug="other", sector="")
    after = head()
    edit(Activity.objects.filter(pk=link.activity_id), withdrawn=True, merged_into=other)
    edit(Organisation.objects.filter(slug="itu-d"), withdrawn=True, merged_into=into)
    rows, _ = pull(client, f"after={after}")
    assert [(row["resource"], row["action"], row["reason"], row["merged_into"], row["row"]) for row in rows][:1] == [
        ("organisations", "merged", f"merged into {into.id}", into.id, None)
    ]
    merged = [row for row in rows if row["id"] == link.activity_id and row["resource"] == "activities"]
    assert [(row["action"], row["reason"], row["merged_into"]) for row in merged] == [
        ("merged", f"merged into {other.id}", other.id)
    ]


def test_a_row_without_withdrawals_is_created_then_changed(client, db):
    after = edit(Term.objects.none())
    text = TermTextFactory(language="fr")
    assert told(client, after, resource="texts") == [("texts", text.id, "created", "the text")]
    after = head()
    edit(TermText.objects.all(), title="Accès")
    assert told(client, after, resource="texts") == [("texts", text.id, "changed", "the text")]


def test_deleted_rows_come_with_the_next_change(client, link):
    text = TermTextFactory(language="fr")
    after = head()
    text.delete()
    assert told(client, after) == []
    edit(Activity.objects.all(), title="Giga II")
    rows, number = pull(client, f"after={after}&resource=texts,mappings")
    assert [(row["resource"], row["id"], row["action"], row["row"] is None, row["change"]) for row in rows] == [
        ("texts", text_id(text, rows), "deleted", True, number),
        ("mappings", link.id, "changed", False, number),
    ]
    assert pull(client, "after=0&resource=texts")[0] == []


def text_id(text, rows):
    """The number that a deleted text had."""
    assert text.pk is None
    return rows[0]["id"]


def test_the_roadmap_is_followed_too(client, db):
    with record("tests", "test.write") as change:
        edition = Edition.objects.create(code="2019", title="Roadmap", date="2019", change=change)
        section = Section.objects.create(edition=edition, number=6, title="Reporting", change=change)
    after = head()
    edit(Edition.objects.all(), title="The Roadmap")
    assert told(client, after) == [
        ("roadmap/editions", edition.id, "changed", "the edition"),
        ("roadmap/sections", section.id, "changed", "its edition"),
    ]


def test_pages_have_each_row_once_in_the_same_order(client, link):
    MappingFactory(activity=link.activity)
    for _ in range(4):
        MappingFactory()
        MappingFactory(term=link.term)
    TermTextFactory(term=link.term, language="fr")
    CrosswalkFactory(to_term=link.term)
    after = head()
    edit(Framework.objects.all(), title="Goals")
    edit(Activity.objects.filter(pk=link.activity_id), title="Giga II")
    TermText.objects.all().delete()
    edit(Organisation.objects.all(), name="Development")
    whole = told(client, after)
    assert len(whole) == len(set(whole)) > 20
    for limit in (1, 2, 3, 7):
        assert told(client, after, limit=limit) == whole


def test_until_its_last_page_an_answer_has_the_number_that_it_began_with(client, link):
    first, last = head() - 2, head()
    page = client.get(f"{FEED}?after={first}&limit=1").json()
    edit(Activity.objects.all(), title="Later")
    assert (page["last_change"], f"&epoch={page['epoch']}" in page["next"]) == (first, True)
    numbers = [page["last_change"]]
    while page["next"]:
        page = client.get(page["next"]).json()
        numbers.append(page["last_change"])
    assert (numbers[-1], set(numbers[:-1])) == (last, {first})
    assert page["as_of"] == Change.objects.get(id=last).at.isoformat().replace("+00:00", "Z")


def test_a_row_that_changes_between_two_pages_comes_with_the_next_request(client, link):
    later = MappingFactory()
    address, seen = f"{FEED}?resource=mappings&limit=1", []
    page = client.get(address).json()
    edit(Mapping.objects.filter(pk=later.pk), strength=1)
    seen += page["results"]
    while page["next"]:
        page = client.get(page["next"]).json()
        seen += page["results"]
    assert [row["id"] for row in seen] == [link.id]
    rows, _ = pull(client, f"resource=mappings&after={page['last_change']}")
    assert [(row["id"], row["row"]["strength"]) for row in rows] == [(later.id, 1)]


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("after=-1", {"after": [f"after: Enter a whole number from 0 to {2**62}."]}),
        ("after=1&after=2", {"after": ["“after” is given more than once. It takes one value."]}),
        ("epoch=", {"epoch": ["“epoch” is empty. Enter a value or remove it."]}),
        ("since=1", {"since": [re.compile("“since” is not a parameter here.")]}),
        ("resource=mapings", {"resource": [re.compile("resource: Did you mean mappings?")]}),
        ("resource=countries", {"resource": [re.compile("resource: .*Allowed: frameworks, terms, ")]}),
    ],
)
def test_a_wrong_query_is_refused(client, link, query, errors):
    response = client.get(f"{FEED}?{query}")
    found = response.json().get("errors", {})
    assert (response.status_code, list(found)) == (400, list(errors))
    for name, messages in errors.items():
        for wanted, message in zip(messages, found[name], strict=True):
            assert wanted.match(message) if isinstance(wanted, re.Pattern) else wanted == message


CURSORS = {
    "nonsense": "nonsense",
    "another list": "WzFd",
    "an unknown resource": "WzAsNSwiZ29hbHMiLDAsMSwxXQ",
    "a cause beyond the last": "WzAsNSwidGVybXMiLDksMSwxXQ",
    "a negative cause": "WzAsNSwidGVybXMiLC0xLDEsMV0",
    "a short key": "WzAsNSwidGVybXMiLDAsMV0",
    "a key of text": "WzAsNSwidGVybXMiLDAsMSwiYSJd",
}


@pytest.mark.parametrize("cursor", CURSORS.values(), ids=CURSORS)
def test_another_cursor_is_refused(client, link, cursor):
    response = client.get(f"{FEED}?cursor={cursor}")
    message = "“cursor” is not a cursor of this list in this order. Use “next” of the previous page."
    assert (response.status_code, response.json()["detail"]) == (404, message)


@pytest.mark.parametrize("other", ["after=1", "resource=organisations"])
def test_the_cursor_of_another_request_is_refused(client, link, other):
    cursor = client.get(f"{FEED}?limit=1").json()["next"].partition("cursor=")[2].partition("&")[0]
    assert client.get(f"{FEED}?{other}&cursor={cursor}").status_code == 404


def test_another_epoch_or_a_number_ahead_is_410_with_the_way_to_begin_again(client, link):
    page = client.get(f"{FEED}?limit=1").json()
    ahead = client.get(f"{FEED}?after={page['last_change'] + head() + 1}")
    assert (ahead.status_code, ahead["Content-Type"]) == (410, "application/problem+json")
    lists = ahead.json().pop("lists")
    assert {name: lists[name] for name in ("mappings", "terms")} == {
        "mappings": "http://testserver/api/v1/mappings/",
        "terms": "http://testserver/api/v1/terms/",
    }
    assert lists.keys() == followed().keys()
    assert {name: value for name, value in ahead.json().items() if name != "lists"} == {
        "type": "about:blank",
        "title": "Begin again",
        "status": 410,
        "detail": "This database was restored, or is another one: your copy is not a copy of it. Delete your copy and "
        "begin again with after=0, or load the “lists” and continue from the last_change of their first pages.",
        "epoch": page["epoch"],
        "last_change": head(),
        "changes": f"http://testserver{FEED}?after=0",
    }
    assert client.get(f"{FEED}?epoch={page['epoch']}").status_code == 200
    assert client.get(f"{FEED}?epoch=0123456789abcdef").status_code == 410
    call_command("renew_epoch", stdout=StringIO())
    assert client.get(page["next"]).status_code == 410


def test_the_cursor_of_a_window_ahead_is_410(client, link):
    page = client.get(f"{FEED}?limit=1").json()
    Mapping.objects.all().delete()
    Change.objects.filter(id=head()).delete()  # as if the database had been taken back
    assert client.get(page["next"]).status_code == 410


@pytest.mark.parametrize("address", ["/", "/mappings/", "/mappings/{link}/", "/matrix/", "/code-lists/", "/changes/"])
def test_every_body_has_the_epoch(client, link, address):
    response = client.get("/api/v1" + address.format(link=link.id))
    assert re.fullmatch("[0-9a-f]{16}", response.json()["epoch"])
    assert response["X-Epoch"] == response.json()["epoch"]


def test_files_have_the_epoch_as_a_header(client, link):
    assert client.get("/api/v1/mappings.csv")["X-Epoch"] == client.get("/api/v1/mappings/").json()["epoch"]


def test_a_renewed_epoch_is_another_one_with_other_etags(client, link):
    before = client.get("/api/v1/mappings/")
    said = StringIO()
    call_command("renew_epoch", stdout=said)
    after = client.get("/api/v1/mappings/", headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, after["X-Epoch"] != before["X-Epoch"]) == (200, True)
    assert said.getvalue() == f"The epoch is now {after['X-Epoch']}.\n"
    assert client.get("/api/v1/mappings/")["X-Epoch"] == after["X-Epoch"]


def test_a_role_that_may_not_ask_the_server_has_an_epoch_too(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT activities_epoch_parts()")
        whole = cursor.fetchone()[0].split(".")
        cursor.execute(
            "REVOKE EXECUTE ON FUNCTION pg_control_system(), pg_walfile_name(pg_lsn) FROM PUBLIC; "
            "CREATE ROLE epoch_tester; GRANT USAGE ON SCHEMA public TO epoch_tester; SET LOCAL ROLE epoch_tester; "
            "SELECT activities_epoch_parts()"
        )
        assert cursor.fetchone()[0].split(".") == whole[:2]
        cursor.execute("RESET ROLE")
    assert len(whole) == 4


@pytest.mark.parametrize("items", [1, 3])
def test_query_counts(client, link, items, django_assert_num_queries):
    after = head()
    for _ in range(items):
        MappingFactory(term=link.term)
    latest = head()
    client.get(FEED)
    with django_assert_num_queries(1):
        client.get(f"{FEED}?after={latest}")
    with django_assert_num_queries(4):  # the state, what has changed, mappings themselves, and by their Terms
        client.get(f"{FEED}?after={after}&resource=mappings")
    after = edit(Organisation.objects.all(), name="Development") - 1
    with django_assert_num_queries(5):  # the state, what has changed, organisations, activities, mappings
        client.get(f"{FEED}?after={after}")


@pytest.mark.parametrize("resource", followed().values(), ids=followed())
def test_every_row_that_a_fact_shows_is_watched(resource):
    """A column of another table that has Changes must bring the row when that other row changes."""
    tables = {
        alias: table for table, alias in re.findall(r"JOIN ((?:activities|roadmap)_\w+) (\w+) ON", resource.joins)
    }
    unfollowed = {"activities_country", "activities_termsummary", "activities_crosswalksummary"}
    watched = {one.alias for one in resource.watched}
    shown = " ".join(sql_of(column) for column in resource.facts)
    used = {alias for alias, table in tables.items() if table not in unfollowed and re.search(rf"\b{alias}\.", shown)}
    assert used <= watched
    for cause in causes(resource)[1:]:
        model = resource.model
        for part in cause.watched.path.split("__"):
            model = model._meta.get_field(part).related_model
        assert (model, model._meta.db_table) == (cause.model, tables[cause.watched.alias])


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
