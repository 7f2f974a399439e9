"""What the words of a search for activities mean: their text, countries, organisations, partners and short names."""

import re
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchVectorExact
from django.db import connection
from django.db.models import Q

from activities.models.activity import PARTNER_WORDS, ActivityQuerySet
from activities.queries.matching import SMALL, fold
from activities.queries.vocabulary import Vocabulary

#: Operators of a web search: a phrase in quotes, OR, and - before a word. A search with one is taken literally: no
#: country or Sector is read from it.
OPERATORS = re.compile(r'["“”]|(?:^|\s)-\S|\sOR\s')
#: Words in the longest names of countries that people type.
LONGEST_NAME = 7
#: Activities with a partner of the name that are found by their ids.
PARTNERED = 1000
#: The ids of organisations with all the words in their names, and of activities with such a partner.
NAMED = """(SELECT id, false FROM activities_organisation
  WHERE to_tsvector('simple', coalesce(name, '')) @@ websearch_to_tsquery('simple', %s) ORDER BY name LIMIT 50)
UNION ALL
(SELECT id, true FROM activities_activity
  WHERE activities_partner_words(partners) @@ websearch_to_tsquery('simple', %s) LIMIT %s)"""
#: {short name: (the words of titles and descriptions, the title of the activity meant)}
SHORT_NAMES = {
    "p2c": ("Partner2Connect", "Partner2Connect Digital Coalition"),
    "ai4g": ("AI for Good", "AI for Good Global Summit"),
    "ai4good": ("AI for Good", "AI for Good Global Summit"),
}


@dataclass(frozen=True, slots=True)
class Sought:
    """What the words name: `places` are countries as (the words, their code), `sectors` those of ITU as (the words, the
    id of the organisation). `rest` are the other words."""

    words: str
    places: tuple[tuple[str, str], ...]
    rest: str
    sectors: tuple[tuple[str, int], ...] = ()


def understood(words: str, known: Vocabulary) -> Sought:
    """The countries and Sectors in the words, the longest names first. A search with operators is text alone."""
    if OPERATORS.search(words):
        return Sought(words, (), words)
    parts = words.split()
    folded = [fold(part).strip(",.;:()") for part in parts]
    sector_ids = {fold(sector): pk for sector, pk in known.sector_ids.items()}
    places: list[tuple[str, str]] = []
    sectors: list[tuple[str, int]] = []
    rest: list[str] = []
    place = 0
    while place < len(parts):
        for length in range(min(LONGEST_NAME, len(parts) - place), 0, -1):
            name, phrase = " ".join(folded[place : place + length]), " ".join(parts[place : place + length])
            if code := known.country_codes.get(name):
                places.append((phrase, code))
            elif pk := sector_ids.get(name):
                sectors.append((phrase, pk))
            else:
                continue
            place += length
            break
        else:
            rest.append(parts[place])
            place += 1
    if all(fold(word) in SMALL for word in rest):
        rest = [] if places or sectors else rest
    return Sought(words, tuple(places), " ".join(rest), tuple(sectors))


def matching(queryset: ActivityQuerySet, sought: Sought) -> ActivityQuerySet:
    """The activities that have each word in title, description or organisation, or all in the name of a partner.

    The name of a country or Sector also finds the activities there and of that Sector. One query for the ids of what
    organisations and partners name, two if the words name a country or Sector and something else.
    """
    hit = _named(sought.words)
    if not sought.places and not sought.sectors:
        hit |= in_text(sought.words)
    else:
        there = Q()
        for name, code in sought.places:
            there &= Q(countries__overlap=[code]) | in_text(name)
        for name, pk in sought.sectors:
            there &= Q(organisation_id=pk) | in_text(name)
        hit |= there & (in_text(sought.rest) | _named(sought.rest)) if sought.rest else there
    return queryset.filter(hit)


def in_text(words: str) -> Q:
    """Activities with the words in title or description; a short name also finds what it is short for."""
    found = Q(search=SearchQuery(words, search_type="websearch", config="english"))
    longer = spelled_out(words)
    return found | Q(search=SearchQuery(longer, search_type="websearch", config="english")) if longer else found


def spelled_out(words: str) -> str:
    """The words with short names written in full, or "" if there are none: "P2C pledges" gives "Partner2Connect
    pledges"."""
    full = [SHORT_NAMES.get(fold(word), (word, ""))[0] for word in words.split()]
    return " ".join(full) if full != words.split() else ""


def _named(words: str) -> Q:
    """Activities by an organisation or with a partner whose name has all the words; an empty Q if there are none.

    One query for their ids. A condition on the names of partners would make the words of each activity that it is
    tried on, which takes longer than all other conditions.
    """
    with connection.cursor() as cursor:
        cursor.execute(NAMED, [words, words, PARTNERED + 1])
        rows = cursor.fetchall()
    organisations = [pk for pk, is_partner in rows if not is_partner]
    partnered = [pk for pk, is_partner in rows if is_partner]
    found = Q(organisation_id__in=organisations) if organisations else Q()
    if len(partnered) > PARTNERED:
        return found | Q(SearchVectorExact(PARTNER_WORDS, SearchQuery(words, search_type="websearch", config="simple")))
    return found | Q(id__in=partnered) if partnered else found
