"""Answers: through the page of the round, and from everywhere else that an activity is confirmed or edited."""

from datetime import timedelta

import pytest
from django.db.models import Q
from django.utils import timezone

from activities.actions.activities import confirm_activity, create_activity, restore_activity, update_activity
from activities.actions.history.reverts import revert_change
from activities.actions.ledger import Refused, Stale, record
from activities.actions.submissions.reminding import confirm_as_owner
from activities.models import Activity, Change, Submission
from roadmap.actions.rounds.answering import (
    confirm_item,
    confirm_many,
    reply,
    retire_item,
    undo_confirmation,
)
from roadmap.actions.rounds.following import follow, follow_all
from roadmap.actions.rounds.states import close_round
from roadmap.models import RoundItem
from tests.factories.activities import ActivityFactory, OrganisationFactory, UserFactory
from tests.factories.rounds import round_opened

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def one(cast):
    return round_opened(types=["government"])


def item(activity):
    return RoundItem.objects.get(activity=activity)


def answer(activity):
    found = item(activity)
    return found.answer, found.answered_by


def test_confirming_writes_the_activity_and_its_item_together(cast, one):
    confirm_item(one=one, activity=cast.own.pk, seen=cast.own.change_id, by=cast.focal)
    row = Activity.objects.get(pk=cast.own.pk)
    assert row.confirmed_on == TODAY
    assert (row.change.verb, row.change.by) == ("activity.confirm", cast.focal)
    found = item(cast.own)
    assert (found.answer, found.answered_by, found.seen, found.late) == ("confirmed", cast.focal, row.change_id, False)


def test_confirming_twice_is_one_change(cast, one):
    for _ in range(2):
        confirm_item(one=one, activity=cast.own.pk, seen=cast.own.change_id, by=cast.focal)
    assert Change.objects.filter(verb="activity.confirm").count() == 1


def test_what_was_confirmed_today_before_the_round_is_confirmed_for_it(cast, one):
    Activity.objects.filter(pk=cast.own.pk).update(confirmed_on=TODAY)
    confirm_item(one=one, activity=cast.own.pk, seen=cast.own.change_id, by=cast.focal)
    assert answer(cast.own) == ("confirmed", cast.focal)


def test_an_outdated_version_is_not_confirmed(cast, one):
    edited = update_activity(activity=cast.own, fields={"title": "Other"}, seen=cast.own.change_id, by="import")
    with pytest.raises(Stale) as stale:
        confirm_item(one=one, activity=cast.own.pk, seen=cast.own.change_id, by=cast.focal)
    assert stale.value.row == edited
    assert answer(cast.own) == ("none", None)


def test_nobody_answers_for_others(cast, one):
    for activity, person in ((cast.theirs, cast.focal), (cast.own, cast.member), (cast.own, UserFactory())):
        with pytest.raises(Refused, match="no longer answer for this activity"):
            confirm_item(one=one, activity=activity.pk, seen=activity.change_id, by=person)
    confirm_item(one=one, activity=cast.theirs.pk, seen=cast.theirs.change_id, by=cast.member)
    confirm_item(one=one, activity=cast.own.pk, seen=cast.own.change_id, by=cast.coordinator)
    assert (answer(cast.theirs), answer(cast.own)) == (("confirmed", cast.member), ("confirmed", cast.coordinator))


def test_late_ones_are_told_apart_and_not_shut_out(cast):
    past = TODAY - timedelta(days=5)
    one = round_opened(opens_on=past, deadline=past, grace_until=past)
    confirm_item(one=one, activity=cast.own.pk, seen=cast.own.change_id, by=cast.focal)
    assert (item(cast.own).answer, item(cast.own).late) == ("confirmed", True)


def test_many_are_confirmed_under_one_change(cast, one):
    upto = Change.objects.latest("pk").pk
    update_activity(activity=cast.other, fields={"title": "Other"}, seen=cast.other.change_id, by="import")
    done = confirm_many(one=one, which=Q(), upto=upto, by=cast.focal)
    assert (done.activities, done.changed) == (1, 1)
    assert (answer(cast.own), answer(cast.other)) == (("confirmed", cast.focal), ("none", None))
    assert Activity.objects.get(pk=cast.own.pk).change_id == done.change == item(cast.own).seen
    assert answer(cast.theirs) == ("none", None)
    again = confirm_many(one=one, which=Q(), upto=upto, by=cast.focal)
    assert (again.change, again.activities) == (0, 0)


@pytest.mark.parametrize("many", [False, True])
def test_a_confirmation_is_taken_back(cast, one, many):
    before = TODAY - timedelta(days=400)
    with record("tests", "activity.update") as change:
        Activity.objects.filter(pk=cast.own.pk).update(confirmed_on=before, change=change)
    if many:
        number = confirm_many(one=one, which=Q(), upto=change.pk, by=cast.focal).change
    else:
        number = confirm_item(one=one, activity=cast.own.pk, seen=change.pk, by=cast.focal).seen
    undo_confirmation(one=one, change=Change.objects.get(pk=number), by=cast.focal)
    row = Activity.objects.get(pk=cast.own.pk)
    assert (row.confirmed_on, row.change.reverts_id) == (before, number)
    assert answer(cast.own) == ("none", None)
    follow(one.pk)
    assert answer(cast.own) == ("none", None)
    with pytest.raises(Refused, match="cannot be undone"):
        undo_confirmation(one=one, change=Change.objects.get(pk=number), by=cast.focal)


def test_only_ones_own_confirmation_is_taken_back(cast, one):
    number = confirm_item(one=one, activity=cast.own.pk, seen=cast.own.change_id, by=cast.focal).seen
    with pytest.raises(Refused, match="cannot be undone"):
        undo_confirmation(one=one, change=Change.objects.get(pk=number), by=cast.coordinator)


def test_an_activity_is_retired_as_completed_or_withdrawn(cast, one):
    retire_item(
        one=one, activity=cast.own.pk, how="completed", seen=cast.own.change_id, reason="It ended", by=cast.focal
    )
    retire_item(
        one=one, activity=cast.other.pk, how="withdrawn", seen=cast.other.change_id, reason="A double", by=cast.focal
    )
    follow(one.pk)
    own, other = (Activity.objects.get(pk=each.pk) for each in (cast.own, cast.other))
    assert (own.status, own.change.reason, other.withdrawn) == ("completed", "It ended", True)
    assert (item(cast.own).answer, item(cast.other).answer, item(cast.other).left) == ("retired", "retired", False)


def test_retiring_an_outdated_version_writes_nothing(cast, one):
    for how in ("completed", "withdrawn"):
        with pytest.raises(Stale):
            retire_item(one=one, activity=cast.own.pk, how=how, seen=1, reason="It ended", by=cast.focal)
    assert answer(cast.own) == ("none", None)


def test_replies_are_kept_with_the_item(cast, one):
    reply(one=one, activity=cast.own.pk, replies={"1": "Power cuts", "2": ""}, note="See mail", by=cast.focal)
    found = item(cast.own)
    assert (found.replies, found.note, found.answer) == ({"1": "Power cuts"}, "See mail", "none")
    with pytest.raises(Refused, match="no longer part of the round"):
        reply(one=one, activity=cast.theirs.pk, replies={}, note="", by=cast.focal)


def test_answers_given_elsewhere_are_noted(cast, one):
    confirm_activity(activity=cast.own, seen=cast.own.change_id, by=cast.focal)
    update_activity(activity=cast.other, fields={"title": "New"}, seen=cast.other.change_id, by=cast.focal)
    confirm_as_owner(activity=cast.theirs, seen=cast.theirs.change_id, by=cast.member)
    assert follow_all() == 1
    assert follow_all() == 0
    assert answer(cast.own) == ("confirmed", cast.focal)
    assert answer(cast.other) == ("updated", cast.focal)
    assert answer(cast.theirs) == ("confirmed", cast.member)


def test_what_no_person_wrote_and_bulk_edits_are_no_answers(cast, one):
    update_activity(activity=cast.own, fields={"title": "New"}, seen=cast.own.change_id, by="import")
    with record(cast.focal, "activities.bulk") as change:
        Activity.objects.filter(pk=cast.other.pk).update(kind="event", change=change)
    follow(one.pk)
    assert (answer(cast.own), answer(cast.other)) == (("none", None), ("none", None))


def test_a_revert_takes_an_answer_back(cast, one):
    row = update_activity(activity=cast.own, fields={"title": "New"}, seen=cast.own.change_id, by=cast.focal)
    follow(one.pk)
    assert answer(cast.own) == ("updated", cast.focal)
    revert_change(change=row.change, by=cast.focal)
    follow(one.pk)
    assert answer(cast.own) == ("none", None)


def test_an_accepted_update_counts_for_who_submitted_it_and_when(cast, one):
    submitted = timezone.now() - timedelta(days=3)
    with record(cast.coordinator, "submission.accept") as change:
        Activity.objects.filter(pk=cast.theirs.pk).update(title="Newer", confirmed_on=TODAY, change=change)
    Submission.objects.create(
        kind="update",
        state="accepted",
        activity=cast.theirs,
        organisation=cast.ministry,
        submitted_by=cast.member,
        created_by=cast.member,
        submitted_at=submitted,
        decided_at=timezone.now(),
        published_at=timezone.now(),
        change=change,
        answers={},
    )
    follow(one.pk)
    found = item(cast.theirs)
    assert (found.answer, found.answered_by, found.answered_at) == ("updated", cast.member, submitted)


def test_later_activities_join(cast, one):
    by_import = ActivityFactory(organisation=cast.itu)
    entered = create_activity(
        fields={"title": "New", "kind": "project", "status": "ongoing", "organisation": cast.itu}, by=cast.focal
    )
    follow(one.pk)
    assert (answer(by_import), answer(entered)) == (("none", None), ("updated", cast.focal))


def test_withdrawn_merged_and_moved_activities_leave_and_come_back(cast, one):
    third = ActivityFactory(organisation=cast.itu)
    follow(one.pk)
    with record("tests", "activities.import") as change:
        Activity.objects.filter(pk=cast.own.pk).update(withdrawn=True, change=change)
        Activity.objects.filter(pk=third.pk).update(withdrawn=True, merged_into=cast.other, change=change)
        Activity.objects.filter(pk=cast.theirs.pk).update(
            organisation=OrganisationFactory(sector="ITU-R"), change=change
        )
    follow(one.pk)
    left = dict(RoundItem.objects.values_list("activity", "left"))
    assert left == {cast.own.pk: True, third.pk: True, cast.theirs.pk: True, cast.other.pk: False}
    restore_activity(activity=cast.own, seen=change.pk, by=cast.focal)
    follow(one.pk)
    assert not item(cast.own).left


def test_an_organisation_that_changes_takes_its_activities_along(cast, one):
    with record("tests", "organisation.edit") as change:
        cast.ministry.type, cast.ministry.change = "academia", change
        cast.ministry.save()
    follow(one.pk)
    assert (item(cast.theirs).part, item(cast.theirs).left) == ("academia", True)


def test_a_closed_round_follows_nothing(cast, one):
    close_round(one=one, by=cast.coordinator)
    confirm_activity(activity=cast.own, seen=cast.own.change_id, by=cast.focal)
    assert not follow(one.pk)
    assert answer(cast.own) == ("none", None)
