"""Activities as rows of a table that a spreadsheet opens: codes with their names beside them, lists with semicolons.

The columns are described in ABOUT, which goes into the spreadsheet and the page that explains the data.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from activities.exchange.csv_files.table import neutral

#: {column: what it holds}. English and stable in every language, since programs read them.
ABOUT = {
    "id": "Number of the activity, for ever",
    "title": "Title",
    "kind": "Kind of activity",
    "status": "planned, ongoing, completed, suspended or unknown",
    "organisation": "Who does it; empty where the source does not say",
    "organisation_type": "Type of that organisation",
    "sector": "ITU Sector; empty for other stakeholders",
    "partners": "Who takes part",
    "start_year": "First year, where known",
    "end_year": "Last year, where known",
    "countries": "Countries by ISO 3166 alpha-2 code",
    "country_names": "The same by name",
    "regions": "ITU regions by code",
    "region_names": "The same by name",
    "worldwide": "yes, or no: marked global, without any place, or in 150 countries or more",
    "goals": "Sustainable Development Goals that it, or one of its targets, is mapped to",
    "goal_titles": "The same by title",
    "targets": "SDG targets that it is mapped to",
    "target_titles": "The same by title",
    "action_lines": "WSIS Action Lines that it is mapped to",
    "action_line_titles": "The same by title",
    "other_terms": "Entries of other frameworks that it is mapped to",
    "strengths": "Each mapping with its strength: 1 related, 2 contributes, 3 main purpose",
    "description": "Description",
    "description_certainty": "how certain the description is: official, confirmed, proposed or unconfirmed",
    "source": "Web address of the source",
    "address": "This activity in SDG Map",
    "change": "Number of the Change that last wrote the row",
}
HEADER = tuple(ABOUT)
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
#: The same as bytes of UTF-8, where they are parts of no other character; the last two have three bytes each.
CONTROL_BYTES = bytes([*range(9), 11, 12, *range(14, 32), 127])
NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())


def cell(value: Any) -> Any:
    """The value without control characters, and never a formula. None becomes an empty text, numbers stay numbers."""
    if isinstance(value, str) and not value.isprintable():
        value = CONTROLS.sub("", value)
    return neutral(value)


def csv_stream(batches: Iterable[list[bytes]]) -> Iterator[bytes]:
    """Lines of CSV under their header as a file (RFC 4180), a batch at a time, with a byte order mark so that Excel
    reads UTF-8."""
    head = ("\ufeff" + ",".join(HEADER) + "\r\n").encode()
    for lines in batches:
        yield head + printable(b"\r\n".join([*lines, b""]))
        head = b""
    if head:
        yield head


def printable(text: bytes) -> bytes:
    """The text without the characters that `cell` leaves out."""
    text = text.translate(None, CONTROL_BYTES)
    for nothing in NO_CHARACTERS:
        text = text.replace(nothing, b"")
    return text
