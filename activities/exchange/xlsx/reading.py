"""Read a workbook that somebody sent, which may be hostile: nothing is run, fetched, expanded or kept whole.

Only the named sheets are read, row by row, by expat with document types refused; parts that a spreadsheet program would
follow (links to other files, pictures, macros) are never opened. Reading costs as much memory as the workbook's shared
texts and one row.
"""

import re
import zipfile
from collections.abc import Iterator
from posixpath import join, normpath
from typing import IO
from xml.parsers import expat

from django.utils.translation import gettext as _
from openpyxl.styles.numbers import builtin_format_code, is_date_format

from activities.exchange.xlsx.cells import Value
from activities.exchange.xlsx.parts import (
    MOST_ROWS,
    Elements,
    Handler,
    RowCounter,
    RowReader,
    SharedTexts,
    Unfit,
    refuse_document_type,
)

MB = 2**20
#: Limits: of the file, of all that it unpacks to, of the texts that its cells share, of each smaller part.
MOST_BYTES, MOST_UNPACKED, MOST_SHARED, MOST_SMALL = 20 * MB, 150 * MB, 40 * MB, 5 * MB
MOST_PARTS = 1000
PIECE = 64 * 1024
SMALL = re.compile("[0-9]{1,5}")


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
        found: dict[str, str] = {}
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

    def _parsed(self, part: str, into: Handler, most: int = MOST_UNPACKED) -> Iterator[None]:
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
