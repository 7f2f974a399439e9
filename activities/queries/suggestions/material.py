"""Reads the training data of suggestions: activities with their links, answers to earlier suggestions, names and
official texts, the rationales of the Matrix, entries of the Strategic Plans, and the lexicon."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Exists, OuterRef

from activities.certainty import SETTLED
from activities.models import (
    Activity,
    Change,
    Crosswalk,
    LexiconEntry,
    Mapping,
    SuggestionVerdict,
    Term,
    TermText,
)
from activities.suggesting.lexicon import LexiconPhrase
from activities.suggesting.material import KINDS, Example, Hint, LabelledLink, Material, TermName
from activities.suggesting.outside import outside_texts

#: The most activities that a model learns from: first those with answers or confirmed links, then the latest.
MOST = 4_000


def material() -> Material:
    """All training data, in a fixed order: the same data gives the same material."""
    through = Change.objects.order_by("-id").values_list("id", flat=True).first() or 0
    names = {
        pk: (kind, f"{framework}:{code}", goal)
        for pk, kind, framework, code, goal in Term.objects.order_by(
            "framework__position", "position", "id"
        ).values_list("id", "kind", "framework__slug", "code", "goal_id")
    }
    suggested = {pk: key for pk, (kind, key, _) in names.items() if kind in KINDS.values()}
    terms = tuple(
        TermName(key, kind, suggested.get(goal, "") if kind == KINDS["targets"] else "")
        for pk, (kind, key, goal) in names.items()
        if pk in suggested
    )
    goal_of = {term.key: term.goal for term in terms}
    return Material(
        through=through,
        terms=terms,
        examples=tuple(_examples(suggested, goal_of)),
        hints=tuple(_hints(suggested)),
        lexicon=tuple(lexicon(set(goal_of))),
        links=tuple(_links(suggested)),
        outside=outside_texts(),
    )


def keys_of_terms(ids: Collection[int]) -> set[str]:
    """{framework:code} of the Terms with these ids. One query."""
    return {
        f"{framework}:{code}"
        for framework, code in Term.objects.filter(pk__in=ids).values_list("framework__slug", "code")
    }


def lexicon(known: set[str]) -> list[LexiconPhrase]:
    """The live entries, with only their `known` Terms."""
    return [
        LexiconPhrase(phrase, tuple(synonyms), tuple(t for t in terms if t in known))
        for phrase, synonyms, terms in LexiconEntry.objects.filter(withdrawn=False)
        .order_by("phrase", "id")
        .values_list("phrase", "synonyms", "terms")
    ]


def _examples(suggested: dict[int, str], goal_of: dict[str, str]) -> list[Example]:
    if not suggested:
        return []
    mappings = Mapping.objects.filter(term__in=suggested, activity=OuterRef("pk"), withdrawn=False)
    verdicts = SuggestionVerdict.objects.live().filter(activity=OuterRef("pk"))
    chosen = (
        Activity.objects.live()
        .annotate(
            judged=Exists(verdicts), confirmed=Exists(mappings.filter(certainty__in=SETTLED)), linked=Exists(mappings)
        )
        .exclude(linked=False, judged=False)
        .order_by("-judged", "-confirmed", "-id")
        .values_list("id", "slug", "title", "description")[:MOST]
    )
    rows = sorted(chosen)
    ids = [row[0] for row in rows]
    terms: dict[int, set[str]] = defaultdict(set)
    links = Mapping.objects.filter(activity__in=ids, term__in=suggested, withdrawn=False)
    for activity, term in links.values_list("activity", "term"):
        key = suggested[term]
        terms[activity] |= {key, goal_of[key]} if goal_of[key] else {key}
    verdicts_of: dict[int, dict[str, bool]] = defaultdict(dict)
    judged = SuggestionVerdict.objects.live().filter(activity__in=ids, term__in=suggested).order_by("id")
    for activity, term, accepted in judged.values_list("activity", "term", "accepted"):
        verdicts_of[activity][suggested[term]] = accepted
    return [
        Example(slug, title, description, frozenset(terms[pk]), verdicts_of[pk])
        for pk, slug, title, description in rows
    ]


def _hints(suggested: dict[int, str]) -> list[Hint]:
    """Titles, descriptions and texts of each Term, rationales, and Plan entries with the Terms they are linked to."""
    hints = []
    titles = Term.objects.filter(pk__in=suggested).order_by("framework__position", "position", "id")
    for pk, title, description in titles.values_list("id", "title", "description"):
        hints += [Hint(text, frozenset({suggested[pk]})) for text in (title, description) if text]
    texts = TermText.objects.filter(term__in=suggested).order_by("term__position", "term", "language")
    labels = {hint.text for hint in hints}
    for pk, title, official in texts.values_list("term", "title", "official_text"):
        hints += [Hint(text, frozenset({suggested[pk]})) for text in (title, official) if text and text not in labels]
    linked: dict[tuple[int, str], set[str]] = defaultdict(set)
    links = Crosswalk.objects.live().order_by("name", "from_term__position", "from_term", "to_term__position", "id")
    rows = links.values_list("from_term", "to_term", "rationale", "from_term__title")
    for source, goal, rationale, title in rows:
        if goal not in suggested:
            continue
        if source not in suggested:
            linked[source, title].add(suggested[goal])
        elif rationale:
            linked[source, rationale] |= {suggested[source], suggested[goal]}
    return hints + [Hint(text, frozenset(terms)) for (_, text), terms in linked.items()]


def _links(suggested: dict[int, str]) -> list[LabelledLink]:
    links = Crosswalk.objects.matrix().filter(from_term__in=suggested, to_term__in=suggested)
    rows = links.order_by("from_term__position", "to_term__position", "id")
    return [
        LabelledLink(suggested[line], suggested[term], rationale)
        for line, term, rationale in rows.values_list("from_term", "to_term", "rationale")
    ]
