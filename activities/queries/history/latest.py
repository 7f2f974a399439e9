"""The latest Changes for the public: how many rows of each table, and the activity if there is only one."""

from dataclasses import dataclass
from datetime import datetime

from activities.models import Activity, Change
from activities.queries.history.changes import Wrote, rows_written

#: The tables whose changes are public, by model name. The others are for staff.
PUBLIC = ("activity", "mapping", "term", "crosswalk", "termtext")


@dataclass(frozen=True, slots=True)
class Act:
    """One Change. `wrote` has one entry for each table; `activity` is set if the Change wrote rows of only one
    activity."""

    number: int
    at: datetime
    actor: str
    verb: str
    reason: str
    wrote: tuple[Wrote, ...]
    activity: Activity | None


def latest_acts(count: int = 5) -> tuple[Act, ...]:
    """The latest `count` Changes, latest first. Three queries, or two when the row counts are cached."""
    changes = list(Change.objects.order_by("-id").values_list("id", "at", "actor", "verb", "reason")[:count])
    written = {
        number: tuple(sorted((one for one in wrote if one.kind in PUBLIC), key=lambda one: PUBLIC.index(one.kind)))
        for number, wrote in rows_written([number for number, *_rest in changes]).items()
    }
    alone = {number: only_activity(wrote) for number, wrote in written.items()}
    activities = Activity.objects.live().in_bulk({pk for pk in alone.values() if pk})
    return tuple(
        Act(number, at, actor, verb, reason, written[number], activities.get(alone[number] or 0))
        for number, at, actor, verb, reason in changes
    )


def only_activity(wrote: tuple[Wrote, ...]) -> int | None:
    """The id of the one activity that all rows belong to; None if there are several or none."""
    ends = {end for one in wrote for end in (one.lowest, one.highest)}
    return ends.pop() if len(ends) == 1 else None
