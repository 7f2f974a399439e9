"""Bars of Goals, targets or Action Lines as rows of a page or a sheet: label, bar, number."""

from collections.abc import Sequence
from dataclasses import dataclass

from activities.pictures.svg import number
from activities.queries.addresses import list_href
from activities.queries.browse.slices import Slice
from activities.queries.terms import TermCount
from activities.templatetags.sdgmap import goal_class


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `length` is a percentage of the longest, `href` the activities that it counts."""

    term: TermCount
    href: str
    length: str
    hue: str


def largest(terms: Sequence[TermCount]) -> list[TermCount]:
    """Those that have activities, the most first."""
    return sorted((term for term in terms if term.activities), key=lambda term: -term.activities)


def bars(slice: Slice, terms: Sequence[TermCount]) -> tuple[Bar, ...]:
    """A bar for each of the Terms, in their order."""
    highest = max((term.activities for term in terms), default=0)
    return tuple(
        Bar(
            term,
            list_href(slice.filters | {term.kind: term.code}),
            number(100 * term.activities / highest),
            goal_class(term.code),
        )
        for term in terms
    )
