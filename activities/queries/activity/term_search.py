"""Finds the Terms that a search names: by code, by title, or by a phrase of the title."""

import re
from dataclasses import dataclass

from activities.queries.vocabulary import Option, Vocabulary

#: Facets whose values have pages, the most likely first.
NAMED = ("goal", "target", "action_line", "indicator", "plan")
PREFIX = re.compile(r"^(sdgs?|goals?|targets?|indicators?|action lines?|wsis)\s+")
MOST = 4


@dataclass(frozen=True, slots=True)
class NamedTerm:
    """A Term that a search may mean. `facet` and `value` make the filter, `option` has its title and address."""

    facet: str
    value: str
    code: str
    option: Option


def terms_named(words: str, known: Vocabulary) -> list[NamedTerm]:
    """Up to four Terms with this code or title, else Goals, targets and Action Lines with the phrase in their title."""
    sought = PREFIX.sub("", words.casefold().strip().strip("\"'“”"))
    if not sought:
        return []
    every = [
        NamedTerm(facet, value, value.rpartition(":")[2], option)
        for facet in NAMED
        for value, option in known.facets[facet].items()
    ]
    exact = [t for t in every if sought in (t.code.casefold(), str(t.option.label).casefold())]
    family = [t for t in every if t.facet == "action_line" and t.code.casefold().startswith(f"{sought}-")]
    if exact or family or len(sought) < 4:
        return (exact or family)[:MOST]
    phrase = re.compile(rf"\b{re.escape(sought)}")
    held = [t for t in every if t.facet in NAMED[:3] and phrase.search(str(t.option.label).casefold())]
    return held[:MOST]
