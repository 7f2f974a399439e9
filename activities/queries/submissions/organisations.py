"""Finds an organisation by any spelling of its name: accents, case, parts, abbreviations, typing errors, former
names."""

import re
from dataclasses import dataclass

from django.db.models import Q
from django.utils.text import slugify

from activities.models import Organisation
from activities.queries.matching import PART, SMALL, fold
from activities.queries.search.spelling import corrected

#: Organisations shown, and read to put the nearest names first. Words of a search that are compared.
SHOWN, READ, WORDS = 20, 300, 8
#: Words that abbreviations leave out.
LEFT_OUT = sorted(SMALL | set("da das de del der des di do dos du e el en et fur i la las le les los und y".split()))
#: From this share of common words on, two names are similar.
ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """`former` is the name by which it was found, of an organisation that was merged into it; otherwise ""."""

    organisation: Organisation
    former: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """`found`, the nearest names first. `more`: there are others. `instead`: the corrected words, if only those found
    something."""

    found: tuple[Found, ...]
    more: bool = False
    instead: str = ""


def find_organisations(words: str, *, limit: int = SHOWN) -> Search:
    """Live organisations whose name has each of the words or a part of it, or is abbreviated by them. One query; two
    or more if nothing is found."""
    if not (found := named(words)) and (better := corrected(words)):
        return Search(tuple(named(better)[:limit]), instead=better)
    return Search(tuple(found[:limit]), more=len(found) > limit)


def names_like(name: str, country: str | None = None, *, limit: int = 5) -> list[Organisation]:
    """Organisations that may be the same as a new one of this name, the most similar first. One query.

    Names are similar if they share half of their words, or if one abbreviates the other. Bodies of two countries that
    are both known are not the same.
    """
    own = parts_of(name)
    sought = abbreviated(name)
    for part in own:
        sought |= Q(slug__contains=part)
    if not sought:
        return []
    near = Organisation.objects.live().filter(sought, sector="").select_related("country")
    if country:
        near = near.filter(Q(country=country) | Q(country=None))
    ranked = []
    for one in near.order_by("pk")[: 10 * READ]:
        other = parts_of(one.slug.replace("-", " "))
        share = len(own & other) / (len(own | other) or 1)
        if share >= ALIKE or is_short_for(name, one.slug) or is_short_for(one.slug, name):
            ranked.append((-share, one.name, one.pk, one))
    return [one for *_order, one in sorted(ranked)[:limit]]


def named(words: str) -> list[Found]:
    parts = [part for part in PART.findall(words) if fold(part) not in SMALL][:WORDS]
    if not parts:
        return []
    each = Q()
    for part in parts:
        has_part = Q(name__icontains=part)
        if plain := slugify(fold(part)):
            has_part |= Q(slug__contains=plain)
        each &= has_part
    listed = Organisation.objects.filter(Q(withdrawn=False) | Q(merged_into__withdrawn=False))
    rows = listed.filter(each | abbreviated(words)).select_related("country", "merged_into__country")
    found: dict[int, tuple[tuple[bool, bool, str], Found]] = {}
    for row in rows.order_by("name", "pk")[:READ]:
        one = Found(row.merged_into, row.name) if row.merged_into else Found(row)
        rank = (fold(row.name) != fold(words), not fold(row.name).startswith(fold(words)), fold(one.organisation.name))
        known = found.get(one.organisation.pk)
        if known is None or rank < known[0]:
            found[one.organisation.pk] = (rank, one)
    return [one for _rank, one in sorted(found.values(), key=lambda pair: pair[0])]


def abbreviated(words: str) -> Q:
    """Names that the words abbreviate, and names that are the abbreviation of the words: an empty Q if neither can
    be."""
    sought = Q()
    if letters := letters_of(words):
        small = f"(-({'|'.join(LEFT_OUT)}))*"
        sought |= Q(slug__iregex="^" + f"{small}-".join(f"{letter}[a-z0-9]*" for letter in letters) + "(-|$)")
    if len(initials := initials_of(words)) > 1:
        sought |= Q(slug=initials)
    return sought


def letters_of(words: str) -> str:
    """The letters of an abbreviation, such as "moict"; "" for what cannot be one."""
    letters = re.sub(r"[\s.]", "", fold(words)) if len(words.split()) == 1 or "." in words else ""
    return letters if letters.isascii() and letters.isalpha() and 2 < len(letters) < 11 else ""


def initials_of(words: str) -> str:
    """The first letters of at least two words, without small ones: "International Telecommunication Union" gives
    "itu"."""
    parts = [part for part in slugify(fold(words)).split("-") if part and part not in LEFT_OUT]
    return "".join(part[0] for part in parts) if len(parts) > 1 else ""


def is_short_for(one: str, other: str) -> bool:
    """Whether one name has the initials of the other."""
    return len(initials := initials_of(other)) > 2 and slugify(fold(one)) == initials


def parts_of(name: str) -> set[str]:
    return {part for part in slugify(fold(name)).split("-") if part and part not in LEFT_OUT}
