"""The language of a text."""

import csv
from collections import Counter

import pytest

from activities.actions.reference.load import REFERENCE
from activities.suggesting.languages import language_of
from tests.activities.suggestions.test_invented_texts import ACTIVITIES, rows


def test_nearly_every_invented_text_is_recognised_and_none_is_mistaken():
    texts = [(row["language"], f"{row['title']}\n{row['text']}") for row in rows(REFERENCE / "no_goal_texts.csv")]
    texts += [(row["lang"], f"{row['title']}\n{row['description']}") for row in rows(ACTIVITIES)]
    found = Counter((said, language_of(text)) for said, text in texts)
    right = sum(count for (said, recognised), count in found.items() if said == recognised)
    assert (right, found["fr", ""], found["es", ""], len(texts)) == (357, 2, 1, 360)


@pytest.mark.parametrize("name", ["activities_itu.csv", "activities_stakeholders.csv"])
def test_every_shipped_activity_is_english(name):
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        assert {language_of(f"{row['title']}\n{row['description']}") for row in csv.DictReader(file)} == {"en"}


@pytest.mark.parametrize(
    "text",
    [
        "Formação em competências digitais para mulheres no interior do país",
        "Die Schulung von Frauen auf dem Land",
        "Formazione per le donne nelle zone rurali della Sicilia",
        "آموزش مهارت‌های دیجیتال برای زنان روستایی",
        "Навчання цифрових навичок для жінок у селах України",
        "農村の女性のためのデジタルスキル研修",
        "Digital skills",
        "5G",
        "",
    ],
)
def test_other_languages_and_texts_without_common_words_have_none(text):
    assert language_of(text) == ""
