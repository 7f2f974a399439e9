"""Queries for next steps, for staff only."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

from roadmap.models import Engagement, NextStep


@dataclass(frozen=True, slots=True)
class Steps:
    """Open next steps by urgency, and the latest that were done."""

    overdue: tuple[NextStep, ...]
    coming: tuple[NextStep, ...]
    without_date: tuple[NextStep, ...]
    done: tuple[NextStep, ...]


@dataclass(frozen=True, slots=True)
class StepCount:
    open: int
    overdue: int


DONE_SHOWN = 20


def steps(today: date) -> Steps:
    """Of all events, the first due first: two queries."""
    rows = NextStep.objects.select_related("engagement__hlpf_year", "changed_by")
    waiting = list(rows.open().order_by(F("due").asc(nulls_last=True), "id"))
    return Steps(
        overdue=tuple(one for one in waiting if one.due and one.due < today),
        coming=tuple(one for one in waiting if one.due and one.due >= today),
        without_date=tuple(one for one in waiting if not one.due),
        done=tuple(rows.exclude(done_on=None).order_by("-done_on", "-id")[:DONE_SHOWN]),
    )


def steps_of(event: Engagement) -> tuple[NextStep, ...]:
    """The steps of an event, open ones first. One query."""
    return tuple(event.next_steps.order_by(F("done_on").desc(nulls_first=True), F("due").asc(nulls_last=True), "id"))


def step_count(today: date) -> StepCount:
    """One query."""
    found = NextStep.objects.open().aggregate(open=Count("id"), overdue=Count("id", Q(due__lt=today)))
    return StepCount(found["open"], found["overdue"])
