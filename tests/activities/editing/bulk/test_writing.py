"""Bulk edit: preview, one Change, all or nothing, never over what others wrote meanwhile."""

import threading
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.utils import timezone

from activities import rules
from activities.actions.activities import update_activity
from activities.actions.bulk import Overtaken, edit_in_bulk
from activities.actions.history.reverts import revert_change
from activities.actions.ledger import Refused
from activities.actions.links.mappings import set_mapping
from activities.forms.bulk import ACTS
from activities.models import Activity, Change, Mapping
from activities.queries.editing.bulk import PLANS, bulk_plan, chosen, fingerprint
from tests.factories.activities import (
    ActivityFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def last() -> int:
    return Change.objects.latest("id").pk


def bulk(act, by="tests", activities=None, seen=None, **wanted):
    activities = Activity.objects.all() if activities is None else activities
    return edit_in_bulk(
        activities=activities,
        act=act,
        wanted=wanted,
        seen=last() if seen is None else seen,
        selection=fingerprint(chosen(activities, 10_000)),
        by=by,
    )


def test_links_are_added_where_there_are_none_and_brought_back_where_there_were():
    term, (new, there, gone) = GoalFactory(code="9"), ActivityFactory.create_batch(3)
    MappingFactory(activity=there, term=term, strength=3, rationale="Ours")
    MappingFactory(
        activity=gone, term=term, strength=3, rationale="Old", withdrawn=True, certainty="unconfirmed", origin="import"
    )
    change, plan = bulk("link", terms=[term.pk], strength=1, rationale="")
    found = {
        m.activity_id: (m.strength, m.rationale, m.certainty, m.origin, m.withdrawn, m.change_id == change.pk)
        for m in Mapping.objects.all()
    }
    assert found == {
        new.pk: (1, "", "proposed", "staff", False, True),
        there.pk: (3, "Ours", "confirmed", "staff", False, False),
        gone.pk: (1, "Old", "proposed", "staff", False, True),
    }
    assert (plan.added, plan.altered, plan.activities, dict(plan.stays)) == (1, 1, 2, {"already": 1})


def test_strength_confirmation_and_removal_write_live_links_only():
    nine, four = GoalFactory(code="9"), GoalFactory(code="4")
    one, two, three = ActivityFactory.create_batch(3)
    MappingFactory(activity=one, term=nine, strength=1, certainty="unconfirmed")
    MappingFactory(activity=two, term=nine, strength=2, certainty="confirmed")
    MappingFactory(activity=one, term=four, strength=1, certainty="proposed")
    MappingFactory(activity=two, term=four, strength=1, certainty="official")
    MappingFactory(activity=three, term=nine, strength=1, certainty="unconfirmed", withdrawn=True)
    counts = {
        act: (len(plan.writes), plan.stays["already"], plan.stays["no link"])
        for act, plan in {
            "strength": bulk_plan("strength", {"terms": [nine.pk], "strength": 2}, [one.pk, two.pk, three.pk]),
            "confirm nine": bulk_plan("confirm-links", {"terms": [nine.pk]}, [one.pk, two.pk, three.pk]),
            "confirm": bulk_plan("confirm-links", {"terms": []}, [one.pk, two.pk, three.pk]),
            "unlink": bulk_plan("unlink", {"terms": [nine.pk]}, [one.pk, two.pk, three.pk]),
        }.items()
    }
    assert counts == {"strength": (1, 1, 1), "confirm nine": (1, 1, 1), "confirm": (2, 2, 1), "unlink": (2, 0, 1)}
    bulk("unlink", terms=[nine.pk])
    assert sorted(Mapping.objects.live().values_list("activity_id", "term_id")) == [
        (one.pk, four.pk),
        (two.pk, four.pk),
    ]


def test_fields_are_set_and_what_makes_no_sense_is_left_out():
    late = ActivityFactory(start_year=2024, regions=["africa"])
    early = ActivityFactory(start_year=2020, end_year=2021, regions=["cis", "africa"])
    _change, plan = bulk("end_year", end_year=2022)
    assert (len(plan.writes), dict(plan.stays)) == (1, {"early end": 1})
    bulk("status", status="completed")
    bulk("kind", kind="event")
    bulk("add_regions", regions=["europe", "africa"])
    bulk("remove_regions", regions=["cis"])
    found = {a.pk: (a.end_year, a.status, a.kind, sorted(a.regions)) for a in Activity.objects.all()}
    assert found == {
        late.pk: (None, "completed", "event", ["africa", "europe"]),
        early.pk: (2022, "completed", "event", ["africa", "europe"]),
    }
    assert set(Activity.objects.values_list("confirmed_on", flat=True)) == {None}  # nobody has looked at each of them
    bulk("confirm")
    assert set(Activity.objects.values_list("confirmed_on", flat=True)) == {timezone.localdate()}


def test_new_links_are_confirmed_only_if_the_editor_says_so():
    nine, four = GoalFactory(code="9"), GoalFactory(code="4")
    activity = ActivityFactory()
    bulk("link", terms=[nine.pk], strength=1, rationale="", confirmed=True)
    bulk("link", terms=[four.pk], strength=1, rationale="", confirmed=False)
    found = dict(activity.mappings.values_list("term__code", "certainty"))
    assert found == {"9": "confirmed", "4": "proposed"}


@pytest.mark.parametrize(("act", "name"), [("rationale", "rationale"), ("evidence", "evidence_url")])
def test_texts_of_links_are_written_and_existing_ones_stay_unless_replaced(act, name):
    term, (empty, written, _without) = GoalFactory(code="9"), ActivityFactory.create_batch(3)
    for activity, text in ((empty, ""), (written, "https://itu.int/ours")):
        MappingFactory(activity=activity, term=term, certainty="unconfirmed", **{name: text})

    def texts():
        return [
            Mapping.objects.filter(activity=activity).values_list(name, "certainty").first()
            for activity in (empty, written)
        ]

    new = "https://itu.int/new"
    _change, plan = bulk(act, terms=[term.pk], **{name: new}, replace=False)
    assert (len(plan.writes), +plan.stays) == (1, {"has text": 1, "no link": 1})
    assert texts() == [(new, "unconfirmed"), ("https://itu.int/ours", "unconfirmed")]
    bulk(act, terms=[term.pk], **{name: new}, replace=True)
    assert texts() == [(new, "unconfirmed"), (new, "unconfirmed")]


def test_countries_and_partners_are_added_and_removed():
    ActivityFactory(countries=["KE"], withdrawn=True)
    activity = ActivityFactory(countries=["NE"], partners=["UNICEF", "World Bank"])
    bulk("add_countries", countries=["KE", "NE"])
    bulk("add_partners", partners=["unicef", "ITU"])
    activity.refresh_from_db()
    assert (activity.countries, activity.partners) == (["KE", "NE"], ["UNICEF", "World Bank", "ITU"])
    bulk("remove_countries", countries=["NE"])
    bulk("remove_partners", partners=["world bank"])
    activity.refresh_from_db()
    assert (activity.countries, activity.partners) == (["KE"], ["UNICEF", "ITU"])


def test_withdrawn_activities_are_never_chosen():
    ActivityFactory(withdrawn=True)
    live = ActivityFactory()
    _change, plan = bulk("status", status="planned")
    assert [write.activity for write in plan.writes] == [live.pk]


def test_one_change_with_who_and_why_goes_back_in_one():
    user = UserFactory(role=rules.COORDINATOR)
    activities, term = ActivityFactory.create_batch(3), GoalFactory(code="9")
    MappingFactory(activity=activities[0], term=term, strength=1, withdrawn=True)
    before = list(Mapping.objects.filter(withdrawn=False).values_list("activity_id", "strength"))
    change, _plan = bulk("link", by=user, terms=[term.pk], strength=2, rationale="So")
    assert (change.verb, change.by, Mapping.objects.filter(change=change).count()) == ("activities.bulk", user, 3)
    revert_change(change=change, by=user)
    assert list(Mapping.objects.filter(withdrawn=False).values_list("activity_id", "strength")) == before
    assert Mapping.objects.get(activity=activities[0]).strength == 1


# --- Refusals ---


def test_nothing_to_write_is_refused():
    ActivityFactory(status="ongoing")
    before = last()
    with pytest.raises(Refused, match="already have these values"):
        bulk("status", status="ongoing")
    assert last() == before


@pytest.mark.parametrize(("act", "wanted"), [("status", {"status": "planned"}), ("link", None)])
def test_too_many_rows_are_refused_with_a_way_out(monkeypatch, act, wanted):
    monkeypatch.setattr("activities.actions.bulk.MOST", 2)
    ActivityFactory.create_batch(3 if act == "status" else 2)
    terms = [GoalFactory(code=code).pk for code in "12"]
    with pytest.raises(Refused, match="Add a filter"):
        bulk(act, **(wanted or {"terms": terms, "strength": 1, "rationale": ""}))


@pytest.mark.parametrize("writer", ["activity", "mapping"])
def test_what_others_wrote_since_the_preview_stops_all_of_it(writer):
    term, (one, two) = GoalFactory(code="9"), ActivityFactory.create_batch(2)
    MappingFactory(activity=two, term=term, strength=1)
    seen = last()
    if writer == "activity":
        update_activity(activity=one, fields={"title": "New"}, seen=one.change_id, by="another")
        late = [("activity", one.pk)]
    else:
        row = set_mapping(activity=two, term=term, strength=3, seen=Mapping.objects.get().change_id, by="another")
        late = [("mapping", row.pk)]
    newest = last()
    with pytest.raises(Overtaken) as overtaken:
        bulk("strength", seen=seen, terms=[term.pk], strength=2)
    assert (overtaken.value.rows, overtaken.value.selection, last()) == (late, False, newest)


def test_a_filter_that_finds_others_now_stops_it_too():
    one = ActivityFactory(status="planned")
    planned = Activity.objects.filter(status="planned")
    seen, selection = last(), fingerprint(chosen(planned, 100))
    two = ActivityFactory(status="planned")
    with pytest.raises(Overtaken) as overtaken:
        edit_in_bulk(
            activities=planned, act="kind", wanted={"kind": "event"}, seen=seen, selection=selection, by="tests"
        )
    assert (overtaken.value.selection, overtaken.value.rows) == (True, [("activity", two.pk)])
    assert Activity.objects.get(pk=one.pk).kind == "project"


# --- All or nothing ---


def test_a_fault_in_the_middle_leaves_nothing(fault):
    activities, (nine, four) = ActivityFactory.create_batch(5), (GoalFactory(code="9"), GoalFactory(code="4"))
    MappingFactory(activity=activities[0], term=four, withdrawn=True)
    before, rows = last(), list(Mapping.objects.values())
    fault(activities[3].pk)
    with pytest.raises(DatabaseError, match="on fire"):
        bulk("link", terms=[nine.pk, four.pk], strength=2, rationale="")
    assert (last(), list(Mapping.objects.values())) == (before, rows)


@pytest.mark.django_db(transaction=True)
def test_two_bulk_edits_at_once_the_second_is_told():
    ActivityFactory.create_batch(3, organisation=OrganisationFactory())
    activities = Activity.objects.all()
    seen, selection = last(), fingerprint(chosen(activities, 100))
    outcomes = []
    start = threading.Barrier(2)

    def run(status):
        try:
            start.wait(10)
            edit_in_bulk(
                activities=activities,
                act="status",
                wanted={"status": status},
                seen=seen,
                selection=selection,
                by=status,
            )
            outcomes.append(status)
        except Overtaken as late:
            outcomes.append(len(late.rows))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(status,)) for status in ("planned", "completed")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    winner = next(each for each in outcomes if isinstance(each, str))
    assert sorted(map(str, outcomes)) == sorted(["3", winner])
    assert set(Activity.objects.values_list("status", flat=True)) == {winner}


def test_five_thousand_rows_take_two_queries_more_than_one(django_assert_num_queries):
    organisation, change = OrganisationFactory(), ActivityFactory().change
    Activity.objects.bulk_create(
        Activity(slug=f"a{n}", title=f"A {n}", kind="project", status="ongoing", origin="staff", change=change,
                 organisation=organisation) for n in range(4_999)
    )  # fmt: skip
    term, seen = GoalFactory(code="9"), last()
    with django_assert_num_queries(12):  # new links go in two thousand at a time
        _change, plan = bulk("link", seen=seen, terms=[term.pk], strength=2, rationale="")
    assert len(plan.writes) == 5_000


@pytest.mark.parametrize("items", [1, 3])
def test_apply_query_count(items, django_assert_num_queries):
    term = GoalFactory(code="9")
    ActivityFactory.create_batch(items)
    seen = last()
    with django_assert_num_queries(10):
        bulk("link", seen=seen, terms=[term.pk], strength=2, rationale="")


def test_every_act_has_a_form():
    assert list(ACTS) == list(PLANS)


def test_no_trigger_runs_before_an_update_of_an_activity():
    """PostgreSQL would make the search words of every updated row again, and the ledger be held twice as long."""
    before, update = 2, 16  # bits of pg_trigger.tgtype
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'activities_activity'::regclass AND NOT tgisinternal "
            "AND tgtype & %s <> 0 AND tgtype & %s <> 0",
            [before, update],
        )
        assert cursor.fetchall() == []


def test_no_row_can_name_an_unknown_country():
    row, rows = ActivityFactory(), Activity.objects.all()
    another = Activity(title="Another", slug="another", kind="event", status="planned", change=row.change)
    another.countries = ["XX"]
    for write in (another.save, partial(rows.update, countries=["XX"])):
        with pytest.raises(IntegrityError, match="country XX is not known"), transaction.atomic():
            write()


def test_a_revert_writes_only_columns_that_differ():
    activities = ActivityFactory.create_batch(2)
    change, _plan = bulk("status", status="suspended")
    seen = []

    def watch(execute, sql, params, many, context):
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        revert_change(change=change, by="tests")
    assert [sql.partition(" FROM ")[0] for sql in seen if sql.startswith("UPDATE")] == [
        'UPDATE activities_activity t SET "status" = e."status", change_id = %s'
    ]
    assert {row.status for row in Activity.objects.all()} == {one.status for one in activities}
