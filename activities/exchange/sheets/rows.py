"""One row of an uploaded workbook: its cells as texts, numbers and choices, or as faults."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from activities.exchange.csv_files.rows import CsvRow, Fault
from activities.exchange.xlsx.cells import Odd, Value, as_text
from activities.validators import clean_line, clean_prose, clean_text, nearest, split_list

MOST_LOOKALIKES = 1000
LONGEST_TEXT = 20_000
#: Columns of whole numbers, which some programs write as 2.0 even into a cell of text.
FIGURES = ("Activity", "Strength", "Start year", "End year", "Change")
DECIMALS = re.compile(r"(?<=[0-9])\.0+$")


class Faults(list[Fault]):
    """Faults of a workbook that have not been reported yet; `total` counts all."""

    def __init__(self) -> None:
        super().__init__()
        self.total = 0

    def append(self, fault: Fault) -> None:
        self.total += 1
        super().append(fault)

    def taken(self) -> list[Fault]:
        taken = list(self)
        self.clear()
        return taken


@dataclass(slots=True)
class SheetRow(CsvRow):
    """A row of a workbook. All faults of each cell are recorded: `faulty` has the reasons for each column. Of a cell
    that cannot be read, only that."""

    cells: dict[int, Value] = field(default_factory=dict)
    at: Mapping[str, int] = field(default_factory=dict)
    faulty: dict[str, list[str]] = field(default_factory=dict)
    unreadable: tuple[str, ...] = ()

    def fault(self, column: str, reason: str, fix: str = "", see: int | None = None) -> None:
        reasons = self.faulty.setdefault(column, [])
        if reason not in reasons and column not in self.unreadable:
            reasons.append(reason)
            CsvRow.fault(self, column, reason, fix, see)

    def refuse(self, column: str, reason: str, fix: str) -> None:
        """Add a fault of a cell whose text is not what was entered, so nothing else can be said of it."""
        self.fault(column, reason, fix)
        self.unreadable += (column,)

    def clean(self, text: str) -> str:
        return clean_line(text)

    def cell(self, column: str) -> Value | None:
        return self.cells.get(self.at.get(column, 0))

    def raw(self, column: str) -> str:
        value = self.cell(column)
        if isinstance(value, Odd):
            self.refuse(column, *ODD[value.kind](value.text))
            return ""
        return as_text(value)

    def text(self, column: str, *, required: bool = False, most: int = 0) -> str:
        value = CsvRow.text(self, column, required=required, most=most)
        return DECIMALS.sub("", value) if column in FIGURES else value

    def listed(self, column: str, *, most: int = 0) -> list[str]:
        """A list of free names: with semicolons, or one to a line of the cell."""
        values = [self.clean(value) for value in split_list(self.raw(column).replace("\n", ";"))]
        for value in values:
            self._fits(column, value, most)
        return values

    def choice(
        self, column: str, known: Mapping[str, Any], what: str, names: Collection[str] = (), *, required: bool = True
    ) -> Any:
        """The value of `known` for the cell, ignoring case; None if it is empty or wrong. `names`: the values to
        suggest."""
        value = self.text(column, required=required)
        if not value:
            return None
        if (name := alike(value, known)) is not None:
            return known[name]
        self.unknown(column, value, names or known, what)
        return None

    def choices(self, column: str, known: Mapping[str, str], what: str, names: Collection[str] = ()) -> list[str]:
        """The values of a list, without repetitions. Commas also separate, except within a known name."""
        found = []
        for entry in self.listed(column):
            for value in [entry] if alike(entry, known) else filter(None, map(clean_text, entry.split(","))):
                if (name := alike(value, known)) is not None:
                    found.append(known[name])
                else:
                    self.unknown(column, value, names or known, what)
        return list(dict.fromkeys(found))

    def unknown(self, column: str, value: str, known: Collection[str], what: str) -> None:
        # a search for similar names takes milliseconds; a thousand faults have a common cause
        total = self.faults.total if isinstance(self.faults, Faults) else len(self.faults)
        close = nearest(value, known) if total < MOST_LOOKALIKES else []
        fix = _("Did you mean %(codes)s?") % {"codes": _(" or ").join(close)} if close else _("Choose from the list.")
        self.fault(column, _("“%(value)s” is not %(what)s.") % {"value": value[:60], "what": what}, fix)

    def prose(self, column: str, most: int = LONGEST_TEXT) -> str:
        value = clean_prose(self.raw(column))
        self._fits(column, value, most)
        return value


def alike(value: str, known: Collection[str]) -> str | None:
    """The known name equal to the value, ignoring case, or None."""
    if value in known:
        return value
    folded = value.casefold()
    return next((name for name in known if name.casefold() == folded), None)


def of_formula(text: str) -> tuple[str, str]:
    reason = _("The cell contains a formula, %(text)s, and formulas are not calculated.") % {"text": text[:60]}
    return reason, _("Copy it and paste its value.")


def of_date(text: str) -> tuple[str, str]:
    reason = _("The spreadsheet has changed the cell to a date, %(text)s.") % {"text": text}
    return reason, _("Format the cell as text, then type it again.")


def of_error(text: str) -> tuple[str, str]:
    return _("The cell contains an error, %(text)s.") % {"text": text}, _("Enter the correct value.")


#: Kind of an odd cell → reason and fix.
ODD: dict[str, Callable[[str], tuple[str, str]]] = {"formula": of_formula, "date": of_date, "error": of_error}
