"""The activities of a round that a person can answer for, page by page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from activities import rules
from activities.models import User
from roadmap.models import Round, RoundItem
from roadmap.models.round import RoundItemQuerySet
from roadmap.queries.rounds.people import answerable

ANSWER = RoundItem.Answer
PER_PAGE = 30
#: {name of a filter: its items}
SHOWN: dict[str, Q] = {
    "waiting": Q(answer=ANSWER.NONE),
    "answered": ~Q(answer=ANSWER.NONE),
    "confirmed": Q(answer=ANSWER.CONFIRMED),
    "updated": Q(answer=ANSWER.UPDATED),
    "retired": Q(answer=ANSWER.RETIRED),
    "late": Q(late=True),
    "all": Q(),
}


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """An activity of the checklist. `seen` is the number of its latest Change; `edits` says whether the person edits it
    themselves, or proposes an update."""

    activity: int
    title: str
    description: str
    kind: str
    status: str
    who: str
    start_year: int | None
    end_year: int | None
    confirmed_on: date | None
    seen: int
    answer: str
    answered_by: str
    answered_at: datetime | None
    late: bool
    note: str
    replies: dict[str, str]
    edits: bool
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class ChecklistPage:
    """`next` is the activity after which the next page begins, None on the last."""

    rows: list[ChecklistRow]
    next: int | None


def items(user: User, one: Round) -> RoundItemQuerySet:
    """The items that the person may answer. One query for the roles."""
    return RoundItem.objects.counted().filter(answerable(user), round=one)


def page(user: User, found: RoundItemQuerySet, after: int | None, per_page: int = PER_PAGE) -> ChecklistPage:
    """The rows after an activity, newest activities first. Two queries: which they are, and what they hold. As one,
    PostgreSQL reads all texts of a round that has just been opened, before it knows how large that is."""
    if after is not None:
        found = found.filter(activity_id__lt=after)
    numbers = list(found.order_by("-activity_id").values_list("pk", flat=True)[: per_page + 1])
    rows = RoundItem.objects.filter(pk__in=numbers[:per_page]).order_by("-activity_id")
    rows = rows.select_related("activity__organisation", "answered_by").defer("activity__search")
    shown = [row_of(item, user) for item in rows]
    return ChecklistPage(shown, shown[-1].activity if len(numbers) > per_page else None)


def row_of(item: Any, user: User) -> ChecklistRow:
    activity, organisation = item.activity, item.activity.organisation
    sector = organisation.sector if organisation else ""
    return ChecklistRow(
        activity.pk,
        activity.title,
        activity.description,
        activity.get_kind_display(),
        activity.get_status_display(),
        (organisation.get_sector_display() or organisation.name) if organisation else "",
        activity.start_year,
        activity.end_year,
        activity.confirmed_on,
        activity.change_id,
        item.answer,
        str(item.answered_by or ""),
        item.answered_at,
        item.late,
        item.note,
        item.replies,
        rules.can_edit_activity_of(user, sector),
        activity.withdrawn,
    )
