"""Edit many activities at once: one Change, all or nothing. Rows that others changed since the preview stop it.

`bulk_jobs` makes larger edits."""

import json
from collections import defaultdict
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from activities.actions.ledger import Refused, record
from activities.models import Activity, Change, Mapping, User
from activities.models.activity import ActivityQuerySet
from activities.queries.editing.bulk import BulkPlan, Write, bulk_plan, chosen, fingerprint, overtaken, touched_since

#: Most activities, and most rows, of one edit: a person cannot check more, and other writers wait meanwhile.
MOST = 10_000
BATCH = 2000


class Overtaken(Exception):
    """Someone changed some of the rows after the preview; nothing was written. `rows`: their (table, id). `selection`:
    the filter now matches other activities."""

    def __init__(self, rows: list[tuple[str, int]], selection: bool = False):
        self.rows, self.selection = rows, selection
        super().__init__(f"{len(rows)} rows have changed since the preview")


def edit_in_bulk(
    *,
    activities: ActivityQuerySet,
    act: str,
    wanted: dict[str, Any],
    seen: int,
    selection: str,
    reason: str = "",
    by: User | str,
) -> tuple[Change, BulkPlan]:
    """Apply `act` (a key of PLANS) with the values `wanted` of its form to the live activities.

    `seen`: the latest Change at the preview. `selection`: the fingerprint of its activities. Raises Overtaken when
    others have changed a row since or the filter now finds other activities; Refused for more than MOST rows, or when
    nothing would change.
    """
    with record(by, "activities.bulk", reason) as change:
        plan = planned(activities, act, wanted, seen, selection)
        write_all(plan.writes, change)
        return change, plan


def planned(activities: ActivityQuerySet, act: str, wanted: dict[str, Any], seen: int, selection: str) -> BulkPlan:
    """The rows that the edit writes. Raises what `edit_in_bulk` raises."""
    ids = chosen(activities, MOST)
    refuse_too_many(len(ids))
    late = overtaken(act, wanted, ids, seen)
    if fingerprint(ids) != selection:
        raise Overtaken(late or touched_since(activities, seen), selection=True)
    if late:
        raise Overtaken(late)
    plan = bulk_plan(act, wanted, ids)
    refuse_too_many(len(plan.writes))
    if not plan.writes:
        raise Refused(_("All activities already have these values. Nothing was saved."))
    return plan


def refuse_too_many(rows: int) -> None:
    if rows > MOST:
        message = _("You can change at most %(most)s rows at once. Add a filter, for example a Sector or a year.")
        raise Refused(message % {"most": number_format(MOST, 0, force_grouping=True)})


def write_all(writes: tuple[Write, ...], change: Change) -> None:
    """Write the rows, with one statement for all that get the same values."""
    alike: dict[tuple[str, str], list[Write]] = defaultdict(list)
    for write in writes:
        kind = "activity" if not write.term else "mapping" if write.row else "new"
        alike[kind, json.dumps(write.after, default=str, sort_keys=True)].append(write)
    for (kind, _values), group in alike.items():
        after = group[0].after
        if kind == "new":
            links = (
                Mapping(
                    activity_id=write.activity,
                    term_id=write.term,
                    origin=Mapping.Origin.STAFF,
                    change=change,
                    **after,
                )
                for write in group
            )
            Mapping.objects.bulk_create(links, batch_size=BATCH)
            continue
        model: Any = Activity if kind == "activity" else Mapping
        model.objects.filter(id__in=[write.row for write in group]).update(**after, change=change)
