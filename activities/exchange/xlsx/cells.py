"""Text that goes into a cell of a workbook and comes back the same: never a formula, nothing that XML cannot hold."""

import re
from dataclasses import dataclass

from activities.exchange.csv_files.table import FORMULA

#: A text that a spreadsheet would take for a formula, with the apostrophes that may stand before it.
WOULD_RUN = re.compile(f"'*[{re.escape(''.join(FORMULA))}]")
#: What a workbook writes as _xHHHH_ (ECMA-376, ST_Xstring): what XML forbids or alters, and such a code itself.
CODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b\x0c\x0e-\x1f\r\ufffe\uffff]")
CODE = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Odd:
    """A cell that holds something else than a text or a number: a formula, a date, an error such as #N/A."""

    kind: str
    text: str


#: What a cell can hold.
Value = str | int | float | bool | Odd


def neutralised(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it; `restored` takes exactly that away."""
    return "'" + text if WOULD_RUN.match(text) else text


def restored(text: str) -> str:
    return text[1:] if text.startswith("'") and WOULD_RUN.match(text) else text


def coded(text: str) -> str:
    """The text as a workbook's XML holds it; `decoded` gives it back. Spreadsheet programs do the same."""
    return CODED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def decoded(text: str) -> str:
    return CODE.sub(lambda found: chr(int(found[1], 16)), text)


def as_text(value: Value | None) -> str:
    """A cell as the text that was meant: 2024.0 is 2024, and an apostrophe that guards a text is taken away."""
    if value is None:
        return ""
    if isinstance(value, str):
        return restored(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return value.text if isinstance(value, Odd) else str(value)
