"""Any of the last twenty Changes, of any kind, goes back exactly."""

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from activities.actions.activities import (
    confirm_activity,
    create_activity,
    restore_activity,
    update_activity,
    withdraw_activity,
)
from activities.actions.bulk import edit_in_bulk
from activities.actions.history.reverts import revert_change
from activities.actions.ledger import NothingChanged, Refused, Stale, record
from activities.actions.links.mappings import confirm_mapping, set_mapping, withdraw_mapping
from activities.actions.merging import merge_activities
from activities.models import Activity, Change, Crosswalk, Mapping, Term
from activities.queries.editing.bulk import chosen, fingerprint
from activities.queries.history.changes import counted
from activities.queries.history.tracked import tracked
from tests.activities.history.facts import last, live, state
from tests.factories.activities import (
    ActivityFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
)

pytestmark = pytest.mark.django_db
ACTIVITIES, TERMS = 4, 4
number = st.integers(0, ACTIVITIES - 1)
code = st.integers(0, TERMS - 1)
text = st.sampled_from(["", "One", "Two", "Deux écoles", "Three words here"])
STEPS = st.one_of(
    st.tuples(st.just("edit"), number, text.filter(bool), st.lists(st.sampled_from(["africa", "cis"]), unique=True)),
    st.tuples(st.just("confirm"), number),
    st.tuples(st.just("withdraw"), number),
    st.tuples(st.just("restore"), number),
    st.tuples(st.just("merge"), number, number),
    st.tuples(st.just("create"), text.filter(bool)),
    st.tuples(st.just("link"), number, code, st.integers(1, 3), text),
    st.tuples(st.just("unlink"), number, code),
    st.tuples(st.just("confirm link"), number, code),
    st.tuples(st.just("bulk"), st.sampled_from(["completed", "planned"])),
    st.tuples(st.just("bulk link"), code),
    st.tuples(st.just("term"), code, text.filter(bool)),
    st.tuples(st.just("crosswalk"), text),
    st.tuples(st.just("raw"), number, text.filter(bool)),
)


def act(step, activities, terms):
    """Do one step as staff or a program would. Steps that are not possible now do nothing."""
    what, *told = step
    one = (
        Activity.objects.get(pk=activities[told[0]].pk)
        if what not in ("create", "bulk", "bulk link", "term", "crosswalk")
        else None
    )
    if what in ("link", "unlink", "confirm link"):
        term = terms[told[1]]
        row = Mapping.objects.filter(activity=one, term=term).first()
        known = {"activity": one, "term": term, "seen": row.change_id if row else 0, "by": "tests"}
    if what == "edit":
        update_activity(activity=one, fields={"title": told[1], "regions": told[2]}, seen=one.change_id, by="tests")
    elif what == "confirm":
        confirm_activity(activity=one, seen=one.change_id, by="tests")
    elif what == "withdraw":
        withdraw_activity(activity=one, seen=one.change_id, reason="", by="tests")
    elif what == "restore":
        restore_activity(activity=one, seen=one.change_id, by="tests")
    elif what == "merge":
        two = Activity.objects.get(pk=activities[told[1]].pk)
        merge_activities(duplicate=one, into=two, seen=(one.change_id, two.change_id), by="tests")
    elif what == "create":
        organisation = activities[0].organisation_id
        create_activity(
            fields={"title": told[0], "kind": "project", "status": "ongoing", "organisation_id": organisation},
            by="tests",
        )
    elif what == "link":
        set_mapping(strength=told[2], rationale=told[3], **known)
    elif what == "unlink":
        withdraw_mapping(**known)
    elif what == "confirm link":
        confirm_mapping(**known)
    elif what in ("bulk", "bulk link"):
        wanted = (
            {"status": told[0]} if what == "bulk" else {"terms": [terms[told[0]].pk], "strength": 1, "rationale": ""}
        )
        everything = Activity.objects.all()
        edit_in_bulk(activities=everything, act="status" if what == "bulk" else "link", wanted=wanted, seen=last().pk,
                     selection=fingerprint(chosen(everything, 100)), by="tests")  # fmt: skip
    elif what == "raw":
        with record("tests", "raw.sql") as change, connection.cursor() as cursor:
            cursor.execute(
                "UPDATE activities_activity SET description = %s, change_id = %s WHERE id = %s",
                [told[1], change.pk, one.pk],
            )
    else:
        with record("tests", f"{what}.edit") as change:
            if what == "term":
                Term.objects.filter(pk=terms[told[0]].pk).update(title=told[1], change=change)
            else:
                Crosswalk.objects.update(rationale=told[0], change=change)


def untouched_since(change: Change) -> bool:
    """Whether no later Change wrote any of its rows."""
    for name in [table.kind for table in counted([change.pk])[change.pk]]:
        table = tracked()[name]
        rows = table.event.objects.filter(change=change).values("pgh_obj_id")
        if table.event.objects.filter(pgh_obj_id__in=rows, change__gt=change).exists():
            return False
    return True


def effect(before: dict, after: dict) -> dict:
    return {key: before.get(key) for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


@pytest.mark.slow
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink twenty steps against a database takes minutes
)
@given(steps=st.lists(STEPS, min_size=20, max_size=20), data=st.data())
def test_any_of_the_last_twenty_changes_goes_back_exactly(steps, data):
    with transaction.atomic():
        organisation = OrganisationFactory(sector="ITU-D")
        activities = [ActivityFactory(organisation=organisation) for _number in range(ACTIVITIES)]
        terms = [GoalFactory(code=str(n + 1)) for n in range(TERMS)]
        for activity in activities[:2]:
            MappingFactory(activity=activity, term=terms[0], certainty="unconfirmed")
        if not Crosswalk.objects.exists():
            CrosswalkFactory(to_term=TargetFactory(code="9.c"))
        done = []
        for step in steps:
            before, newest = state(), last().pk
            try:
                act(step, activities, terms)
            except (Refused, Stale, NothingChanged):
                continue
            if last().pk > newest:
                done.append((last(), live(before), live(state())))
        free = [each for each in done[-20:] if untouched_since(each[0])]
        free = [each for each in free if effect(each[1], each[2])]  # without an effect there is nothing to revert
        if free:
            change, before, after = data.draw(st.sampled_from(free))
            now = live(state())
            back = revert_change(change=change, by="tests")
            undone = live(state())
            # what the Change did is undone, row by row, and nothing else is touched
            wanted = effect(after, before)
            assert {key: undone.get(key) for key in wanted} == {key: before.get(key) for key in wanted}
            assert {key: row for key, row in undone.items() if key not in wanted} == {
                key: row for key, row in now.items() if key not in wanted
            }
            revert_change(change=back, by="tests")
            assert live(state()) == now
        transaction.set_rollback(True)
