"""The main activities of a Goal, and the links of the Matrix with and without activities, as queries return them."""

import pytest

from activities.actions.ledger import record
from activities.models import Activity, Mapping
from activities.queries.activity.reasons import official_reasons
from activities.queries.browse.overview import action_line_overview
from activities.queries.browse.profile import profile, strongest
from activities.queries.state import figures_as_of
from activities.summaries import rebuild
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    TargetFactory,
)
from tests.factories.small_map import small_map

pytestmark = pytest.mark.django_db


def test_the_strongest_are_asked_for_once_while_the_figures_stay(client, django_assert_num_queries):
    small_map(1)
    client.get("/goals/9/")
    with django_assert_num_queries(7):
        client.get("/goals/9/")
    with record("tests", "mapping.set") as change:
        added = MappingFactory(term=GoalFactory(code="9"), change=change)
    rebuild()
    assert added.activity in activities_for(GoalFactory(code="9"))


def activities_for(term) -> list[Activity]:
    """The main activities of the Term's page."""
    return [strong.activity for strong in strongest(term, figures_as_of())]


def test_what_was_withdrawn_since_the_figures_is_gone_at_once():
    small_map(1)
    goal = GoalFactory(code="9")
    assert len(activities_for(goal)) == 1
    Activity.objects.update(withdrawn=True)
    assert activities_for(goal) == []


def test_a_goal_counts_an_activity_once_and_by_its_strongest_link():
    goal, activity = GoalFactory(code="9"), ActivityFactory()
    for term, strength in ((goal, 1), (TargetFactory(code="9.1"), 2), (TargetFactory(code="9.c"), 3)):
        MappingFactory(activity=activity, term=term, strength=strength)
    ActivityFactory()
    rebuild()
    shown = profile(goal)
    assert (shown.own.activities, shown.own.strengths, shown.own.fractional, shown.total) == (1, (0, 0, 1), 1.0, 2)
    assert [(target.code, target.activities) for target in shown.targets] == [("9.1", 1), ("9.c", 1)]
    assert [(one.activity, one.strength) for one in strongest(goal, figures_as_of())] == [(activity, 3)]


def test_the_strongest_come_first_then_the_latest_to_start_and_ten_at_most():
    goal = GoalFactory(code="9")
    for number in range(9):
        MappingFactory(activity=ActivityFactory(title=f"Old {number}", start_year=2000 + number), term=goal)
    for title, year, strength in (("Undated", None, 2), ("Main", 1990, 3), ("Weak", 2026, 1), ("Latest", 2025, 2)):
        MappingFactory(activity=ActivityFactory(title=title, start_year=year), term=goal, strength=strength)
    titles = [activity.title for activity in activities_for(goal)]
    assert titles == ["Main", "Latest", *(f"Old {number}" for number in range(8, 0, -1))]


@pytest.mark.parametrize(
    ("links", "least"),
    [
        (["official", "confirmed"], "confirmed"),
        (["proposed", "official"], "proposed"),
        (["unconfirmed", "confirmed"], "unconfirmed"),
        (["official", "official"], "official"),
    ],
)
def test_an_activity_is_as_certain_as_its_least_certain_link(links, least):
    goal, activity = GoalFactory(code="9"), ActivityFactory()
    for code, certainty in zip(("9.1", "9.c"), links, strict=True):
        MappingFactory(activity=activity, term=TargetFactory(code=code), certainty=certainty)
    assert [one.certainty for one in strongest(goal, figures_as_of())] == [least]


def test_withdrawn_mappings_and_activities_are_not_among_the_strongest():
    goal = GoalFactory(code="9")
    MappingFactory(term=goal, withdrawn=True)
    MappingFactory(term=goal, activity=ActivityFactory(withdrawn=True))
    assert activities_for(goal) == []


def test_official_links_gaps_and_proposals_stand_apart():
    small_map(1)
    shown = profile(TargetFactory(code="9.c").goal)
    assert [(g.head.code, g.activities, [(x.sdg.code, x.activities) for x in g.links]) for g in shown.official] == [
        ("C2", 1, [("9.1", 0), ("9.c", 1)])
    ]
    assert [link.sdg.code for link in shown.gaps] == ["9.1"]
    assert [(g.framework, [p.terms for p in g.proposals]) for g in shown.proposed] == [("sp-2024", [("9.c",)])]
    assert [(term.code, term.activities) for term in shown.alongside] == [("1", 1)]
    assert shown.beyond == ()


def test_an_official_link_of_another_crosswalk_is_not_one_of_the_matrix():
    line, target = ActionLineFactory(code="C2"), TargetFactory(code="9.c")
    CrosswalkFactory(from_term=line, to_term=target, name="review-of-the-lines", standing="official")
    shown = profile(target)
    assert shown.official == ()
    assert [(g.framework, [(p.code, p.official) for p in g.proposals]) for g in shown.proposed] == [
        ("wsis", [("C2", True)])
    ]
    assert official_reasons([line.pk], [target.pk]) == {}
    assert [row.links for row in action_line_overview().rows] == [0]


def test_action_lines_that_the_matrix_does_not_link_are_named_beyond_it():
    small_map(1)
    MappingFactory(activity=Mapping.objects.first().activity, term=ActionLineFactory(code="C4"))
    rebuild()
    assert [(line.code, line.activities) for line in profile(GoalFactory(code="9")).beyond] == [("C4", 1)]
