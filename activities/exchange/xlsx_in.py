"""Read a workbook that somebody sent, which may be hostile: nothing is run, fetched, expanded or kept whole.

Only the named sheets are read, row by row, by expat with document types refused; parts that a spreadsheet program would
follow (links to other files, pictures, macros) are never opened. Reading costs as much memory as the workbook's shared
texts and one row.
"""

import re
import zipfile
from collections.abc import Iterator
from math import isfinite
from posixpath import join, normpath
from typing import IO, Any
from xml.parsers import expat

from django.utils.translation import gettext as _
from openpyxl.styles.numbers import builtin_format_code, is_date_format
from openpyxl.utils.datetime import from_excel

from activities.exchange.sheet_cells import Odd, Value, decoded

MB = 2**20
#: Limits: of the file, of all that it unpacks to, of the texts that its cells share, of each smaller part.
MOST_BYTES, MOST_UNPACKED, MOST_SHARED, MOST_SMALL = 20 * MB, 150 * MB, 40 * MB, 5 * MB
MOST_PARTS, MOST_ROWS, MOST_COLUMNS = 1000, 25_000, 64
#: Cells of a row, and in all, that are worth counting on: empty ones have a format and nothing else.
MOST_IN_ROW, MOST_CELLS = 2_000, 600_000
#: Characters of one cell; programs allow 32,767, each of which may be coded with seven.
LONGEST = 250_000
PIECE = 64 * 1024
REFERENCE = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")
SMALL = re.compile("[0-9]{1,5}")


class Unfit(Exception):
    """The file cannot be read, or must not be. The message says why and what to do, to a reader."""


class Workbook:
    """`sheets` names the sheets there are. Raises Unfit, here and on reading. Closing the file is the caller's."""

    def __init__(self, file: IO[bytes]):
        self.zip = opened(file)
        self.sheets = self._sheets()
        self._shared: list[str] | None = None
        self._dates: frozenset[int] | None = None

    def count_rows(self, *names: str) -> int:
        """Rows of the sheets that hold anything. Raises Unfit when they are too many, long before reading them all."""
        counted = 0
        for name in names:
            counter = RowCounter(MOST_ROWS + 4 - counted)  # headings and help are not counted
            for _piece in self._parsed(self.sheets[name], counter):
                pass
            counted += counter.rows
        return counted

    def rows(self, name: str) -> Iterator[tuple[int, dict[int, Value]]]:
        """(number, {column from 1: value}) of each row that holds anything."""
        if self._shared is None or self._dates is None:
            self._shared, self._dates = self._shared_texts(), self._date_styles()
        reader = RowReader(self._shared, self._dates)
        for _piece in self._parsed(self.sheets[name], reader):
            yield from reader.taken()

    def _sheets(self) -> dict[str, str]:
        """{name: part} of the sheets."""
        relations, sheets = Elements("Relationship"), Elements("sheet")
        for part, into in (("xl/_rels/workbook.xml.rels", relations), ("xl/workbook.xml", sheets)):
            for _piece in self._parsed(part, into, MOST_SMALL):
                pass
        targets = {one.get("Id"): one.get("Target", "") for one in relations.found}
        found = {}
        for sheet in sheets.found:
            relation = next((value for key, value in sheet.items() if key.rpartition(" ")[2] == "id"), None)
            target = targets.get(relation, "")
            part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            if part in self.zip.NameToInfo:
                found.setdefault(sheet.get("name", ""), part)
        return found

    def _shared_texts(self) -> list[str]:
        texts = SharedTexts()
        if "xl/sharedStrings.xml" in self.zip.NameToInfo:
            for _piece in self._parsed("xl/sharedStrings.xml", texts, MOST_SHARED):
                pass
        return texts.found

    def _date_styles(self) -> frozenset[int]:
        """Numbers of the cell styles that show a number as a date."""
        if "xl/styles.xml" not in self.zip.NameToInfo:
            return frozenset()
        formats, styles = Elements("numFmt"), Elements("xf", within="cellXfs")
        for into in (formats, styles):
            for _piece in self._parsed("xl/styles.xml", into, MOST_SMALL):
                pass
        own = {one.get("numFmtId"): one.get("formatCode", "") for one in formats.found}
        dates, shows_date = set(), dict[str, bool]()
        for number, style in enumerate(styles.found):
            key = style.get("numFmtId", "0")
            if key not in shows_date:
                code = own.get(key) or (builtin_format_code(int(key)) if SMALL.fullmatch(key) else None)
                # programs allow 255 characters; openpyxl looks at a longer one in quadratic time
                shows_date[key] = bool(code and len(code) < 256 and is_date_format(code))
            if shows_date[key]:
                dates.add(number)
        return frozenset(dates)

    def _parsed(self, part: str, into: "Handler", most: int = MOST_UNPACKED) -> Iterator[None]:
        """Send a part through expat to the handler, and say so after each piece of it."""
        info = self.zip.NameToInfo.get(part)
        if info is None:
            raise Unfit(_("The file is damaged, or no Excel workbook (.xlsx). Save it anew as .xlsx."))
        if info.file_size > most:
            raise Unfit(_("The file unpacks to more than it may. Split it into smaller ones."))
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = refuse_document_type
        parser.buffer_text = True
        into.listen(parser)
        try:
            with self.zip.open(info) as stream:
                while piece := stream.read(PIECE):
                    parser.Parse(piece)
                    yield
                parser.Parse(b"", True)
                yield
        except (expat.ExpatError, zipfile.BadZipFile, EOFError, ValueError, IndexError, KeyError, OSError) as error:
            raise Unfit(_("The file is damaged. Save it anew as .xlsx.")) from error


def opened(file: IO[bytes]) -> zipfile.ZipFile:
    """The workbook's container, once its outside is as it should be: nothing is unpacked yet."""
    size = file.seek(0, 2)
    file.seek(0)
    start = file.read(8)
    if size > MOST_BYTES:
        message = _("The file has %(size)s MB; %(most)s MB may be sent. Split it, or take pictures out of it.")
        raise Unfit(message % {"size": f"{size / MB:.0f}", "most": MOST_BYTES // MB})
    if not size:
        raise Unfit(_("The file is empty."))
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unfit(
            _("The file has a password, or is of the old kind .xls. Save it without a password as .xlsx, then send it.")
        )
    if not start.startswith(b"PK\x03\x04"):
        raise Unfit(_("The file is no Excel workbook, whatever its name says. Save it as .xlsx, then send it."))
    try:
        container = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unfit(_("The file is damaged. Save it anew as .xlsx.")) from error
    parts = container.infolist()
    names = {info.filename.lower() for info in parts}
    if len(parts) > MOST_PARTS or len(names) < len(parts) or any(info.flag_bits & 1 for info in parts):
        raise Unfit(_("The file is damaged or locked. Save it anew as .xlsx without a password."))
    if "xl/workbook.xml" not in names:
        raise Unfit(_("The file is no Excel workbook, whatever its name says. Save it as .xlsx, then send it."))
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) or "/macrosheets/" in name for name in names):
        raise Unfit(_("The file contains macros. Save it as .xlsx, which leaves them out."))
    if sum(info.file_size for info in parts) > MOST_UNPACKED:
        message = _("The file unpacks to more than %(most)s MB. Split it, or take pictures and old sheets out of it.")
        raise Unfit(message % {"most": MOST_UNPACKED // MB})
    return container


def refuse_document_type(*_args: Any) -> None:
    """A workbook has none; what declares one wants to expand entities or fetch other files."""
    raise Unfit(_("The file declares a document type, which no spreadsheet program does. It was not read."))


class Handler:
    """Listens to a parser."""

    def listen(self, parser: Any) -> None:
        raise NotImplementedError


class Elements(Handler):
    """`found` are the attributes of each element of a name, anywhere or within another element."""

    def __init__(self, name: str, within: str = ""):
        self.name, self.within, self.inside = name, within, not within
        self.found: list[dict[str, str]] = []

    def listen(self, parser: Any) -> None:
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(" ")[2]
        if self.within and tag == self.within:
            self.inside = True
        elif self.inside and tag == self.name:
            self.found.append(attributes)

    def end(self, tag: str) -> None:
        if self.within and tag.rpartition(" ")[2] == self.within:
            self.inside = False


class RowCounter(Handler):
    """Counts rows that hold anything; raises Unfit beyond `most`, or for far too many cells."""

    def __init__(self, most: int):
        self.most, self.rows, self.empty, self.cells, self.in_row = most, 0, False, 0, 0

    def listen(self, parser: Any) -> None:
        parser.StartElementHandler = self.start

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith(" c"):
            self.in_row += 1
            if self.in_row > MOST_IN_ROW or self.cells + self.in_row > MOST_CELLS:
                raise Unfit(_("The file has far too many cells. Copy what is needed into a new sheet."))
        elif tag.endswith(" row"):
            self.empty = True
            self.cells += self.in_row
            self.in_row = 0
        elif self.empty and tag.endswith((" v", " is", " f")):
            self.empty = False
            self.rows += 1
            if self.rows > self.most:
                message = _("The file has more than %(most)s rows. Split it into several.")
                raise Unfit(message % {"most": f"{MOST_ROWS:,}"})


class Texts(Handler):
    """Gathers the characters of <t> and others, leaving out readings of Chinese characters (<rPh>)."""

    wanted = frozenset(["t"])

    def __init__(self) -> None:
        self.pieces: list[str] | None = None
        self.length, self.reading = 0, 0

    def listen(self, parser: Any) -> None:
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler = self.characters

    def characters(self, text: str) -> None:
        if self.pieces is not None and not self.reading:
            self.length += len(text)
            if self.length > LONGEST:
                raise Unfit(_("A cell of the file holds more text than a spreadsheet can. It was not read."))
            self.pieces.append(text)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def end(self, tag: str) -> None:
        raise NotImplementedError


class SharedTexts(Texts):
    """`found` are the texts that cells name by number."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.parts: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(" ")[2]
        if tag == "si":
            self.parts, self.length = [], 0
        elif tag == "t":
            self.pieces = []
        elif tag == "rPh":
            self.reading += 1

    def end(self, tag: str) -> None:
        tag = tag.rpartition(" ")[2]
        if tag == "t" and self.pieces is not None:
            self.parts += self.pieces
            self.pieces = None
        elif tag == "rPh":
            self.reading -= 1
        elif tag == "si":
            self.found.append(decoded("".join(self.parts)))


class RowReader(Texts):
    """`taken()` gives the rows that have been read whole since it was asked last."""

    def __init__(self, shared: list[str], dates: frozenset[int]):
        super().__init__()
        self.shared, self.dates = shared, dates
        self.ready: list[tuple[int, dict[int, Value]]] = []
        self.row: dict[int, Value] = {}
        self.number = self.column = self.style = 0
        self.kind = ""
        self.text: dict[str, list[str]] = {}

    def taken(self) -> list[tuple[int, dict[int, Value]]]:
        ready, self.ready = self.ready, []
        return ready

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(" ")[2]
        if tag == "c":
            found = REFERENCE.fullmatch(attributes.get("r", ""))
            self.column = column_number(found[1]) if found else self.column + 1
            self.kind, self.style = attributes.get("t", "n"), int(attributes.get("s", 0))
            self.text, self.length = {}, 0
        elif tag in ("v", "t", "f"):
            self.pieces = self.text.setdefault(tag, [])
        elif tag == "row":
            self.number = int(attributes.get("r", self.number + 1))
            self.row, self.column = {}, 0
        elif tag == "rPh":
            self.reading += 1

    def end(self, tag: str) -> None:
        tag = tag.rpartition(" ")[2]
        if tag in ("v", "t", "f"):
            self.pieces = None
        elif tag == "c":
            if self.text and self.column <= MOST_COLUMNS and (value := self.value()) is not None:
                self.row[self.column] = value
        elif tag == "row":
            if self.row:
                self.ready.append((self.number, self.row))
        elif tag == "rPh":
            self.reading -= 1

    def value(self) -> Value | None:
        """The cell. A formula is never worked out; what the file says that it gave is not believed either."""
        if "f" in self.text:
            return Odd("formula", "=" + "".join(self.text["f"])[:200])
        if self.kind == "inlineStr":
            return decoded("".join(self.text.get("t", ()))) or None
        text = "".join(self.text.get("v", ()))
        if self.kind == "s":
            return self.shared[int(text)] or None
        if not text:
            return None
        if self.kind == "str":
            return decoded(text)
        if self.kind == "b":
            return text.strip() in ("1", "true")
        if self.kind in ("e", "d"):
            return Odd("error" if self.kind == "e" else "date", text[:60])
        return Odd("date", shown_date(float(text))) if self.style in self.dates else number(text)


def number(text: str) -> int | float:
    if len(text) < 16 and text.removeprefix("-").isdigit():
        return int(text)
    value = float(text)
    if not isfinite(value):
        raise ValueError(text[:60])
    return value


def shown_date(days: float) -> str:
    try:
        moment = from_excel(days)
    except (ValueError, OverflowError, TypeError):
        return str(days)
    text = moment.isoformat() if moment else str(days)
    return text.removesuffix("T00:00:00")


def column_number(letters: str) -> int:
    count = 0
    for letter in letters:
        count = count * 26 + ord(letter) - 64
    return count
