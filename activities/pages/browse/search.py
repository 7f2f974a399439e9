"""/search/?q=: everything that the words name, in groups. Other apps register groups of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from activities.extensions import SEARCH_GROUPS, SearchGroup, SearchHit, SearchHits
from activities.pages.browse.search_groups import PAGES, OwnGroups
from activities.past_views import shows_the_past
from activities.pictures.words import figure
from activities.queries.matching import HIT_START, mark, words_of
from activities.queries.search.find import COUNTED
from activities.queries.search.spelling import corrected
from activities.queries.vocabulary import vocabulary
from activities.validators import clean_text

#: Rows of a group, and of a group on its own.
ROWS, ALL_ROWS = 5, 100
#: Rows of "Go to", and characters of a search.
MOST_EXACT, LONGEST = 6, 200


@dataclass(frozen=True, slots=True)
class Group:
    """The results of one group. `counted` is their number in words, `all_href` shows all of them, if there are more."""

    key: str
    title: str | Promise
    counted: str
    total: int
    number: str
    hits: tuple[SearchHit, ...]
    all_href: str

    @property
    def named(self) -> bool:
        """Whether all its results are under "Go to" already."""
        return self.total == len(self.hits) and all(hit.exact for hit in self.hits)


@dataclass(frozen=True, slots=True)
class Results:
    """What `words` find. `exact` are the hits whose whole name or code they are."""

    words: str
    exact: tuple[SearchHit, ...]
    groups: tuple[Group, ...]


@shows_the_past
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    words = clean_text(request.GET.get("q", "")[:LONGEST])
    only = request.GET.get("in", "")
    groups = (*OwnGroups(vocabulary()), *SEARCH_GROUPS, PAGES)
    found = results(groups, words, only)
    instead = ""
    if words and not found.groups:
        instead = corrected(words)
        other = results(groups, instead, only) if instead else found
        instead = instead if other.groups else ""
        if instead and request.GET.get("exact") != "1":
            found = other
    context = {
        "words": words,
        "found": found,
        "only": bool(only) and bool(found.groups),
        "instead": instead,
        "as_sought": reverse("search") + "?" + urlencode({"q": words, "exact": 1}),
        "as_meant": reverse("search") + "?" + urlencode({"q": instead}),
    }
    return render(request, "activities/browse/search.html", context)


def results(groups: Sequence[SearchGroup], words: str, only: str = "") -> Results:
    """All groups with results, or one of them on its own if `only` is the key of one."""
    chosen = [group for group in groups if group.key == only] or groups
    if not words:
        return Results(words, (), ())
    most = ALL_ROWS if len({group.key for group in chosen}) == 1 else ROWS
    parts = words_of(words)
    by_key: dict[str, list[tuple[SearchGroup, SearchHits]]] = {}
    for group in chosen:
        by_key.setdefault(group.key, []).append((group, group.find(words, most)))
    if PAGES.key in by_key:  # last, although other apps add to it
        by_key[PAGES.key] = by_key.pop(PAGES.key)
    shown = [united(key, words, found, most, parts) for key, found in by_key.items()]
    exact = [hit for group in shown for hit in group.hits if hit.exact]
    return Results(words, tuple(exact[:MOST_EXACT]), tuple(group for group in shown if group.total))


def united(key: str, words: str, found: list[tuple[SearchGroup, SearchHits]], most: int, parts: list[str]) -> Group:
    """The Group of all that is registered under one key, what is named exactly first."""
    hits = sorted((hit for _group, part in found for hit in part.hits), key=lambda hit: not hit.exact)[:most]
    total = sum(part.total for _group, part in found)
    own_list = next((part.all_href for _group, part in found if part.all_href), "")
    here = reverse("search") + "?" + urlencode({"q": words, "in": key})
    return Group(
        key=key,
        title=found[0][0].title,
        counted=" · ".join(part.counted for _group, part in found if part.counted),
        total=total,
        number=in_figures(total),
        hits=tuple(marked(hit, parts) for hit in hits),
        all_href="" if total <= len(hits) else own_list or (here if most == ROWS else ""),
    )


def in_figures(total: int) -> str:
    return f"{figure(COUNTED)}+" if total > COUNTED else figure(total)


def marked(hit: SearchHit, parts: Iterable[str]) -> SearchHit:
    """The hit with the words marked in its title and text, unless a full-text search has done it."""
    title, text = str(hit.title), hit.text
    if HIT_START in title + text:
        return hit
    return replace(hit, title=mark(title, parts), text=mark(text, parts))
