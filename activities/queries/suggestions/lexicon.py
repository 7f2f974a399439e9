"""The lexicon as coordinators see it."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q

from activities.models import LexiconEntry
from activities.queries.vocabulary import vocabulary

LexiconEntryEvent = apps.get_model("activities", "LexiconEntryEvent")
PAGE = 50


@dataclass(frozen=True, slots=True)
class SuggestedTerm:
    kind: str
    code: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the list. `more`: how many synonyms are not shown."""

    id: int
    change: int
    phrase: str
    synonyms: tuple[str, ...]
    more: int
    terms: tuple[SuggestedTerm, ...]
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Page:
    lines: tuple[Line, ...]
    total: int
    next: str


def lexicon_page(words: str = "", *, after: str = "", withdrawn: bool = False, shown: int = 8) -> Page:
    """Entries whose phrase, synonyms or codes contain all of `words`, by phrase. `after`: the last phrase of the
    previous page. Two queries, plus those of the vocabulary."""
    rows = LexiconEntry.objects.filter(withdrawn=withdrawn)
    for word in words.split()[:8]:
        rows = rows.filter(
            Q(phrase__icontains=word) | Q(synonyms__icontains=word) | Q(terms__overlap=[f"sdg:{word}", f"wsis:{word}"])
        )
    total = rows.count()
    found = list(rows.filter(phrase__gt=after).order_by("phrase").select_related(None)[: PAGE + 1])
    suggested = _suggested()
    lines = tuple(
        Line(
            id=row.pk,
            change=row.change_id,
            phrase=row.phrase,
            synonyms=tuple(row.synonyms[:shown]),
            more=max(0, len(row.synonyms) - shown),
            terms=tuple(suggested[key] for key in row.terms if key in suggested),
            withdrawn=row.withdrawn,
        )
        for row in found[:PAGE]
    )
    return Page(lines, total, found[PAGE - 1].phrase if len(found) > PAGE else "")


def entry_version(pk: int, change: int, fields: tuple[str, ...]) -> dict[str, Any] | None:
    """{field: value} of the entry as that Change left it; None when the Change did not write it. One query."""
    events = LexiconEntryEvent.objects.filter(pgh_obj_id=pk, change_id=change)
    return events.order_by("-pgh_id").values(*fields).first()


def _suggested() -> dict[str, SuggestedTerm]:
    facets = vocabulary().facets
    return {
        f"{framework}:{code}": SuggestedTerm(facet, code, str(option.label), option.href)
        for framework, facet in (("sdg", "goal"), ("sdg", "target"), ("wsis", "action_line"))
        for code, option in facets[facet].items()
    }
