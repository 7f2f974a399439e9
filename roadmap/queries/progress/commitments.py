"""Commitments of the current Roadmap with their bodies and state, for the board, the workspace, the reminders and the
pages about progress."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Max, OuterRef, Prefetch, QuerySet, Subquery, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from activities.models import User
from activities.queries import moment
from roadmap import rules
from roadmap.models import Action, ActionBody, Body, Edition, ProgressReport, ProgressUpdate, ReportRequest
from roadmap.queries.progress.due import Rule
from roadmap.queries.progress.sessions import Sessions, sessions
from roadmap.queries.progress.standing import Requested, Standing, rule_of, standing

EditionEvent = apps.get_model("roadmap", "EditionEvent")
#: (register, code): see `Action.identity`.
Identity = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Tracked:
    """A commitment with its reports and due dates on one day. `waiting` is its open report: pending or returned."""

    action: Action
    bodies: tuple[Body, ...]
    rule: Rule
    standing: Standing
    waiting: ProgressReport | None
    updates: int
    day: date

    @property
    def next_due(self) -> date | None:
        """When the next report is due. A date that has passed does not count."""
        return self.rule.next(self.day) if self.standing.overdue else self.standing.due

    @property
    def left_out(self) -> bool:
        """Whether it was withdrawn, or is in an earlier edition only."""
        return self.action.withdrawn or self.action.section.withdrawn or not self.action.section.edition.current

    @property
    def href(self) -> str:
        """Its page. One that was left out has none, so the board."""
        return reverse("roadmap-board") if self.left_out else self.action.get_absolute_url()

    @property
    def sectors(self) -> frozenset[str]:
        return frozenset(body.sector for body in self.bodies if body.sector)

    @property
    def needs_work(self) -> bool:
        """Whether someone has to write a report now: it needs reporting, and no report is pending."""
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


def left_out_actions() -> QuerySet[Action]:
    """Commitments that are not in the current Roadmap but have a pending or returned report. Otherwise like
    `current_actions`."""
    rows = Action.objects.filter(pk__in=ProgressReport.objects.open().left_out().values("action"))
    return rows.order_by("section__number", "position").prefetch_related(with_bodies())


def with_bodies() -> Prefetch:
    return Prefetch("body_links", ActionBody.objects.live().select_related("body").order_by("position"))


def tracked(
    actions: Iterable[Action] | None = None, today: date | None = None, *, public: bool = False
) -> list[Tracked]:
    """The state of commitments, by default all of the current Roadmap; pass others with `with_bodies()`. Six queries at
    most. `public` leaves out requests and pending reports, so nothing is overdue. Past versions do the same, as of
    their day."""
    found = list(current_actions() if actions is None else actions)
    past = moment.shown()
    day = today or (past.shown_day if past else timezone.localdate())
    said = accepted(found)
    for_staff = not (past or public)
    waiting = open_reports(found) if for_staff else {}
    asked = requested(found) if for_staff else {}
    days = sessions_of(found)
    return [
        line(
            action,
            bodies_of(action),
            said[action.identity],
            waiting.get(action.identity),
            day,
            days,
            asked.get(action.identity),
        )
        for action in found
    ]


def line_of_update(row: ProgressUpdate) -> Tracked:
    """How the commitment of an update stands: that of the current Roadmap, or the one that it leaves out."""
    found = tracked(current_actions().filter(code=row.action.code))
    return found[0] if found else tracked(Action.objects.filter(pk=row.action_id).prefetch_related(with_bodies()))[0]


def bodies_of(action: Action) -> tuple[Body, ...]:
    """The bodies of a commitment that was read `with_bodies()`."""
    return tuple(link.body for link in action.body_links.all())


def sessions_of(actions: Iterable[Action]) -> Sessions:
    """The sessions on which the due dates of these commitments depend. One query if any does."""
    by_session = {Action.Frequency.HLPF, Action.Frequency.COUNCIL}
    return sessions() if any(action.rule in by_session for action in actions) else {}


def one_line(action: Action, updates: Iterable[tuple[date | None, date]], day: date, *, for_staff: bool) -> Tracked:
    """The state of one commitment. `updates` are the due date and the end of the period of each accepted update. Three
    queries for staff, one more if it depends on sessions."""
    dates = list(updates)
    last_due = max((due for due, _end in dates if due), default=None)
    said = Said(last_due, max((end for _due, end in dates), default=None), len(dates))
    waiting, asked = None, None
    if for_staff:
        prefetch_related_objects([action], with_bodies())
        waiting = open_reports([action]).get(action.identity)
        asked = requested([action]).get(action.identity)
    bodies = bodies_of(action) if for_staff else ()
    return line(action, bodies, said, waiting, day, sessions_of([action]), asked)


def line(
    action: Action,
    bodies: tuple[Body, ...],
    said: Said,
    waiting: ProgressReport | None,
    day: date,
    days: Sessions,
    asked: Requested | None,
) -> Tracked:
    rule = rule_of(action, days)
    pending = waiting is not None and waiting.state == ProgressReport.State.PENDING
    dates = [due for due in (said.last_due, waiting.due_on if waiting and pending else None) if due]
    return Tracked(
        action=action,
        bodies=bodies,
        rule=rule,
        standing=standing(rule, action.status, dates, said.last_period_end, day, requested=asked, pending=pending),
        waiting=waiting,
        updates=said.updates,
        day=day,
    )


def accepted(actions: Iterable[Action]) -> dict[Identity, Said]:
    """What the accepted updates of these commitments say, in all editions. One query."""
    found: dict[Identity, Said] = defaultdict(Said)
    rows = ProgressUpdate.objects.live().filter(action__in=Action.objects.in_every_edition(actions)).order_by()
    sums = rows.values_list("action__section__edition__register", "action__code").annotate(
        due=Max("due_on"), end=Max("period_end"), updates=Count("pk")
    )
    for register, code, due, end, updates in sums:
        found[register, code] = Said(due, end, updates)
    return found


def open_reports(actions: Iterable[Action]) -> dict[Identity, ProgressReport]:
    """The pending or returned report of each commitment, from any edition. One query."""
    rows = ProgressReport.objects.open().on(actions)
    return {one.action.identity: one for one in rows.select_related("action__section__edition")}


def requested(actions: Iterable[Action]) -> dict[Identity, Requested]:
    """What was requested of each commitment, in all editions. One query."""
    actions = list(actions)
    own = {action.pk for action in actions}
    editions = {action.section.edition_id for action in actions}
    published = EditionEvent.objects.filter(
        pgh_obj__in=editions,
        pgh_obj__register=OuterRef("action__section__edition__register"),
        state=Edition.State.PUBLISHED,
    )
    rows = ReportRequest.objects.filter(action__in=Action.objects.in_every_edition(actions))
    rows = rows.select_related("action__section__edition").annotate(
        published_at=Subquery(published.order_by("change").values("change__at")[:1])
    )
    found: dict[Identity, list[Any]] = defaultdict(list)
    for one in rows.order_by("requested_at", "id"):
        found[one.action.identity].append(one)
    return {identity: requested_of(requests, own) for identity, requests in found.items()}


def requested_of(requests: list[Any], own: set[int]) -> Requested:
    """`requests` of one commitment, the first that was made first. `own`: ids of the commitments in their edition."""
    first = requests[0]
    return Requested(
        since=timezone.localdate(max(first.requested_at, first.published_at or first.requested_at)),
        dates=tuple(one.due_on for one in requests),
        carried=tuple(one.due_on for one in requests if one.action_id not in own),
    )
