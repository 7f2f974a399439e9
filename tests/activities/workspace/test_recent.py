"""What others did to the activities of a focal point."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities import rules
from activities.actions.activities import confirm_activity, withdraw_activity
from activities.actions.links.mappings import set_mapping, withdraw_mapping
from activities.models import Activity
from activities.queries.sectors import STAKEHOLDERS
from activities.queries.vocabulary import vocabulary
from activities.queries.workspace.recent import recent
from tests.activities.workspace.entries import activity
from tests.factories.activities import (
    ActivityFactory,
    ChangeFactory,
    GoalFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


class TestRecent:
    @pytest.fixture(autouse=True)
    def people(self, focal):
        self.me, self.other = focal, UserFactory(role=rules.COORDINATOR, name="Amina")
        self.goal = GoalFactory(code="9")

    def told(self, user=None, sector="", now=None):
        known = vocabulary()
        return [
            (entry.actor, entry.verb, [(a.title, a.withdrawn, [t.value for t in a.terms]) for a in entry.activities])
            for entry in recent(user or self.me, sector, known, now or timezone.now())
            if entry.verb != "test.write"
        ]

    def test_what_others_did_to_mine_the_latest_first(self):
        mine, another, theirs = activity("Mine"), activity("Another"), activity("Theirs", sector="ITU-R")
        for row in (mine, theirs):
            set_mapping(activity=row, term=self.goal, seen=0, by=self.other)
        withdraw_activity(activity=another, seen=another.change_id, reason="Twice.", by=self.other)
        assert self.told() == [
            ("Amina", "activity.withdraw", [("Another", True, [])]),
            ("Amina", "mapping.set", [("Mine", False, ["9"])]),
        ]

    def test_what_i_did_myself_is_no_news(self):
        mine = activity("Mine")
        confirm_activity(activity=Activity.objects.get(pk=mine.pk), seen=mine.change_id, by=self.me)
        link = set_mapping(activity=mine, term=self.goal, seen=0, by=self.me)
        assert self.told() == []
        withdraw_mapping(activity=mine, term=self.goal, seen=link.change_id, by=self.other)
        assert self.told() == [("Amina", "mapping.withdraw", [("Mine", False, ["9"])])]

    def test_after_fourteen_days_it_is_forgotten(self):
        set_mapping(activity=activity("Mine"), term=self.goal, seen=0, by=self.other)
        assert len(self.told(now=timezone.now() + timedelta(days=13, hours=23))) == 1
        assert self.told(now=timezone.now() + timedelta(days=14, hours=1)) == []

    def test_a_change_of_many_names_three_and_says_that_there_are_more(self):
        change = ChangeFactory(verb="activities.bulk", actor="Amina", by=self.other)
        for number in range(5):
            activity(f"Entry {number}", change=change)
        (entry,) = [each for each in recent(self.me, "", vocabulary(), timezone.now()) if each.number == change.id]
        assert [a.title for a in entry.activities] == ["Entry 0", "Entry 1", "Entry 2"]
        assert entry.more

    def test_a_switch_to_one_sector_leaves_the_others_out(self):
        coordinator = UserFactory(role=rules.COORDINATOR)
        stakeholders = ActivityFactory(title="Stakeholder's", organisation=OrganisationFactory())
        for row in (activity("D"), activity("R", sector="ITU-R"), stakeholders):
            set_mapping(activity=row, term=self.goal, seen=0, by=self.other)

        def seen(user, sector):
            return [title for _actor, _verb, about in self.told(user, sector) for title, *_rest in about]

        assert seen(coordinator, "") == ["Stakeholder's", "R", "D"]
        assert seen(coordinator, "ITU-R") == ["R"]
        assert seen(coordinator, STAKEHOLDERS) == ["Stakeholder's"]
        assert seen(self.me, STAKEHOLDERS) == []
        assert seen(UserFactory(role=rules.FOCAL_POINT), "") == []

    @pytest.mark.parametrize("items", [1, 3])
    def test_it_takes_one_query(self, items, django_assert_num_queries):
        for number in range(items):
            set_mapping(activity=activity(f"Entry {number}"), term=self.goal, seen=0, by=self.other)
        known = vocabulary()
        rules.has_role(self.me, rules.COORDINATOR)
        with django_assert_num_queries(1):
            recent(self.me, "", known, timezone.now())
