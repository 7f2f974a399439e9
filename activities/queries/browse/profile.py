"""The contents of the pages of a Goal, a target or an Action Line.

`profile` is what all of them share, in four queries. The others are read by the page that shows them.
"""

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
    or a target's own indicators. `goals` and `lines` are all Goals and Action Lines, `alongside` the Terms of its own
    kind (Goals, Action Lines) that share most activities with it, `beyond` Goals, or Action Lines, that share
    activities with it although the Matrix does not link them: each with the number of activities in both.
    """

    term: Term
    own: TermCount
    as_of: AsOf
    total: int
    counts: dict[str, dict[str, int]]
    goal: TermCount | None
    goals: tuple[TermCount, ...]
    lines: tuple[TermCount, ...]
    targets: tuple[TermCount, ...]
    indicators: tuple[TermCount, ...]
    previous: TermCount | None
    following: TermCount | None
    official: tuple[LinkGroup, ...]
    proposed: tuple[ProposalGroup, ...]
    alongside: tuple[TermCount, ...]
    beyond: tuple[TermCount, ...]

    @property
    def activities(self) -> int:
        """The number of activities linked to the Term; a Goal includes its targets."""
        return self.own.activities

    @property
    def filters(self) -> dict[str, str]:
        """The filters of the list that has these activities: {"goal": "9"}."""
        return {self.own.kind: self.own.code}

    @property
    def countries(self) -> int:
        """The number of countries that the activities name."""
        return sum(number > 0 for number in self.counts.get("country", {}).values())

    @property
    def links(self) -> tuple[CrosswalkLink, ...]:
        """The official links of the Matrix."""
        return tuple(link for group in self.official for link in group.links)

    @property
    def gaps(self) -> tuple[CrosswalkLink, ...]:
        """The official links without activities."""
        return tuple(link for link in self.links if link.is_gap)

    @property
    def served(self) -> tuple[CrosswalkLink, ...]:
        """The official links with activities, and those that have not been counted yet."""
        return tuple(link for link in self.links if not link.is_gap)

    @property
    def proposed_only(self) -> bool:
        """Whether no link to another framework is official."""
        return not any(proposal.official for group in self.proposed for proposal in group.proposals)

    @property
    def covered_targets(self) -> int:
        return sum(target.activities > 0 for target in self.targets)


def profile(term: Term) -> Profile:
    """The Profile of `term`, a Goal, a target or an Action Line from `term_or_404`. Four queries."""
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
    return Profile(
        term=term,
        own=own,
        as_of=as_of,
        total=total,
        counts=counts,
        goal=known[Term.Kind.GOAL, term.goal.code] if term.goal else None,
        goals=tuple(with_both(t, counts) for (kind, _code), t in known.items() if kind == Term.Kind.GOAL),
        lines=tuple(with_both(t, counts) for (kind, _code), t in known.items() if kind == Term.Kind.ACTION_LINE),
        targets=tuple(count for (kind, _code), count in known.items() if kind == Term.Kind.TARGET),
        indicators=tuple(under),
        previous=neighbours[place - 1] if place else None,
        following=neighbours[place + 1] if place + 1 < len(neighbours) else None,
        official=official,
        proposed=proposal_groups(term, links),
        alongside=together(term, here, known, counts)[:ALONGSIDE],
        beyond=tuple(found for found in together(term, there, known, counts) if found.code not in linked),
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
    own = {(term.kind, term.code), (Term.Kind.GOAL, term.goal.code if term.goal else "")}
    found = [with_both(t, counts) for key, t in known.items() if t.kind == kind and key not in own]
    return tuple(sorted((t for t in found if t.activities), key=lambda t: -t.activities))


def with_both(other: TermCount, counts: dict[str, dict[str, int]]) -> TermCount:
    """`other` with the number of activities that it shares with the Term whose slice is `counts`."""
    both = counts.get(other.kind, {}).get(other.code, 0)
    return TermCount(other.kind, other.code, other.title, other.href, activities=both)


def places(counts: dict[str, int]) -> tuple[Place, ...]:
    """Countries of a slice with their names, the most activities first. One query."""
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
