"""Commitments of the current Roadmap with their bodies and how they stand: what the board, the workspace, the reminders
and the pages about progress begin with."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, QuerySet
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
    """A commitment and how it stands. `waiting` is its open report, which may be pending or returned."""

    action: Action
    bodies: tuple[Body, ...]
    rule: Rule
    standing: Standing
    waiting: ProgressReport | None
    updates: int
    last_accepted_at: datetime | None

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
    """What has been reported on one commitment."""

    dates: list[date] = field(default_factory=list)
    last_period_end: date | None = None
    last_accepted_at: datetime | None = None
    updates: int = 0


def current_actions() -> QuerySet[Action]:
    """Live commitments of the current Roadmap in its order, with section, edition and bodies. Two queries."""
    bodies = ActionBody.objects.live().select_related("body").order_by("position")
    return (
        Action.objects.filter(section__edition__in=Edition.objects.current(), withdrawn=False)
        .select_related("section__edition")
        .order_by("section__number", "position")
        .prefetch_related(Prefetch("body_links", bodies))
    )


def tracked(
    actions: QuerySet[Action] | None = None, today: date | None = None, *, known: Sessions | None = None
) -> list[Tracked]:
    """How commitments stand, by default all of the current Roadmap. Five queries at most; past versions have no open
    reports, and are shown as of their day."""
    found = list(current_actions() if actions is None else actions)
    past = moment.shown()
    day = today or (past.shown_day if past else timezone.localdate())
    numbers = [action.pk for action in found]
    said = accepted(numbers)
    waiting = {} if past else {one.action_id: one for one in ProgressReport.objects.open().filter(action__in=numbers)}
    days = sessions() if known is None else known
    return [line(action, said[action.pk], waiting.get(action.pk), day, days) for action in found]


def line(action: Action, said: Said, waiting: ProgressReport | None, day: date, days: Sessions) -> Tracked:
    rule = rule_of(action, days)
    pending = waiting is not None and waiting.state == ProgressReport.State.PENDING
    dates = [*said.dates, *([waiting.due_on] if waiting and pending and waiting.due_on else [])]
    return Tracked(
        action=action,
        bodies=tuple(link.body for link in action.body_links.all()),
        rule=rule,
        standing=standing(rule, action.status, dates, said.last_period_end, day, pending=pending),
        waiting=waiting,
        updates=said.updates,
        last_accepted_at=said.last_accepted_at,
    )


def accepted(actions: Iterable[int]) -> dict[int, Said]:
    """{commitment: what its accepted updates say}. One query."""
    found: dict[int, Said] = defaultdict(Said)
    rows = ProgressUpdate.objects.live().filter(action__in=actions)
    for number, due, end, at in rows.values_list("action_id", "due_on", "period_end", "accepted_at"):
        one = found[number]
        one.updates += 1
        one.dates += [due] if due else []
        one.last_period_end = max(one.last_period_end or end, end)
        one.last_accepted_at = max(one.last_accepted_at or at, at)
    return found
