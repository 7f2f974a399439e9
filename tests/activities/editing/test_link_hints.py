"""What is still to do about the links of an activity, and what a link should say."""

import pytest

from activities.models import Activity
from activities.queries.editing.links import hints, links_of_activity
from activities.queries.matrix.claims import marks
from activities.queries.vocabulary import vocabulary
from activities.queries.workspace import rows as workspace_rows
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    TargetFactory,
)

pytestmark = pytest.mark.django_db


def hint_words(activity) -> list[tuple[str, list[str]]]:
    return [(hint.text, [link.code for link in hint.links]) for hint in hints(links_of_activity(activity.pk))]


def test_what_the_workspace_asks_of_an_activity_is_asked_beside_its_links():
    activity, line, goal = ActivityFactory(), ActionLineFactory(code="C2"), GoalFactory(code="9")
    CrosswalkFactory(from_term=line, to_term=goal)
    assert hint_words(activity) == [("It has no links yet, so it is not counted for any Goal or Action Line.", [])]
    MappingFactory(activity=activity, term=line, certainty="unconfirmed")
    MappingFactory(activity=activity, term=goal)
    MappingFactory(activity=activity, term=TargetFactory(code="4.4"))
    MappingFactory(activity=activity, term=ActionLineFactory(code="C4"), withdrawn=True)
    CrosswalkFactory(from_term=ActionLineFactory(code="C4"), to_term=TargetFactory(code="4.4"))
    to_confirm, odd = hint_words(activity)
    assert to_confirm == ("ITU has not confirmed 1 link. Confirm it if it is correct.", [])
    assert (odd[0].startswith("The WSIS-SDG Matrix does not link the Goal of these links"), odd[1]) == (True, ["4.4"])
    known = vocabulary()
    (row,) = workspace_rows.rows(Activity.objects.filter(pk=activity.pk), marks(known), known)
    assert [goal.value for goal in row.contradicted] == ["4"]


def test_a_main_purpose_should_say_why():
    activity = ActivityFactory()
    MappingFactory(activity=activity, term=GoalFactory(code="9"), strength=3)
    MappingFactory(activity=activity, term=GoalFactory(code="4"), strength=3, rationale="Schools.")
    MappingFactory(activity=activity, term=GoalFactory(code="3"), strength=3, withdrawn=True)
    assert hint_words(activity) == [("This link is a main purpose but has no rationale:", ["9"])]
    MappingFactory(activity=activity, term=TargetFactory(code="9.c"), rationale="Networks.")
    assert hint_words(activity) == []


@pytest.mark.parametrize("goals", [3, 4, 8, 9])
def test_many_goals_need_reasons_and_very_many_need_evidence(goals):
    activity = ActivityFactory()
    for number in range(1, goals + 1):
        MappingFactory(activity=activity, term=GoalFactory(code=str(number)))
    # a target's reason is its Goal's
    MappingFactory(activity=activity, term=TargetFactory(code="1.1"), rationale="So.", evidence_url="https://itu.int/")
    rest = [str(number) for number in range(2, goals + 1)]
    expected = []
    if goals > 3:
        expected.append((f"It is linked to {goals} Goals. With more than 3, each Goal needs a rationale:", rest))
    if goals > 8:
        expected.append((f"It is linked to {goals} Goals. With more than 8, each Goal needs evidence:", rest))
    assert hint_words(activity) == expected
