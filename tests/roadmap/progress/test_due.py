"""Due dates from each frequency, and how a commitment stands on a day."""

from datetime import date

import pytest

from roadmap.queries.progress.due import Rule
from roadmap.queries.progress.standing import Requested, Standing, standing

TODAY = date(2026, 11, 30)
SESSIONS = {("hlpf", 2026): date(2026, 7, 7), ("council", 2027): date(2027, 6, 15)}


def rule(frequency, once=None):
    return Rule(frequency, 2019, once, SESSIONS)


@pytest.mark.parametrize(
    ("frequency", "last", "coming"),
    [
        ("yearly", date(2025, 12, 31), date(2026, 12, 31)),
        ("hlpf", date(2026, 7, 7), date(2027, 7, 1)),
        ("council", date(2026, 6, 1), date(2027, 6, 15)),
        ("two-years", date(2025, 12, 31), date(2027, 12, 31)),
        ("four-years", date(2023, 12, 31), date(2027, 12, 31)),
        ("ongoing", None, None),
        ("once", None, None),
    ],
)
def test_each_frequency_has_its_dates(frequency, last, coming):
    assert (rule(frequency).last(TODAY), rule(frequency).next(TODAY)) == (last, coming)


def test_what_is_due_once_has_its_own_date():
    before, after = rule("once", date(2026, 3, 31)), rule("once", date(2027, 3, 31))
    assert (before.last(TODAY), before.next(TODAY)) == (date(2026, 3, 31), None)
    assert (after.last(TODAY), after.next(TODAY)) == (None, date(2027, 3, 31))


def test_the_first_due_date_is_in_the_year_of_the_edition_or_a_whole_cycle_later():
    assert next(rule("yearly").dates()) == date(2019, 12, 31)
    assert next(rule("two-years").dates()) == date(2021, 12, 31)
    assert next(rule("four-years").dates()) == date(2023, 12, 31)


def test_today_is_due_but_not_overdue():
    assert rule("yearly").next(date(2026, 12, 31)) == date(2026, 12, 31)
    assert rule("yearly").last(date(2026, 12, 31)) == date(2025, 12, 31)


#: A commitment that has been requested since 2019.
SINCE_2019 = Requested(date(2019, 1, 1), ())


def stands(frequency, *years, status="on-track", end=None, today=TODAY, pending=False, once=None, requested=SINCE_2019):
    reported = [date(year, 12, 31) for year in years]
    return standing(rule(frequency, once), status, reported, end, today, requested=requested, pending=pending)


def test_without_a_report_the_last_date_is_overdue():
    found = stands("yearly")
    assert found == Standing(date(2025, 12, 31), True, False, True)
    assert found.days_late(TODAY) == 334


COMING = Standing(date(2026, 12, 31), True, False, False)
OVERDUE = Standing(date(2025, 12, 31), True, False, True)


@pytest.mark.parametrize(
    ("requested", "found"),
    [
        (None, COMING),
        (Requested(date(2026, 1, 1), ()), COMING),
        (Requested(date(2025, 12, 31), ()), OVERDUE),
        (Requested(date(2026, 6, 1), (date(2025, 12, 31),)), OVERDUE),
        (Requested(date(2026, 6, 1), (date(2024, 12, 31),)), COMING),
    ],
    ids=["never requested", "requested afterwards", "requested in time", "the date requested", "another date"],
)
def test_what_passed_before_the_request_is_not_overdue(requested, found):
    assert stands("yearly", requested=requested) == found


def test_what_an_earlier_edition_requested_stays_overdue():
    asked = date(2018, 12, 31)
    carried = Requested(date(2026, 6, 1), (asked,), (asked,))
    assert stands("yearly", requested=carried) == Standing(asked, True, False, True)
    assert stands("yearly", 2018, requested=carried) == COMING
    assert stands("ongoing", end=TODAY, requested=carried) == Standing(None, False, False, False)
    assert stands("once", once=date(2027, 3, 31), requested=carried).due == date(2027, 3, 31)


def test_the_next_date_needs_a_report_60_days_before():
    assert stands("yearly", 2025, today=date(2026, 10, 31)) == Standing(date(2026, 12, 31), False, False, False)
    assert stands("yearly", 2025, today=date(2026, 11, 1)) == Standing(date(2026, 12, 31), True, False, False)


def test_a_report_for_the_next_date_also_answers_an_older_one():
    assert stands("yearly", 2026) == Standing(date(2027, 12, 31), False, False, False)


def test_a_report_counts_although_the_session_was_moved_within_the_year():
    moved = standing(rule("hlpf"), "on-track", [date(2026, 7, 1)], None, TODAY)
    assert moved == Standing(date(2027, 7, 1), False, False, False)


def test_an_ongoing_commitment_needs_an_update_of_the_last_12_months():
    assert stands("ongoing", end=date(2025, 11, 30)) == Standing(None, False, False, False)
    assert stands("ongoing", end=date(2025, 11, 29)) == Standing(None, True, False, False)
    assert stands("ongoing", pending=True) == Standing(None, True, True, False)


def test_nothing_is_due_after_the_end():
    nothing = Standing(None, False, False, False)
    assert stands("yearly", status="discontinued") == nothing
    assert stands("once", once=date(2026, 3, 31), status="done") == nothing
    assert stands("once", once=date(2026, 3, 31)) == Standing(date(2026, 3, 31), True, False, True)
    assert stands("yearly", status="done").overdue
