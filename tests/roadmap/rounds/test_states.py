"""A round is planned, opened, closed and reopened; what is refused, and what reports cite."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from activities.actions.activities import update_activity
from activities.actions.ledger import Refused, Stale
from activities.actions.links.mappings import set_mapping, withdraw_mapping
from activities.extensions import is_cited
from activities.models import Change, Mapping
from roadmap.actions.rounds.answering import confirm_item
from roadmap.actions.rounds.following import follow
from roadmap.actions.rounds.states import (
    UnseenConflicts,
    close_round,
    edit_round,
    open_round,
    plan_round,
    reopen_round,
    see_conflicts,
)
from roadmap.forms.rounds import FIELDS
from roadmap.models import Round, RoundItem
from roadmap.queries.rounds.conflicts import listed
from tests.factories.activities import ActivityFactory, GoalFactory, MappingFactory, OrganisationFactory
from tests.factories.rounds import RoundFactory, round_opened

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def values(one, **changed):
    return {name: getattr(one, name) for name in FIELDS} | changed


def states(one):
    return dict(one.items.values_list("activity", "answer"))


def test_opening_takes_the_live_activities_of_the_scope(cast):
    ActivityFactory(organisation=cast.itu, withdrawn=True)
    ActivityFactory(organisation=OrganisationFactory(sector="ITU-R"))
    loose = ActivityFactory(organisation=None)
    one = RoundFactory(types=["government", "unknown"])
    opened = open_round(one=one, by=cast.coordinator)
    parts = dict(opened.items.values_list("activity", "part"))
    assert parts == {
        cast.own.pk: "ITU-D",
        cast.other.pk: "ITU-D",
        cast.theirs.pk: "government",
        loose.pk: "unknown",
    }
    assert opened.state == Round.State.OPEN
    assert [(step.kind, step.by) for step in opened.steps.all()] == [("opened", cast.coordinator)]


def test_opening_is_refused_twice_and_without_activities(cast):
    one = round_opened()
    with pytest.raises(Refused, match="opened already"):
        open_round(one=one, by=cast.coordinator)
    with pytest.raises(Refused, match="no activities in the scope"):
        open_round(one=RoundFactory(sectors=["ITU-R"]), by=cast.coordinator)


def test_an_activity_is_in_one_open_round_only(cast):
    first = round_opened()
    second = RoundFactory(sectors=["ITU-D"], types=["government"])
    with pytest.raises(Refused, match=f"“{first.title}” is open and also covers ITU-D.*Close that round first"):
        open_round(one=second, by=cast.coordinator)
    close_round(one=first, by=cast.coordinator)
    assert open_round(one=second, by=cast.coordinator).items.count() == 3
    with pytest.raises(Refused, match="is open and also covers ITU-D"):
        reopen_round(one=first, reason="A Sector was forgotten", by=cast.coordinator)


def test_closing_fixes_the_change_that_reports_cite(cast):
    one = round_opened()
    item = confirm_item(one=one, activity=cast.own.pk, seen=cast.own.change_id, by=cast.focal)
    closed = close_round(one=one, by=cast.coordinator)
    assert (closed.state, closed.closed_change) == ("closed", item.seen)
    assert is_cited(item.seen)
    with pytest.raises(Refused, match="not open"):
        close_round(one=one, by=cast.coordinator)
    with pytest.raises(Refused, match="This round is closed"):
        confirm_item(one=one, activity=cast.other.pk, seen=cast.other.change_id, by=cast.focal)


def test_what_was_cited_can_be_cited_after_reopening(cast):
    one = round_opened()
    closed = close_round(one=one, by=cast.coordinator)
    again = reopen_round(one=one, reason="Two Sectors were late", by=cast.coordinator)
    assert (again.state, again.closed_change) == ("open", None)
    assert is_cited(closed.closed_change)
    assert [(step.kind, step.reason) for step in one.steps.all()] == [
        ("opened", ""),
        ("closed", ""),
        ("reopened", "Two Sectors were late"),
    ]
    with pytest.raises(Refused, match="not closed"):
        reopen_round(one=one, reason="Again", by=cast.coordinator)


def test_changes_while_it_was_closed_are_followed_when_it_is_reopened(cast):
    one = round_opened()
    close_round(one=one, by=cast.coordinator)
    later = ActivityFactory(organisation=cast.itu)
    follow(one.pk)
    assert later.pk not in states(one)
    reopen_round(one=one, reason="One came later", by=cast.coordinator)
    assert states(one)[later.pk] == "none"


def test_it_does_not_close_with_conflicts_unseen(cast):
    one = round_opened()
    item = confirm_item(one=one, activity=cast.own.pk, seen=cast.own.change_id, by=cast.focal)
    edited = update_activity(activity=cast.own, fields={"title": "Other"}, seen=item.seen, by=cast.coordinator)
    with pytest.raises(UnseenConflicts, match="1 activity was changed by someone else"):
        close_round(one=one, by=cast.coordinator)
    assert see_conflicts(one=one, seen={cast.own.pk: item.seen}, by=cast.coordinator) == 0
    assert see_conflicts(one=one, seen={cast.own.pk: edited.change_id}, by=cast.coordinator) == 1
    later = update_activity(activity=edited, fields={"title": "Third"}, seen=edited.change_id, by=cast.coordinator)
    with pytest.raises(UnseenConflicts):  # the tick covers the Change that was seen, not a later one
        close_round(one=one, by=cast.coordinator)
    see_conflicts(one=one, seen={cast.own.pk: later.change_id}, by=cast.coordinator)
    assert close_round(one=one, by=cast.coordinator).closed_change == later.change_id
    assert RoundItem.objects.get(activity=cast.own).conflict_seen_by == cast.coordinator


def test_the_owners_own_later_change_is_no_conflict(cast):
    one = round_opened()
    item = confirm_item(one=one, activity=cast.own.pk, seen=cast.own.change_id, by=cast.focal)
    update_activity(activity=cast.own, fields={"title": "Better"}, seen=item.seen, by=cast.focal)
    close_round(one=one, by=cast.coordinator)
    assert states(one)[cast.own.pk] == "updated"


def test_confirming_again_settles_a_conflict(cast):
    one = round_opened()
    item = confirm_item(one=one, activity=cast.own.pk, seen=cast.own.change_id, by=cast.focal)
    edited = update_activity(activity=cast.own, fields={"title": "Other"}, seen=item.seen, by=cast.coordinator)
    confirm_item(one=one, activity=cast.own.pk, seen=edited.change_id, by=cast.focal)
    close_round(one=one, by=cast.coordinator)


def test_a_later_change_of_a_link_is_a_conflict(cast):
    goal = GoalFactory(code="9")
    before = MappingFactory(activity=cast.own, term=goal, strength=1)
    one = round_opened()
    item = confirm_item(one=one, activity=cast.own.pk, seen=cast.own.change_id, by=cast.focal)
    own = set_mapping(activity=cast.own, term=goal, strength=2, seen=before.change_id, by=cast.focal)
    assert listed(one, 10) == []
    other = set_mapping(activity=cast.own, term=goal, strength=3, seen=own.change_id, by=cast.coordinator)
    set_mapping(activity=cast.own, term=goal, strength=1, seen=other.change_id, by=cast.focal)
    with pytest.raises(UnseenConflicts, match="1 activity was changed by someone else"):
        close_round(one=one, by=cast.coordinator)
    found = listed(one, 10)
    assert [(row.activity, row.change, row.changed_by, row.seen) for row in found] == [
        (cast.own.pk, other.change_id, "Ama Owusu", False)
    ]
    assert see_conflicts(one=one, seen={cast.own.pk: other.change_id}, by=cast.coordinator) == 1
    removed = withdraw_mapping(activity=cast.own, term=goal, seen=Mapping.objects.get().change_id, by=cast.coordinator)
    with pytest.raises(UnseenConflicts):  # a removed link is one, too
        close_round(one=one, by=cast.coordinator)
    assert removed.change_id == listed(one, 10)[0].change
    again = confirm_item(one=one, activity=cast.own.pk, seen=item.seen, by=cast.focal)
    assert again.seen > removed.change_id
    assert close_round(one=one, by=cast.coordinator).state == "closed"


def test_editing(cast):
    one = plan_round(values=values(RoundFactory.build()), questions=["What was difficult?"], by=cast.coordinator)
    assert one.code.startswith("review-")
    saved = edit_round(
        one=one, values=values(one, title="Review 2026"), questions=["A", "B"], seen=1, by=cast.coordinator
    )
    assert (saved.title, [str(each) for each in saved.questions.all()]) == ("Review 2026", ["A", "B"])
    with pytest.raises(Stale):
        edit_round(one=one, values=values(one), questions=[], seen=1, by=cast.coordinator)
    opened = open_round(one=one, by=cast.coordinator)
    edit_round(
        one=opened, values=values(opened, title="New", sectors=["ITU-R"]), questions=[], seen=2, by=cast.coordinator
    )
    opened.refresh_from_db()
    assert (opened.title, list(opened.sectors), opened.questions.count()) == ("New", ["ITU-D"], 2)
    close_round(one=opened, by=cast.coordinator)
    with pytest.raises(Refused, match="Reopen it first"):
        edit_round(one=opened, values=values(opened), questions=[], seen=3, by=cast.coordinator)


def test_a_later_deadline_forgives(cast):
    late = TODAY - timedelta(days=2)
    one = round_opened(opens_on=late, deadline=late, grace_until=late)
    confirm_item(one=one, activity=cast.own.pk, seen=cast.own.change_id, by=cast.focal)
    assert RoundItem.objects.get(activity=cast.own).late
    edit_round(
        one=one, values=values(one, deadline=TODAY, grace_until=TODAY), questions=[], seen=1, by=cast.coordinator
    )
    assert not RoundItem.objects.get(activity=cast.own).late


def test_addresses_of_rounds_differ(cast):
    made = [
        plan_round(values=values(RoundFactory.build(title=title)), questions=[], by=cast.coordinator)
        for title in ("Review 2026", "Review 2026", "New", "评审")
    ]
    assert [one.code for one in made] == ["review-2026", "review-2026-2", "round-new", "round"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"period_end": TODAY - timedelta(days=9999)},
        {"deadline": TODAY - timedelta(days=1)},
        {"grace_until": TODAY},
        {"sectors": []},
        {"state": "closed"},
    ],
    ids=str,
)
def test_the_database_refuses(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        RoundFactory(**wrong)


def test_opening_and_closing_write_no_change(cast):
    before = Change.objects.count()
    close_round(one=round_opened(), by=cast.coordinator)
    assert Change.objects.count() == before
