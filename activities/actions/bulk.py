"""Edit many activities at once: one Change, all of it or nothing, and nothing that others wrote meanwhile."""

import json
from collections import defaultdict
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from activities.actions.ledger import Refused, record
from activities.models import Activity, Change, Mapping, User
from activities.models.activity import ActivityQuerySet
from activities.queries.editing.bulk import BulkPlan, Write, bulk_plan, chosen, fingerprint, overtaken, touched_since

#: More activities, or more rows to write, are no edit that a person can answer for; and others would wait for it.
MOST = 10_000
BATCH = 2000


class Overtaken(Exception):
    """Somebody wrote some of the rows after the preview; nothing was written. `rows` are (table, number) of them; the
    `selection` is another one when the filter matches other activities than it did."""

    def __init__(self, rows: list[tuple[str, int]], selection: bool = False):
        self.rows, self.selection = rows, selection
        super().__init__(f"{len(rows)} rows were written in the meantime")


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
    """Do `act` (a key of PLANS, with what its form says) to all of the live activities.

    `seen` is the last Change that the preview knew, `selection` the fingerprint of the activities it was about. Raises
    Overtaken when others wrote one of the rows since or the filter finds other activities now; Refused when there are
    more than MOST, or nothing would change.
    """
    with record(by, "activities.bulk", reason) as change:
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
            raise Refused(_("Everything stands as it is wanted already. Nothing was written."))
        write_all(plan.writes, change)
        return change, plan


def refuse_too_many(rows: int) -> None:
    if rows > MOST:
        message = _(
            "At most %(most)s rows can be written at once. Narrow the filter, for example to one Sector or year."
        )
        raise Refused(message % {"most": number_format(MOST, 0, force_grouping=True)})


def write_all(writes: tuple[Write, ...], change: Change) -> None:
    """One statement for all rows that get the same values."""
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
