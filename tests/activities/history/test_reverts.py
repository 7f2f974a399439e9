"""Reverts restore exactly the earlier values in a new Change, and never overwrite later changes."""

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from activities import rules
from activities.actions.activities import (
    confirm_activity,
    create_activity,
    merge_activities,
    restore_activity,
    update_activity,
    withdraw_activity,
)
from activities.actions.bulk import edit_in_bulk
from activities.actions.editors import NotEditable
from activities.actions.history.reverts import Blocked, revert_change
from activities.actions.ledger import NothingChanged, Refused, Stale, record
from activities.actions.mappings import confirm_mapping, set_mapping, withdraw_mapping
from activities.models import Activity, Change, Crosswalk, LexiconEntry, Mapping, Term
from activities.queries.editing.bulk import chosen, fingerprint
from activities.queries.history.changes import counted
from activities.queries.history.reverting import plan, revertible_by
from activities.queries.history.tracked import tracked
from tests.factories.activities import (
    ActivityFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def last() -> Change:
    return Change.objects.latest("id")


def seen(row) -> int:
    return type(row).objects.get(pk=row.pk).change_id


# --- Each kind of Change ---


def test_an_edit_goes_back_and_says_so():
    user = UserFactory(role=rules.COORDINATOR)
    activity = ActivityFactory(title="Before", regions=["africa"])
    update_activity(activity=activity, fields={"title": "After", "regions": []}, seen=activity.change_id, by=user)
    edited = last()
    reverted = revert_change(change=edited, reason="Wrong entry", by=user)
    row = Activity.objects.get(pk=activity.pk)
    assert (row.title, row.regions, row.confirmed_on, row.change_id) == ("Before", ["africa"], None, reverted.pk)
    assert (reverted.verb, reverted.reverts, reverted.by, reverted.reason) == (
        "change.revert",
        edited,
        user,
        "Wrong entry",
    )


def test_a_new_link_is_withdrawn_and_the_revert_of_the_revert_brings_it_back():
    activity, term = ActivityFactory(), GoalFactory(code="9")
    set_mapping(activity=activity, term=term, strength=3, rationale="Because", seen=0, by="tests")
    back = revert_change(change=last(), by="tests")
    row = Mapping.objects.get()
    assert (row.withdrawn, row.strength, row.change) == (True, 3, back)
    again = revert_change(change=back, by="tests")
    row = Mapping.objects.get()
    assert (row.withdrawn, row.strength, row.rationale, row.change) == (False, 3, "Because", again)


def test_a_withdrawn_activity_comes_back_with_its_links_which_take_the_number():
    mapping = MappingFactory()
    withdraw_activity(activity=mapping.activity, seen=mapping.activity.change_id, reason="Gone", by="tests")
    withdrawn = last()
    assert Mapping.objects.get().change == withdrawn  # the trigger mappings_follow
    back = revert_change(change=withdrawn, by="tests")
    assert Activity.objects.get(pk=mapping.activity_id).withdrawn is False
    assert Mapping.objects.get().change == back
    assert Mapping.objects.live().count() == 1


def test_a_merge_goes_back_whole():
    gone, stays = ActivityFactory(), ActivityFactory()
    MappingFactory(activity=gone, term=GoalFactory(code="9"), strength=3)
    MappingFactory(activity=stays, term=GoalFactory(code="9"), strength=1)
    MappingFactory(activity=gone, term=GoalFactory(code="4"))
    before = state()
    merge_activities(duplicate=gone, into=stays, seen=(gone.change_id, stays.change_id), by="tests")
    merged = state()
    back = revert_change(change=last(), by="tests")
    assert live(state()) == live(before)
    revert_change(change=back, by="tests")
    assert live(state()) == live(merged)


# --- Rows that cannot be reverted ---


def test_what_others_wrote_since_blocks_all_of_it():
    user = UserFactory(role=rules.COORDINATOR)
    one, two = ActivityFactory(title="One"), ActivityFactory(title="Two")
    with record("tests", "activities.bulk") as change:
        Activity.objects.update(status="completed", change=change)
    update_activity(activity=one, fields={"title": "One and a half"}, seen=change.pk, by=user)
    with pytest.raises(Blocked) as blocked:
        revert_change(change=change, by=user)
    assert blocked.value.plan.counts == {"conflict": 1, "back": 1}
    assert last().verb == "activity.update"
    assert set(Activity.objects.values_list("status", flat=True)) == {"completed"}
    revert_change(change=change, others=True, by=user)
    assert [Activity.objects.get(pk=a.pk).status for a in (one, two)] == ["completed", "ongoing"]
    assert Activity.objects.get(pk=one.pk).title == "One and a half"


def test_a_link_that_only_went_with_its_activity_is_no_conflict():
    mapping = MappingFactory(strength=1)
    activity = mapping.activity
    set_mapping(activity=activity, term=mapping.term, strength=3, seen=mapping.change_id, by="tests")
    change = last()
    withdraw_activity(activity=activity, seen=seen(activity), reason="", by="tests")
    restore_activity(activity=activity, seen=seen(activity), by="tests")
    revert_change(change=change, by="tests")
    assert Mapping.objects.get().strength == 1


def test_a_new_row_that_cannot_be_withdrawn_blocks_with_the_reason():
    framework, organisation = GoalFactory(code="9").framework, OrganisationFactory()
    with record("tests", "activities.import") as change:
        GoalFactory(code="4", framework=framework, change=change)
        activity = ActivityFactory(organisation=organisation, change=change)
    with pytest.raises(Blocked) as blocked:
        revert_change(change=change, by="tests")
    assert [(each.table.name, each.outcome) for each in blocked.value.plan.of("stays")] == [("term", "stays")]
    revert_change(change=change, others=True, by="tests")
    assert Activity.objects.get(pk=activity.pk).withdrawn


def test_a_deleted_row_blocks():
    mapping = MappingFactory(strength=1)
    with record("tests", "mapping.set") as change:
        Mapping.objects.update(strength=2, change=change)
    mapping.delete()
    with pytest.raises(Blocked) as blocked:
        revert_change(change=change, by="tests")
    assert blocked.value.plan.counts == {"gone": 1}


def test_it_goes_back_once():
    activity = ActivityFactory(title="Before")
    update_activity(activity=activity, fields={"title": "After"}, seen=activity.change_id, by="tests")
    change = last()
    first = revert_change(change=change, by="tests")
    with pytest.raises(Refused, match=f"It has already been reverted by change {first.pk}"):
        revert_change(change=change, by="tests")
    second = revert_change(change=first, by="tests")
    with pytest.raises(Refused, match=f"Revert change {second.pk} instead"):
        revert_change(change=change, by="tests")
    assert Activity.objects.get().title == "After"


def test_nothing_to_put_back_writes_nothing():
    activity = ActivityFactory(title="Before")
    update_activity(activity=activity, fields={"title": "After"}, seen=activity.change_id, by="tests")
    change = last()
    Activity.objects.update(title="Before", confirmed_on=None)
    with pytest.raises(Refused, match="already as it was before"):
        revert_change(change=change, by="tests")
    assert last() == change


def test_what_the_database_refuses_is_said_and_nothing_is_written():
    one = ActivityFactory(slug="one")
    with record("tests", "activity.update") as change:
        Activity.objects.filter(pk=one.pk).update(slug="two", change=change)
    ActivityFactory(slug="one")
    with pytest.raises(Refused, match="would conflict with later changes"):
        revert_change(change=change, by="tests")
    assert Activity.objects.get(pk=one.pk).slug == "two"


def test_more_rows_than_a_revert_can_take(monkeypatch):
    monkeypatch.setattr("activities.actions.history.reverts.MOST", 1)
    with record("tests", "activities.import") as change:
        ActivityFactory.create_batch(2, change=change, organisation=OrganisationFactory())
    with pytest.raises(Refused, match=r"This change affects 2 rows\. At most 1"):
        revert_change(change=change, by="tests")


# --- Permissions ---


def may(user, change: Change) -> bool:
    return revertible_by(user, plan(change.pk, [table.kind for table in counted([change.pk])[change.pk]]))


def test_a_focal_point_reverts_what_is_all_their_own():
    own, other = OrganisationFactory(sector="ITU-D"), OrganisationFactory(sector="ITU-R")
    mine, theirs = ActivityFactory(organisation=own), ActivityFactory(organisation=other)
    focal, chair = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]), UserFactory(role=rules.COORDINATOR)
    with record("tests", "x") as all_mine:
        Activity.objects.filter(pk=mine.pk).update(status="completed", change=all_mine)
        MappingFactory(activity=mine, change=all_mine)
    with record("tests", "x") as mixed:
        Activity.objects.update(status="suspended", change=mixed)
    with record("tests", "x") as reference:
        Term.objects.update(title="New", change=reference)
    with record("tests", "x") as moved:
        Activity.objects.filter(pk=theirs.pk).update(organisation=own, change=moved)
    found = {name: may(focal, change) for name, change in
             {"mine": all_mine, "mixed": mixed, "reference": reference, "moved": moved}.items()}  # fmt: skip
    assert found == {"mine": True, "mixed": False, "reference": False, "moved": False}
    assert may(chair, reference)
    assert may(chair, moved)
    assert not may(UserFactory(), all_mine)


def test_a_focal_point_does_not_revert_what_is_partly_others():
    mine = ActivityFactory(organisation=OrganisationFactory(sector="ITU-D"))
    ActivityFactory(organisation=OrganisationFactory(sector="ITU-R"))
    with record("tests", "x") as change:
        Activity.objects.update(status="suspended", change=change)
    assert not may(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]), change)
    assert may(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D", "ITU-R"]), change)
    assert mine.pk


def test_who_may_is_asked_of_what_is_written():
    focal = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"])
    activity = ActivityFactory(organisation=OrganisationFactory(sector="ITU-D"))
    row = set_mapping(activity=activity, term=GoalFactory(code="9"), seen=0, by=focal)
    done = last()
    elsewhere = OrganisationFactory(sector="ITU-R")
    with record("tests", "x") as moved:
        Activity.objects.update(organisation=elsewhere, change=moved)
    for others in (False, True):
        with pytest.raises(NotEditable, match="it has moved to another Sector"):
            revert_change(change=done, others=others, by=focal)
    row.refresh_from_db()
    assert (row.withdrawn, Change.objects.filter(reverts=done).exists()) == (False, False)
    revert_change(change=done, by=UserFactory(role=rules.COORDINATOR))
    row.refresh_from_db()
    assert row.withdrawn is True


# --- Any of the last twenty Changes, of any kind ---


def state() -> dict[tuple[str, int], tuple]:
    """All data except the numbers of Changes."""
    return {
        (name, row[0]): row[1:]
        for name, table in tracked().items()
        for row in table.model.objects.values_list("pk", *table.columns)
    }


def live(facts: dict[tuple[str, int], tuple]) -> dict[tuple[str, int], dict]:
    """Without withdrawn rows, because a revert withdraws added rows and does not delete them."""
    tables = tracked()
    found = {key: dict(zip(tables[key[0]].columns, map(plain, row), strict=True)) for key, row in facts.items()}
    return {key: row for key, row in found.items() if not row.get("withdrawn")}


def plain(value):
    return tuple(value) if isinstance(value, list) else value


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


def test_what_altered_nothing_has_nothing_to_go_back():
    activity = ActivityFactory()
    with record("tests", "activity.update") as change:
        Activity.objects.filter(pk=activity.pk).update(change=change)
    with pytest.raises(Refused, match="already as it was before"):
        revert_change(change=change, by="tests")


def test_a_lexicon_entry_goes_back_too():
    with record("tests", "lexicon.create") as change:
        LexiconEntry.objects.create(phrase="5G", terms=["sdg:9.c"], change=change)
    revert_change(change=change, by="tests")
    assert LexiconEntry.objects.get().withdrawn
