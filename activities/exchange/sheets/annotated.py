"""The uploaded file with the results of its check: coloured cells, notes and a column “Result”.

It is built from the cells that were read; nothing else of the uploaded file is copied. Users can correct it and upload
it again: the column “Result” is ignored."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from activities.exchange.sheets.layout import RESULT
from activities.exchange.sheets.reading import Table
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


class Annotated:
    """The file, written while the uploaded one is read: `begin` a sheet, `append` its rows, `end` it, then `save`."""

    def __init__(self, words: Words):
        self.made = Workbook(write_only=True)
        self.ranges = Ranges(words)
        self.notes_left = MOST_NOTES

    def begin(self, table: Table) -> None:
        self.table = table
        self.titles = {number: title for number, title in table.titles.items() if title != RESULT}
        self.result = max(self.titles, default=0) + 1
        self.sheet = EditedSheet(self.made, table.name, self.titles | {self.result: RESULT})
        self.sheet.sheet.column_dimensions[get_column_letter(self.result)].width = 80

    def append(self, rows: Iterable[SheetRow], marks: Mapping[int, Mark]) -> None:
        """Rows with their marks by row number."""
        for row in rows:
            self._head()
            self.sheet.skip_to(row.number)
            mark = marks.get(row.number)
            noted = mark.notes if mark and self.notes_left >= len(mark.notes) else {}
            self.notes_left -= len(noted)
            self.sheet.append(*annotated(row, self.table, self.titles, self.result, mark, noted))

    def end(self) -> None:
        self._head()
        self.sheet.close(self.ranges, lock=False)  # the cell may be the one to correct

    def _head(self) -> None:
        if not self.sheet.row:  # if the help row has moved, leave it out: rows must keep their numbers
            self.sheet.head(with_help=self.table.help == 2)

    def save(self, file: IO[bytes], facts: list[tuple[str, str]]) -> None:
        colours = _("Red: error. Orange: conflict. Green: changed. Blue: new.")
        write_readme(self.made, [*facts, (_("Colours"), colours)])
        self.ranges.write(self.made)
        self.made.save(file)

    def discard(self) -> None:
        """Delete the temporary files of the sheets, if it was not saved."""
        for sheet in self.made.worksheets:
            writer = getattr(sheet, "_writer", None)
            if writer is not None:
                with suppress(OSError):
                    writer.cleanup()


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
