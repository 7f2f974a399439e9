"""Whether a new model is worse than the one in use, by more than chance."""

import numpy as np
import pytest

from activities.suggesting.comparing import Figure, compared, compared_by_quality, first_suggestions
from activities.suggesting.material import Example
from tests.activities.suggestions.suggestion_material import HEALTH, TERMS

RIGHT = {"goals": ["sdg:3"], "targets": ["sdg:3.8"], "action_lines": ["wsis:C7-ehealth"]}
WRONG = {"goals": ["sdg:9"], "targets": ["sdg:9.c"], "action_lines": ["wsis:C2"]}
TEXTS = {"en": "The doctors of the islands", "fr": "Les médecins dans les îles", "": "Ärzte"}


def rows(count, language="en", terms=HEALTH):
    return [Example(f"{language}-{i}", TEXTS[language], "", terms) for i in range(count)]


def unseen(rows, wrong=0):
    """The suggestions of a model that is wrong on the first `wrong` rows."""
    return {row.key: WRONG if i < wrong else RIGHT for i, row in enumerate(rows)}


def test_first_suggestions_are_those_with_the_most_points():
    points = np.array([[3.0, 0, 1, 9, 2, 1, 5, 6, 4]])
    assert first_suggestions(TERMS, points, rows(1)) == {
        "en-0": {
            "goals": ["sdg:3", "sdg:9", "sdg:4"],
            "targets": ["sdg:4.4", "sdg:9.c", "sdg:3.8"],
            "action_lines": ["wsis:C4", "wsis:C2", "wsis:C7-ehealth"],
        }
    }


def test_a_figure_falls_when_the_whole_interval_is_below_zero():
    own = rows(100)
    goals = compared(TERMS, own, unseen(own), unseen(own, wrong=20))[0]
    assert (goals.kind, goals.group, goals.rows, goals.before, goals.after) == ("goals", "all", 100, 1.0, 0.8)
    assert -0.3 < goals.low < -0.2 < goals.high < -0.1
    assert (goals.falls, goals.rises) == (True, False)
    back = compared(TERMS, own, unseen(own, wrong=20), unseen(own))[0]
    assert (back.falls, back.rises) == (False, True)


def test_two_activities_of_a_hundred_are_chance():
    own = rows(100)
    goals = compared(TERMS, own, unseen(own), unseen(own, wrong=2))[0]
    assert (goals.after, goals.high, goals.falls) == (0.98, 0.0, False)


def test_six_lost_and_none_gained_are_the_least_that_is_not_chance():
    own = rows(1_000)
    lost = [compared(TERMS, own, unseen(own), unseen(own, wrong=wrong))[0] for wrong in (5, 6)]
    assert all(figure.high < 0 for figure in lost)
    assert [figure.falls for figure in lost] == [False, True]


def test_fewer_than_thirty_activities_decide_nothing():
    own = rows(29)
    assert [figure.falls for figure in compared(TERMS, own, unseen(own), unseen(own, wrong=29))] == [False] * 3
    own = rows(30)
    assert [figure.falls for figure in compared(TERMS, own, unseen(own), unseen(own, wrong=30))] == [True] * 3


def test_only_rows_that_both_models_have_are_compared():
    own = rows(50)
    found = compared(TERMS, own, unseen(own[:40]), unseen(own[5:]))
    assert [(figure.kind, figure.rows) for figure in found] == [("goals", 35), ("targets", 35), ("action_lines", 35)]
    assert compared(TERMS, own, {}, unseen(own)) == []


def test_a_loss_in_one_language_is_seen():
    own = [*rows(40, "fr"), *rows(400, "en"), *rows(3, "")]
    goals = [f for f in compared(TERMS, own, unseen(own), unseen(own, wrong=8)) if f.kind == "goals"]
    assert [(f.group, f.rows, f.falls) for f in goals] == [
        ("all", 443, True),
        ("en", 400, False),
        ("fr", 40, True),
        ("", 3, False),
    ]


def test_imported_activities_do_not_hide_a_loss_in_the_others():
    own = rows(400)
    unchecked = {row.key for row in own[60:]}
    after = unseen(own, wrong=6) | {row.key: RIGHT for row in own[60:]}
    before = unseen(own) | {row.key: WRONG for row in own[60:66]}  # the new model is better on these
    goals = [f for f in compared(TERMS, own, before, after, unchecked) if f.kind == "goals"]
    assert [(f.group, f.rows, f.falls) for f in goals] == [("all", 400, False), ("checked", 60, True)]


def test_the_current_links_say_what_is_right():
    target_of_a_goal = rows(30, terms=frozenset({"sdg:3.8", "sdg:4"}))
    goals = compared(TERMS, target_of_a_goal, unseen(target_of_a_goal, wrong=30), unseen(target_of_a_goal))[0]
    assert (goals.before, goals.after) == (0.0, 1.0)  # a target counts for its Goal
    only_a_target = rows(30, terms=frozenset({"sdg:3.8"}))
    found = compared(TERMS, only_a_target, unseen(only_a_target), unseen(only_a_target))
    assert [figure.kind for figure in found] == ["targets"]


def quality(goals, lines, few=1):
    some = {"hit@3": goals, "hit@5": 0.9, "activities": 341}
    return {"goals": some, "targets": some, "action_lines": {"hit@3": lines, "hit@5": lines, "activities": few}}


def test_models_without_common_rows_are_compared_by_their_figures():
    """Going back from 58% to 99% for Goals is no loss because a figure on one activity fell from 100% to 0%."""
    found = compared_by_quality(quality(0.58, 1.0), quality(0.99, 0.0))
    assert [(f.kind, f.rows, f.falls) for f in found] == [
        ("goals", 341, False),
        ("targets", 341, False),
        ("action_lines", 1, False),
    ]
    assert [f.kind for f in compared_by_quality(quality(0.99, 1.0), quality(0.58, 0.0)) if f.falls] == ["goals"]
    assert compared_by_quality(quality(0.9, 1.0), quality(0.9, None, few=0))[-1].kind == "targets"


@pytest.mark.parametrize(("after", "falls"), [(0.96, True), (0.97, False)])
def test_without_an_interval_three_points_are_a_loss(after, falls):
    assert Figure("goals", "all", 341, 0.995, after, None, None).falls == falls
