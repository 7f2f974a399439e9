"""Plan a paste into the grid: each link to write with its values before and after, and the cells that are left out."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from activities.models import Certainty, Mapping
from activities.queries.editing.bulk import ALREADY, BulkPlan, Write, altered, links

#: Why a cell is left out: others changed it since it was read, its activity is not the editor's, or was withdrawn.
CHANGED, FOREIGN, WITHDRAWN = "changed", "foreign", "withdrawn"
Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The strength that a cell shall get, 0 for no link. `seen`: the Change of its row that the editor saw, 0 for
    none."""

    activity: int
    term: int
    strength: int
    seen: int

    @property
    def key(self) -> Key:
        return self.activity, self.term


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A cell that cannot be written, and why. `current`: its strength now, written by the Change `seen`."""

    activity: int
    term: int
    strength: int
    why: str
    current: int
    seen: int

    @property
    def key(self) -> Key:
        return self.activity, self.term


@dataclass(frozen=True, slots=True)
class PastePlan:
    """What a paste writes, and which cells it leaves out. `bare`: links that become a main purpose without a
    rationale."""

    bulk: BulkPlan
    left_out: tuple[LeftOut, ...]
    bare: int

    @property
    def writes(self) -> tuple[Write, ...]:
        return self.bulk.writes

    @property
    def withdrawn(self) -> int:
        return sum(write.after.get("withdrawn", False) for write in self.writes)

    @property
    def added(self) -> int:
        """New links and links that are restored."""
        return sum(not write.row or write.after.get("withdrawn") is False for write in self.writes)

    @property
    def changed(self) -> int:
        return len(self.writes) - self.added - self.withdrawn


def paste_plan(cells: Iterable[Wanted], editable: Collection[int], withdrawn: Collection[int] = ()) -> PastePlan:
    """What the cells would write. `editable`: ids of the activities that the editor may edit; `withdrawn`: those of
    them that have been withdrawn. One query.

    A cell that already has the pasted strength is not written, even if somebody else set it. A new link is proposed. A
    restored link gets back the values it had when it was withdrawn. Any other link changes only in its strength.
    """
    cells = list(cells)
    activities, terms = {cell.activity for cell in cells}, {cell.term for cell in cells}
    rows = {(row["activity_id"], row["term_id"]): row for row in links(list(activities), list(terms))}
    writes, left_out, stays, bare = [], [], Counter[str](), 0
    for cell in cells:
        row = rows.get(cell.key)
        seen = row["change_id"] if row else 0
        current = row["strength"] if row and not row["withdrawn"] else 0
        if cell.activity not in editable or cell.activity in withdrawn:
            why = WITHDRAWN if cell.activity in editable else FOREIGN
            left_out.append(LeftOut(*cell.key, cell.strength, why, current, seen))
        elif current == cell.strength:
            stays[ALREADY] += 1
        elif seen != cell.seen:
            left_out.append(LeftOut(*cell.key, cell.strength, CHANGED, current, seen))
        else:
            writes.append(write(cell, row))
            bare += cell.strength == Mapping.Strength.MAIN_PURPOSE and not (row and row["rationale"])
    return PastePlan(BulkPlan(tuple(writes), stays), tuple(left_out), bare)


def write(cell: Wanted, row: dict | None) -> Write:
    if row is None:
        return Write(*cell.key, 0, {}, {"strength": cell.strength, "certainty": Certainty.PROPOSED.value})
    if not cell.strength:
        return altered(row, {"withdrawn": True})
    restored = {"origin": Mapping.Origin.STAFF.value, "withdrawn": False} if row["withdrawn"] else {}
    return altered(row, {"strength": cell.strength} | restored)
