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
PER_PAGE = 50
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
    """The rows after an activity, newest activities first. One query."""
    found = found.select_related("activity__organisation", "answered_by").order_by("-activity_id")
    found = found.defer("activity__search")
    if after is not None:
        found = found.filter(activity_id__lt=after)
    loaded = list(found[: per_page + 1])
    shown = [row_of(item, user) for item in loaded[:per_page]]
    return ChecklistPage(shown, shown[-1].activity if len(loaded) > per_page else None)


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
