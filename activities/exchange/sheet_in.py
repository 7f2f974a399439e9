"""The workbook that staff send back, as rows that can be read with faults. Touches no database."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from django.utils.translation import gettext as _

from activities.exchange.rows import Fault, Row
from activities.exchange.sheet_cells import Odd, Value, as_text
from activities.exchange.sheet_layout import COLUMNS, HELP, NEEDED, NEW, STRENGTHS, WITHDRAW
from activities.exchange.sheet_words import Words
from activities.exchange.xlsx_in import MOST_ROWS, Unfit, Workbook
from activities.validators import clean_line, clean_prose, clean_text, nearest, row_number

YEARS = (1865, 2100)
MOST_LOOKALIKES = 1000
LONGEST_TITLE, LONGEST_PARTNER, LONGEST_ADDRESS, LONGEST_TEXT = 500, 300, 1000, 20_000
STRENGTH_OF = {name: strength for strength, name in STRENGTHS.items()} | {str(n): n for n in STRENGTHS}
STRENGTH_OF |= {name.partition(" ")[2]: strength for strength, name in STRENGTHS.items()}
YES_OR_NO = {"yes": True, "no": False}


@dataclass(slots=True)
class SheetRow(Row):
    """A row of a workbook. Of each cell only the first fault counts: what it holds instead is of no interest then."""

    cells: dict[int, Value] = field(default_factory=dict)
    at: Mapping[str, int] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    def fault(self, column: str, reason: str, fix: str = "") -> None:
        if column not in self.told:
            self.told.add(column)
            Row.fault(self, column, reason, fix)

    def clean(self, text: str) -> str:
        return clean_line(text)

    def cell(self, column: str) -> Value | None:
        return self.cells.get(self.at.get(column, 0))

    def raw(self, column: str) -> str:
        value = self.cell(column)
        if isinstance(value, Odd):
            self.fault(column, *ODD[value.kind](value.text))
            return ""
        return as_text(value)

    def choice(
        self, column: str, known: Mapping[str, Any], what: str, names: Collection[str] = (), *, required: bool = True
    ) -> Any:
        """What `known` has for the cell, whatever its capitals; None where it is empty or wrong. `names` are those that
        are suggested."""
        value = self.text(column, required=required)
        if not value:
            return None
        if value not in known:
            alike = [name for name in known if name.casefold() == value.casefold()]
            if not alike:
                self._unknown(column, value, names or known, what)
                return None
            value = alike[0]
        return known[value]

    def choices(self, column: str, known: Mapping[str, str], what: str, names: Collection[str] = ()) -> list[str]:
        """The same of a semicolon list, without repetitions."""
        found = []
        for value in self.listed(column):
            alike = [value] if value in known else [name for name in known if name.casefold() == value.casefold()]
            if alike:
                found.append(known[alike[0]])
            else:
                self._unknown(column, value, names or known, what)
        return list(dict.fromkeys(found))

    def _unknown(self, column: str, value: str, known: Collection[str], what: str) -> None:
        # looking for lookalikes takes milliseconds; who has a thousand faults has one cause for them all
        close = nearest(value, known) if len(self.faults) < MOST_LOOKALIKES else []
        fix = _("Did you mean %(codes)s?") % {"codes": _(" or ").join(close)} if close else _("Choose one of the list.")
        self.fault(column, _("“%(value)s” is not %(what)s.") % {"value": value[:60], "what": what}, fix)

    def prose(self, column: str, most: int = LONGEST_TEXT) -> str:
        value = clean_prose(self.raw(column))
        self._fits(column, value, most)
        return value


def of_formula(text: str) -> tuple[str, str]:
    reason = _("The cell holds a formula, %(text)s, and formulas are not worked out.") % {"text": text[:60]}
    return reason, _("Copy it and paste it as a value.")


def of_date(text: str) -> tuple[str, str]:
    reason = _("The spreadsheet has made a date of the cell, %(text)s.") % {"text": text}
    return reason, _("Format the cell as text, then type it again.")


def of_error(text: str) -> tuple[str, str]:
    return _("The cell holds an error, %(text)s.") % {"text": text}, _("Type what it should say.")


#: Kind of an odd cell → reason and fix.
ODD: dict[str, Callable[[str], tuple[str, str]]] = {"formula": of_formula, "date": of_date, "error": of_error}


@dataclass(slots=True)
class Table:
    """One sheet. `titles` are its headings as they stand, `at` finds a column of ours among them."""

    name: str
    titles: dict[int, str]
    at: dict[str, int]
    rows: list[SheetRow]
    #: The help row, for the annotated file: (number, cells).
    help: tuple[int, dict[int, Value]] | None = None

    def has(self, column: str) -> bool:
        return column in self.at


@dataclass(slots=True)
class Book:
    """Both sheets, as far as the file has them; `faults` collects what is wrong anywhere."""

    tables: dict[str, Table]
    faults: list[Fault]

    @property
    def total(self) -> int:
        return sum(len(table.rows) for table in self.tables.values())


def look_over(file: IO[bytes]) -> int:
    """How many rows there are to check. Raises Unfit for a file that is hostile, too large or no workbook of ours. Fast
    and in little memory, so it can be asked while somebody waits."""
    workbook = Workbook(file)
    names = [name for name in COLUMNS if name in workbook.sheets]
    if not names:
        message = _("The file has no sheet “%(first)s” and none “%(second)s”. Start from a file of SDG Map.")
        raise Unfit(message % dict(zip(("first", "second"), COLUMNS, strict=True)))
    return workbook.count_rows(*names)


def read_book(file: IO[bytes], tell: Callable[[int], None] = lambda done: None) -> Book:
    """Read the file. `tell` is called with the number of rows read so far. Raises Unfit."""
    workbook = Workbook(file)
    book = Book({}, [])
    count = 0
    for name in COLUMNS:
        if name not in workbook.sheets:
            continue
        table = None
        for number, cells in workbook.rows(name):
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
    """The sheet with the headings of its first row; a missing or repeated one is a fault of the whole sheet."""
    ours = {column.name.casefold(): column.name for column in COLUMNS[name]}
    titles = {number: clean_text(as_text(value)) for number, value in cells.items()}
    table = Table(name, titles, {}, [])
    for number, title in titles.items():
        column = ours.get(title.casefold())
        if column and column in table.at:
            faults.append(Fault(name, 1, column, _("The column is there twice."), _("Delete one of them.")))
        elif column:
            table.at[column] = number
    for column in NEEDED[name]:
        if column not in table.at:
            close = nearest(column, titles.values(), 1)
            fix = _("Is it the one named “%(name)s”?") % {"name": close[0]} if close else _("Give it its name back.")
            faults.append(Fault(name, 1, column, _("The column is missing."), fix))
    return table


def activity_number(row: SheetRow) -> int | str | None:
    """The first cell: the number of an activity, or the label of a new one; None where it is neither."""
    text = row.text("Activity").removeprefix("#")
    if not text:
        fix = _("Write the number of the activity, or “new 1” for one that SDG Map does not have yet.")
        row.fault("Activity", _("The cell is empty."), fix)
        return None
    label = text.casefold()
    if label.startswith(NEW):
        return label
    if (number := row_number(text)) is not None:
        return number
    row.fault(
        "Activity",
        _("“%(value)s” is not the number of an activity.") % {"value": text[:60]},
        _("Copy it from the address of its page, or write “new 1” for a new one."),
    )
    return None


def change_number(row: SheetRow) -> int | None:
    """The Change that the row carries; 0 where the cell is empty; None, with a fault, where it holds something else."""
    text = row.text("Change")
    if not text:
        return None if "Change" in row.told else 0
    if (number := row_number(text)) is not None:
        return number
    row.fault("Change", _("“%(value)s” is not a Change number.") % {"value": text[:60]}, copy_again())
    return None


def copy_again() -> str:
    return _("Download the row again, and copy your edits into it.")


def wants_withdrawal(row: SheetRow) -> bool:
    text = row.text("Action")
    if text and text.casefold() != WITHDRAW:
        fix = _("Write “%(word)s”, or leave it empty.") % {"word": WITHDRAW}
        row.fault("Action", _("“%(value)s” is no action.") % {"value": text[:60]}, fix)
    return text.casefold() == WITHDRAW


def activity_fields(row: SheetRow, columns: Collection[str], words: Words) -> dict[str, Any]:
    """{column: value to store} of those columns. What is wrong is added to the row's faults."""
    year = _("Write a year such as 2024, or leave it empty.")
    read: dict[str, Callable[[], Any]] = {
        "Title": lambda: row.text("Title", required=True, most=LONGEST_TITLE),
        "Description": lambda: row.prose("Description"),
        "Description confirmed": lambda: row.choice("Description confirmed", YES_OR_NO, _("yes or no")),
        "Kind": lambda: row.choice("Kind", words.kind_of, _("a kind of activity"), words.kinds.values()),
        "Status": lambda: row.choice("Status", words.status_of, _("a status"), words.statuses.values()),
        "Organisation": lambda: row.choice("Organisation", words.organisation_of, _("an organisation of SDG Map")),
        "Start year": lambda: row.whole("Start year", *YEARS, year),
        "End year": lambda: row.whole("End year", *YEARS, year),
        "Regions": lambda: row.choices("Regions", words.region_of, _("an ITU region"), words.regions.values()),
        "Countries": lambda: row.choices("Countries", words.country_of, _("a country code")),
        "Partners": lambda: row.listed("Partners", most=LONGEST_PARTNER),
        "Source": lambda: row.address("Source", most=LONGEST_ADDRESS),
    }
    return {column: read[column]() for column in columns}


def mapping_fields(row: SheetRow, columns: Collection[str]) -> dict[str, Any]:
    """The same of a link."""
    what = _("a strength: %(all)s") % {"all": ", ".join(STRENGTHS.values())}
    read: dict[str, Callable[[], Any]] = {
        "Strength": lambda: row.choice("Strength", STRENGTH_OF, what, STRENGTHS.values()),
        "Rationale": lambda: row.prose("Rationale"),
        "Evidence": lambda: row.address("Evidence", most=LONGEST_ADDRESS),
        "Confirmed": lambda: row.choice("Confirmed", YES_OR_NO, _("yes or no")),
    }
    return {column: read[column]() for column in columns}


def term_of(row: SheetRow, words: Words) -> int | None:
    """The Term that framework and code name; the framework may be left out where the code says it all."""
    chosen = row.text("Framework").casefold()
    if chosen and chosen not in words.codes:
        row._unknown("Framework", chosen, words.codes, _("a framework"))
        return None
    frameworks = [chosen] if chosen else list(words.codes)
    value = row.cell("Code")
    if isinstance(value, float | int) and not isinstance(value, bool):
        return term_of_number(row, float(value), frameworks, words)
    code = row.text("Code", required=True)
    if not code:
        return None
    found = [name for name in frameworks if code in words.codes[name]]
    if len(found) == 1:
        return words.codes[found[0]][code]
    if found:
        reason = _("“%(code)s” is a code of %(frameworks)s.") % {"code": code, "frameworks": _(" and ").join(found)}
        row.fault("Framework", reason, _("Say which of them is meant."))
        return None
    elsewhere = [name for name in words.codes if code in words.codes[name]]
    if elsewhere:
        reason = _("“%(code)s” is not a code of %(framework)s.") % {"code": code, "framework": chosen}
        row.fault("Code", reason, _("It is one of %(frameworks)s.") % {"frameworks": _(" and ").join(elsewhere)})
        return None
    row._unknown("Code", code, {c for name in frameworks for c in words.codes[name]}, _("a code"))
    return None


def term_of_number(row: SheetRow, number: float, frameworks: list[str], words: Words) -> int | None:
    """The code that a spreadsheet has made a number of: 9 is Goal 9, but 8.1 may have been 8.10."""
    found = {code: term for name in frameworks for code, term in words.codes[name].items() if numeral(code) == number}
    if len(found) == 1:
        return next(iter(found.values()))
    text = as_text(number)
    if found:
        reason = _("The spreadsheet has made a number of the code, %(number)s.") % {"number": text}
        fix = _("Format the cell as text, then type %(codes)s.") % {"codes": _(" or ").join(found)}
        row.fault("Code", reason, fix)
    else:
        row._unknown("Code", text, {c for name in frameworks for c in words.codes[name]}, _("a code"))
    return None


def numeral(code: str) -> float | None:
    whole, _dot, part = code.partition(".")
    return float(code) if code.isascii() and whole.isdigit() and (part.isdigit() or not part) else None
