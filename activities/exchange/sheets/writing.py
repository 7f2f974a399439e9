"""Write the workbook that staff edit: two sheets with drop-down lists and help, and the sheet Read me."""

from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from activities.certainty import Certainty
from activities.exchange.sheets.layout import COLUMNS, HELP, LISTS, MAPPINGS, STRENGTHS, WITHDRAW, Column
from activities.exchange.sheets.pen import Pen
from activities.exchange.sheets.readme import write_readme
from activities.exchange.sheets.words import Words
from activities.exchange.xlsx.cells import Odd, Value

#: Empty rows below the last one that also have drop-down lists.
SPARE = 1000
#: Columns whose cells are long: as "text" some programs would show them as ####.
PROSE = ("Description", "Rationale")


def write_workbook(
    file: IO[bytes],
    *,
    activities: Iterable[Mapping[str, Any]],
    mappings: Iterable[Mapping[str, Any]],
    words: Words,
    facts: Iterable[tuple[str, str]],
) -> None:
    """Write the whole workbook. Rows are {column: text or number}; `facts` are (label, text) of the sheet Read me."""
    book = Workbook(write_only=True)
    ranges = Ranges(words)
    for (name, columns), rows in zip(COLUMNS.items(), (activities, mappings), strict=True):
        sheet = EditedSheet(book, name, {n: c.name for n, c in enumerate(columns, 1)})
        sheet.head()
        for row in rows:
            sheet.append({n: row.get(c.name) for n, c in enumerate(columns, 1)})
        sheet.close(ranges)
    write_readme(book, facts)
    ranges.write(book)
    book.save(file)


class EditedSheet:
    """One of the two sheets, written row by row. `titles` are {column: heading}, including unknown ones."""

    def __init__(self, book: Any, name: str, titles: Mapping[int, str]):
        self.name, self.titles = name, titles
        self.sheet = book.create_sheet(name)
        self.pen = Pen(self.sheet)
        self.ours: dict[str, Column] = {column.name.casefold(): column for column in COLUMNS[name]}
        self.row = 0
        self.sheet.freeze_panes = "C3"
        on_paper(self.sheet)
        for number, title in titles.items():
            column, letter = self.column(number), get_column_letter(number)
            self.sheet.column_dimensions[letter].width = column.width if column else max(18, min(60, len(title) + 4))
            if column and not column.read_only and column.name not in PROSE:
                self.sheet.column_dimensions[letter].number_format = "@"

    def column(self, number: int) -> Column | None:
        return self.ours.get(self.titles.get(number, "").casefold())

    def head(self, with_help: bool = True) -> None:
        """The headings and the help below them."""
        columns = {number: self.column(number) for number in self.titles}
        heads = {
            number: (title, "read-only heading" if (column := columns[number]) and column.read_only else "heading")
            for number, title in self.titles.items()
        }
        self._write({number: self.pen.cell(*head) for number, head in heads.items()})
        if not with_help:
            return
        self.sheet.row_dimensions[2].height = 62
        helps = {number: str(column.help) for number, column in columns.items() if column}
        first = min(self.titles, default=1)
        helps[first] = f"{HELP}: {helps.get(first, '')}"
        self._write({number: self.pen.cell(text, "help") for number, text in helps.items()})

    def append(
        self, cells: Mapping[int, Value | None], styles: Mapping[int, str] = {}, comments: Mapping[int, str] = {}
    ) -> None:
        """One row of {column: value}; some cells in another style or with a comment."""
        made = {}
        for number, value in cells.items():
            style = styles.get(number) or self.usual(number, value)
            made[number] = self.pen.cell(value, style, comments.get(number, ""))
        self._write(made)

    def usual(self, number: int, value: Value | None) -> str:
        column = self.column(number)
        if column and column.read_only:
            return "read-only"
        return "text" if isinstance(value, str | Odd) and not (column and column.name in PROSE) else ""

    def _write(self, cells: Mapping[int, Any]) -> None:
        self.row += 1
        self.sheet.append([cells.get(number) for number in range(1, max(cells, default=0) + 1)])

    def skip_to(self, number: int) -> None:
        """Write empty rows until the next one has this number."""
        while self.row < number - 1:
            self._write({})

    def close(self, ranges: "Ranges", lock: bool = True) -> None:
        """Filters and drop-down lists. The filter starts at the help row, so sorting does not move the headings."""
        at = {column.name: get_column_letter(n) for n in self.titles if (column := self.column(n))}
        last = max(self.row, 3)
        self.sheet.auto_filter.ref = f"A2:{get_column_letter(max(self.titles, default=1))}{last}"
        for rule, columns in ranges.rules(self.name, at):
            for letter in columns:
                rule.add(f"{letter}3:{letter}{last + SPARE}")
            if columns:
                self.sheet.data_validations.append(rule)
        if lock and self.row > 2:
            rule = locked()
            for name in ("Activity", "Change"):
                rule.add(f"{at[name]}3:{at[name]}{self.row}")
            self.sheet.data_validations.append(rule)


def on_paper(sheet: Any) -> None:
    """All columns side by side on A3, with the headings on each page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", Worksheet.PAPERSIZE_A3
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    sheet.print_title_rows = "1:1"


def locked() -> DataValidation:
    """A rule for cells that identify the row. It is always false; a protected sheet could not be sorted."""
    rule = DataValidation(type="custom", formula1="FALSE", allow_blank=False, showErrorMessage=True)
    rule.errorTitle, rule.error = "SDG Map", _("This cell identifies the row. Do not change it.")
    return rule


class Ranges:
    """The hidden sheet with the values of all lists, and the rules that point to it."""

    def __init__(self, words: Words):
        self.values: dict[str, Sequence[str]] = {
            "Kind": list(words.kinds.values()),
            "Status": list(words.statuses.values()),
            "Organisation": words.offered,
            "Regions": list(words.regions.values()),
            "Strength": list(STRENGTHS.values()),
            "Certainty": Certainty.values,
            "Action": (WITHDRAW,),
            "Framework": list(words.codes),
        }
        self.codes = words.codes
        self.columns = {**self.values, **{code_range(name): list(codes) for name, codes in words.codes.items()}}
        self.letters = {name: get_column_letter(number) for number, name in enumerate(self.columns, 1)}

    def address(self, name: str) -> str:
        letter, count = self.letters[name], max(1, len(self.columns[name]))
        return f"{quote_sheetname(LISTS)}!${letter}$2:${letter}${count + 1}"

    def rules(self, sheet: str, at: Mapping[str, str]) -> Iterable[tuple[DataValidation, list[str]]]:
        """(rule, letters of the columns that it is for)."""
        for name in self.values:
            strict = name not in ("Organisation", "Regions")  # other or several values can be entered
            rule = DataValidation(
                type="list", formula1=self.address(name), allow_blank=True, showErrorMessage=strict, showDropDown=False
            )
            rule.errorTitle, rule.error = "SDG Map", _("Choose from the list.")
            named = [name, "Description certainty"] if name == "Certainty" else [name]
            yield rule, [at[column] for column in named if column in at]
        if sheet == MAPPINGS and "Framework" in at and "Code" in at:
            # the list of the framework beside it
            chosen = f'INDIRECT("codes_"&SUBSTITUTE(${at["Framework"]}3,"-","_"))'
            yield DataValidation(type="list", formula1=chosen, allow_blank=True, showErrorMessage=False), [at["Code"]]

    def write(self, book: Any) -> None:
        sheet = book.create_sheet(LISTS)
        sheet.sheet_state = "hidden"
        pen = Pen(sheet)
        sheet.append([pen.cell(name, "heading") for name in self.columns])
        for number in range(max(map(len, self.columns.values()))):
            values = (column[number] if number < len(column) else None for column in self.columns.values())
            sheet.append([pen.cell(value, "text") for value in values])
        for name in self.codes:
            named = code_range(name)
            book.defined_names[named] = DefinedName(named, attr_text=self.address(named))


def code_range(framework: str) -> str:
    return "codes_" + framework.replace("-", "_")
