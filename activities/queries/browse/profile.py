"""The contents of the page of a Goal, a target or an Action Line, in eight queries or fewer."""

from dataclasses import dataclass

from django.db.models import Case, F, Max, Q, When
from django.utils.translation import get_language

from activities.models import Activity, Certainty, Country, FacetCount, Mapping, Term, TermText
from activities.queries.browse.crosswalks import (
    CrosswalkLink,
    LinkGroup,
    ProposalGroup,
    crosswalks,
    official_groups,
    proposal_groups,
)
from activities.queries.cached import cached
from activities.queries.state import AsOf, figures_as_of
from activities.queries.terms import TermCount, localised, term_count

STRONGEST = 10
ALONGSIDE = 6


@dataclass(frozen=True, slots=True)
class Wording:
    """The official sentence, its language (which may not be the page's) and its source."""

    text: str
    language: str
    source: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """An SDG indicator under the Term. If it has no short name, pages show its wording."""

    term: TermCount
    wording: Wording | None


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    name: str
    activities: int


@dataclass(frozen=True, slots=True)
class Strong:
    """An activity, its strongest link to the Term, and the least certain of its links to it."""

    activity: Activity
    strength: int
    certainty: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A Term with its figures.

    `total` is every live activity, the denominator of shares; `counts` is the Term's slice of the summaries,
    {facet: {value: activities}}. `goal` is the Goal of an SDG entry; `targets` and `indicators` are those of its Goal,
    or a target's own indicators. `alongside` are the Terms of its own kind (Goals, Action Lines) that share most
    activities with it. `beyond` are Goals, or Action Lines, that share activities with it although the Matrix does not
    link them. Both have the number of activities in both.
    """

    term: Term
    own: TermCount
    wording: Wording | None
    as_of: AsOf
    total: int
    counts: dict[str, dict[str, int]]
    goal: TermCount | None
    targets: tuple[TermCount, ...]
    indicators: tuple[Indicator, ...]
    previous: TermCount | None
    following: TermCount | None
    official: tuple[LinkGroup, ...]
    proposed: tuple[ProposalGroup, ...]
    alongside: tuple[TermCount, ...]
    beyond: tuple[TermCount, ...]
    countries: tuple[Place, ...]
    strongest: tuple[Strong, ...]

    @property
    def strongest_vary(self) -> bool:
        """Whether the activities named differ in strength. If not, the page does not show it."""
        return len({strong.strength for strong in self.strongest}) > 1

    @property
    def links(self) -> int:
        return sum(len(group.links) for group in self.official)

    @property
    def gaps(self) -> tuple[CrosswalkLink, ...]:
        return tuple(link for group in self.official for link in group.links if link.is_gap)

    @property
    def covered_targets(self) -> int:
        return sum(target.activities > 0 for target in self.targets)


def profile(term: Term) -> Profile:
    """The page of `term`, a Goal, a target or an Action Line from `term_or_404`."""
    as_of = figures_as_of()
    known = surroundings(term)
    own = known[term.kind, term.code]
    neighbours = [count for (kind, _code), count in known.items() if kind == term.kind]
    place = neighbours.index(own)
    total, counts = slices(term)
    links = crosswalks(term)
    official = official_groups(term, links, known, counts)
    linked = {group.head.code for group in official}
    here, there = Term.Kind.GOAL, Term.Kind.ACTION_LINE
    if term.kind == Term.Kind.ACTION_LINE:
        here, there = there, here
    under = [count for (kind, _code), count in known.items() if kind == Term.Kind.INDICATOR]
    if term.kind == Term.Kind.TARGET:
        under = [indicator for indicator in under if indicator.code.startswith(f"{term.code}.")]
    words = wordings(term)
    return Profile(
        term=term,
        own=own,
        wording=words.get(term.code),
        as_of=as_of,
        total=total,
        counts=counts,
        goal=known[Term.Kind.GOAL, term.goal.code] if term.goal else None,
        targets=tuple(count for (kind, _code), count in known.items() if kind == Term.Kind.TARGET),
        indicators=tuple(Indicator(indicator, words.get(indicator.code)) for indicator in under),
        previous=neighbours[place - 1] if place else None,
        following=neighbours[place + 1] if place + 1 < len(neighbours) else None,
        official=official,
        proposed=proposal_groups(term, links),
        alongside=together(term, here, known, counts)[:ALONGSIDE],
        beyond=tuple(found for found in together(term, there, known, counts) if found.code not in linked),
        countries=places(counts.get("country", {})),
        strongest=strongest(term, as_of),
    )


def surroundings(term: Term) -> dict[tuple[str, str], TermCount]:
    """All Goals and Action Lines, and the targets and indicators of the Term's Goal, by kind and code. One query."""
    near = Q(kind__in=[Term.Kind.GOAL, Term.Kind.ACTION_LINE]) | Q(id=term.id)
    if term.goal_id:
        near |= Q(goal=term.goal_id)
    terms = localised(Term.objects.filter(near)).select_related("framework", "summary").order_by("kind", "position")
    return {(found.kind, found.code): term_count(found) for found in terms}


def slices(term: Term) -> tuple[int, dict[str, dict[str, int]]]:
    """The number of all live activities, and the Term's facet counts. One query."""
    rows = FacetCount.objects.filter(Q(facet="", value="") | Q(facet=term.kind, value=term.code))
    found = {facet: (number, counts) for facet, number, counts in rows.values_list("facet", "activities", "counts")}
    return found.get("", (0, {}))[0], found.get(term.kind, (0, {}))[1]


def wordings(term: Term) -> dict[str, Wording]:
    """The official sentences of the Term and its Goal's indicators by code, in the reader's language, else in English.

    One query.
    """
    language = get_language() or "en"
    whose = Q(term=term)
    if term.goal_id:
        whose |= Q(term__goal=term.goal_id, term__kind=Term.Kind.INDICATOR)
    texts = TermText.objects.filter(whose, language__in=[language, "en"]).exclude(official_text="")
    found: dict[str, Wording] = {}
    for code, text, spoken, source in texts.values_list("term__code", "official_text", "language", "source"):
        if spoken == language or code not in found:
            found[code] = Wording(text, spoken, source)
    return found


def together(
    term: Term, kind: str, known: dict[tuple[str, str], TermCount], counts: dict[str, dict[str, int]]
) -> tuple[TermCount, ...]:
    """Other Terms of `kind` with activities in both, the most first. `activities` is the number in both."""
    both = counts.get(kind, {})
    own = {(term.kind, term.code), (Term.Kind.GOAL, term.goal.code if term.goal else "")}
    found = [t for key, t in known.items() if t.kind == kind and key not in own and both.get(t.code)]
    ranked = sorted(found, key=lambda t: -both[t.code])
    return tuple(TermCount(t.kind, t.code, t.title, t.href, activities=both[t.code]) for t in ranked)


def places(counts: dict[str, int]) -> tuple[Place, ...]:
    """Countries with their names, the most activities first. One query."""
    names = Country.objects.filter(code__in=counts).values_list("code", "name")
    found = [Place(code, name, counts[code]) for code, name in names if counts[code]]
    return tuple(sorted(found, key=lambda place: (-place.activities, place.name)))


def strongest(term: Term, as_of: AsOf) -> tuple[Strong, ...]:
    """The ten activities with the strongest links, then the latest start. Two queries, or one if cached."""
    found = cached(f"strongest:{term.pk}", as_of, lambda: ranked(term))
    activities = Activity.objects.live().select_related("organisation").in_bulk([pk for pk, *_rest in found])
    return tuple(Strong(activities[pk], strength, sure) for pk, strength, sure in found if pk in activities)


CERTAINTIES = list(Certainty)
#: The place of a link's certainty among the four, the most certain first.
PLACE = Case(*(When(certainty=word, then=place) for place, word in enumerate(CERTAINTIES)))


def ranked(term: Term) -> list[tuple[int, int, str]]:
    """(activity, its strongest link, the least certain of its links to the Term) of the ten. One query."""
    to_term = Q(term__goal=term) if term.kind == Term.Kind.GOAL else Q(term=term)
    rows = (
        Mapping.objects.live()
        .filter(to_term)
        .values("activity_id")
        .annotate(strongest=Max("strength"), least=Max(PLACE))
        .order_by("-strongest", F("activity__start_year").desc(nulls_last=True), "-activity_id")
    )
    found = rows.values_list("activity_id", "strongest", "least")[:STRONGEST]
    return [(activity, strength, CERTAINTIES[place].value) for activity, strength, place in found]
