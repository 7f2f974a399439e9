"""Confirm several links of an activity in one act, as the workspace's list does."""

from collections.abc import Mapping as Pairs
from contextlib import suppress

from activities.actions.keepers import refuse_withdrawn
from activities.actions.ledger import NothingChanged, Stale, record, refuse_if_stale
from activities.models import Activity, Change, Mapping, User


def confirm_links(*, activity: Activity, seen: Pairs[int, int], by: User) -> Change | None:
    """Say that these links are right as they were seen: {Term's id: number of the Change that wrote the link}.

    One Change for all of them, or none: Stale tells which one was changed or withdrawn meanwhile, as it stands now.
    None when all were confirmed before. Raises Refused when the activity was withdrawn, or is not `by`'s to edit.
    """
    done = None
    with suppress(NothingChanged), record(by, "mapping.confirm") as change:
        refuse_withdrawn(activity, by)
        held = {row.term_id: row for row in activity.mappings.filter(term__in=seen).select_related("term")}
        open_rows = []
        for term, number in seen.items():
            row = held.get(term)
            if row is None or row.withdrawn:
                raise Stale(row)
            if not row.verified:
                refuse_if_stale(row, number)
                row.verified, row.change = True, change
                open_rows.append(row)
        if not open_rows:
            raise NothingChanged
        Mapping.objects.bulk_update(open_rows, ["verified", "change"])
        done = change
    return done
