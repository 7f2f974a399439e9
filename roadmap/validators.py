"""Shapes of codes and dates that models and files share, as regular expressions."""

import re
from datetime import date

#: A date as precisely as known: 2019, 2004-10 or 2001-12-21. Sorts as text.
PARTIAL_DATE = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"

#: 6.5, 8.a or 8.d.1: the number of the section, the paragraph or item, and a part of it.
ACTION_CODE = r"^(0|[1-9][0-9]?)\.([1-9][0-9]*|[a-z])(\.[1-9][0-9]*)?$"


def is_date(text: str) -> bool:
    """Whether the text is a day, a month or a year that exists: 2026-02-30 does not."""
    if not re.fullmatch(PARTIAL_DATE, text):
        return False
    year, month, day = ([*map(int, text.split("-")), 1, 1])[:3]
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def document_slug(symbol: str) -> str:
    """The address of a document: A/RES/70/1 gives a-res-70-1, "Res. 71 (Rev. Dubai, 2018)" res-71-rev-dubai-2018."""
    return re.sub(r"[^a-z0-9]+", "-", symbol.lower()).strip("-")
