"""Suggestions for one activity as its editors see them: Terms that are neither linked nor rejected, with the words of
the activity's text that explain them, and the rejected Terms."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, Mapping, SuggestionVerdict, Term
from activities.queries.suggestions.material import keys_of_terms
from activities.queries.suggestions.suggest import FIRST, Suggestion, suggest
from activities.suggesting.material import KINDS

#: The marks that the template filter safe_highlight turns into <mark>.
START, END = "\x02", "\x03"
#: Below this chance, or with fewer points from reasons, a Term is shown only with "more". Without any reason it is
#: never shown: Goal 9 has a chance of 10% for any text, because so many activities have it.
LEAST, LEAST_REASONS = 0.1, 0.5
#: No kind has this many Terms.
FEWER_THAN = 1_000
MORE = {"goals": 8, "targets": 12, "action_lines": 8}
HEADS = {"goals": _("Goals"), "targets": _("Targets"), "action_lines": _("Action Lines")}
CHANCES = ((0.75, _("very likely")), (0.5, _("likely")), (0.25, _("possible")), (0.0, _("unlikely")))


@dataclass(frozen=True, slots=True)
class Carrier:
    """Words of the text that support a Term, and their share of all such words in percent. `phrase`: the lexicon's
    phrase, or ""."""

    text: str
    share: int
    phrase: str

    @property
    def as_other(self) -> bool:
        """Whether the words are a synonym in the lexicon and not the phrase itself."""
        return bool(self.phrase) and self.phrase.casefold() != self.text.casefold()


@dataclass(frozen=True, slots=True)
class Offer:
    """A suggestion as it is shown. `seen`: the Change of a withdrawn link, else 0."""

    suggestion: Suggestion
    chance: str | Promise
    percent: int
    carriers: tuple[Carrier, ...]
    title: str
    description: str
    seen: int = 0


@dataclass(frozen=True, slots=True)
class RejectedTerm:
    term: int
    kind: str
    code: str
    title: str
    who: str


@dataclass(frozen=True, slots=True)
class Offers:
    """`groups` are (heading, offers), best first; empty kinds are left out."""

    version: int
    groups: tuple[tuple[str | Promise, tuple[Offer, ...]], ...]
    rejected: tuple[RejectedTerm, ...] = ()


def offers_for_text(title: str, description: str) -> Offers:
    """Suggestions for a text that is not saved. Raises NoModel."""
    found = suggest(title, description, first=MORE)
    groups = {
        name: [offer(s, title, description) for s in getattr(found, name) if likely(s)][: FIRST[name]] for name in HEADS
    }
    return Offers(found.version, _grouped(groups))


def offers_for(activity: Activity, more: bool = False) -> Offers:
    """Suggestions for an activity. Five queries, plus those of the vocabulary. Raises NoModel."""
    links = list(Mapping.objects.filter(activity=activity).values_list("term", "withdrawn", "change").order_by("term"))
    verdicts = list(
        SuggestionVerdict.objects.live()
        .filter(activity=activity, accepted=False)
        .order_by("term__framework__position", "term__position")
        .values_list("term", "term__kind", "term__code", "term__title", "change__actor", "change__by")
    )
    linked = {term for term, withdrawn, _change in links if not withdrawn}
    rejected = {row[0] for row in verdicts} - linked
    before = {term: change for term, withdrawn, change in links if withdrawn}
    most = {name: (MORE if more else FIRST)[name] for name in FIRST}
    keys = keys_of_terms(linked)
    found = suggest(
        activity.title, activity.description, linked=keys, first={n: m + len(rejected) for n, m in most.items()}
    )
    groups = {}
    for name in HEADS:
        open_ = [s for s in getattr(found, name) if s.id not in rejected and (s.reasons if more else likely(s))]
        groups[name] = [
            offer(s, activity.title, activity.description, before.get(s.id, 0)) for s in open_[: most[name]]
        ]
    rejected_terms = tuple(
        RejectedTerm(term, kind, code, title, actor if by else "")
        for term, kind, code, title, actor, by in verdicts
        if term in rejected
    )
    return Offers(found.version, _grouped(groups), rejected_terms)


def likely(suggestion: Suggestion) -> bool:
    return suggestion.score >= LEAST and suggestion.reasons >= LEAST_REASONS


def offer_again(activity: Activity, term: Term) -> tuple[int, Offer] | None:
    """(version of the model, the suggestion of this Term for the activity, even if unlikely); None if the Term is
    linked or of a kind that is not suggested. Raises NoModel."""
    links = Mapping.objects.filter(activity=activity).values_list("term", "withdrawn", "change")
    linked = {pk for pk, withdrawn, _change in links if not withdrawn}
    before = {pk: change for pk, _withdrawn, change in links}
    all_of_its_kind = {name: FEWER_THAN if kind == term.kind else 0 for name, kind in KINDS.items()}
    found = suggest(activity.title, activity.description, linked=keys_of_terms(linked), first=all_of_its_kind)
    every = (s for name in KINDS for s in getattr(found, name) if s.id == term.pk)
    return next(
        ((found.version, offer(s, activity.title, activity.description, before.get(s.id, 0))) for s in every), None
    )


def offer(suggestion: Suggestion, title: str, description: str, seen: int = 0) -> Offer:
    """The suggestion, with its words marked in the text."""
    total = sum(words.weight for words in suggestion.words) or 1
    places = sorted(place for words in suggestion.words for place in words.places)
    whole = marked(f"{title}\n{description}", places)
    start = len(marked(title, [p for p in places if p[1] <= len(title)]))
    return Offer(
        suggestion=suggestion,
        chance=next(word for least, word in CHANCES if suggestion.score >= least),
        percent=round(100 * suggestion.score),
        carriers=tuple(Carrier(w.text, round(100 * w.weight / total), w.phrase) for w in suggestion.words),
        title=whole[:start],
        description=whole[start + 1 :],
        seen=seen,
    )


def marked(text: str, places: list[tuple[int, int]]) -> str:
    """The text with the marks of safe_highlight around each place (start, end). Places are sorted and do not
    overlap."""
    parts, at = [], 0
    for start, end in places:
        if start >= at:
            parts += [_plain(text[at:start]), START, _plain(text[start:end]), END]
            at = end
    return "".join(parts) + _plain(text[at:])


def _plain(text: str) -> str:
    """The text without any marks it may contain itself."""
    return text.replace(START, "").replace(END, "")


def _grouped(groups: dict[str, list[Offer]]) -> tuple[tuple[str | Promise, tuple[Offer, ...]], ...]:
    return tuple((HEADS[name], tuple(offers)) for name, offers in groups.items() if offers)
