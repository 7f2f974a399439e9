"""What the words of a search find on the map: entries of frameworks, places, activities and organisations."""

import re
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.utils.text import slugify

from activities.models import Activity, FacetCount, Organisation
from activities.queries.activity.listing import page
from activities.queries.browse.organisations import with_number
from activities.queries.matching import HIT_START, fold, has_words, is_whole, searchable, words_of
from activities.queries.search.words import SHORT_NAMES, Sought, matching, spelled_out, understood
from activities.queries.vocabulary import Option, Vocabulary

#: What people put before a code or a title.
BEFORE = re.compile(r"^(?:the )?(?:un )?(?:sdgs?|goals?|targets?|indicators?|action lines?|wsis)\s+(?=\S)")
#: Counting more hits than this would take longer than finding them.
COUNTED = 10_000
#: Organisations read to put the nearest names first.
NAMES = 200

#: {facet: {value: activities}}
Counts = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class FoundOption:
    """A value of a facet that the words name. `exact`: they are its whole code or name."""

    facet: str
    option: Option
    code: str
    exact: bool


@dataclass(frozen=True, slots=True)
class FoundActivity:
    """`row` is the activity as the API has it, `title` and `text` have their hits between \\x02 and \\x03.

    `country`, `organisation` or `partner` is the name that made it a result where title and text do not have the words.
    """

    row: dict[str, Any]
    title: str
    text: str
    exact: bool
    country: str = ""
    organisation: str = ""
    partner: str = ""


def whole(words: str) -> str:
    """The words as they are compared with whole codes and names: "SDG target 9.C" gives "9.c"."""
    text = fold(words).strip(" .,;:()[]\"'“”")
    while (shorter := BEFORE.sub("", text)) != text:
        text = shorter
    return text


def counts() -> Counts:
    """The activities of each value of each facet, from the summaries. One query."""
    return FacetCount.objects.filter(facet="", value="").values_list("counts", flat=True).first() or {}


def options(words: str, known: Vocabulary, facets: tuple[str, ...]) -> list[FoundOption]:
    """The values of facets whose code or name the words are, then those of a code's family ("C7"), then those with all
    the words, in display order. No query."""
    parts, same = words_of(words), whole(words)
    below = (f"{same}-", f"{same}.") if same else ()
    ranked: list[tuple[int, FoundOption]] = []
    for facet in facets:
        for value, option in known.facets[facet].items():
            code = "" if facet == "region" else value.rpartition(":")[2]
            names = known.names[facet, value]
            exact = same in names
            family = bool(code) and names[0].startswith(below)
            if exact or family or (parts and has_words(parts, known.texts[facet, value])):
                rank = 0 if exact else 1 if family else 2 if names[-1].startswith(same) else 3
                ranked.append((rank, FoundOption(facet, option, code, exact)))
    return [found for _rank, found in sorted(ranked, key=lambda one: one[0])]


def activities(words: str, known: Vocabulary, most: int) -> tuple[list[FoundActivity], int]:
    """Up to `most` activities, the best first, and how many there are, up to COUNTED. Three or four queries, one more
    for a short name."""
    sought = understood(words, known)
    found = matching(Activity.objects.all(), sought)
    total = found.live().order_by().values("id")[: COUNTED + 1].count()
    if not total:
        return [], 0
    shown = page(found, sort="relevance", limit=most, words=spelled_out(words) or words)
    meant = fold(SHORT_NAMES.get(fold(words), ("", ""))[1])
    hits = [
        found_activity(row, title, text, sought, known, meant)
        for row, (title, text) in zip(shown.parsed(), shown.highlights, strict=True)
    ]
    return sorted(hits, key=lambda hit: not hit.exact), total


def found_activity(
    row: dict[str, Any], title: str, text: str, sought: Sought, known: Vocabulary, meant: str
) -> FoundActivity:
    name, same = fold(row["title"]), whole(sought.words)
    exact = same in (name, name.partition(":")[0]) or (bool(meant) and name == meant)
    in_words = fold(f"{row['title']} {row['description']}")
    countries = [
        str(known.facets["country"][code].label)
        for phrase, code in sought.places
        if code in row["countries"] and fold(phrase) not in in_words
    ]
    organisation, partner = "", ""
    rest = words_of(sought.rest or sought.words)
    if not countries and HIT_START not in title + text:
        body = row["organisation"]
        if body and has_words(rest, searchable(body["name"])):
            organisation = body["name"]
        else:
            partner = next((name for name in row["partners"] if has_words(rest, searchable(name))), "")
    text = text if HIT_START in text else ""
    return FoundActivity(row, title, text, exact, ", ".join(countries), organisation, partner)


def organisations(words: str, most: int) -> tuple[list[tuple[Organisation, bool]], int]:
    """Up to `most` live organisations with `number`, their activities, and whether the words are the whole name.

    And how many have all the words at the beginnings of words of their names. Three queries at most.
    """
    parts = [part for word in words_of(words) for part in re.findall(r"\w+", word)]
    if not parts:
        return [], 0
    beginnings = " & ".join(part if is_whole(part) else f"{part}:*" for part in parts)
    query = SearchQuery(beginnings, search_type="raw", config="simple")
    live = Organisation.objects.live()
    found = live.named_by(query)
    same, slug = whole(words), slugify(words)
    names = list(found.order_by("name", "id").values_list("id", "name", "slug")[:NAMES])
    total = len(names) if len(names) < NAMES else found.count()

    def rank(one: tuple[int, str, str]) -> tuple[int, int, str]:
        name = fold(one[1])
        is_it = name == same or one[2] == slug or f"({same})" in name
        return (0 if is_it else 1 if name.startswith(same) else 2), len(name), name

    first = sorted(names, key=rank)[:most]
    rows = {one.pk: one for one in with_number(live.filter(id__in=[pk for pk, _name, _slug in first]))}
    return [(rows[one[0]], rank(one)[0] == 0) for one in first], total
