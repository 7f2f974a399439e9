"""The answer at the top of a page, for many activities, for few and for none."""

import pytest

from activities.pages.browse.answers import term_answer
from activities.queries.browse.profile import profile
from activities.summaries import rebuild
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
)

pytestmark = pytest.mark.django_db


def answer(term) -> str:
    rebuild()
    return " ".join(map(str, term_answer(profile(term))))


def linked(*codes, **fields):
    """An activity with a link to each of the codes."""
    activity = ActivityFactory(**fields)
    for code in codes:
        factory = TargetFactory if "." in code else GoalFactory if code.isdigit() else ActionLineFactory
        MappingFactory(activity=activity, term=factory(code=code))
    return activity


def test_nothing_is_said_before_the_first_count():
    assert term_answer(profile(GoalFactory(code="9"))) == []


def test_one_activity_of_itu():
    linked("9.c", "9.1", countries=["KE"])
    assert answer(GoalFactory(code="9")) == (
        "1 activity contributes to Goal 9 (100% of 1): by ITU, in 1 country. It serves 9.1 and 9.c. "
        "Both targets have an activity."
    )


def test_up_to_three_targets_are_all_named():
    for codes in (("9.c", "9.1"), ("9.c",), ("9.2",)):
        linked(*codes)
    TargetFactory(code="9.3")
    linked("1")
    assert answer(GoalFactory(code="9")) == (
        "3 activities contribute to Goal 9 (75% of 4): all by ITU. They serve 9.c (2), 9.1 (1) and 9.2 (1). "
        "Of 4 targets, 3 have an activity."
    )


def test_more_targets_are_named_only_if_they_stand_out():
    for code in ("9.1", "9.2", "9.3", "9.4"):
        linked(code, organisation=OrganisationFactory())
    said = answer(GoalFactory(code="9"))
    assert said == (
        "4 activities contribute to Goal 9 (100% of 4): all by stakeholders. All 4 targets have an activity."
    )
    linked("9.4", "9.3")
    linked("9.4")
    assert "5 by" not in said
    assert answer(GoalFactory(code="9")) == (
        "6 activities contribute to Goal 9 (100% of 6): 2 by ITU and 4 by stakeholders. "
        "Most often they serve 9.4 (3) or 9.3 (2). All 4 targets have an activity."
    )


def test_activities_for_a_goal_as_a_whole():
    TargetFactory(code="9.c")
    linked("9")
    linked("9")
    assert answer(GoalFactory(code="9")) == (
        "2 activities contribute to Goal 9 (100% of 2): all by ITU. None of them names a target yet. "
        "Of 1 target, none has an activity."
    )


@pytest.mark.parametrize(
    ("gaps", "served", "said"),
    [
        (0, 2, "Both targets have an activity; both official links to Action Lines have one."),
        (1, 1, "Both targets have an activity, but 1 of the 2 official links to Action Lines has none."),
        (2, 0, "Both targets have an activity; none of the 2 official links to Action Lines has one."),
        (1, 0, "Both targets have an activity; the 1 official link to an Action Line has none."),
    ],
)
def test_a_goal_compares_its_targets_and_its_official_links(gaps, served, said):
    linked("9.c", "9.1", "C2")
    for number in range(gaps):
        CrosswalkFactory(from_term=ActionLineFactory(code=f"C{number + 3}"))
    for code in ("9.c", "9.1")[:served]:
        CrosswalkFactory(to_term=TargetFactory(code=code))
    assert answer(GoalFactory(code="9")).endswith(said)


@pytest.mark.parametrize(
    ("gaps", "served", "said"),
    [
        (0, 1, "Its one official link has an activity."),
        (1, 0, "Its one official link has no activity."),
        (0, 2, "Both official links to Goals and targets have an activity."),
        (2, 0, "None of the 2 official links to Goals and targets has an activity."),
        (2, 1, "Of the 3 official links to Goals and targets, 2 have no activity."),
    ],
)
def test_an_action_line_compares_its_official_links(gaps, served, said):
    linked("9.c", "9.1", "C2")
    for number in range(gaps):
        CrosswalkFactory(to_term=TargetFactory(code=f"1.{number + 1}"))
    for code in ("9.c", "9.1")[:served]:
        CrosswalkFactory(to_term=TargetFactory(code=code))
    assert answer(ActionLineFactory(code="C2")) == (
        f"1 activity carries out Action Line C2 (100% of 1): by ITU. It serves Goal 9. {said}"
    )


def test_a_target_has_no_sentence_on_targets():
    linked("9.c", countries=["KE", "BR"])
    assert (
        answer(TargetFactory(code="9.c")) == "1 activity contributes to target 9.c (100% of 1): by ITU, in 2 countries."
    )


def test_without_activities_the_matrix_says_where_they_are_expected():
    CrosswalkFactory()
    linked("1")
    assert answer(TargetFactory(code="9.c")) == (
        "No activity is linked to target 9.c yet. Perhaps there is no such work, or it has not been entered yet. "
        "The WSIS-SDG Matrix expects some: it has 1 official link to an Action Line."
    )
