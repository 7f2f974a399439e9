"""The uploaded file with the results of its check: coloured cells, notes and a column “Result”.

It is built from the cells that were read; nothing else of the uploaded file is copied. Users can correct it and upload
it again: the column “Result” is ignored."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from activities.exchange.sheets.layout import RESULT
from activities.exchange.sheets.reading import Book, Table
from activities.exchange.sheets.readme import write_readme
from activities.exchange.sheets.rows import SheetRow
from activities.exchange.sheets.words import Words
from activities.exchange.sheets.writing import EditedSheet, Ranges
from activities.exchange.xlsx.cells import Odd

#: Most notes: they are drawings and cost more than cells. Further rows have only the column “Result”.
MOST_NOTES = 2000


@dataclass(slots=True)
class Mark:
    """The result of a row: `kind` sets the colour, `text` goes to “Result”, `notes` are {column: text}."""

    kind: str
    text: str
    notes: dict[str, str] = field(default_factory=dict)


def write_annotated(
    file: IO[bytes],
    book: Book,
    marks: Mapping[tuple[str, int], Mark],
    words: Words,
    facts: list[tuple[str, str]],
    tell: Callable[[int], None] = lambda done: None,
) -> None:
    """`marks` are by sheet and row. `tell` is called with the number of rows written so far."""
    made = Workbook(write_only=True)
    ranges = Ranges(words)
    notes_left, done = MOST_NOTES, 0
    for table in book.tables.values():
        titles = {number: title for number, title in table.titles.items() if title != RESULT}
        result = max(titles, default=0) + 1
        sheet = EditedSheet(made, table.name, titles | {result: RESULT})
        sheet.sheet.column_dimensions[get_column_letter(result)].width = 80
        # if the help row has moved, leave it out: rows must keep their numbers
        sheet.head(with_help=table.help is not None and table.help[0] == 2)
        for row in table.rows:
            sheet.skip_to(row.number)
            mark = marks.get((table.name, row.number))
            noted = mark.notes if mark and notes_left >= len(mark.notes) else {}
            notes_left -= len(noted)
            sheet.append(*annotated(row, table, titles, result, mark, noted))
            done += 1
            if done % 500 == 0:
                tell(done)
        sheet.close(ranges, lock=False)  # the cell may be the one to correct
    colours = _("Red: error. Orange: conflict. Green: changed. Blue: new.")
    write_readme(made, [*facts, (_("Colours"), colours)])
    ranges.write(made)
    made.save(file)


def annotated(row: SheetRow, table: Table, titles: Mapping[int, str], result: int, mark: Mark | None, noted: dict):
    """(cells, styles, comments) of one row."""
    cells = {number: row.cells.get(number) for number in titles}
    for number in table.at.values():
        value = cells.get(number)
        if isinstance(value, Odd) and value.kind == "formula":
            cells[number] = Odd("error", "#VALUE!")  # as a text it would be read as the value in the next upload
    styles, comments = {}, {}
    if mark:
        cells[result] = mark.text
        styles[result] = mark.kind if mark.kind in COLOURED else "text"
        for column in mark.notes:
            number = table.at.get(column, result)
            styles[number] = mark.kind
            if column in noted:
                comments[number] = noted[column]
    return cells, styles, comments


#: Kinds with a colour of their own, as in pen.STYLES.
COLOURED = ("new", "changed", "conflicting", "wrong")
