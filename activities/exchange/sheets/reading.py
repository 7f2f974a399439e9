"""Read an uploaded workbook as sheets of rows. No database access."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from activities.exchange.csv_files.rows import Fault
from activities.exchange.sheets.layout import COLUMNS, HELP, LISTS, NEEDED, README, RESULT
from activities.exchange.sheets.rows import Faults, SheetRow, alike
from activities.exchange.xlsx.cells import Value, as_text
from activities.exchange.xlsx.reading import MOST_ROWS, Unfit, Workbook
from activities.validators import clean_text, nearest

#: Rows of a workbook have their values in `cells`.
NO_VALUES: dict[str, str] = {}


@dataclass(slots=True)
class Table:
    """One sheet. `titles`: its headings by column number. `at`: {known column: column number}. `broken`: its headings
    have faults, so its rows cannot be compared."""

    name: str
    titles: dict[int, str]
    at: dict[str, int]
    broken: bool = False
    #: The number of the help row, for the annotated file. Known once the row below it has been read.
    help: int = 0

    def strange(self) -> list[str]:
        """Unknown headings."""
        known = {"", RESULT.casefold(), *(column.casefold() for column in self.at)}
        return [title for title in self.titles.values() if title.casefold() not in known]


class Book:
    """An uploaded workbook, read row by row. `tables`: the sheets whose headings have been read. `strange`: names of
    unknown sheets. Raises Unfit here and while reading."""

    def __init__(self, file: IO[bytes]):
        self._workbook = Workbook(file)
        self._called = sheets_of(self._workbook)
        self._read = 0
        self._rows: dict[str, Iterator[tuple[int, dict[int, Value]]]] = {}
        self.strange = [name for name in self._workbook.sheets if name not in (*self._called.values(), README, LISTS)]
        self.tables: dict[str, Table] = {}
        self.faults = Faults()

    def sheets(self) -> Iterator[Table]:
        """The sheets that the file has: activities first, because links may name new ones."""
        for name, called in self._called.items():
            rows = self._rows[name] = self._counted(called)
            for _number, cells in rows:
                table = self.tables[name] = headed(name, cells, self.faults)
                yield table
                break

    def rows(self, table: Table) -> Iterator[SheetRow]:
        """The rows of a sheet, once: without headings, help, and rows without text."""
        activity = table.at.get("Activity", 0)
        for number, cells in self._rows[table.name]:
            if as_text(cells.get(activity)).strip().startswith(HELP):
                table.help = table.help or number
            elif any(as_text(value).strip() for value in cells.values()):
                yield SheetRow(table.name, number, NO_VALUES, self.faults, cells, table.at)

    def _counted(self, called: str) -> Iterator[tuple[int, dict[int, Value]]]:
        for row in self._workbook.rows(called):
            self._read += 1
            if self._read > MOST_ROWS + 4:
                message = _("The file has more than %(most)s rows. Split it into several.")
                raise Unfit(message % {"most": f"{MOST_ROWS:,}"})
            yield row

    def unread(self) -> list[str]:
        """Unknown sheets and columns, in words: users must learn that these are ignored."""
        unread = [_("the sheet “%(sheet)s”") % {"sheet": name} for name in self.strange]
        for table in self.tables.values():
            for title in table.strange():
                unread.append(_("the column “%(column)s” of %(sheet)s") % {"column": title[:60], "sheet": table.name})
        return unread


def look_over(file: IO[bytes]) -> int:
    """The number of rows to check. Raises Unfit for a file that is hostile, too large or not in our format. Fast and
    small in memory: runs within the request."""
    workbook = Workbook(file)
    called = sheets_of(workbook)
    if not called:
        message = _(
            "The file has neither a sheet “%(first)s” nor “%(second)s”. Start from a file that you downloaded here."
        )
        raise Unfit(message % dict(zip(("first", "second"), COLUMNS, strict=True)))
    return workbook.count_rows(*called.values())


def sheets_of(workbook: Workbook) -> dict[str, str]:
    """{known sheet: its name in the file}, ignoring case."""
    return {name: called for name in COLUMNS if (called := alike(name, workbook.sheets))}


def headed(name: str, cells: dict[int, Value], faults: Faults) -> Table:
    """The sheet with the headings of its first row. Missing or repeated headings are faults of row 1."""
    ours = {column.name.casefold(): column.name for column in COLUMNS[name]}
    titles = {number: clean_text(as_text(value)) for number, value in cells.items()}
    table, before = Table(name, titles, {}), faults.total
    for number, title in titles.items():
        column = ours.get(title.casefold())
        if column and column in table.at:
            faults.append(Fault(name, 1, column, _("The column appears twice."), _("Delete one of them.")))
        elif column:
            table.at[column] = number
    if not table.at:
        fix = _("Delete the rows above the headings, or copy the headings from a downloaded file.")
        faults.append(Fault(name, 1, NEEDED[name][0], _("The first row has no headings."), fix))
    for column in NEEDED[name] if table.at else ():
        if column not in table.at:
            close = nearest(column, titles.values(), 1)
            fix = _("Did you mean the column “%(name)s”?") % {"name": close[0]} if close else _("Restore its name.")
            faults.append(Fault(name, 1, column, _("The column is missing."), fix))
    table.broken = faults.total > before
    return table
