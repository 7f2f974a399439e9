"""The Strategic Plans: how their entries lead to Action Lines and SDG targets.

A plan is a Framework whose code begins with `sp-`. Activities are counted as on the pages of frameworks: those linked
to an entry itself, and those linked to a Goal, target or Action Line to which the entry is linked.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.urls import reverse

from activities.models import Crosswalk, Framework, Term
from activities.queries.browse.frameworks import framework_cards
from activities.queries.browse.overview import all_activities
from activities.queries.browse.plans import PlanEntry, PlanLink, plan
from activities.queries.codes import unknown
from activities.queries.state import AsOf
from activities.queries.terms import kind_in_words

#: How the codes of Strategic Plans begin.
PLANS = "sp-"


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One plan in the list. `contents` are (number of entries, name of their kind)."""

    framework: Framework
    href: str
    contents: tuple[tuple[int, str], ...]
    entries: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans that follow each other, with the number of links of the mapping between them."""

    older: Framework
    newer: Framework
    href: str
    links: int


@dataclass(frozen=True, slots=True)
class PlanList:
    plans: tuple[PlanLine, ...]
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """An Action Line of an entry, with those of the entry's Goals and targets that the WSIS-SDG Matrix links to this
    Action Line. `line` is None for Goals and targets that the Matrix links to none of the entry's Action Lines."""

    line: PlanLink | None
    ends: tuple[PlanLink, ...]


@dataclass(frozen=True, slots=True)
class AlignedEntry:
    """An entry with its way to the SDGs, and the entries under it by kind: (name of the kind, entries)."""

    entry: PlanEntry
    steps: tuple[Step, ...]
    below: tuple[tuple[str, tuple["AlignedEntry", ...]], ...]
    size: int
    with_activities: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """One step of a plan: the entries of one kind, and how many of them have links and activities."""

    name: str
    entries: int
    lines: int
    sdgs: int
    mapped: int
    reached: int


@dataclass(frozen=True, slots=True)
class AlignedGroup:
    """The top entries of one kind: those with entries below, and those without."""

    kind: str
    name: str
    branches: tuple[AlignedEntry, ...]
    alone: tuple[AlignedEntry, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    framework: Framework
    coverage: tuple[Coverage, ...]
    groups: tuple[AlignedGroup, ...]
    activities: int
    as_of: AsOf


def plan_frameworks() -> list[Framework]:
    """The plans from the earliest to the latest, with drafts. One query."""
    return list(Framework.objects.filter(slug__startswith=PLANS).order_by("start_year", "slug"))


def plan_or_404(slug: str) -> Framework:
    """The plan, or UnknownCode with the nearest ones. One query."""
    known = {one.slug: one for one in plan_frameworks()}
    if slug in known:
        return known[slug]
    candidates = [(one.slug, one.title, reverse("plan", args=[one.slug])) for one in known.values()]
    raise unknown(f"There is no Strategic Plan “{slug[:60]}”.", slug, candidates)


def plan_list() -> PlanList:
    """All plans, latest first, and the pairs that can be compared. Five queries."""
    cards = {card.framework.id: card for card in framework_cards()}
    frameworks = plan_frameworks()
    numbers = links_between()
    return PlanList(
        plans=tuple(
            PlanLine(one, reverse("plan", args=[one.slug]), cards[one.id].kinds, cards[one.id].entries)
            for one in reversed(frameworks)
        ),
        comparisons=tuple(
            Comparison(older, newer, comparison_href(older.slug, newer.slug), numbers.get((older.id, newer.id), 0))
            for older, newer in pairwise(frameworks)
            if not newer.draft
        ),
    )


def comparison_href(older: str, newer: str) -> str:
    return f"{reverse('plan-compare')}?from={older}&to={newer}"


def links_between() -> dict[tuple[int, int], int]:
    """{(id of the older plan, id of the newer): number of live links}. One query."""
    numbers: dict[tuple[int, int], int] = defaultdict(int)
    for pair in (
        Crosswalk.objects.live()
        .between_plans()
        .order_by()
        .values_list("from_term__framework_id", "to_term__framework_id")
    ):
        numbers[pair] += 1
    return numbers


def alignment(framework: Framework) -> Alignment:
    """The plan from its goals and objectives to Action Lines and SDG targets. Nine queries, whatever its size."""
    tree = plan(framework)
    pairs = matrix_pairs()
    found = {group.kind: [aligned(one, pairs) for one in group.entries] for group in tree.groups}
    return Alignment(
        framework=framework,
        coverage=coverage(one for entries in found.values() for one in entries),
        groups=tuple(
            AlignedGroup(
                kind=group.kind,
                name=group.name,
                branches=tuple(one for one in found[group.kind] if one.size),
                alone=tuple(one for one in found[group.kind] if not one.size),
            )
            for group in tree.groups
        ),
        activities=all_activities(),
        as_of=tree.as_of,
    )


def matrix_pairs() -> set[tuple[str, str]]:
    """Codes of the pairs that the WSIS-SDG Matrix links: (Action Line, target) and (Action Line, Goal). A link to a
    target also counts as a link to its Goal. One query."""
    links = Crosswalk.objects.matrix().order_by().values_list("from_term__code", "to_term__code")
    return {pair for line, code in links for pair in ((line, code), (line, code.partition(".")[0]))}


def aligned(entry: PlanEntry, pairs: set[tuple[str, str]]) -> AlignedEntry:
    below: dict[str, list[AlignedEntry]] = defaultdict(list)
    for child in entry.children:
        below[child.kind].append(aligned(child, pairs))
    inside = [one for found in below.values() for one in found]
    return AlignedEntry(
        entry=entry,
        steps=steps(entry.links, pairs),
        below=tuple((kind_in_words(kind, 2), tuple(found)) for kind, found in below.items()),
        size=sum(one.size for one in inside) + len(inside),
        with_activities=sum(one.with_activities + bool(one.entry.mapped or one.entry.reached) for one in inside),
    )


def steps(links: Iterable[PlanLink], pairs: set[tuple[str, str]]) -> tuple[Step, ...]:
    lines = [link for link in links if link.end.kind == Term.Kind.ACTION_LINE]
    ends = [link for link in links if link.end.kind in (Term.Kind.GOAL, Term.Kind.TARGET)]
    found = [Step(line, tuple(end for end in ends if (line.end.code, end.end.code) in pairs)) for line in lines]
    placed = {end.end.code for step in found for end in step.ends}
    rest = tuple(end for end in ends if end.end.code not in placed)
    return (*found, Step(None, rest)) if rest else tuple(found)


def coverage(entries: Iterable[AlignedEntry]) -> tuple[Coverage, ...]:
    """One line for each kind of entry, in the order of the plan."""
    by_kind: dict[str, list[AlignedEntry]] = defaultdict(list)
    waiting = list(entries)
    for one in waiting:
        by_kind[one.entry.kind].append(one)
        waiting.extend(child for _name, found in one.below for child in found)
    order = [kind for kind in Term.Kind if kind in by_kind]
    return tuple(
        Coverage(
            name=kind_in_words(kind, 2),
            entries=len(found),
            lines=sum(any(step.line for step in one.steps) for one in found),
            sdgs=sum(any(step.ends for step in one.steps) for one in found),
            mapped=sum(bool(one.entry.mapped) for one in found),
            reached=sum(bool(one.entry.reached) for one in found),
        )
        for kind in order
        for found in [by_kind[kind]]
    )
