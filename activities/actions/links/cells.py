"""Set the strengths of many cells of the grid: one Change, all or nothing."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from activities.actions.bulk import write_all
from activities.actions.editors import editable_by
from activities.actions.ledger import Refused, record
from activities.models import Change, User
from activities.queries.editing.paste import PastePlan, Wanted, paste_plan


class CellsLeftOut(Exception):
    """Some cells cannot be written, so nothing was. `plan` says which and why."""

    def __init__(self, plan: PastePlan):
        self.plan = plan
        super().__init__(f"{len(plan.left_out)} cells cannot be written")


def planned(cells: Iterable[Wanted], by: User | str) -> PastePlan:
    """What `set_cells` would write now, and which cells it would leave out. Two queries."""
    cells = list(cells)
    mine = editable_by(by).filter(id__in={cell.activity for cell in cells}).values_list("id", "withdrawn")
    withdrawn = dict(mine)
    return paste_plan(cells, withdrawn.keys(), {pk for pk, gone in withdrawn.items() if gone})


def set_cells(*, cells: Iterable[Wanted], reason: str = "", by: User | str) -> tuple[Change, PastePlan]:
    """Give each cell its strength; 0 withdraws the link.

    Raises CellsLeftOut if a cell was changed since it was seen, or if its activity is not `by`'s to edit or was
    withdrawn; Refused if no cell would change.
    """
    with record(by, "mapping.cells", reason) as change:
        plan = planned(cells, by)
        if plan.left_out:
            raise CellsLeftOut(plan)
        if not plan.writes:
            raise Refused(_("No cell would change. Nothing was saved."))
        write_all(plan.writes, change)
        return change, plan
