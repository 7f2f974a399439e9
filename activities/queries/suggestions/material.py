"""Reads the training data of suggestions: activities with their links, answers to earlier suggestions, names and
official texts, the rationales of the Matrix, entries of the Strategic Plans, and the lexicon."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from django.apps import apps
from django.db.models import Exists, OuterRef
from django.db.models.functions import Left

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
from activities.suggesting.drawing import MOST, Candidate, Trust, drawn
from activities.suggesting.languages import READ, language_of
from activities.suggesting.lexicon import LexiconPhrase
from activities.suggesting.material import KINDS, Example, Hint, LabelledLink, Material, TermName
from activities.suggesting.outside import outside_texts
from activities.suggesting.words import pieces

ActivityEvent = apps.get_model("activities", "ActivityEvent")
MappingEvent = apps.get_model("activities", "MappingEvent")
#: Verbs of Changes that import activities, and of those in which a person looked at a single one.
IMPORTS = ("activities.import", "sheet.apply")
BY_HAND = ("activity.update", "activity.confirm")
LINKS_BY_HAND = ("mapping.set", "mapping.withdraw")


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
        examples=tuple(_examples(suggested, terms)),
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


def kept_apart(learned: Material, keys: Collection[str]) -> list[Example]:
    """Live activities with these keys that are linked and not among the examples. Two queries."""
    known = {term.key: term.goal for term in learned.terms}
    wanted = set(keys) - {example.key for example in learned.examples}
    terms: dict[int, set[str]] = defaultdict(set)
    links = Mapping.objects.live().filter(activity__slug__in=wanted, term__kind__in=KINDS.values())
    for activity, framework, code in links.values_list("activity", "term__framework__slug", "term__code"):
        key = f"{framework}:{code}"
        if key in known:
            terms[activity] |= {key, known[key]} if known[key] else {key}
    rows = Activity.objects.filter(pk__in=terms).order_by("id").values_list("id", "slug", "title", "description")
    return [Example(slug, title, description, frozenset(terms[pk])) for pk, slug, title, description in rows]


def unchecked(keys: Collection[str]) -> set[str]:
    """The keys of activities that an import made and nobody has looked at since: there is no edit of its text or of one
    of its links, no confirmed link and no answer to a suggestion. Four queries."""
    batches = _batches()
    settled = Mapping.objects.filter(activity=OuterRef("pk"), withdrawn=False, certainty__in=SETTLED)
    answered = SuggestionVerdict.objects.live().filter(activity=OuterRef("pk"))
    rows = Activity.objects.filter(slug__in=keys).exclude(Exists(settled) | Exists(answered))
    return {slug for pk, slug in rows.values_list("id", "slug") if pk in batches}


def _examples(suggested: dict[int, str], names: Sequence[TermName]) -> list[Example]:
    """The activities that are drawn (`activities.suggesting.drawing`). Seven queries."""
    goal_of = {name.key: name.goal for name in names}
    terms: dict[int, set[str]] = defaultdict(set)
    settled: set[int] = set()
    links = Mapping.objects.live().filter(term__in=suggested)
    for activity, term, certainty in links.values_list("activity", "term", "certainty").iterator():
        key = suggested[term]
        terms[activity] |= {key, goal_of[key]} if goal_of[key] else {key}
        if certainty in SETTLED:
            settled.add(activity)
    verdicts: dict[int, dict[str, bool]] = defaultdict(dict)
    judged = SuggestionVerdict.objects.live().filter(activity__withdrawn=False, term__in=suggested).order_by("id")
    for activity, term, accepted in judged.values_list("activity", "term", "accepted"):
        verdicts[activity][suggested[term]] = accepted
    chosen = drawn(list(_candidates(names, terms, settled, verdicts)), MOST)
    rows = Activity.objects.filter(pk__in=chosen).order_by("id").values_list("id", "slug", "title", "description")
    return [
        Example(slug, title, description, frozenset(terms[pk]), verdicts[pk]) for pk, slug, title, description in rows
    ]


def _candidates(
    names: Sequence[TermName], terms: dict[int, set[str]], settled: Collection[int], judged: Collection[int]
) -> Iterator[Candidate]:
    """The live activities that are linked or judged, as the draw needs them. Four queries."""
    goals = {name.key for name in names if name.kind == KINDS["goals"]}
    lines = {name.key for name in names if name.kind == KINDS["action_lines"]}
    batches = _batches()
    linked = Mapping.objects.filter(activity=OuterRef("pk"), withdrawn=False, term__kind__in=KINDS.values())
    answered = SuggestionVerdict.objects.live().filter(activity=OuterRef("pk"))
    rows = Activity.objects.live().filter(Exists(linked) | Exists(answered))
    fields = ("id", "title", Left("description", READ), "organisation")
    for pk, title, description, organisation in rows.values_list(*fields).iterator():
        own = terms.get(pk, set())
        batch = batches.get(pk, "")
        trusted = pk in settled or not batch
        yield Candidate(
            id=pk,
            trust=Trust.ANSWERED if pk in judged else Trust.CHECKED if trusted else Trust.IMPORTED,
            words=" ".join(piece.root for piece in pieces(title) if not piece.silent),
            goals=own & goals,
            lines=own & lines,
            organisation=organisation,
            language=language_of(f"{title}\n{description}"),
            batch=batch,
        )


def _batches() -> dict[int, str]:
    """{activity: the import that made it}, without those that staff have edited or confirmed since, or of which they
    have edited a link, one by one. Three queries."""
    made = ActivityEvent.objects.filter(pgh_label="insert", change__verb__in=IMPORTS)
    edited = set(ActivityEvent.objects.filter(change__verb__in=BY_HAND).values_list("pgh_obj_id", flat=True))
    edited |= set(MappingEvent.objects.filter(change__verb__in=LINKS_BY_HAND).values_list("activity_id", flat=True))
    rows = made.values_list("pgh_obj_id", "change__batch", "change__verb", "change__reason")
    return {
        activity: str(batch or f"{verb} {reason}")
        for activity, batch, verb, reason in rows.iterator()
        if activity not in edited
    }


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
