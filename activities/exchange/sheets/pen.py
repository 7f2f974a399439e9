"""Cells of the workbook that staff edit: styles, and texts that no program runs as a formula."""

from contextlib import suppress
from copy import copy
from datetime import datetime
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from activities.exchange.xlsx.cells import Odd, Value, as_text, coded, neutralised

#: Most characters of a cell, leaving room for those that need seven when coded.
LONGEST = 30_000
LINE = Border(bottom=Side("thin", color="C8CDD3"))


def font(**manner: Any) -> Font:
    """A font of the same face as cells without a style: without a name, programs choose their own."""
    return Font(name="Calibri", **{"size": 11, **manner})


STYLES: dict[str, dict[str, Any]] = {
    "heading": {"font": font(bold=True, color="FFFFFF"), "fill": PatternFill("solid", fgColor="0B62A4")},
    "read-only heading": {"font": font(bold=True, color="FFFFFF"), "fill": PatternFill("solid", fgColor="5B6570")},
    "help": {
        "font": font(italic=True, color="444B53"),
        "fill": PatternFill("solid", fgColor="E8F1F8"),
        "alignment": Alignment(wrap_text=True, vertical="top"),
        "border": LINE,
    },
    "read-only": {"font": font(color="5B6570"), "fill": PatternFill("solid", fgColor="EEF0F2"), "number_format": "@"},
    "text": {"number_format": "@"},
    "new": {"fill": PatternFill("solid", fgColor="DCEBFA"), "number_format": "@"},
    "changed": {"fill": PatternFill("solid", fgColor="DDF3E0"), "number_format": "@"},
    "conflicting": {"fill": PatternFill("solid", fgColor="FFE9C7"), "number_format": "@"},
    "wrong": {"fill": PatternFill("solid", fgColor="FBD9D7"), "number_format": "@"},
    "result": {"font": font(bold=True), "alignment": Alignment(vertical="top")},
    "title": {"font": font(bold=True, size=16)},
    "label": {"font": font(bold=True), "alignment": Alignment(vertical="top")},
    "prose": {"alignment": Alignment(wrap_text=True, vertical="top")},
}


class Pen:
    """Cells of one sheet in the styles above. A style is made once and its number copied, which is ten times faster."""

    def __init__(self, sheet: Any):
        self.sheet = sheet
        self.patterns: dict[str, WriteOnlyCell] = {}

    def cell(self, value: Value | None, style: str = "", comment: str = "") -> WriteOnlyCell:
        pattern = self.patterns.get(style)
        if pattern is None:
            pattern = self.patterns[style] = WriteOnlyCell(self.sheet)
            for name, part in STYLES.get(style, {}).items():
                setattr(pattern, name, part)
        made = WriteOnlyCell(self.sheet)
        made._style = pattern._style  # openpyxl looks each part up again when it is set by name
        if isinstance(value, bool):
            value = as_text(value)
        if isinstance(value, Odd) and value.kind == "date" and (moment := as_date(value.text)):
            made._style = copy(pattern._style)
            made.value, made.number_format = moment, "yyyy-mm-dd"
        elif isinstance(value, Odd) and value.kind == "error" and value.text in ERROR_CODES:
            made.value = value.text
        elif isinstance(value, str | Odd):
            text = value if isinstance(value, str) else value.text
            if text:
                made._value, made.data_type = coded(neutralised(cut(text))), "s"
        else:
            made.value = value
        if comment:
            made.comment = Comment(comment, "SDG Map", height=110, width=320)
        return made


def as_date(text: str) -> datetime | None:
    with suppress(ValueError):
        return datetime.fromisoformat(text).replace(tzinfo=None)
    return None


def cut(text: str) -> str:
    """The text, cut to fit into a cell."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
