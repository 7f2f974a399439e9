"""Results of comparing the rows of a workbook, shared by both sheets.

Each row names the Change that its editor saw. Cells with the value of that version were not edited, so they are not
checked; only edited cells can have errors, changes or conflicts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from activities.exchange.sheets.layout import ACTIVITIES, FIELDS, MAPPINGS
from activities.exchange.sheets.pen import LONGEST, cut
from activities.exchange.sheets.rows import SheetRow
from activities.exchange.sheets.words import Words
from activities.models import User
from activities.queries.editing.sheets import Version, where_merged

NEW_ROW, CHANGED, UNCHANGED, CONFLICTING, WRONG = KINDS = ("new", "changed", "unchanged", "conflicting", "wrong")
CREATE, UPDATE, WITHDRAW = "create", "update", "withdraw"
#: Cells that a new activity or a new link must have.
REQUIRED = {ACTIVITIES: ("Title", "Kind", "Status", "Organisation"), MAPPINGS: ("Strength",)}


@dataclass(slots=True)
class Found:
    """The result of one row. `act`: the action; `fields`: the values it would write.

    `differences`: (column, current value, value in the row). `seen`: the current Change of the row, 0 for none. A
    choice in a conflict is valid for that version only."""

    sheet: str
    row: SheetRow
    kind: str = WRONG
    act: str = ""
    activity: int | str | None = None
    term: int | None = None
    title: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    differences: list[tuple[str, str, str]] = field(default_factory=list)
    seen: int = 0

    @property
    def key(self) -> str:
        return f"{self.sheet}:{self.row.number}"


@dataclass(slots=True)
class Known:
    """State shared while rows are compared. `labels`: new activities, {label in the file: id, 0 until created}.
    `first`: the first row for each key. `leaving`: rows that withdraw an activity, by its id. `merged`: where merged
    activities are now, see `where_merged`."""

    words: Words
    user: User
    labels: dict[str, int] = field(default_factory=dict)
    first: dict[tuple[str, Any], int] = field(default_factory=dict)
    leaving: dict[int, int] = field(default_factory=dict)
    merged: dict[int, tuple[int, str]] = field(default_factory=dict)

    def look_up_merged(self, targets: Iterable[int | None]) -> None:
        """Find out where these activities are now; no query if there are none, or if that is known."""
        wanted = {pk for pk in targets if pk} - self.merged.keys()
        if wanted:
            self.merged |= where_merged(wanted)

    def pk(self, one: Found) -> int:
        """The id of the activity; 0 if it does not exist yet."""
        return one.activity if isinstance(one.activity, int) else self.labels.get(str(one.activity), 0)

    def repeated(self, one: Found, key: Any, column: str, fix: str = "") -> bool:
        """Whether an earlier row has the same key; adds a fault to this row if so."""
        first = self.first.setdefault((one.sheet, key), one.row.number)
        if first != one.row.number:
            reason = _("Row %(row)s already has the same activity or link.") % {"row": first}
            one.row.fault(column, reason, fix or _("Delete one of the two rows."))
        return first != one.row.number


def settled(found: list[Found]) -> list[Found]:
    """Mark rows with a fault as WRONG."""
    for one in found:
        if one.row.faulty:
            one.kind, one.act = WRONG, ""
    return found


def withdrawn_fault(known: Known, now: Version, fix: str) -> tuple[str, str, int | None]:
    """Reason, fix and the activity to look at, for a row of a withdrawn activity. `fix`: if it was not merged."""
    if not now["merged_into_id"]:
        return _("The activity has been withdrawn."), fix, None
    into, title = known.merged[now["merged_into_id"]]
    reason = _("Activity %(number)s was merged into activity %(into)s, “%(title)s”.")
    way_out = _("Delete the row. Make your edit in activity %(into)s: on its page, or download it again.")
    return reason % {"number": now["id"], "into": into, "title": title[:60]}, way_out % {"into": into}, into


def earlier(seen: int | None, now: Version) -> bool:
    return bool(seen) and seen != now["change_id"]


def changed(seen: int | None, now: Version) -> str:
    return CHANGED if seen == now["change_id"] else CONFLICTING


def columns_of_new(row: SheetRow) -> list[str]:
    """Columns to read of a new row: those that it must have, and those with a value."""
    return [c for c in FIELDS[row.file] if c in REQUIRED[row.file] or row.cell(c) is not None]


def edited(row: SheetRow, before: Mapping[str, str]) -> list[str]:
    """Columns whose cell differs from the downloaded file."""
    found = []
    for column, text in before.items():
        if column in row.at and not same(row.raw(column), cut(text)):
            found.append(column)
            if len(text) > LONGEST:
                row.refuse(
                    column, _("The text is too long for a cell and was cut."), _("Edit it on the page of the activity.")
                )
    return found


def same(one: str, other: str) -> bool:
    """Whether two texts are equal but for line endings."""
    return one == other or line_ends(one) == line_ends(other)


def line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def differences(now: Mapping[str, str], then: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return [(column, now[column], then[column]) for column in now if now[column] != then[column]]
