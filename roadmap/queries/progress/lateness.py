"""How late reports are, by body and year: when each was requested, due, submitted and accepted. For staff."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from django.utils import timezone

from roadmap.models import ActionBody, ProgressReport, ReportRequest

#: Columns of the file.
COLUMNS = (
    "commitment",
    "bodies",
    "due_on",
    "requested_at",
    "submitted_at",
    "accepted_at",
    "state",
    "days_late",
)


@dataclass(frozen=True, slots=True)
class Due:
    """One due date of one commitment. Without a report, `days_late` counts to today; it is negative before the date."""

    code: str
    bodies: tuple[str, ...]
    due_on: date
    requested_at: datetime | None
    submitted_at: datetime | None
    accepted_at: datetime | None
    state: str
    days_late: int


@dataclass(frozen=True, slots=True)
class LateRow:
    """Due dates of one body in one year that have passed or were reported. `median` is in days, of the late ones."""

    body: str
    year: int
    due: int
    reported: int
    late: int
    median: float | None


def due_dates() -> list[Due]:
    """Every due date that was requested or reported, in whatever edition, the latest first. Three queries."""
    today = timezone.localdate()
    bodies: dict[int, list[str]] = defaultdict(list)
    for number, name in ActionBody.objects.live().order_by("position").values_list("action_id", "body__name"):
        bodies[number].append(name)
    requests = ReportRequest.objects.select_related("action__section__edition").order_by("-id")
    asked = {(*one.action.identity, one.due_on.year): one for one in requests}  # the first that was made
    given: dict[tuple[str, str, int], ProgressReport] = {}
    rows = ProgressReport.objects.exclude(state=ProgressReport.State.WITHDRAWN).filter(due_on__isnull=False)
    for report in rows.select_related("action__section__edition", "update").order_by("-first_submitted_at"):
        if report.due_on:
            given[(*report.action.identity, report.due_on.year)] = report  # the first that was submitted for the date
    found = []
    for key in asked.keys() | given.keys():
        request, answer = asked.get(key), given.get(key)
        of = request or answer
        assert of is not None and of.due_on is not None  # noqa: S101, PT018 - the key is from one of them
        day = timezone.localdate(answer.first_submitted_at) if answer else today
        found.append(
            Due(
                code=of.action.code,
                bodies=tuple(bodies[of.action_id]),
                due_on=of.due_on,
                requested_at=request.requested_at if request else None,
                submitted_at=answer.first_submitted_at if answer else None,
                accepted_at=answer.update.accepted_at if answer and answer.update else None,
                state=answer.state if answer else "",
                days_late=(day - of.due_on).days,
            )
        )
    return sorted(found, key=lambda one: (-one.due_on.toordinal(), one.code))


def by_body(dates: Iterable[Due]) -> list[LateRow]:
    """One row for each body and year, the latest year first. No query."""
    groups: dict[tuple[int, str], list[Due]] = defaultdict(list)
    for one in dates:
        if one.submitted_at or one.days_late > 0:
            for body in one.bodies or ("",):
                groups[-one.due_on.year, body].append(one)
    rows = []
    for (year, body), dues in sorted(groups.items()):
        late = [one.days_late for one in dues if one.days_late > 0]
        reported = sum(one.submitted_at is not None for one in dues)
        rows.append(LateRow(body, -year, len(dues), reported, len(late), median(late) if late else None))
    return rows


def file_rows(dates: Iterable[Due]) -> Iterable[tuple[str, ...]]:
    """The rows of the file, without its header. Times are in UTC."""
    for one in dates:
        times = (one.requested_at, one.submitted_at, one.accepted_at)
        yield (
            one.code,
            "; ".join(one.bodies),
            one.due_on.isoformat(),
            *(moment.isoformat(timespec="seconds") if moment else "" for moment in times),
            one.state or "none",
            str(one.days_late),
        )
