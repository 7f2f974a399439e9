"""Reverts restore exactly the earlier values in a new Change, and never overwrite later changes."""

import pytest

from activities import rules
from activities.actions.activities import restore_activity, update_activity, withdraw_activity
from activities.actions.editors import NotEditable
from activities.actions.history.reverts import Blocked, revert_change
from activities.actions.ledger import Refused, record
from activities.actions.links.mappings import set_mapping
from activities.actions.merging import merge_activities
from activities.models import Activity, Change, LexiconEntry, Mapping, Term
from activities.queries.history.changes import counted
from activities.queries.history.reverting import plan, revertible_by
from tests.activities.history.facts import last, live, state
from tests.factories.activities import (
    ActivityFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


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


def test_a_lexicon_entry_goes_back_too():
    with record("tests", "lexicon.create") as change:
        LexiconEntry.objects.create(phrase="5G", terms=["sdg:9.c"], change=change)
    revert_change(change=change, by="tests")
    assert LexiconEntry.objects.get().withdrawn


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


def test_what_was_changed_since_and_reverted_is_no_conflict_unless_it_was_set_back_by_hand():
    activity = ActivityFactory(title="One")
    for title in ("Two", "Three"):
        update_activity(activity=activity, fields={"title": title}, seen=seen(activity), by="tests")
    third, second = Change.objects.order_by("-id")[:2]
    with pytest.raises(Blocked):
        revert_change(change=second, by="tests")
    revert_change(change=third, by="tests")
    revert_change(change=second, by="tests")
    assert Activity.objects.get(pk=activity.pk).title == "One"

    for title in ("Two", "Three", "Two"):
        update_activity(activity=activity, fields={"title": title}, seen=seen(activity), by="tests")
    first = Change.objects.order_by("-id")[2]
    with pytest.raises(Blocked):
        revert_change(change=first, by="tests")


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


def test_what_altered_nothing_has_nothing_to_go_back():
    activity = ActivityFactory()
    with record("tests", "activity.update") as change:
        Activity.objects.filter(pk=activity.pk).update(change=change)
    with pytest.raises(Refused, match="already as it was before"):
        revert_change(change=change, by="tests")


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
