"""What was reported on one commitment, and what happened to it in one year."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import JSONObject
from django.urls import reverse

from activities.models import Activity
from activities.models.activity import NO_ORGANISATION
from activities.rules import public_source
from roadmap.models import Action, ActionActivity, ProgressUpdate, UpdateActivity, UpdateDocument
from roadmap.queries.own_activities import ACTIVITIES_SHOWN as NAMING_SHOWN
from roadmap.queries.own_activities import NamingActivity, naming_condition
from roadmap.queries.progress.events import Happening, happenings

#: Activities shown of one year.
ACTIVITIES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document or an activity. `code` is a symbol, or "" for an activity."""

    title: str
    href: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """An accepted update. `change` is the Change that saved it last; `days_late` is 0 if it came in time."""

    pk: int
    change: int
    status: str
    status_label: str
    period_start: date
    period_end: date
    due_on: date | None
    submitted_at: datetime
    accepted_at: datetime
    done: str
    figures: str
    evidence_url: str
    documents: tuple[Evidence, ...]
    activities: tuple[Evidence, ...]

    @property
    def days_late(self) -> int:
        return max(0, (self.submitted_at.date() - self.due_on).days) if self.due_on else 0

    def is_in(self, year: int) -> bool:
        """Whether its period overlaps the year."""
        return self.period_start.year <= year <= self.period_end.year


@dataclass(frozen=True, slots=True)
class OwnActivity:
    """An activity of ITU that carries out the commitment. `chosen`: an editor linked it; otherwise its text mentions
    the subject of the commitment by name."""

    number: int
    title: str
    href: str
    organisation: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Year:
    """What happened to a commitment in one year. `naming`: activities of any year and organisation whose text contains
    a whole name from the commitment, newest entries first."""

    year: int
    updates: tuple[Update, ...]
    naming: tuple[NamingActivity, ...]
    activities: tuple[OwnActivity, ...]
    more_activities: int
    happenings: tuple[Happening, ...]


def timeline(action: Action) -> tuple[Update, ...]:
    """Its accepted updates in all editions, the latest period first. One query."""
    rows = with_evidence().filter(action__in=Action.objects.in_every_edition([action]))
    return tuple(map(update_of, rows.order_by("-period_end", "-id")))


def with_evidence() -> QuerySet[ProgressUpdate]:
    """Live updates, each with `documents` as [symbol, title, slug] and live `activities` as [id, title]."""
    documents = UpdateDocument.objects.live().filter(update=OuterRef("pk")).order_by("document__symbol")
    activities = UpdateActivity.objects.live().filter(update=OuterRef("pk"), activity__withdrawn=False)
    symbol, title, slug = (F(f"document__{name}") for name in ("symbol", "title", "slug"))
    return ProgressUpdate.objects.live().annotate(
        documents=ArraySubquery(documents.values(one=JSONObject(symbol=symbol, title=title, slug=slug))),
        activities=ArraySubquery(
            activities.order_by("activity").values(one=JSONObject(id=F("activity_id"), title=F("activity__title")))
        ),
    )


def update_of(row: Any) -> Update:
    """A row of `with_evidence()`."""
    return Update(
        pk=row.pk,
        change=row.change_id,
        status=row.status,
        status_label=row.get_status_display(),
        period_start=row.period_start,
        period_end=row.period_end,
        due_on=row.due_on,
        submitted_at=row.submitted_at,
        accepted_at=row.accepted_at,
        done=row.done,
        figures=row.figures,
        evidence_url=public_source(row.evidence_url),
        documents=tuple(
            Evidence(one["title"], reverse("document", args=[one["slug"]]), one["symbol"]) for one in row.documents
        ),
        activities=tuple(Evidence(one["title"], reverse("activity", args=[one["id"]])) for one in row.activities),
    )


def year_of(action: Action, year: int, updates: Iterable[Update]) -> Year:
    """What happened in a year, with ITU's own activities that carry out the commitment. Two queries."""
    rows = list(chosen_or_naming(action))
    found = list(own_of(rows, year))
    return Year(
        year=year,
        updates=tuple(update for update in updates if update.is_in(year)),
        naming=tuple(naming_of(rows)),
        activities=tuple(found[:ACTIVITIES_SHOWN]),
        more_activities=len(found[ACTIVITIES_SHOWN:]),
        happenings=happenings(action.code, year),
    )


def own_activities(action: Action, year: int) -> Iterator[OwnActivity]:
    """Activities that an editor linked to the commitment, and ITU's activities that mention its subject by name. Linked
    ones come first. An activity with known years is included only if it ran in the year. One query.

    Activities of stakeholders count only if an editor linked them: having the same Goal does not make an activity part
    of a commitment.
    """
    return own_of(chosen_or_naming(action), year)


def chosen_or_naming(action: Action) -> QuerySet[Any]:
    """Live activities with `is_chosen` (an editor linked it to the commitment) and `is_naming` (its text contains a
    whole name from the commitment), newest first. One query."""
    linked = ActionActivity.objects.live().filter(action=action).values("activity")
    chosen = Q(pk__in=linked)
    named = naming_condition(action)
    flag = ExpressionWrapper(named, BooleanField()) if named else Value(False, BooleanField())
    return (
        Activity.objects.live()
        .filter(chosen | named if named else chosen)
        .select_related("organisation")
        .defer("search", "description")
        .annotate(is_chosen=ExpressionWrapper(chosen, BooleanField()), is_naming=flag)
        .order_by("-id")
    )


def own_of(rows: Iterable[Any], year: int) -> Iterator[OwnActivity]:
    """Those of `chosen_or_naming` that are ITU's own or chosen, and run in the year. Linked ones first. No query."""
    for one in sorted(rows, key=lambda one: not one.is_chosen):
        of_itu = one.organisation is not None and one.organisation.sector != ""
        running = (one.start_year or year) <= year <= (one.end_year or year)
        if running and (one.is_chosen or of_itu):
            body = one.organisation.name if one.organisation else str(NO_ORGANISATION)
            yield OwnActivity(one.pk, one.title, one.get_absolute_url(), body, one.is_chosen)


def naming_of(rows: Iterable[Any]) -> Iterator[NamingActivity]:
    """Up to five of `chosen_or_naming` that mention the subject of the commitment. No query."""
    for one in list(filter(attrgetter("is_naming"), rows))[:NAMING_SHOWN]:
        yield NamingActivity(
            href=one.get_absolute_url(),
            title=one.title,
            organisation=one.organisation.name if one.organisation else str(NO_ORGANISATION),
            organisation_href=one.organisation.get_absolute_url() if one.organisation else "",
        )


def years_of(since: int, updates: Iterable[Update], this_year: int) -> range:
    """The years that can be shown: from `since`, the year of the first edition with the commitment, or from the first
    update if that is earlier, to this year. No query."""
    first = min((update.period_start.year for update in updates), default=this_year)
    return range(min(since, first, this_year), this_year + 1)
