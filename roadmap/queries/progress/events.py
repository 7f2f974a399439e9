"""Inputs and meetings that belong to a commitment."""

from dataclasses import dataclass

from roadmap.models import Engagement, Input
from roadmap.queries.dates import in_words
from roadmap.queries.engagement import engagements_for_action, inputs_for_action


@dataclass(frozen=True, slots=True)
class Happening:
    """An input or a meeting. `what` is its kind, `when` its date as precisely as known."""

    title: str
    href: str
    when: str
    what: str
    place: str
    certainty: str


def happenings(code: str, year: int) -> tuple[Happening, ...]:
    """The meetings and inputs of a year that belong to the commitment or its parts, in the order of their dates. Two
    queries."""
    found: list[tuple[str, Engagement | Input]] = [(one.start, one) for one in engagements_for_action(code, year)]
    found += [(one.date, one) for one in inputs_for_action(code, year)]
    return tuple(happening(one, day) for day, one in sorted(found, key=lambda pair: pair[0]))


def happening(one: Engagement | Input, day: str) -> Happening:
    place = one.place if isinstance(one, Engagement) else ""
    return Happening(one.title, one.get_absolute_url(), in_words(day), one.get_kind_display(), place, one.certainty)
