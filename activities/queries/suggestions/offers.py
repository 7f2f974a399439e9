"""Suggestions for one activity as its editors see them: Terms that are neither linked nor rejected, with the words of
the activity's text that explain them, and the rejected Terms."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, Mapping, SuggestionVerdict, Term
from activities.queries.suggestions.material import keys_of_terms
from activities.queries.suggestions.suggest import Suggestion, Suggestions, suggest
from activities.suggesting.languages import language_of
from activities.suggesting.material import KINDS

#: The marks that the template filter safe_highlight turns into <mark>.
START, END = "\x02", "\x03"
#: An unlikely Term, with a chance below this, is folded away.
LEAST = 1 / 3
#: How many Terms of each kind are shown at first, and how many of each are shown at most.
SHOWN, MOST = 3, {"goals": 8, "targets": 12, "action_lines": 8}
#: No kind has this many Terms.
FEWER_THAN = 1_000
HEADS = {"goals": _("Goals"), "targets": _("Targets"), "action_lines": _("Action Lines")}
CHANCES = ((0.75, _("very likely")), (0.5, _("likely")), (LEAST, _("possible")), (0.0, _("unlikely")))


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
    """A suggestion as it is shown. `language`: that of the text, "" if unknown. `seen`: the Change of a withdrawn link,
    else 0."""

    suggestion: Suggestion
    chance: str | Promise
    percent: int
    carriers: tuple[Carrier, ...]
    title: str
    description: str
    language: str
    seen: int = 0


@dataclass(frozen=True, slots=True)
class RejectedTerm:
    term: int
    kind: str
    code: str
    title: str
    who: str


#: (heading, offers) of each kind that has any, best first.
Groups = tuple[tuple[str | Promise, tuple[Offer, ...]], ...]


@dataclass(frozen=True, slots=True)
class Offers:
    """`groups`: likely suggestions. `unlikely`: the others, which are folded away. `hidden`: how many of both are shown
    only with `more`. `clear`: False if no Goal is likely and the activity has no Goal or target yet."""

    version: int
    groups: Groups
    unlikely: Groups
    hidden: int
    clear: bool
    rejected: tuple[RejectedTerm, ...] = ()


def offers_for_text(title: str, description: str, more: bool = False) -> Offers:
    """Suggestions for a text that is not saved. Raises NoModel."""
    return _offers(suggest(title, description, first=MOST), title, description, more)


def offers_for_draft(title: str, description: str, *, linked: Collection[int], left_out: Collection[int]) -> Offers:
    """Suggestions for the text of a draft: Terms that are neither `linked` nor `left_out`. Two queries, plus those of
    the vocabulary. Raises NoModel."""
    first = {name: most + len(left_out) for name, most in MOST.items()}
    found = suggest(title, description, linked=keys_of_terms(linked) if linked else (), first=first)
    rejected = tuple(RejectedTerm(term, "", "", "", "") for term in left_out)
    return _offers(found, title, description, False, rejected=rejected, clear=bool(linked))


def offers_for(activity: Activity, more: bool = False) -> Offers:
    """Suggestions for an activity: the SHOWN best likely ones of each kind or, with `more`, MOST of each, including
    unlikely ones. Five queries, plus those of the vocabulary. Raises NoModel."""
    links = list(
        Mapping.objects.filter(activity=activity)
        .values_list("term", "term__kind", "withdrawn", "change")
        .order_by("term")
    )
    verdicts = list(
        SuggestionVerdict.objects.live()
        .filter(activity=activity, accepted=False)
        .order_by("term__framework__position", "term__position")
        .values_list("term", "term__kind", "term__code", "term__title", "change__actor", "change__by")
    )
    linked = {term: kind for term, kind, withdrawn, _change in links if not withdrawn}
    rejected = tuple(
        RejectedTerm(term, kind, code, title, actor if by else "")
        for term, kind, code, title, actor, by in verdicts
        if term not in linked
    )
    found = suggest(
        activity.title,
        activity.description,
        linked=keys_of_terms(linked),
        first={name: most + len(rejected) for name, most in MOST.items()},
    )
    return _offers(
        found,
        activity.title,
        activity.description,
        more,
        before={term: change for term, _kind, withdrawn, change in links if withdrawn},
        rejected=rejected,
        clear=not {KINDS["goals"], KINDS["targets"]}.isdisjoint(linked.values()),
    )


def _offers(
    found: Suggestions,
    title: str,
    description: str,
    more: bool,
    *,
    before: dict[int, int] | None = None,
    rejected: tuple[RejectedTerm, ...] = (),
    clear: bool = False,
) -> Offers:
    """The Terms that have a reason. Without any, Goal 9 still has some chance: so many activities have it."""
    refused, language = {each.term for each in rejected}, language_of(f"{title}\n{description}")
    likely: dict[str, list[Offer]] = {}
    unlikely: dict[str, list[Offer]] = {}
    hidden = 0
    for name in HEADS:
        open_ = [s for s in getattr(found, name) if s.id not in refused and s.reasons > 0][: MOST[name]]
        for group, mine in (
            (likely, [s for s in open_ if s.score >= LEAST]),
            (unlikely, [s for s in open_ if s.score < LEAST]),
        ):
            first = len(mine) if more else SHOWN if group is likely else 0
            group[name] = [offer(s, title, description, language, (before or {}).get(s.id, 0)) for s in mine[:first]]
            hidden += len(mine[first:])
    return Offers(
        version=found.version,
        groups=_grouped(likely),
        unlikely=_grouped(unlikely),
        hidden=hidden,
        clear=clear or bool(likely["goals"]),
        rejected=rejected,
    )


def offer_again(activity: Activity, term: Term) -> tuple[int, Offer] | None:
    """(version of the model, the suggestion of this Term for the activity, even if unlikely); None if the Term is
    linked or of a kind that is not suggested. Raises NoModel."""
    links = Mapping.objects.filter(activity=activity).values_list("term", "withdrawn", "change")
    linked = {pk for pk, withdrawn, _change in links if not withdrawn}
    before = {pk: change for pk, _withdrawn, change in links}
    all_of_its_kind = {name: FEWER_THAN if kind == term.kind else 0 for name, kind in KINDS.items()}
    found = suggest(activity.title, activity.description, linked=keys_of_terms(linked), first=all_of_its_kind)
    every = (s for name in KINDS for s in getattr(found, name) if s.id == term.pk)
    text = (activity.title, activity.description)
    language = language_of("\n".join(text))
    return next(((found.version, offer(s, *text, language, before.get(s.id, 0))) for s in every), None)


def offer(suggestion: Suggestion, title: str, description: str, language: str, seen: int = 0) -> Offer:
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
        language=language,
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


def _grouped(groups: dict[str, list[Offer]]) -> Groups:
    return tuple((HEADS[name], tuple(offers)) for name, offers in groups.items() if offers)
