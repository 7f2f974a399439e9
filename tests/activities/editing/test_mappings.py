"""Links are made, altered, taken back and confirmed; whoever saw an older row is told."""

import pytest

from activities import rules
from activities.actions.activities import withdraw_activity
from activities.actions.editors import NotEditable
from activities.actions.ledger import Refused, Stale
from activities.actions.links.mappings import confirm_links, confirm_mapping, set_mapping, withdraw_mapping
from activities.models import Change, Mapping
from tests.factories.activities import (
    ActivityFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    return ActivityFactory()


@pytest.fixture
def goal():
    return GoalFactory(code="9")


@pytest.fixture
def ana():
    return UserFactory(name="Ana", role=rules.COORDINATOR)


def said(row):
    row.refresh_from_db()
    return (row.strength, row.rationale, row.evidence_url, row.origin, row.certainty, row.withdrawn)


def changes():
    return list(Change.objects.order_by("id").exclude(verb="test.write").values_list("verb", "actor"))


def test_a_new_link_contributes_and_is_proposed_unless_told_otherwise(activity, goal, ana):
    row = set_mapping(activity=activity, term=goal, seen=0, by=ana)
    assert said(row) == (2, "", "", "staff", "proposed", False)
    assert changes() == [("mapping.set", "Ana")]


def test_only_what_is_given_is_altered_and_the_origin_stays(activity, goal, ana):
    row = MappingFactory(
        activity=activity, term=goal, rationale="Roads of data", origin="import", certainty="unconfirmed"
    )
    set_mapping(activity=activity, term=goal, strength=3, seen=row.change_id, by=ana)
    assert said(row) == (3, "Roads of data", "", "import", "unconfirmed", False)


def test_a_withdrawn_link_comes_back_with_its_words_and_a_new_origin(activity, goal, ana):
    row = MappingFactory(activity=activity, term=goal, rationale="Roads", origin="import", withdrawn=True)
    set_mapping(activity=activity, term=goal, strength=1, origin="suggestion", seen=row.change_id, by=ana)
    assert said(row) == (1, "Roads", "", "suggestion", "confirmed", False)


def test_saying_the_same_again_writes_nothing_whoever_said_it_first(activity, goal, ana):
    row = set_mapping(activity=activity, term=goal, strength=3, seen=0, by=ana)
    again = set_mapping(activity=activity, term=goal, strength=3, seen=0, by=ana)
    assert (again.pk, again.change_id, len(changes())) == (row.pk, row.change_id, 1)


@pytest.mark.parametrize("seen", [0, 10**9])
def test_a_stale_editor_is_told_how_the_link_stands(activity, goal, ana, seen):
    row = MappingFactory(activity=activity, term=goal, strength=1)
    with pytest.raises(Stale) as caught:
        set_mapping(activity=activity, term=goal, strength=3, seen=seen, by=ana)
    assert (caught.value.row, said(row)[0], changes()) == (row, 1, [])


def test_somebody_who_saw_a_link_that_is_not_there_is_told(activity, goal, ana):
    with pytest.raises(Stale) as caught:
        set_mapping(activity=activity, term=goal, strength=3, seen=5, by=ana)
    assert caught.value.row is None


def test_a_withdrawn_activity_takes_no_links(activity, goal, ana):
    withdraw_activity(activity=activity, seen=activity.change_id, reason="Ended", by=ana)
    with pytest.raises(Refused):
        set_mapping(activity=activity, term=goal, seen=0, by=ana)
    assert Mapping.objects.count() == 0


def test_withdraw_takes_back_what_was_seen(activity, goal, ana):
    row = MappingFactory(activity=activity, term=goal)
    with pytest.raises(Stale):
        withdraw_mapping(activity=activity, term=goal, seen=row.change_id - 1, by=ana)
    withdraw_mapping(activity=activity, term=goal, seen=row.change_id, reason="No longer", by=ana)
    assert said(row)[-1] is True
    withdraw_mapping(activity=activity, term=goal, seen=0, by=ana)
    assert changes() == [("mapping.withdraw", "Ana")]


def test_confirm_says_that_the_link_is_right_as_seen(activity, goal, ana):
    row = MappingFactory(activity=activity, term=goal, certainty="unconfirmed")
    with pytest.raises(Stale):
        confirm_mapping(activity=activity, term=goal, seen=0, by=ana)
    confirm_mapping(activity=activity, term=goal, seen=row.change_id, by=ana)
    confirm_mapping(activity=activity, term=goal, seen=0, by=ana)
    assert (said(row)[4], changes()) == ("confirmed", [("mapping.confirm", "Ana")])


def test_a_link_that_was_withdrawn_meanwhile_cannot_be_confirmed(activity, goal, ana):
    row = MappingFactory(activity=activity, term=goal, certainty="unconfirmed", withdrawn=True)
    with pytest.raises(Stale):
        confirm_mapping(activity=activity, term=goal, seen=row.change_id, by=ana)


ACTS = {
    "set": lambda activity, row, by: set_mapping(
        activity=activity, term=row.term, strength=3, seen=row.change_id, by=by
    ),
    "withdraw": lambda activity, row, by: withdraw_mapping(activity=activity, term=row.term, seen=row.change_id, by=by),
    "confirm": lambda activity, row, by: confirm_mapping(activity=activity, term=row.term, seen=row.change_id, by=by),
    "confirm several": lambda activity, row, by: confirm_links(
        activity=activity, seen={row.term_id: row.change_id}, by=by
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_an_activity_that_went_to_another_sector_meanwhile_is_left_alone(act, goal):
    focal = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"], name="Ines")
    mine, theirs = (ActivityFactory(organisation=OrganisationFactory(sector=one)) for one in ("ITU-D", "ITU-R"))
    row, other = (
        MappingFactory(activity=one, term=goal, strength=1, certainty="unconfirmed") for one in (mine, theirs)
    )
    before = said(other)
    with pytest.raises(NotEditable, match="it has moved to another Sector"):
        ACTS[act](theirs, other, focal)
    assert (said(other), changes()) == (before, [])
    ACTS[act](mine, row, focal)
    assert [actor for _verb, actor in changes()] == ["Ines"]
    ACTS["set"](theirs, other, "a_command")
    assert said(other)[0] == 3


def test_setting_a_link_takes_few_statements(activity, goal, ana, django_assert_num_queries):
    assert rules.can_edit_activities(ana)  # a page has asked for the roles before
    with django_assert_num_queries(7):  # savepoint, lock, Change, the link, the activity, insert, release
        set_mapping(activity=activity, term=goal, seen=0, by=ana)
