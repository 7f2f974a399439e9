"""Texts of cells that survive a round trip: never a formula, and valid in XML."""

import re
from dataclasses import dataclass

from activities.exchange.csv_files.table import FORMULA

#: A text that a spreadsheet would read as a formula, with any apostrophes before it.
WOULD_RUN = re.compile(f"'*[{re.escape(''.join(FORMULA))}]")
#: Characters written as _xHHHH_ (ECMA-376, ST_Xstring): those that XML forbids or alters, and such codes themselves.
CODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b\x0c\x0e-\x1f\r\ufffe\uffff]")
CODE = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Odd:
    """A cell that is neither text nor number: a formula, a date, or an error such as #N/A."""

    kind: str
    text: str


#: Possible values of a cell.
Value = str | int | float | bool | Odd


def neutralised(text: str) -> str:
    """The text, with an apostrophe if a spreadsheet would run it; `restored` removes it."""
    return "'" + text if WOULD_RUN.match(text) else text


def restored(text: str) -> str:
    return text[1:] if text.startswith("'") and WOULD_RUN.match(text) else text


def coded(text: str) -> str:
    """The text as coded in the XML of a workbook; `decoded` reverses it. Spreadsheet programs do the same."""
    return CODED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def decoded(text: str) -> str:
    return CODE.sub(lambda found: chr(int(found[1], 16)), text)


def as_text(value: Value | None) -> str:
    """The cell as text: 2024.0 becomes 2024, and a guarding apostrophe is removed."""
    if value is None:
        return ""
    if isinstance(value, str):
        return restored(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return value.text if isinstance(value, Odd) else str(value)
