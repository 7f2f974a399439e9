"""The latest Changes for readers: what each wrote, by table, and the activity it was about."""

from dataclasses import dataclass
from datetime import datetime

from activities.models import Activity, Change
from activities.queries.history.changes import Wrote, rows_written

#: The tables that readers see changes of, by model name. The others belong to the secretariat.
PUBLIC = ("activity", "mapping", "term", "crosswalk", "termtext")


@dataclass(frozen=True, slots=True)
class Act:
    """One Change: `wrote` has one entry a table; `activity` is the activity it was about, if it was only one."""

    number: int
    at: datetime
    actor: str
    verb: str
    reason: str
    wrote: tuple[Wrote, ...]
    activity: Activity | None


def latest_acts(count: int = 5) -> tuple[Act, ...]:
    """The newest first. Three queries, or two when it is cached what each Change wrote."""
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
    """The activity that all these rows belong to; None if they belong to several or to none."""
    ends = {end for one in wrote for end in (one.lowest, one.highest)}
    return ends.pop() if len(ends) == 1 else None
