"""Request reports on commitments, and send reminders 60, 30 and 7 days before the due date, and once after it.

Each run finds requests that have reached their next step and writes one e-mail for each person, which lists all their
commitments, to the outbox. E-mails and steps are saved in one transaction. If a worker dies, neither is saved, and the
next run does both.
"""

from collections import defaultdict
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone

from activities.actions.outbox.notices import notify
from activities.models import User
from activities.rules import COORDINATOR, FOCAL_POINT
from roadmap.models import Action, ReportRequest
from roadmap.queries.progress.commitments import Tracked, tracked

KIND = "report_due"
Step = ReportRequest.Step
#: Days before the due date from which each letter is sent.
STEPS = ((Step.WEEK, timedelta(days=7)), (Step.MONTH, timedelta(days=30)), (Step.REQUESTED, timedelta(days=60)))
#: Key of the lock under which one worker at a time asks and reminds.
LOCK = 0x5D78


@transaction.atomic
def remind_reporters(today: date | None = None) -> int:
    """Create requests for reports that are due within 60 days or overdue, and send the reminders that are due. Returns
    how many people get an e-mail. A second run on the same day sends nothing."""
    day = today or timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    due = [line for line in tracked(today=day) if line.standing.due and line.needs_work]
    reached = [
        (line, request, step)
        for line, request in zip(due, open_requests(due), strict=True)
        if (step := step_on(request.due_on, day)) > request.step
    ]
    letters: dict[User, list[dict]] = defaultdict(list)
    people = Readers()
    for line, request, step in reached:
        for person in people.of(line, overdue=step == Step.OVERDUE):
            letters[person].append(entry(line, request))
        request.step, request.reminded_at = step, timezone.now()
    for person, entries in letters.items():
        notify(KIND, {"reports": entries, "today": day.isoformat()}, to=[person])
    ReportRequest.objects.bulk_update([request for _line, request, _step in reached], ["step", "reminded_at"])
    return len(letters)


def open_requests(due: list[Tracked]) -> list[ReportRequest]:
    """The request for each commitment and its due date, in the order of `due`. Requests made under an earlier edition
    count. Missing requests are created. If a session was moved within the year, its request gets the new date. Three
    queries at most."""
    rows = ReportRequest.objects.filter(action__in=Action.objects.in_every_edition(line.action for line in due))
    requests = rows.select_related("action__section__edition").order_by("due_on", "id")
    there = {(*one.action.identity, one.due_on.year): one for one in requests}
    found, new, moved = [], [], []
    for line in due:
        day = line.standing.due
        assert day is not None  # noqa: S101 - the caller left the others out
        request = there.get((*line.action.identity, day.year))
        if request is None:
            request = ReportRequest(action=line.action, due_on=day)
            new.append(request)
        elif request.due_on != day:
            request.due_on = day
            moved.append(request)
        found.append(request)
    ReportRequest.objects.bulk_create(new)
    ReportRequest.objects.bulk_update(moved, ["due_on"])
    return found


def step_on(due: date, today: date) -> int:
    """The latest letter that is due on a day."""
    if today > due:
        return Step.OVERDUE
    return next((step for step, before in STEPS if today >= due - before), Step.NONE)


class Readers:
    """Who gets reminders: the focal points of the bodies' Sectors. Coordinators get those without a focal point, and
    all that are overdue. Two queries."""

    def __init__(self) -> None:
        active = User.objects.filter(is_active=True, groups__name__in=[FOCAL_POINT, COORDINATOR])
        self.focal: dict[str, list[User]] = defaultdict(list)
        self.coordinators: list[User] = []
        for person in active.distinct().order_by("pk").prefetch_related("groups"):
            roles = {group.name for group in person.groups.all()}
            if COORDINATOR in roles:
                self.coordinators.append(person)
            elif FOCAL_POINT in roles:
                for sector in person.sectors:
                    self.focal[sector].append(person)

    def of(self, line: Tracked, *, overdue: bool) -> list[User]:
        found = [person for sector in sorted(line.sectors) for person in self.focal[sector]]
        if overdue or not found:
            found += self.coordinators
        return list(dict.fromkeys(found))


def entry(line: Tracked, request: ReportRequest) -> dict:
    """What the letter says about one commitment, as JSON values."""
    return {"code": line.action.code, "text": line.action.text, "due": request.due_on.isoformat()}
