"""The review queue: what waits for a decision, for how long, and with whom."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Aggregate, CharField, Count, DurationField, ExpressionWrapper, F, Max, Min, Q, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from activities.models import Submission, User
from activities.validators import row_number

STATE = Submission.State
#: Tabs of the queue, in their order.
MINE, FREE, ALL, DECIDED = "mine", "not-assigned", "all", "decided"
TABS = (MINE, FREE, ALL, DECIDED)
WAITING = Q(state=STATE.SUBMITTED)
#: Decisions that reviewers have made. A returned submission is among them until it is submitted again.
WERE_DECIDED = Q(state__in=[STATE.ACCEPTED, STATE.REJECTED, STATE.RETURNED], decided_at__isnull=False)
PER_PAGE = 50
REFERENCE = re.compile("S-[0-9A-Z]{4,10}")
EPOCH = datetime.fromtimestamp(0, tz=timezone.get_default_timezone())


class Median(Aggregate):
    """Half of the durations are at least as long."""

    template = "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True, slots=True)
class Queue:
    """All that waits. `days` and `oldest` are whole days: the median age and the age of the oldest. `tabs`: {tab: how
    many, of those that match the filters}. `last`: when a submission was last decided."""

    waiting: int
    days: int
    oldest: int
    held: int
    tabs: dict[str, int]
    last: datetime | None


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One submission of the queue. `at` is when it was submitted, or on the tab of decisions when it was decided.
    `held` is the decision that is held, or ""."""

    code: str
    title: str
    language: str
    kind: str
    state: str
    at: datetime
    days: int
    organisation: str
    proposed: bool
    type: str
    country: str
    assigned: int | None
    assigned_name: str
    decided_name: str
    held: str
    is_example: bool
    revision: int


@dataclass(frozen=True, slots=True)
class QueuePage:
    """`next` is the cursor of the next page; "" on the last one."""

    rows: tuple[QueueRow, ...]
    next: str


@dataclass(frozen=True, slots=True)
class Line:
    """The queue in one line: how many wait, and the age of the oldest in days."""

    waiting: int
    oldest: int


def whole_days(age: timedelta | None) -> int:
    return max(0, age.days) if age else 0


def queue(filters: Q, user: User) -> Queue:
    """The figures of the queue. One query."""
    now = timezone.now()
    rows = Submission.objects.filter(WAITING | WERE_DECIDED)
    found = rows.aggregate(
        waiting=Count("pk", filter=WAITING),
        median=Median(ExpressionWrapper(Value(now) - F("submitted_at"), DurationField()), filter=WAITING),
        oldest=Min("submitted_at", filter=WAITING),
        held=Count("pk", filter=WAITING & Q(held__isnull=False)),
        last=Max("decided_at", filter=WERE_DECIDED),
        mine=Count("pk", filter=WAITING & filters & Q(assigned_to=user)),
        free=Count("pk", filter=WAITING & filters & Q(assigned_to=None)),
        all=Count("pk", filter=WAITING & filters),
        decided=Count("pk", filter=WERE_DECIDED & filters),
    )
    return Queue(
        found["waiting"],
        whole_days(found["median"]),
        whole_days(now - found["oldest"] if found["oldest"] else None),
        found["held"],
        {MINE: found["mine"], FREE: found["free"], ALL: found["all"], DECIDED: found["decided"]},
        found["last"],
    )


def line() -> Line:
    """One query, by the index of what waits."""
    found = Submission.objects.waiting().aggregate(waiting=Count("pk"), oldest=Min("submitted_at"))
    return Line(found["waiting"], whole_days(timezone.now() - found["oldest"] if found["oldest"] else None))


def of_tab(tab: str, user: User) -> Q:
    """The condition of a tab."""
    return {
        MINE: WAITING & Q(assigned_to=user),
        FREE: WAITING & Q(assigned_to=None),
        ALL: WAITING,
        DECIDED: WERE_DECIDED,
    }[tab]


def page(tab: str, filters: Q, user: User, *, after: str = "", limit: int = PER_PAGE) -> QueuePage:
    """One page of a tab: the longest wait first, or the latest decision first. One query."""
    decided = tab == DECIDED
    time = "decided_at" if decided else "submitted_at"
    rows = Submission.objects.filter(of_tab(tab, user) & filters)
    if (cursor := read_cursor(after)) is not None:
        at, pk = cursor
        way = "lt" if decided else "gt"
        rows = rows.filter(Q(**{f"{time}__{way}": at}) | Q(**{time: at, f"pk__{way}": pk}))
    order = [f"-{time}", "-pk"] if decided else [time, "pk"]
    found = list(row_values(rows, time).order_by(*order)[: limit + 1])
    now = timezone.now()
    made = tuple(queue_row(values, now) for values in found[:limit])
    further = found[limit - 1] if len(found) > limit else None
    return QueuePage(made, write_cursor(further["at"], further["pk"]) if further else "")


def rows_of(codes: list[str]) -> list[QueueRow]:
    """The submissions with these references that wait, the longest wait first. One query."""
    found = row_values(Submission.objects.waiting().filter(code__in=codes), "submitted_at")
    now = timezone.now()
    return [queue_row(values, now) for values in found.order_by("submitted_at", "pk")]


def row_values(rows: Any, time: str) -> Any:
    """The rows as dictionaries for `queue_row`. Of the answers, only title and language are read."""
    empty, text = Value("", output_field=CharField()), CharField()
    return rows.values(
        "pk",
        "code",
        "kind",
        "state",
        "is_example",
        "revision",
        at=F(time),
        title=KeyTextTransform("title", "answers"),
        language=KeyTextTransform("language", "answers"),
        corrected=F("activity__title"),
        body=Coalesce("organisation__name", "proposal__name", "activity__organisation__name"),
        proposed=F("proposal"),
        type=Coalesce("organisation__type", "proposal__type", "activity__organisation__type"),
        country=Coalesce(
            "organisation__country__name", "proposal__country__name", "activity__organisation__country__name"
        ),
        assigned=F("assigned_to"),
        assigned_name=Coalesce(NullIf("assigned_to__name", empty), "assigned_to__email", output_field=text),
        decided_name=Coalesce(NullIf("decided_by__name", empty), "decided_by__email", output_field=text),
        decision=KeyTextTransform("decision", "held"),
    )


def queue_row(values: dict[str, Any], now: datetime) -> QueueRow:
    return QueueRow(
        values["code"],
        values["title"] or values["corrected"] or "",
        values["language"] or "",
        values["kind"],
        values["state"],
        values["at"],
        whole_days(now - values["at"]),
        values["body"] or "",
        values["proposed"] is not None,
        values["type"] or "",
        values["country"] or "",
        values["assigned"],
        values["assigned_name"] or "",
        values["decided_name"] or "",
        values["decision"] or "",
        values["is_example"],
        values["revision"],
    )


def references(texts: Iterable[str]) -> list[str]:
    """Those of the texts that can be references, such as S-4K7P."""
    return [text for text in texts if REFERENCE.fullmatch(text)]


def write_cursor(at: datetime, pk: int) -> str:
    return f"{(at - EPOCH) // timedelta(microseconds=1)}-{pk}"


def read_cursor(text: str) -> tuple[datetime, int] | None:
    """The time and the row of a cursor; None for anything else, which shows the first page."""
    time, _dash, pk = text.partition("-")
    at, row = row_number(time), row_number(pk)
    if at is None or row is None:
        return None
    try:
        return EPOCH + timedelta(microseconds=at), row
    except OverflowError:
        return None


def next_for(user: User, *, beside: str = "") -> str:
    """The reference of the submission to review next: the oldest of the user's own, else the oldest that is assigned to
    no one; "" if there is none. `beside` is left out. One query."""
    rows = Submission.objects.waiting().filter(held__isnull=True).filter(Q(assigned_to=user) | Q(assigned_to=None))
    rows = (
        rows.not_of(user)
        .exclude(code__in=references([beside]))
        .order_by(F("assigned_to").asc(nulls_last=True), "submitted_at", "pk")
    )
    return rows.values_list("code", flat=True).first() or ""
