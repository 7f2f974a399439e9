"""Read an uploaded workbook, which may be hostile: nothing is run, fetched, expanded or held in memory as a whole.

Only the named sheets are read, row by row, by expat, which refuses document types. Links to other files, pictures and
macros are never opened. Memory: the shared texts of the workbook and one row.
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
#: Limits in bytes: the file, all unpacked parts, the shared texts, each smaller part.
MOST_BYTES, MOST_UNPACKED, MOST_SHARED, MOST_SMALL = 20 * MB, 150 * MB, 40 * MB, 5 * MB
MOST_PARTS = 1000
PIECE = 64 * 1024
SMALL = re.compile("[0-9]{1,5}")


class Workbook:
    """`sheets`: {name: part}. Raises Unfit here and while reading. The caller closes the file."""

    def __init__(self, file: IO[bytes]):
        self.zip = opened(file)
        self.sheets = self._sheets()
        self._shared: list[str] | None = None
        self._dates: frozenset[int] | None = None

    def count_rows(self, *names: str) -> int:
        """The number of non-empty rows of the sheets. Raises Unfit as soon as there are too many."""
        counted = 0
        for name in names:
            counter = RowCounter(MOST_ROWS + 4 - counted)  # headings and help are not counted
            for _piece in self._parsed(self.sheets[name], counter):
                pass
            counted += counter.rows
        return counted

    def rows(self, name: str) -> Iterator[tuple[int, dict[int, Value]]]:
        """(number, {column from 1: value}) of each non-empty row."""
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
        """Parse a part into the handler; yields after each piece."""
        info = self.zip.NameToInfo.get(part)
        if info is None:
            raise Unfit(_("The file is damaged or is not an Excel workbook (.xlsx). Save it again as .xlsx."))
        if info.file_size > most:
            raise Unfit(_("The file is too large when unpacked. Split it into smaller files."))
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
            raise Unfit(_("The file is damaged. Save it again as .xlsx.")) from error


def opened(file: IO[bytes]) -> zipfile.ZipFile:
    """The container of the workbook, after checks of size, kind and parts. Nothing is unpacked yet."""
    size = file.seek(0, 2)
    file.seek(0)
    start = file.read(8)
    if size > MOST_BYTES:
        message = _("The file is %(size)s MB; the limit is %(most)s MB. Split it, or remove pictures.")
        raise Unfit(message % {"size": f"{size / MB:.0f}", "most": MOST_BYTES // MB})
    if not size:
        raise Unfit(_("The file is empty."))
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unfit(_("The file has a password or is an old .xls file. Save it as .xlsx without a password."))
    if not start.startswith(b"PK\x03\x04"):
        raise Unfit(_("The file is not an Excel workbook. Save it as .xlsx."))
    try:
        container = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unfit(_("The file is damaged. Save it again as .xlsx.")) from error
    parts = container.infolist()
    names = {info.filename.lower() for info in parts}
    if len(parts) > MOST_PARTS or len(names) < len(parts) or any(info.flag_bits & 1 for info in parts):
        raise Unfit(_("The file is damaged or locked. Save it again as .xlsx without a password."))
    if "xl/workbook.xml" not in names:
        raise Unfit(_("The file is not an Excel workbook. Save it as .xlsx."))
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) or "/macrosheets/" in name for name in names):
        raise Unfit(_("The file contains macros. Save it as .xlsx, which removes them."))
    if sum(info.file_size for info in parts) > MOST_UNPACKED:
        message = _("The file is larger than %(most)s MB when unpacked. Split it, or remove pictures and old sheets.")
        raise Unfit(message % {"most": MOST_UNPACKED // MB})
    return container
