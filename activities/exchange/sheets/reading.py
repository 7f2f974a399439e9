"""Read an uploaded workbook as sheets of rows. No database access."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from activities.exchange.csv_files.rows import Fault
from activities.exchange.sheets.layout import COLUMNS, HELP, LISTS, NEEDED, README, RESULT
from activities.exchange.sheets.rows import SheetRow, alike
from activities.exchange.xlsx.cells import Value, as_text
from activities.exchange.xlsx.reading import MOST_ROWS, Unfit, Workbook
from activities.validators import clean_text, nearest


@dataclass(slots=True)
class Table:
    """One sheet. `titles`: its headings by column number. `at`: {known column: column number}."""

    name: str
    titles: dict[int, str]
    at: dict[str, int]
    rows: list[SheetRow]
    #: The help row, for the annotated file: (number, cells).
    help: tuple[int, dict[int, Value]] | None = None

    def strange(self) -> list[str]:
        """Unknown headings."""
        known = {"", RESULT.casefold(), *(column.casefold() for column in self.at)}
        return [title for title in self.titles.values() if title.casefold() not in known]


@dataclass(slots=True)
class Book:
    """The sheets that the file has. `faults`: all errors. `strange`: names of unknown sheets."""

    tables: dict[str, Table]
    faults: list[Fault]
    strange: list[str]

    @property
    def total(self) -> int:
        return sum(len(table.rows) for table in self.tables.values())

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


def read_book(file: IO[bytes], tell: Callable[[int], None] = lambda done: None) -> Book:
    """Read the file. `tell` is called with the number of rows read so far. Raises Unfit."""
    workbook = Workbook(file)
    sheets = sheets_of(workbook)
    book = Book({}, [], [name for name in workbook.sheets if name not in (*sheets.values(), README, LISTS)])
    count = 0
    for name, called in sheets.items():
        table = None
        for number, cells in workbook.rows(called):
            count += 1
            if count % 500 == 0:
                tell(count)
            if count > MOST_ROWS + 4:
                raise Unfit(_("The file has more than %(most)s rows. Split it into several.") % {"most": MOST_ROWS})
            if table is None:
                table = headed(name, cells, book.faults)
            elif as_text(cells.get(table.at.get("Activity", 0))).strip().startswith(HELP):
                table.help = table.help or (number, cells)
            elif any(as_text(value).strip() for value in cells.values()):
                table.rows.append(SheetRow(name, number, {}, book.faults, cells, table.at))
        if table:
            book.tables[name] = table
    return book


def headed(name: str, cells: dict[int, Value], faults: list[Fault]) -> Table:
    """The sheet with the headings of its first row. Missing or repeated headings are faults of row 1."""
    ours = {column.name.casefold(): column.name for column in COLUMNS[name]}
    titles = {number: clean_text(as_text(value)) for number, value in cells.items()}
    table = Table(name, titles, {}, [])
    for number, title in titles.items():
        column = ours.get(title.casefold())
        if column and column in table.at:
            faults.append(Fault(name, 1, column, _("The column appears twice."), _("Delete one of them.")))
        elif column:
            table.at[column] = number
    if not table.at:
        fix = _("Delete the rows above the headings, or copy the headings from a downloaded file.")
        faults.append(Fault(name, 1, NEEDED[name][0], _("The first row has no headings."), fix))
        return table
    for column in NEEDED[name]:
        if column not in table.at:
            close = nearest(column, titles.values(), 1)
            fix = _("Did you mean the column “%(name)s”?") % {"name": close[0]} if close else _("Restore its name.")
            faults.append(Fault(name, 1, column, _("The column is missing."), fix))
    return table
