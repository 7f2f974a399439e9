"""The table of a picture or page as a CSV file. Spreadsheets open it as text and figures, never as formulas."""

import csv
import io
from collections.abc import Iterable, Iterator

#: Spreadsheets read a text that begins with one of these as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table_csv(rows: Iterable[Iterable]) -> str:
    """The rows as CSV (RFC 4180), with a byte order mark, which Excel needs to read UTF-8. Numbers stay numbers."""
    buffer = io.StringIO()
    buffer.write("\ufeff")
    csv.writer(buffer).writerows([[neutral(value) for value in row] for row in rows])
    return buffer.getvalue()


def csv_lines(rows: Iterable[Iterable]) -> Iterator[str]:
    """The lines of `table_csv`, one at a time."""
    buffer = io.StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([neutral(value) for value in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def neutral(value):
    """The value, with an apostrophe before a text that a spreadsheet would read as a formula."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return "'" + value
    return "" if value is None else value
