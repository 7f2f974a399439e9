"""Rows of a table in a file, with faults that give the file, row, column, reason and a fix.

`Sheet` reads them from CSV, `sheets.reading` from a workbook.
"""

import csv
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from activities.validators import clean_line, clean_text, has_sign_in, nearest, split_list

#: The most columns of a file: more are a mistake, and to look for a missing one among them takes long.
MOST_COLUMNS = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """One error in a file. `row` is numbered as in a spreadsheet: the header is row 1, 0 means the whole file. In a
    workbook, `file` is the name of the sheet. `see` is the number of an activity that the fault is about."""

    file: str
    row: int
    column: str
    reason: str
    fix: str = ""
    see: int | None = None

    def __str__(self):
        place = [self.file]
        if self.row:
            place.append(_("row %(row)s") % {"row": self.row})
        if self.column:
            place.append(_("column %(column)s") % {"column": self.column})
        return f"{', '.join(place)}: {self.reason}" + (f" {self.fix}" if self.fix else "")


class Faults(Exception):
    """The errors of a file, of which nothing is loaded. `faults` lists all of them."""

    def __init__(self, faults: list[Fault]):
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


@dataclass(slots=True)
class Sheet:
    """A CSV file. Iterate for its rows, which collects faults, then call `raise_faults()`."""

    path: Path
    columns: Collection[str]
    faults: list[Fault] = field(default_factory=list)

    def __iter__(self) -> Iterator["CsvRow"]:
        name = self.path.name
        try:
            text = self.path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            reason = _("The file is not UTF-8 text (byte %(at)s).") % {"at": error.start}
            self.faults.append(Fault(name, 0, "", reason, _("Save it as “CSV UTF-8”.")))
            return
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        header: list[str] = []
        try:
            header = [clean_text(h) for h in next(reader, [])]
            if len(header) > MOST_COLUMNS:
                reason = _("The file has %(have)s columns; the limit is %(most)s.")
                reason %= {"have": len(header), "most": MOST_COLUMNS}
                self.faults.append(Fault(name, 1, "", reason, _("Remove those that are not needed.")))
                return
            for column in self.columns:
                if column not in header:
                    close = nearest(column, header, 1)
                    fix = _("Is it the one named “%(name)s”?") % {"name": close[0]} if close else ""
                    self.faults.append(Fault(name, 1, column, _("The column is missing."), fix))
            if self.faults:
                return
            for values in reader:
                number = reader.line_num
                if not any(v.strip() for v in values):
                    continue
                if len(values) != len(header):
                    reason = _("The row has %(have)s cells, the header has %(want)s.")
                    reason %= {"have": len(values), "want": len(header)}
                    self.faults.append(Fault(name, number, "", reason, _("Is a comma or a quotation mark missing?")))
                    continue
                yield CsvRow(name, number, dict(zip(header, values, strict=True)), self.faults)
        except csv.Error as error:
            fix = _("Is a quotation mark missing?")
            self.faults.append(Fault(name, reader.line_num, "", _("Not valid CSV: %(error)s.") % {"error": error}, fix))

    def raise_faults(self) -> None:
        if self.faults:
            raise Faults(self.faults)


def is_web_address(text: str) -> bool:
    """Whether the text begins with http:// or https:// and can be parsed."""
    try:
        return bool(re.match(r"https?://[^\s/]", text, re.IGNORECASE) and urlsplit(text).hostname)
    except ValueError:
        return False


@dataclass(slots=True)
class CsvRow:
    """One row. Each method returns the value of a cell, or adds a Fault to `faults` and returns a default."""

    file: str
    number: int
    values: dict[str, str]
    faults: list[Fault]

    def fault(self, column: str, reason: str, fix: str = "", see: int | None = None) -> None:
        self.faults.append(Fault(self.file, self.number, column, reason, fix, see))

    def raw(self, column: str) -> str:
        """The unchanged cell, "" if there is none."""
        return self.values.get(column) or ""

    def clean(self, text: str) -> str:
        """The text, cleaned as one line."""
        return clean_line(text)

    def text(self, column: str, *, required: bool = False, most: int = 0) -> str:
        value = self.clean(self.raw(column))
        if required and not value:
            self.fault(column, _("The cell is empty."), _("Fill it in."))
        self._fits(column, value, most)
        return value

    def whole(self, column: str, least: int, most: int, fix: str = "") -> int | None:
        """A whole number within bounds, None for a blank cell. `fix` is the advice for a fault."""
        value = self.text(column)
        if not value:
            return None
        if not value.removeprefix("-").isascii() or not value.removeprefix("-").isdigit():
            self.fault(column, _("“%(value)s” is not a whole number.") % {"value": value[:60]}, fix)
            return None
        if len(value) > 9 or not least <= int(value) <= most:  # Python does not parse thousands of digits
            reason = _("%(value)s is not between %(least)s and %(most)s.")
            self.fault(column, reason % {"value": value[:60], "least": least, "most": most}, fix)
            return None
        return int(value)

    def day(self, column: str) -> date | None:
        """A date written as 2024-01-31, None for a blank cell."""
        value = self.text(column)
        if not value:
            return None
        try:
            if len(value) == 10:  # Python also parses shorter forms
                return date.fromisoformat(value)
        except ValueError:
            pass
        fix = _("Write it as year, month and day: 2024-01-31.")
        self.fault(column, _("“%(value)s” is not a date.") % {"value": value[:60]}, fix)
        return None

    def address(self, column: str, *, most: int) -> str:
        """A web address that is safe as a link: http or https, without a user name or password."""
        value = self.text(column, most=most)
        if value and not is_web_address(value):
            reason = _("“%(value)s” is not a web address.") % {"value": value[:60]}
            self.fault(column, reason, _("Begin it with https://."))
        elif has_sign_in(value):
            reason = _("The address contains a user name or a password, and everyone can read it.")
            self.fault(column, reason, _("Enter the address without them."))
        return value

    def one_of(self, column: str, known: Collection[str], what: str, *, required: bool = True) -> str:
        """A value that must be one of `known`. `what` completes the message '"x" is not …'."""
        value = self.text(column, required=required)
        if value and value not in known:
            self.unknown(column, value, known, what)
            return ""
        return value

    def listed(self, column: str, *, most: int = 0) -> list[str]:
        """A semicolon-separated list of any names."""
        values = [self.clean(value) for value in split_list(self.raw(column))]
        for value in values:
            self._fits(column, value, most)
        return values

    def all_of(self, column: str, known: Collection[str], what: str) -> list[str]:
        """A semicolon-separated list whose entries must all be in `known`."""
        values = self.listed(column)
        for value in values:
            if value not in known:
                self.unknown(column, value, known, what)
        return [v for v in values if v in known]

    def _fits(self, column: str, value: str, most: int) -> None:
        if most and len(value) > most:
            reason = _("The text has %(have)s characters; the limit is %(most)s.") % {"have": len(value), "most": most}
            self.fault(column, reason, _("Shorten it."))

    def unknown(self, column: str, value: str, known: Collection[str], what: str) -> None:
        close = nearest(value, known)
        fix = _("Did you mean %(codes)s?") % {"codes": _(" or ").join(close)} if close else ""
        self.fault(column, _("“%(value)s” is not %(what)s.") % {"value": value[:60], "what": what}, fix)
