"""The invented texts: those without a Goal that ship with the product, and the activities that only measure.

Models never learn from `invented_activities.csv`, nor from the texts whose part is `held`.
"""

import csv
from collections import Counter
from pathlib import Path

from activities.actions.reference.load import REFERENCE

ACTIVITIES = Path(__file__).parent / "invented_activities.csv"
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
GOALS = {str(number) for number in range(1, 18)}


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def codes(row, column):
    return set(filter(None, row[column].split(";")))


def test_both_halves_of_the_texts_without_a_goal_have_the_same_mix():
    texts = rows(REFERENCE / "no_goal_texts.csv")
    mix = Counter((row["language"], row["kind"], row["part"]) for row in texts)
    assert {part for _, _, part in mix} == {"fit", "held"}
    assert all(mix[language, kind, "fit"] == mix[language, kind, "held"] for language, kind, _ in mix)
    assert Counter(row["language"] for row in texts) == dict.fromkeys(LANGUAGES, 40)


def test_no_invented_text_occurs_twice():
    texts = [(row["title"], row["text"]) for row in rows(REFERENCE / "no_goal_texts.csv")]
    texts += [(row["title"], row["description"]) for row in rows(ACTIVITIES)]
    assert len(set(texts)) == len(texts) == 360
    assert len({text for _, text in texts}) == 360


def test_the_activities_of_each_language_reach_every_goal():
    activities = rows(ACTIVITIES)
    assert Counter(row["lang"] for row in activities) == dict.fromkeys(LANGUAGES, 20)
    for language in LANGUAGES:
        own = [codes(row, "sdgs") for row in activities if row["lang"] == language]
        assert set().union(*own) == GOALS


def test_their_codes_exist_and_each_target_comes_with_its_goal():
    targets = {row["code"] for row in rows(REFERENCE / "sdg_targets.csv")}
    lines = {row["code"] for row in rows(REFERENCE / "wsis_action_lines.csv")}
    for row in rows(ACTIVITIES):
        assert codes(row, "targets") <= targets
        assert codes(row, "action_lines") <= lines
        assert {code.split(".")[0] for code in codes(row, "targets")} <= codes(row, "sdgs")
    assert set().union(*(codes(row, "action_lines") for row in rows(ACTIVITIES))) == lines
