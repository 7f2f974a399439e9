"""Long lists of a page in portions: each list has pages of its own, and the address says which of each is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from activities.validators import row_number

PER_PAGE = 25
#: Name of the buttons that show another page where a link would lose what is typed: "faults:3".
GO = "go"


@dataclass(frozen=True, slots=True)
class Portion:
    """`rows` from `first` to `last` of `total`. `previous` and `next` are page numbers, 0 if there is none, with the
    query strings of the links to them."""

    name: str
    rows: Sequence[Any]
    number: int
    first: int
    last: int
    total: int
    previous: int
    next: int
    previous_query: str
    next_query: str


def portions(lists: Mapping[str, Sequence[Any]], asked: Mapping[str, str]) -> dict[str, Portion]:
    """The portion of each list that is `asked` for, {name: page}; the first for anything else, the last if too many."""
    moved, _colon, to = asked.get(GO, "").partition(":")
    numbers = {}
    for name, rows in lists.items():
        pages = max(1, -(-len(rows) // PER_PAGE))
        wanted = row_number(to if name == moved else asked.get(name, "")) or 1
        numbers[name] = (min(wanted, pages), pages)
    shown = {name: number for name, (number, _pages) in numbers.items() if number > 1}
    found = {}
    for name, rows in lists.items():
        number, pages = numbers[name]
        start = (number - 1) * PER_PAGE
        part = rows[start : start + PER_PAGE]
        found[name] = Portion(
            name,
            part,
            number,
            start + 1,
            start + len(part),
            len(rows),
            number - 1,
            number + 1 if number < pages else 0,
            urlencode(shown | {name: number - 1}),
            urlencode(shown | {name: number + 1}),
        )
    return found
