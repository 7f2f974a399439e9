"""Up to a thousand rows that a program sends, in one Change: all of them, or the right ones.

Rows are checked before the ledger's lock is taken, by the forms of the pages. Under the lock, each row is compared with
its current version, and all that are still right are written in a few statements. One Change is also what makes a batch
that is killed, or sent twice with the same key, happen once or not at all.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from activities.actions.editors import editable_by
from activities.actions.ledger import NothingChanged, record
from activities.actions.sheets.found import CREATE, UPDATE, WITHDRAW
from activities.actions.sheets.writes import write_activities, write_mappings
from activities.models import Activity, Change, Mapping, User
from activities.queries.editing.sheets import same_titles

__all__ = ["CREATE", "UPDATE", "WITHDRAW", "Outcome", "Stopped", "Wanted", "write_activity_rows", "write_mapping_rows"]
#: What became of a row. WRITTEN: it was written. UNCHANGED: it had these values already. All others were left as they
#: are: GONE, not the user's to edit; STALE, changed since; WITHDRAWN, of a withdrawn activity; KNOWN, a new activity
#: whose title the organisation has already.
WRITTEN, UNCHANGED, GONE, STALE, WITHDRAWN, KNOWN = "written", "unchanged", "gone", "stale", "withdrawn", "known"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row as the forms have accepted it. `number` is its place in the batch. `activity`: the id, or for a new
    activity a label. `seen`: the Change of the row that the caller saw, 0 for a new one."""

    number: int
    act: str
    activity: int | str
    fields: dict[str, Any] = field(default_factory=dict)
    term: int | None = None
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """`id` and `change` of the row now; for KNOWN, those of the activity that has the title. 0 if there is none."""

    kind: str
    id: int = 0
    change: int = 0

    @property
    def failed(self) -> bool:
        return self.kind not in (WRITTEN, UNCHANGED)


class Stopped(Exception):
    """A row could not be written, so none was. `outcomes`: {number of a row: what is wrong with it}."""

    def __init__(self, outcomes: dict[int, Outcome]):
        self.outcomes = outcomes
        super().__init__(f"{len(outcomes)} rows stop the batch")


Compare = Callable[[Sequence[Wanted]], dict[int, Outcome]]
Write = Callable[[Sequence[Wanted], Change], dict[int, Outcome]]


def write_activity_rows(*, rows: Sequence[Wanted], stop: bool, reason: str = "", by: User) -> dict[int, Outcome]:
    """Create, update and withdraw activities. Returns what became of each row. With `stop`, raises Stopped if a row
    cannot be written."""

    def compare(rows: Sequence[Wanted]) -> dict[int, Outcome]:
        return compared_activities(rows, by)

    return written(rows, compare, activities_written, "activities.batch", stop, reason, by)


def write_mapping_rows(*, rows: Sequence[Wanted], stop: bool, reason: str = "", by: User) -> dict[int, Outcome]:
    """Create, update, restore and withdraw links, as `write_activity_rows`."""

    def compare(rows: Sequence[Wanted]) -> dict[int, Outcome]:
        return compared_mappings(rows, by)

    return written(rows, compare, mappings_written, "mappings.batch", stop, reason, by)


def written(
    rows: Sequence[Wanted], compare: Compare, write: Write, verb: str, stop: bool, reason: str, by: User
) -> dict[int, Outcome]:
    found: dict[int, Outcome] = {}
    with suppress(NothingChanged), record(by, verb, reason) as change:
        found = compare(rows)
        if stop and (failing := {number: one for number, one in found.items() if one.failed}):
            raise Stopped(failing)
        acting = [one for one in rows if one.number not in found]
        if not acting:
            raise NothingChanged
        found |= write(acting, change)
    return found


def compared_activities(rows: Sequence[Wanted], by: User) -> dict[int, Outcome]:
    """{number: outcome} of the rows that are not to be written. Two queries."""
    ids = [one.activity for one in rows if one.act != CREATE]
    there = {row.pk: row for row in editable_by(by).filter(id__in=ids)}
    titles = same_titles(one.fields["title"] for one in rows if one.act == CREATE)
    found = {}
    for one in rows:
        if one.act == CREATE:
            if pk := titles.get((one.fields["title"], one.fields["organisation_id"])):
                found[one.number] = Outcome(KNOWN, pk)
            continue
        row = there.get(int(one.activity))
        if row is None:
            found[one.number] = Outcome(GONE)
        elif is_current(row, one):
            found[one.number] = Outcome(UNCHANGED, row.pk, row.change_id)
        elif row.change_id != one.seen:
            found[one.number] = Outcome(STALE, row.pk, row.change_id)
    return found


def is_current(row: Activity, one: Wanted) -> bool:
    if one.act == WITHDRAW:
        return row.withdrawn
    return all(getattr(row, name) == value for name, value in one.fields.items())


def activities_written(rows: Sequence[Wanted], change: Change) -> dict[int, Outcome]:
    made = write_activities(rows, change)
    return {
        one.number: Outcome(WRITTEN, made[str(one.activity)] if one.act == CREATE else int(one.activity), change.pk)
        for one in rows
    }


def compared_mappings(rows: Sequence[Wanted], by: User) -> dict[int, Outcome]:
    """{number: outcome} of the rows that are not to be written. Two queries."""
    withdrawn = dict(editable_by(by).filter(id__in={one.activity for one in rows}).values_list("id", "withdrawn"))
    links = there(rows)
    found = {}
    for one in rows:
        row = links.get((int(one.activity), one.term or 0))
        now = (row.pk, row.change_id) if row else (0, 0)
        if one.activity not in withdrawn:
            found[one.number] = Outcome(GONE)
        elif link_is_current(row, one):
            found[one.number] = Outcome(UNCHANGED, *now)
        elif now[1] != one.seen:
            found[one.number] = Outcome(STALE, *now)
        elif withdrawn[one.activity] and one.act != WITHDRAW:
            found[one.number] = Outcome(WITHDRAWN, *now)
    return found


def link_is_current(row: Mapping | None, one: Wanted) -> bool:
    if one.act == WITHDRAW:
        return row is None or row.withdrawn
    return (
        row is not None and not row.withdrawn and all(getattr(row, name) == value for name, value in one.fields.items())
    )


def there(rows: Sequence[Wanted]) -> dict[tuple[int, int], Mapping]:
    """{(activity, Term): link} of these rows, withdrawn or not. One query."""
    keys = {(int(one.activity), one.term or 0) for one in rows}
    found = Mapping.objects.filter(activity_id__in={pk for pk, _ in keys}, term_id__in={term for _, term in keys})
    return {(row.activity_id, row.term_id): row for row in found if (row.activity_id, row.term_id) in keys}


def mappings_written(rows: Sequence[Wanted], change: Change) -> dict[int, Outcome]:
    write_mappings(rows, lambda one: int(one.activity), change)
    now = there(rows)
    return {one.number: Outcome(WRITTEN, now[int(one.activity), one.term or 0].pk, change.pk) for one in rows}
