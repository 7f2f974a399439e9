"""Write a table as an Excel workbook: one sheet of data and one about it. Row by row, in constant memory."""

from collections.abc import Iterable, Sequence
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

#: Excel's own limit for the text of one cell.
LONGEST = 32_767
WIDTHS = {"id": 9, "title": 60, "organisation": 36, "description": 80, "source": 40, "address": 36}
USUAL_WIDTH = 18
HEADING = {"font": Font(bold=True, color="FFFFFF"), "fill": PatternFill("solid", fgColor="0B62A4")}


def write_workbook(
    file: IO[bytes], *, name: str, header: Sequence[str], rows: Iterable[Sequence], about: Iterable[tuple[str, str]]
) -> int:
    """Write the workbook and return the number of rows. Cells must be free of formulas and control characters already.

    The first sheet, called `name`, has its header row frozen and filters on; the second, About, holds label and text.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "C2"
    for number, column in enumerate(header, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(column, USUAL_WIDTH)
    sheet.append([styled(sheet, text, **HEADING) for text in header])
    count = 0
    for row in rows:
        sheet.append([fitting(value) for value in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{count + 1}"
    notes = book.create_sheet("About")
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 28, 100
    for label, text in about:
        wrapped = styled(notes, fitting(text), alignment=Alignment(wrap_text=True, vertical="top"))
        notes.append([styled(notes, label, font=Font(bold=True), alignment=Alignment(vertical="top")), wrapped])
    book.save(file)
    return count


def styled(sheet, text, **style):
    made = WriteOnlyCell(sheet, text)
    for name, value in style.items():
        setattr(made, name, value)
    return made


def fitting(value):
    """The value, a text cut to what a cell can hold; nothing for an empty text, so that filters say "blank"."""
    if isinstance(value, str):
        return (value if len(value) <= LONGEST else value[: LONGEST - 1] + "…") or None
    return value
