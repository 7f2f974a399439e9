"""SDG codes in the usual form: 9, 9.c, 9.c.1."""

import re

from activities.exchange.sdg_texts.shapes import Kind

SHAPE = re.compile(r"(?:[1-9]|1[0-7])(?:\.(?:[1-9]|1[0-9]|[a-d])(?:\.[1-9][0-9]?)?)?")
#: A permanent UNSD code: two characters each for Goal, target and indicator, as in C090c01.
PERMANENT = re.compile(r"C(\d\d)(\d\d|0[a-z])(\d\d)")
BY_DOTS: tuple[Kind, ...] = ("goal", "target", "indicator")


def sdg_code(value: object) -> str | None:
    """`value` as an SDG code, or None if it does not have the form of one.

    Accepts "9.c", "9.C", open-sdg's "9-c" and permanent codes of one target (C090c01). Decimal numbers are rejected:
    8.1 as a number may be 8.10. Whole numbers from 1 to 17 are Goals.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return None
    code = value.strip()
    if permanent := PERMANENT.fullmatch(code):
        code = ".".join(part.lstrip("0") for part in permanent.groups())
    code = code.replace("-", ".").lower()
    return code if SHAPE.fullmatch(code) else None


def kind_of(code: str) -> Kind:
    return BY_DOTS[code.count(".")]


def code_order(code: str) -> tuple:
    """Sort key: 8.1, 8.2, 8.10, 8.a, 8.a.1."""
    return tuple((part.isalpha(), int(part) if part.isdigit() else 0, part) for part in code.split("."))
