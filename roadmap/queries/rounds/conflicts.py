"""Conflicts in a round: activities that someone else changed after they were answered, themselves or their links."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Greatest

from activities.models import Change
from activities.queries.history.of_activity import verb_in_words
from roadmap.models import Round, RoundItem, RoundStep
from roadmap.models.round import RoundItemQuerySet

ActivityEvent = apps.get_model("activities", "ActivityEvent")
MappingEvent = apps.get_model("activities", "MappingEvent")


@dataclass(frozen=True, slots=True)
class Conflict:
    """An answered activity with the latest Change to it or its links by someone else. `seen`: whether a coordinator has
    looked at that Change."""

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
    """Answered items whose activity, or a link of it, was written by someone else since. `changed` is the latest such
    Change. One query for the Change with which the round opened: later links are then found without reading all."""
    others = ~Q(change__by=OuterRef("answered_by")) | Q(change__by=None)
    itself = ActivityEvent.objects.filter(others, pgh_obj_id=OuterRef("activity_id"))
    links = MappingEvent.objects.filter(others, activity=OuterRef("activity_id"))
    opened = RoundStep.objects.filter(round=one, kind=RoundStep.Kind.OPENED).values_list("change", flat=True).first()
    linked = MappingEvent.objects.filter(change_id__gt=opened or 0).values("activity")
    answered = RoundItem.objects.answered().filter(round=one)
    written = answered.filter(Q(activity__change_id__gt=F("seen")) | Q(activity__in=linked))
    return written.annotate(changed=Greatest(last_since(itself), last_since(links))).filter(changed__isnull=False)


def last_since(events: Any) -> Subquery:
    """The latest Change of some events after the answer."""
    later = events.filter(change_id__gt=OuterRef("seen"))
    return Subquery(later.order_by("-change_id").values("change_id")[:1])


def unseen(one: Round) -> RoundItemQuerySet:
    """Conflicts whose latest Change no coordinator has looked at. Two queries."""
    return conflicts(one).filter(changed__gt=F("conflict_seen"))


def listed(one: Round, most: int) -> list[Conflict]:
    """At most so many conflicts, the unseen first. Three queries."""
    rows = conflicts(one).select_related("activity", "answered_by").defer("activity__search")
    items = list(rows.order_by((F("conflict_seen") - F("changed")).asc(), "activity")[:most])
    changes = Change.objects.in_bulk({item.changed for item in items})
    return [as_conflict(item, changes[item.changed]) for item in items]


def as_conflict(item: Any, change: Change) -> Conflict:
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
