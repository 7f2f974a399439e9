"""The version of a row that an editor saw, and who changed it last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps

from activities.models import Change
from activities.queries.history.of_activity import public_name

ActivityEvent = apps.get_model("activities", "ActivityEvent")
MappingEvent = apps.get_model("activities", "MappingEvent")


@dataclass(frozen=True, slots=True)
class LastWriter:
    """Who wrote a row, when, why, by which Change. `who` is empty for commands and jobs."""

    change: int
    at: datetime
    who: str
    reason: str


def last_writer(change: Change) -> LastWriter:
    return LastWriter(change.pk, change.at, public_name(change), change.reason)


def activity_version(pk: int, change: int, fields: Iterable[str]) -> dict[str, Any] | None:
    """{field: value} of the activity as that Change left it; None when the Change did not write it. One query."""
    events = ActivityEvent.objects.filter(pgh_obj_id=pk, change_id=change)
    return events.order_by("-pgh_id").values(*fields).first()


def mapping_version(pk: int, change: int, fields: Iterable[str]) -> dict[str, Any] | None:
    """The same for a mapping."""
    events = MappingEvent.objects.filter(pgh_obj_id=pk, change_id=change)
    return events.order_by("-pgh_id").values(*fields).first()
