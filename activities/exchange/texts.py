"""Reads texts from CSV or JSON lines, one portion at a time: a file of any length fits in memory.

Both have `title` and `text`; `description` is read if there is no `text`. CSV has a header. In JSON lines, each line is
one object.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from activities.exchange.csv_files.rows import Fault, Faults
from activities.validators import clean_line, clean_prose, clean_text, nearest

#: Texts in a portion.
PORTION = 100
#: The most bytes in a line. A longer one, as in a file without line breaks, would not fit in memory.
LONGEST_LINE = 10_000_000
JSON_ENDINGS = (".jsonl", ".ndjson", ".json")
BOM = "\ufeff".encode()


@dataclass(frozen=True, slots=True)
class Text:
    """One row. `id`: as in the file, else the number of the row, from 1, without the header. `language` and `kind` are
    "" if the file does not have them, `part` is None if it has no such column."""

    id: Any
    title: str
    text: str
    language: str = ""
    kind: str = ""
    part: str | None = None


class _TooLong(Exception):
    """A line is longer than LONGEST_LINE."""


def portions(file: BinaryIO, name: str) -> Iterator[list[Text]]:
    """The texts of a file in UTF-8, PORTION at a time. The ending of `name` shows the format, otherwise the first
    character: JSON lines begin with a brace.

    Raises Faults at the first row that cannot be read, after the texts before it. Rows of CSV are numbered as in a
    spreadsheet: the header is row 1.
    """
    lines = _lines(file)
    start: list[bytes] = []
    try:
        for line in lines:
            start.append(line)
            if line.removeprefix(BOM).strip():
                break
    except _TooLong:
        raise _too_long(name, len(start) + 1) from None
    begins = start[-1].removeprefix(BOM).lstrip()[:1] if start else b""
    is_json = name.endswith(JSON_ENDINGS) or (not name.endswith(".csv") and begins in (b"{", b"["))
    return _grouped((_from_json if is_json else _from_csv)(_decoded(chain(start, lines)), name))


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of the file. Raises _TooLong."""
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise _TooLong
        yield line


def _grouped(texts: Iterable[Text]) -> Iterator[list[Text]]:
    portion: list[Text] = []
    try:
        for text in texts:
            portion.append(text)
            if len(portion) == PORTION:
                yield portion
                portion = []
    except Faults:
        if portion:
            yield portion
        raise
    if portion:
        yield portion


def _decoded(lines: Iterable[bytes]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield (line if number else line.removeprefix(BOM)).decode()


def _from_csv(lines: Iterator[str], name: str) -> Iterator[Text]:
    reader, number, above = csv.reader(lines, strict=True), 0, 0
    header: list[str] = []
    try:
        for number, values in enumerate(reader, 1):
            if not values:
                continue
            if not header:
                header, above = _header(values, name, number), number
                continue
            if len(values) != len(header):
                reason = _("The row has %(have)s cells, the header has %(want)s.")
                reason %= {"have": len(values), "want": len(header)}
                raise Faults([Fault(name, number, "", reason, _("Is a comma or a quotation mark missing?"))])
            row = dict(zip(header, values, strict=True))
            yield _text(row.get, clean_text(row.get("id", "")) or number - above)
    except UnicodeDecodeError:
        raise _not_utf8(name, number + 1) from None
    except _TooLong:
        raise _too_long(name, number + 1) from None
    except csv.Error as error:
        reason = _("Not valid CSV: %(error)s.") % {"error": error}
        raise Faults([Fault(name, number + 1, "", reason, _("Is a quotation mark missing?"))]) from None


def _header(values: list[str], name: str, number: int) -> list[str]:
    header = [clean_text(value) for value in values]
    if {"title", "text", "description"}.isdisjoint(header):
        close = [found for column in ("title", "text") for found in nearest(column, header, 1)]
        fix = _("Write the names of the columns in the first row: title, text.")
        if len(header) == 1 and any(mark in values[0] for mark in ";\t"):
            fix = _("Separate the columns with commas.")
        elif close:
            fix = _("Is it the one named “%(name)s”?") % {"name": close[0]}
        raise Faults([Fault(name, number, "", _("There is no column title and no column text."), fix)])
    return header


def _from_json(lines: Iterator[str], name: str) -> Iterator[Text]:
    number = 0
    try:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            if not isinstance(row, dict):
                fix = _("Each line must be one object, for example %(example)s.")
                fix %= {"example": '{"title": "…", "text": "…"}'}
                raise Faults([Fault(name, number, "", _("The line is not a JSON object."), fix)])
            for column in ("title", "text", "description"):
                if not isinstance(row.get(column), str | None):
                    fix = _("Put it in quotation marks, or leave it out.")
                    raise Faults([Fault(name, number, column, _("The value is not a text."), fix)])
            own = row.get("id")
            if not _is_json(own):
                fix = _("Put it in quotation marks, or leave it out.")
                raise Faults([Fault(name, number, "id", _("NaN and infinity are not values of JSON."), fix)])
            cells = {column: _whole(value) for column, value in row.items() if isinstance(value, str)}
            yield _text(cells.get, number if own in (None, "") else own)
    except _TooLong:
        raise _too_long(name, number + 1) from None
    except UnicodeDecodeError:
        raise _not_utf8(name, number + 1) from None


def _is_json(value: Any) -> bool:
    """Whether the value can be written as JSON again. Python reads NaN and 1e999 too."""
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        return False
    return True


def _whole(value: str) -> str:
    """The text without halves of characters, which JSON can contain and UTF-8 cannot."""
    return value.encode(errors="replace").decode()


def _text(value: Callable[[str], str | None], own: Any) -> Text:
    """The row whose cells `value` returns, None for a missing one."""
    text = value("text")
    part = value("part")
    return Text(
        id=own,
        title=clean_line(value("title") or ""),
        text=clean_prose((value("description") if text is None else text) or ""),
        language=clean_text(value("lang") or value("language") or ""),
        kind=clean_text(value("kind") or ""),
        part=None if part is None else clean_text(part),
    )


def _not_utf8(name: str, number: int) -> Faults:
    return Faults([Fault(name, number, "", _("The row is not UTF-8 text."), _("Save the file as UTF-8."))])


def _too_long(name: str, number: int) -> Faults:
    reason = _("The line is longer than %(megabytes)s MB.") % {"megabytes": LONGEST_LINE // 1_000_000}
    return Faults([Fault(name, number, "", reason, _("Put each text on a line of its own."))])
