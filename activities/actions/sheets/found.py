"""What can come of a row of a workbook, and what the rows before it have said: of use to both of its sheets.

A row says what its editor saw by the number of a Change. Cells that still say what that version said were not edited,
so they are neither read nor judged; only edited cells can be wrong, differ, or conflict.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from activities.exchange.sheets.layout import ACTIVITIES, MAPPINGS
from activities.exchange.sheets.pen import LONGEST, cut
from activities.exchange.sheets.rows import SheetRow
from activities.exchange.sheets.words import Words
from activities.models import User
from activities.queries.editing.sheets import Version

NEW_ROW, CHANGED, UNCHANGED, CONFLICTING, WRONG = KINDS = ("new", "changed", "unchanged", "conflicting", "wrong")
CREATE, UPDATE, WITHDRAW = "create", "update", "withdraw"
#: Cells that a new activity or a new link must have.
REQUIRED = {ACTIVITIES: ("Title", "Kind", "Status", "Organisation"), MAPPINGS: ("Strength",)}


@dataclass(slots=True)
class Found:
    """What came of one row. `act` is what would be done, `fields` what it would write.

    `differences` are (column, as it stands, as the row wants it); `seen` is the Change of the row as it stands, 0 for
    none: who decides on a conflict decides on that version and no later one.
    """

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
    """What is known while rows are compared. `labels` are new activities by the name that the file gives them: {label:
    id, 0 while there is none}; `first` is the row that was the first to say something, `leaving` the rows that withdraw
    an activity, by its id."""

    words: Words
    user: User
    labels: dict[str, int] = field(default_factory=dict)
    first: dict[tuple[str, Any], int] = field(default_factory=dict)
    leaving: dict[int, int] = field(default_factory=dict)

    def pk(self, one: Found) -> int:
        """The id of the activity; 0 where there is none yet."""
        return one.activity if isinstance(one.activity, int) else self.labels.get(str(one.activity), 0)

    def repeated(self, one: Found, key: Any, column: str, fix: str = "") -> bool:
        """Whether an earlier row says something of the same; that is a fault of the later one."""
        first = self.first.setdefault((one.sheet, key), one.row.number)
        if first != one.row.number:
            reason = _("The same stands in row %(row)s already.") % {"row": first}
            one.row.fault(column, reason, fix or _("Delete one of the two rows."))
        return first != one.row.number


def settled(found: list[Found]) -> list[Found]:
    """A row with a fault is wrong, whatever else was found of it."""
    for one in found:
        if one.row.told:
            one.kind, one.act = WRONG, ""
    return found


def earlier(seen: int | None, now: Version) -> bool:
    return bool(seen) and seen != now["change_id"]


def changed(seen: int | None, now: Version) -> str:
    return CHANGED if seen == now["change_id"] else CONFLICTING


def edited(row: SheetRow, before: Mapping[str, str]) -> list[str]:
    """Columns whose cell no longer says what was in the file that was downloaded."""
    found = []
    for column, text in before.items():
        if column in row.at and not same(row.raw(column), cut(text)):
            found.append(column)
            if len(text) > LONGEST:
                row.fault(
                    column, _("The text is too long for a cell: a part of it is missing."), _("Edit it on its page.")
                )
    return found


def same(one: str, other: str) -> bool:
    """Programs write the ends of lines in their own ways."""
    return one == other or line_ends(one) == line_ends(other)


def line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def differences(now: Mapping[str, str], then: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return [(column, now[column], then[column]) for column in now if now[column] != then[column]]
