"""How a commitment stands: what is due, what waits, what is late. The words are those of docs/roadmap.md."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from roadmap.models import Action
from roadmap.queries.progress.due import Rule
from roadmap.queries.progress.sessions import Sessions

#: Days before the due date from which a report is needed.
AHEAD = timedelta(days=60)
#: How old the period of the last update of an ongoing commitment may be.
RECENT = timedelta(days=365)
Status = Action.Status


@dataclass(frozen=True, slots=True)
class Requested:
    """The requests for a commitment, in any edition. `since`: the day on which it was first requested or its edition
    was published, whichever is later. `dates`: the due dates that were requested; `carried`: those requested under an
    earlier edition."""

    since: date
    dates: tuple[date, ...]
    carried: tuple[date, ...] = ()

    def counts(self, day: date) -> bool:
        """Whether a report for the due date was requested: the commitment was in force and requested by then, or this
        date was requested."""
        return day >= self.since or day.year in {one.year for one in self.dates}


@dataclass(frozen=True, slots=True)
class Standing:
    """`due` is the date that is to be reported for: the last one, if it has passed without a report, else the next one.

    `needs_report`: due within 60 days or overdue and no report submitted for that date; an ongoing commitment: no
    accepted update whose period ends in the last 12 months. `pending`: submitted, not yet accepted by a coordinator.
    `overdue`: the due date has passed since the commitment was requested, and no report was submitted.
    """

    due: date | None
    needs_report: bool
    pending: bool
    overdue: bool

    def days_late(self, today: date) -> int:
        return (today - self.due).days if self.overdue and self.due else 0


def rule_of(action: Action, sessions: Sessions) -> Rule:
    """Its rule. The section and the edition must be there (`select_related`)."""
    return Rule(action.rule, int(action.section.edition.date[:4]), action.due_on, sessions)


def standing(
    rule: Rule,
    status: str,
    reported: Iterable[date],
    last_period_end: date | None,
    today: date,
    *,
    requested: Requested | None = None,
    pending: bool = False,
) -> Standing:
    """The state of a commitment on a day. No query.

    `reported` are the due dates for which a report waits or is accepted. A date counts as reported if one of its year
    or a later year is: the session can have been moved, and a newer report says more. A commitment that is
    discontinued is never due, nor is one that is due once and done. Without a request nothing is overdue.
    """
    if is_over(rule, status):
        return Standing(None, False, pending, False)
    if rule.frequency == Action.Frequency.ONGOING:
        recent = last_period_end is not None and last_period_end >= today - RECENT
        return Standing(None, not recent, pending, False)
    latest = max((day.year for day in reported), default=0)
    last, coming = passed(rule, requested, today), rule.next(today)
    if last is not None and latest < last.year:
        return Standing(last, True, pending, True)
    if coming is not None and latest >= coming.year:
        return Standing(after(rule, coming), False, pending, False)
    soon = coming is not None and coming <= today + AHEAD
    return Standing(coming, soon, pending, False)


def passed(rule: Rule, requested: Requested | None, today: date) -> date | None:
    """The latest due date that has passed and counts; one that an earlier edition requested counts, too."""
    if requested is None:
        return None
    last = rule.last(today)
    if last is not None and requested.counts(last):
        return last
    if rule.frequency == Action.Frequency.ONCE:
        return None
    return max((day for day in requested.carried if day < today), default=None)


def is_over(rule: Rule, status: str) -> bool:
    """Whether nothing is due any more."""
    return status == Status.DISCONTINUED or (rule.frequency == Action.Frequency.ONCE and status == Status.DONE)


def after(rule: Rule, day: date) -> date | None:
    """The due date that follows `day`."""
    return rule.next(day + timedelta(days=1))
