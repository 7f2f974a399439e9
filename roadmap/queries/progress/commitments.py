"""Commitments of the current Roadmap with their bodies and how they stand: what the board, the workspace, the reminders
and the pages about progress begin with."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Max, Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone

from activities.models import User
from activities.queries import moment
from roadmap import rules
from roadmap.models import Action, ActionBody, Body, Edition, ProgressReport, ProgressUpdate
from roadmap.queries.progress.due import Rule
from roadmap.queries.progress.sessions import Sessions, sessions
from roadmap.queries.progress.standing import Standing, rule_of, standing


@dataclass(frozen=True, slots=True)
class Tracked:
    """A commitment and how it stands on a day. `waiting` is its open report, which may be pending or returned."""

    action: Action
    bodies: tuple[Body, ...]
    rule: Rule
    standing: Standing
    waiting: ProgressReport | None
    updates: int
    day: date

    @property
    def next_due(self) -> date | None:
        """When the next report is due; a date that has passed is not next."""
        return self.rule.next(self.day) if self.standing.overdue else self.standing.due

    @property
    def sectors(self) -> frozenset[str]:
        return frozenset(body.sector for body in self.bodies if body.sector)

    @property
    def needs_work(self) -> bool:
        """Whether someone has to write a report now: it is needed, and none waits for a coordinator."""
        return self.standing.needs_report and not self.standing.pending

    def is_reported_by(self, user: User | AnonymousUser) -> bool:
        """Whether the user may report on it."""
        return rules.can_report_for(user, self.sectors)


@dataclass(slots=True)
class Said:
    """What has been reported on one commitment: the latest due date and end of a period, and how many updates."""

    last_due: date | None = None
    last_period_end: date | None = None
    updates: int = 0


def current_actions() -> QuerySet[Action]:
    """Live commitments of the current Roadmap in its order, with section, edition and bodies. Two queries."""
    return (
        Action.objects.filter(section__edition__in=Edition.objects.current(), withdrawn=False)
        .select_related("section__edition")
        .order_by("section__number", "position")
        .prefetch_related(with_bodies())
    )


def with_bodies() -> Prefetch:
    return Prefetch("body_links", ActionBody.objects.live().select_related("body").order_by("position"))


def tracked(
    actions: Iterable[Action] | None = None, today: date | None = None, *, public: bool = False
) -> list[Tracked]:
    """How commitments stand, by default all of the current Roadmap; others come with `with_bodies()`. Five queries at
    most. `public`: without the reports that wait; so are past versions, which are shown as of their day."""
    found = list(current_actions() if actions is None else actions)
    past = moment.shown()
    day = today or (past.shown_day if past else timezone.localdate())
    numbers = [action.pk for action in found]
    said = accepted(numbers)
    open_reports = ProgressReport.objects.open().filter(action__in=numbers)
    waiting = {} if past or public else {one.action_id: one for one in open_reports}
    days = sessions_of(found)
    return [line(action, bodies_of(action), said[action.pk], waiting.get(action.pk), day, days) for action in found]


def bodies_of(action: Action) -> tuple[Body, ...]:
    """The bodies of a commitment that was read `with_bodies()`."""
    return tuple(link.body for link in action.body_links.all())


def sessions_of(actions: Iterable[Action]) -> Sessions:
    """The sessions on which the due dates of these commitments depend. One query if any does."""
    by_session = {Action.Frequency.HLPF, Action.Frequency.COUNCIL}
    return sessions() if any(action.rule in by_session for action in actions) else {}


def one_line(action: Action, updates: Iterable[tuple[date | None, date]], day: date, *, for_staff: bool) -> Tracked:
    """How one commitment stands. `updates` are the due date and the end of the period of each accepted update. Two
    queries for staff, one more if it depends on sessions."""
    dates = list(updates)
    last_due = max((due for due, _end in dates if due), default=None)
    said = Said(last_due, max((end for _due, end in dates), default=None), len(dates))
    waiting = None
    if for_staff:
        prefetch_related_objects([action], with_bodies())
        waiting = ProgressReport.objects.open().filter(action=action).first()
    bodies = bodies_of(action) if for_staff else ()
    return line(action, bodies, said, waiting, day, sessions_of([action]))


def line(
    action: Action, bodies: tuple[Body, ...], said: Said, waiting: ProgressReport | None, day: date, days: Sessions
) -> Tracked:
    rule = rule_of(action, days)
    pending = waiting is not None and waiting.state == ProgressReport.State.PENDING
    dates = [due for due in (said.last_due, waiting.due_on if waiting and pending else None) if due]
    return Tracked(
        action=action,
        bodies=bodies,
        rule=rule,
        standing=standing(rule, action.status, dates, said.last_period_end, day, pending=pending),
        waiting=waiting,
        updates=said.updates,
        day=day,
    )


def accepted(actions: Iterable[int]) -> dict[int, Said]:
    """{commitment: what its accepted updates say}. One query."""
    found: dict[int, Said] = defaultdict(Said)
    rows = ProgressUpdate.objects.live().filter(action__in=actions).order_by().values("action_id")
    sums = rows.annotate(due=Max("due_on"), end=Max("period_end"), updates=Count("pk"))
    for number, due, end, updates in sums.values_list("action_id", "due", "end", "updates"):
        found[number] = Said(due, end, updates)
    return found
