"""Pictures, columns and words that would say the same of everything are left out."""

import pytest

from activities.models import MatrixCell
from activities.queries.matrix.crossing import crossing
from activities.queries.terms import vary
from activities.summaries import rebuild
from tests.factories.activities import ActionLineFactory, ActivityFactory, GoalFactory, MappingFactory


@pytest.fixture
def strengths(db):
    """Makes an activity for each pair of strengths: of its link to C2, and to Goal 9."""
    line, goal = ActionLineFactory(code="C2"), GoalFactory(code="9")

    def make(*pairs):
        for of_line, of_goal in pairs:
            activity = ActivityFactory()
            MappingFactory(activity=activity, term=line, strength=of_line)
            MappingFactory(activity=activity, term=goal, strength=of_goal)
        rebuild()
        return activity

    return make


@pytest.mark.parametrize(
    ("counts", "expected"),
    [((0, 0, 0), False), ((0, 9, 0), False), ((0, 91, 9), False), ((0, 90, 10), True), ((1, 1, 1), True)],
)
def test_two_strengths_need_a_tenth_each(counts, expected):
    assert vary(counts) is expected


def test_a_goal_shows_its_strengths_only_where_they_differ(client, strengths):
    strengths((2, 2))
    assert 'id="strength"' not in client.get("/goals/9/profile/").text
    assert "is the main purpose of" not in client.get("/action-lines/C2/").text
    strengths((3, 3))
    assert 'id="strength"' in client.get("/goals/9/profile/").text
    line = client.get("/action-lines/C2/").text
    assert "Action Line C2 is the main purpose of 1 of 2 activities; 1 contributes." in line
    assert 'href="/action-lines/C2/profile/#strength"' in line


def test_the_table_of_goals_has_columns_of_strength_only_where_they_differ(client, strengths):
    strengths((2, 2))
    assert "Main purpose" not in table_of_goals(client)
    strengths((2, 3))
    assert "Main purpose" in table_of_goals(client)


def table_of_goals(client) -> str:
    return client.get("/goals/").text.partition('id="goal-table-caption"')[2].partition("</thead>")[0]


def test_a_crossing_has_a_column_of_strengths_only_where_they_differ(strengths):
    strengths((2, 3))
    alone = crossing("C2", "9")
    assert (alone.line_varies, alone.goal_varies) == (True, True)
    strengths((2, 1))
    both = crossing("C2", "9")
    assert (both.line_varies, both.goal_varies) == (False, True)
    assert MatrixCell.objects.get(sector="").activities == 2


def test_the_heading_promises_reasons_only_where_there_is_one(client, strengths):
    activity = strengths((2, 2))
    heading = "Contributes to, and why"
    assert heading not in client.get(activity.get_absolute_url()).text
    link = activity.mappings.first()
    link.rationale = "Because"
    link.save()
    rebuild()
    assert heading in client.get(activity.get_absolute_url() + "?fresh=1").text
