"""The sentences of "In brief": one, few, most, no majority, sparse, none."""

from dataclasses import dataclass, field

import pytest

from activities.pages.browse import in_brief
from activities.queries.terms import TermCount


@dataclass(frozen=True)
class Part:
    """A slice of activities without a database."""

    activities: int
    counts: dict = field(default_factory=dict)
    filters: dict = field(default_factory=lambda: {"goal": "9"})


@pytest.mark.parametrize(
    ("activities", "sectors", "stakeholders", "said"),
    [
        (138, {"ITU-D": 80, "ITU-R": 33}, 25, "ITU-D carries out 80 of 138 (58%); 25 are by stakeholders."),
        (10, {"ITU-D": 9}, 1, "ITU-D carries out 9 of 10 (90%); 1 is by a stakeholder."),
        (20, {"ITU-D": 4}, 16, "Stakeholders carry out 16 of 20 (80%); ITU-D carries out 4."),
        (
            5,
            {"General Secretariat": 3, "ITU-T": 2},
            0,
            "The General Secretariat carries out 3 of 5 (60%); ITU-T carries out 2.",
        ),
        (
            3,
            {"Intersectoral": 2, "ITU-T": 1},
            0,
            "Several Sectors together carry out 2 of 3 (67%); ITU-T carries out 1.",
        ),
        (12, {"ITU-D": 12}, 0, "All 12 are by ITU-D."),
        (2, {}, 2, "Both are by stakeholders."),
        (1, {"Intersectoral": 1}, 0, "Its one activity is by several Sectors together."),
        (1, {}, 1, "Its one activity is by a stakeholder."),
        (4, {"General Secretariat": 4}, 0, "All 4 are by the General Secretariat."),
        (0, {}, 0, "Nothing is known about the organisations."),
    ],
)
def test_who(activities, sectors, stakeholders, said):
    part = Part(activities, {"sector": sectors, "whose": {"stakeholder": stakeholders}})
    assert str(in_brief.who(part)) == said


@pytest.mark.parametrize(
    ("activities", "regions", "said"),
    [
        (138, {"global": 77, "africa": 31}, "Most are global: 77 of 138 (56%). The region named most is Africa (31)."),
        (3, {"global": 2}, "Most are global: 2 of 3 (67%)."),
        (20, {"global": 6, "africa": 10, "europe": 2}, "The region named most is Africa (10); 6 are global."),
        (4, {"americas": 2, "cis": 2}, "The regions named most are the Americas and the CIS countries (2 each)."),
        (12, {"global": 12}, "All 12 are global."),
        (2, {"global": 2, "africa": 1}, "Both are global."),
        (1, {"global": 1}, "Its one activity is global."),
        (1, {"arab-states": 1}, "It names the Arab States."),
        (3, {}, "No region is named."),
    ],
)
def test_where(activities, regions, said):
    assert str(in_brief.where(Part(activities, {"region": regions}))) == said


@pytest.mark.parametrize(
    ("activities", "years", "said"),
    [
        (20, {1969: 1, 1990: 2, 2000: 3, 2010: 4, 2026: 10},
         "They began between 1969 and 2026, never more than 10 in a year."),
        (20, {1969: 1, 1990: 2, 2000: 3, 2010: 4, 2026: 9},
         "They began between 1969 and 2026, never more than 9 in a year; 1 has no start year."),
        (7, {1969: 1, 1990: 1, 2000: 1, 2010: 1, 2026: 1},
         "They began between 1969 and 2026, never two in the same year; 2 have no start year."),
        (16, {2015: 1, 2020: 1, 2021: 1}, "Start years are known for 3 of 16 activities: 2015, 2020 and 2021."),
        (40, {2015: 1, 2016: 1, 2017: 1, 2020: 1, 2021: 1},
         "Start years are known for 5 of 40 activities, between 2015 and 2021."),
        (3, {2015: 2, 2016: 1}, "They began in 2015 and 2016."),
        (1, {2015: 1}, "It began in 2015."),
        (1, {}, "Its start year is not known."),
        (9, {}, "No start year is known."),
    ],
)  # fmt: skip
def test_when(activities, years, said):
    part = Part(activities, {"year": {str(year): number for year, number in years.items()}})
    assert str(in_brief.when(part)) == said


@pytest.mark.parametrize(
    ("activities", "kinds", "statuses", "said"),
    [
        (138, {"project": 40, "event": 24, "platform": 74 - 50}, {"ongoing": 62, "completed": 57, "unknown": 19},
         "Projects come first with 40 of 138 (29%), then events with 24; 62 are ongoing and 57 completed."),
        (20, {"event": 15, "study-group": 5}, {"planned": 1, "unknown": 19},
         "Most are events: 15 of 20 (75%), then study groups with 5; 1 is planned."),
        (12, {"training": 12}, {"completed": 12}, "All are training courses; all are completed."),
        (3, {"project": 1, "event": 2}, {"completed": 2, "ongoing": 1},
         "Three activities: two events and one project; two are completed and one ongoing."),
        (2, {"platform": 2}, {"ongoing": 2}, "Two platforms; both are ongoing."),
        (1, {"event": 1}, {"planned": 1}, "One event; it is planned."),
        (1, {"event": 1}, {"unknown": 1}, "One event; its status is not known."),
        (0, {}, {}, "Nothing is known about their types."),
    ],
)  # fmt: skip
def test_types(activities, kinds, statuses, said):
    assert str(in_brief.types(Part(activities, {"kind": kinds, "status": statuses}))) == said


def test_strength():
    def said(*strengths):
        own = TermCount("goal", "9", "Industry", "/goals/9/", activities=sum(strengths), strengths=strengths)
        return str(in_brief.strength(own, "target 9.c"))

    assert said(23, 67, 48) == (
        "Target 9.c is the main purpose of 48 of 138 activities; 67 contribute and 23 are related."
    )
    assert said(0, 1, 1) == "Target 9.c is the main purpose of 1 of 2 activities; 1 contributes."


def test_each_figure_leads_to_its_activities():
    part = Part(20, {"region": {"global": 6, "africa": 10}, "sector": {"ITU-D": 4}, "whose": {"stakeholder": 16}})
    assert '<a href="/activities/?goal=9&amp;region=africa">Africa</a>' in in_brief.where(part).html
    assert '<a href="/activities/?goal=9&amp;region=global">6</a>' in in_brief.where(part).html
    assert '<a href="/activities/?goal=9&amp;whose=stakeholder">16</a> of 20' in in_brief.who(part).html
    assert '<a href="/activities/?goal=9&amp;sector=ITU-D">4</a>' in in_brief.who(part).html
