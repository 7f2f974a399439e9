"""Handlers for the XML parts of a workbook: elements, shared texts, rows. Each collects only what it needs, and raises
Unfit as soon as a limit is exceeded."""

import re
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils.datetime import from_excel

from activities.exchange.xlsx.cells import Odd, Value, decoded

MOST_ROWS, MOST_COLUMNS = 25_000, 64
#: The highest number of a row in any program. The annotated file has all empty rows before a row, too.
LAST_ROW = 1_048_576
#: Most cells of a row, and in all; empty formatted cells count.
MOST_IN_ROW, MOST_CELLS = 2_000, 600_000
#: Most characters of one cell; programs allow 32,767, each coded with up to seven.
LONGEST = 250_000
REFERENCE = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")
#: Formulas that are constants: LibreOffice saves yes and no like this.
CONSTANTS = {"TRUE()": True, "FALSE()": False}


class Unfit(Exception):
    """The file cannot or must not be read. The message tells the user why and what to do."""


def refuse_document_type(*_args: Any) -> None:
    """Raise Unfit: workbooks have no document type. One could expand entities or fetch other files."""
    raise Unfit(_("The file declares a document type, which spreadsheet programs never do. Save it again as .xlsx."))


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
    """Counts non-empty rows; raises Unfit beyond `most`, or for too many cells."""

    def __init__(self, most: int):
        self.most, self.rows, self.empty, self.cells, self.in_row = most, 0, False, 0, 0

    def listen(self, parser: Any) -> None:
        parser.StartElementHandler = self.start

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith(" c"):
            self.in_row += 1
            if self.in_row > MOST_IN_ROW or self.cells + self.in_row > MOST_CELLS:
                raise Unfit(_("The file has too many cells. Copy the rows you need to a new sheet."))
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
    """Collects the text of <t> and similar elements, without phonetic readings (<rPh>)."""

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
                raise Unfit(_("A cell of the file contains too much text. Shorten it in a spreadsheet program."))
            self.pieces.append(text)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def end(self, tag: str) -> None:
        raise NotImplementedError


class SharedTexts(Texts):
    """`found`: the texts that cells refer to by number."""

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
    """`taken()` returns the rows completed since the last call."""

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
            if self.number > LAST_ROW:
                raise ValueError(f"row {self.number}")
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
        """The value of the cell. Formulas are not calculated, and their stored results are not used."""
        if "f" in self.text:
            formula = "".join(self.text["f"])
            return CONSTANTS.get(formula, Odd("formula", f"={formula[:200]}"))
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
