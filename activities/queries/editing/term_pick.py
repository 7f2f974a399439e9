"""Find a Term to choose: by code, by words in any loaded language, or by browsing the frameworks."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf.locale import LANG_INFO
from django.db import connection
from django.utils.translation import get_language, gettext

from activities.models import Framework, Mapping, Term, TermText
from activities.models.framework import PLAIN_ADDRESSES, term_url
from activities.validators import clean_line, nearest

#: Kinds that activities can be linked to. Indicators are not among them: they measure targets.
KINDS = tuple(kind for kind in Term.Kind.values if kind != Term.Kind.INDICATOR)
#: Most results of a search.
MOST = 20
#: A code in any spelling: "9", "SDG 9", "9.c", "8.1O", "C7-ehealth", "R.1-1", "PS3".
CODE = re.compile(r"^(?:(?:sdgs?|goals?|targets?|action lines?|wsis)\s*)?[a-z]{0,3}\.?-?[\dol]+([.\-][\w]+)*\.?$", re.I)


@dataclass(frozen=True, slots=True)
class Choice:
    """A Term to choose. `strength`: that of the activity's live link, None without one. `found`: the matching text in
    another language, `language` its code. `children`: whether it has Terms below it."""

    term: int
    framework: str
    framework_title: str
    kind: str
    code: str
    title: str
    children: bool
    official: str = ""
    found: str = ""
    language: str = ""
    strength: int | None = None

    @property
    def href(self) -> str:
        return term_url(self.framework, self.kind, self.code)

    @property
    def known_by_code(self) -> bool:
        """Whether the code identifies the framework."""
        return self.kind in PLAIN_ADDRESSES


@dataclass(frozen=True, slots=True)
class Shelf:
    """A framework, or a Goal with its targets, to browse."""

    title: str
    code: str
    choices: tuple[Choice, ...]


# All words must be in one text of the Term, in one language; matches in titles come first. A code that CODE does not
# match is found as a whole.
WORDS = """
WITH text AS (
    SELECT t.id AS term_id, ''::text AS language, t.title, t.description AS body, t.code
      FROM activities_term t WHERE t.kind = ANY(%(kinds)s)
     UNION ALL
    SELECT x.term_id, x.language, x.title, x.official_text, ''
      FROM activities_termtext x JOIN activities_term t ON t.id = x.term_id WHERE t.kind = ANY(%(kinds)s)),
hit AS (
    SELECT DISTINCT ON (term_id) term_id, language, title, body,
           title ILIKE ALL(%(patterns)s) OR lower(code) = lower(%(sought)s) AS in_title
      FROM text WHERE (title || ' ' || body) ILIKE ALL(%(patterns)s) OR lower(code) = lower(%(sought)s)
     ORDER BY term_id, (title ILIKE ALL(%(patterns)s)) DESC, (language = '') DESC, (language = %(language)s) DESC,
              (language = 'en') DESC, language)
SELECT hit.term_id, hit.language, CASE WHEN hit.in_title THEN hit.title ELSE hit.body END
  FROM hit JOIN activities_term t ON t.id = hit.term_id JOIN activities_framework f ON f.id = t.framework_id
 ORDER BY hit.in_title DESC, (t.kind = 'goal') DESC, (t.kind IN ('target', 'action_line')) DESC, f.position, t.position
 LIMIT %(limit)s"""


def choices_for(words: str, *, activity: int | None = None, kinds: Sequence[str] = KINDS) -> list[Choice]:
    """Results for a code in any spelling, with the Terms below it, or for words; best match first.

    At most MOST. Four queries.
    """
    sought = clean_line(words)
    if not sought:
        return []
    ids = by_code(sought, kinds) if CODE.match(sought) else []
    wordings: dict[int, tuple[str, str]] = {}
    if not ids:
        for term, language, wording in by_words(sought, kinds):
            ids.append(term)
            wordings[term] = (language, wording)
    found = {choice.term: choice for choice in described(ids[:MOST], activity)}
    shown = [found[pk] for pk in ids[:MOST] if pk in found]
    return [with_text_found(choice, *wordings.get(choice.term, ("", ""))) for choice in shown]


def by_code(sought: str, kinds: Sequence[str]) -> list[int]:
    """Ids of the Term with that code and those below it, otherwise of Terms with similar codes. One query."""
    rows = (
        Term.objects.filter(kind__in=kinds)
        .order_by("framework__position", "position")
        .values_list("id", "code", "kind")
    )
    by_spelling: dict[str, list[int]] = {}
    for pk, code, _kind in rows:
        by_spelling.setdefault(code, []).append(pk)
    ids: list[int] = []
    for near in nearest(sought, by_spelling):
        ids += by_spelling[near]
        below = re.compile(rf"^{re.escape(near)}[.\-]", re.IGNORECASE)
        ids += [pk for code, pks in by_spelling.items() if below.match(code) for pk in pks]
    return list(dict.fromkeys(ids))


def by_words(sought: str, kinds: Sequence[str]) -> list[tuple[int, str, str]]:
    """(id, language or "", text with the words). One query."""
    words = [stem(word) for word in sought.split()[:10]]
    patterns = ["%" + re.sub(r"([\\%_])", r"\\\1", word) + "%" for word in words]
    parameters: dict[str, Any] = {
        "kinds": list(kinds),
        "patterns": patterns,
        "sought": sought,
        "language": get_language() or "en",
        "limit": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(WORDS, parameters)
        return list(cursor.fetchall())


def stem(word: str) -> str:
    """The word without an English or French plural's s, so that "schools" finds "school"."""
    return word[:-1] if len(word) > 4 and word.isascii() and word.lower().endswith("s") else word


def with_text_found(choice: Choice, language: str, wording: str) -> Choice:
    """The choice with the matching text, unless that is shown anyway."""
    if not wording or wording in (choice.title, choice.official):
        return choice
    spoken = language if language in LANG_INFO else ""
    return replace(choice, found=wording, language=spoken)


def described(ids: Iterable[int], activity: int | None) -> list[Choice]:
    """The Terms as choices, with their official sentence in the page's language or English. Three queries."""
    wanted = list(ids)
    columns = ("id", "framework__slug", "framework__title", "kind", "code", "title")
    terms = list(Term.objects.filter(id__in=wanted).order_by("framework__position", "position").values_list(*columns))
    language = get_language() or "en"
    texts = TermText.objects.filter(term__in=wanted, language__in=["en", language]).exclude(official_text="")
    official: dict[int, str] = {}
    for term, spoken, sentence in texts.values_list("term_id", "language", "official_text"):
        if spoken == language or term not in official:
            official[term] = sentence
    links = Mapping.objects.filter(activity=activity or 0, term__in=wanted, withdrawn=False)
    strengths = dict(links.values_list("term_id", "strength"))
    return [
        Choice(
            term=pk,
            framework=slug,
            framework_title=framework,
            kind=kind,
            code=code,
            title=title,
            children=kind == Term.Kind.GOAL,
            official=official.get(pk, ""),
            strength=strengths.get(pk),
        )
        for pk, slug, framework, kind, code, title in terms
    ]


def shelf(place: str, *, activity: int | None = None, kinds: Sequence[str] = KINDS) -> Shelf | None:
    """The entries of a place: "goal:9" is the Goal with its targets, "wsis" a framework, "sdg" the Goals.

    None if there is no such place. Four or five queries.
    """
    kind, _, code = place.partition(":")
    if kind == "goal" and code:
        found = Term.objects.goals().filter(code=code).values("id", "title").first()
        if not found:
            return None
        # the Goal's own entry is among them: it belongs to itself
        inside = Term.objects.filter(goal=found["id"], kind__in=kinds)
        title = gettext("Goal %(code)s and its targets") % {"code": code}
    else:
        framework = Framework.objects.filter(slug=place).values("slug", "title").first()
        if not framework:
            return None
        inside = Term.objects.of(place).filter(kind__in=kinds)
        inside = inside.exclude(kind=Term.Kind.TARGET)  # those are below their Goal
        title, code = framework["title"], ""
    ids = inside.order_by("position").values_list("id", flat=True)
    return Shelf(title, code, tuple(described(ids, activity)))


def places() -> list[tuple[str, str]]:
    """(place, title) of the frameworks without drafts, in their order. One query."""
    return list(Framework.objects.adopted().values_list("slug", "title"))
