"""Conflicts of a round: activities that someone else changed after they were answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q

from activities.models import Change
from activities.queries.history.of_activity import verb_in_words
from roadmap.models import Round, RoundItem
from roadmap.models.round import RoundItemQuerySet

ActivityEvent = apps.get_model("activities", "ActivityEvent")


@dataclass(frozen=True, slots=True)
class Conflict:
    """An answered activity with the latest Change to it. `seen`: whether a coordinator has looked at that Change."""

    activity: int
    title: str
    answered_by: str
    answered_at: datetime
    change: int
    changed_by: str
    changed_at: datetime
    what: str
    seen: bool


def conflicts(one: Round) -> RoundItemQuerySet:
    """Answered items whose activity was written by someone else since. `changed` is the latest such Change."""
    others = ~Q(change__by=OuterRef("answered_by")) | Q(change__by=None)
    since = ActivityEvent.objects.filter(others, pgh_obj_id=OuterRef("activity_id"), change_id__gt=OuterRef("seen"))
    answered = RoundItem.objects.answered().filter(round=one, activity__change_id__gt=F("seen"))
    return answered.filter(Exists(since)).annotate(changed=F("activity__change_id"))


def unseen(one: Round) -> RoundItemQuerySet:
    """Conflicts whose latest Change no coordinator has looked at."""
    return conflicts(one).filter(activity__change_id__gt=F("conflict_seen"))


def listed(one: Round, most: int) -> list[Conflict]:
    """At most so many conflicts, the unseen first. One query."""
    rows = conflicts(one).select_related("activity__change__by", "answered_by")
    rows = rows.order_by((F("conflict_seen") - F("activity__change_id")).asc(), "activity")
    return [as_conflict(item) for item in rows[:most]]


def as_conflict(item: Any) -> Conflict:
    change: Change = item.activity.change
    return Conflict(
        item.activity_id,
        item.activity.title,
        str(item.answered_by or ""),
        item.answered_at,
        change.pk,
        change.actor,
        change.at,
        verb_in_words(change.verb),
        item.conflict_seen >= change.pk,
    )
