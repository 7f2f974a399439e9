"""The Strategic Plans: each from its entries to Action Lines and SDG targets, and two of them side by side.

A plan is a Framework whose code begins with `sp-`. Activities are counted as on the pages of frameworks: those linked
to an entry itself, and those linked to a Goal, target or Action Line that the entry is linked to.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.db import connection
from django.urls import reverse

from activities.models import Crosswalk, Framework, Term
from activities.models.framework import PLAN_MAPPING
from activities.queries.addresses import list_href, term_filter
from activities.queries.browse.frameworks import framework_cards
from activities.queries.browse.overview import all_activities
from activities.queries.browse.plans import PlanEntry, PlanLink, plan
from activities.queries.codes import unknown
from activities.queries.state import AsOf, figures_as_of
from activities.queries.terms import kind_in_words, localised, term_count

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
    """An Action Line that an entry is linked to, with those of the entry's Goals and targets that the WSIS-SDG Matrix
    links to this Action Line. `line` is None for the Goals and targets that it links to none of them."""

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


@dataclass(frozen=True, slots=True)
class MappedEnd:
    """A link of the mapping with its entry in the other plan. `pk` and `change` are the link's."""

    pk: int
    change: int
    code: str
    title: str
    href: str
    kind: str
    rationale: str
    certainty: str


@dataclass(frozen=True, slots=True)
class OlderEntry:
    """An entry of the older plan with its places in the newer one; `activities` are linked to the entry itself."""

    code: str
    title: str
    kind: str
    kind_name: str
    href: str
    activities: int
    list_href: str
    ends: tuple[MappedEnd, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """The top entry of a branch of the older plan and those under it. `mapped` of them have a place in the newer."""

    top: OlderEntry
    below: tuple[OlderEntry, ...]

    @property
    def size(self) -> int:
        return 1 + len(self.below)

    @property
    def mapped(self) -> int:
        return sum(bool(one.ends) for one in (self.top, *self.below))


@dataclass(frozen=True, slots=True)
class NewerEntry:
    """An entry of the newer plan. `own` activities are linked to it, `older` to an entry of the older plan that the
    mapping leads from to it; `together` are both, each activity once. `starts` are the codes of those older entries."""

    code: str
    title: str
    kind: str
    kind_name: str
    href: str
    own: int
    older: int
    together: int
    starts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """`retold` are the entries of the newer plan to which an entry of the older one leads; `older_activities` and
    `told_activities` are activities linked to any entry of the older plan, and those of them that lead to the newer."""

    older: Framework
    newer: Framework
    branches: tuple[Branch, ...]
    retold: tuple[NewerEntry, ...]
    entries: int
    mapped: int
    links: int
    older_activities: int
    told_activities: int
    as_of: AsOf


#: For each entry of the newer plan: activities linked to it, those linked to entries of the older plan that lead to it,
#: and both together, each activity once.
RETOLD = """
WITH linked AS (
    SELECT m.term_id, m.activity_id FROM activities_mapping m
    JOIN activities_activity a ON a.id = m.activity_id AND NOT a.withdrawn
    JOIN activities_term t ON t.id = m.term_id AND t.framework_id IN (%(older)s, %(newer)s)
    WHERE NOT m.withdrawn
), told AS (
    SELECT c.to_term_id AS term_id, l.activity_id, true AS old
    FROM activities_crosswalk c
    JOIN activities_term s ON s.id = c.from_term_id AND s.framework_id = %(older)s
    JOIN activities_term e ON e.id = c.to_term_id AND e.framework_id = %(newer)s
    JOIN linked l ON l.term_id = c.from_term_id
    WHERE NOT c.withdrawn AND c.name LIKE %(name)s
    UNION ALL
    SELECT l.term_id, l.activity_id, false FROM linked l
    JOIN activities_term t ON t.id = l.term_id AND t.framework_id = %(newer)s
)
SELECT term_id, count(DISTINCT activity_id) FILTER (WHERE NOT old), count(DISTINCT activity_id) FILTER (WHERE old),
    count(DISTINCT activity_id)
FROM told GROUP BY term_id
"""
#: Activities linked to any entry of the older plan, and those of them linked to one that leads to the newer plan.
TOTALS = """
SELECT count(DISTINCT m.activity_id), count(DISTINCT m.activity_id) FILTER (WHERE EXISTS (
    SELECT 1 FROM activities_crosswalk c JOIN activities_term e ON e.id = c.to_term_id AND e.framework_id = %(newer)s
    WHERE c.from_term_id = m.term_id AND NOT c.withdrawn AND c.name LIKE %(name)s))
FROM activities_mapping m JOIN activities_activity a ON a.id = m.activity_id AND NOT a.withdrawn
JOIN activities_term t ON t.id = m.term_id AND t.framework_id = %(older)s
WHERE NOT m.withdrawn
"""


def side_by_side(older: Framework, newer: Framework) -> SideBySide:
    """Two plans with the mapping from the older to the newer one. Eight queries, whatever their size."""
    values: dict[str, int | str] = {"older": older.id, "newer": newer.id, "name": f"{PLAN_MAPPING}%"}
    with connection.cursor() as cursor:
        cursor.execute(RETOLD, values)
        figures = {pk: numbers for pk, *numbers in cursor.fetchall()}
        cursor.execute(TOTALS, values)
        of_older, told = cursor.fetchone()
    terms = terms_of(older)
    ends, starts = mapping(older, newer)
    children: dict[int | None, list[Term]] = defaultdict(list)
    for term in terms:
        children[term.parent_id].append(term)

    def under(term: Term) -> list[OlderEntry]:
        return [entry for child in children[term.id] for entry in (older_entry(child, ends), *under(child))]

    branches = tuple(Branch(older_entry(top, ends), tuple(under(top))) for top in children[None])
    retold = tuple(newer_entry(term, figures.get(term.id, (0, 0, 0)), starts[term.id]) for term in terms_of(newer))
    return SideBySide(
        older=older,
        newer=newer,
        branches=branches,
        retold=retold,
        entries=len(terms),
        mapped=len({pk for pk, found in ends.items() if found}),
        links=sum(len(found) for found in ends.values()),
        older_activities=of_older,
        told_activities=told,
        as_of=figures_as_of(),
    )


def terms_of(framework: Framework) -> list[Term]:
    """Two queries: the Terms with their summaries, and their titles in the language of the page."""
    terms = localised(Term.objects.filter(framework=framework)).select_related("summary", "framework")
    return list(terms.order_by("position"))


def mapping(older: Framework, newer: Framework) -> tuple[dict[int, list[MappedEnd]], dict[int, list[str]]]:
    """({id of an older entry: its places}, {id of a newer entry: codes of the older ones}). One query."""
    links = (
        Crosswalk.objects.live()
        .between_plans()
        .filter(from_term__framework=older, to_term__framework=newer)
        .select_related("from_term", "to_term__framework")
        .order_by("from_term__position", "to_term__position")
    )
    ends: dict[int, list[MappedEnd]] = defaultdict(list)
    starts: dict[int, list[str]] = defaultdict(list)
    for link in links:
        end = link.to_term
        found = MappedEnd(
            pk=link.pk,
            change=link.change_id,
            code=end.code,
            title=end.title,
            href=end.get_absolute_url(),
            kind=end.kind,
            rationale=link.rationale,
            certainty=link.certainty,
        )
        ends[link.from_term_id].append(found)
        starts[link.to_term_id].append(link.from_term.code)
    return ends, starts


def older_entry(term: Term, ends: dict[int, list[MappedEnd]]) -> OlderEntry:
    count = term_count(term)
    return OlderEntry(
        code=term.code,
        title=count.title,
        kind=term.kind,
        kind_name=term.get_kind_display(),
        href=count.href,
        activities=count.activities,
        list_href=list_href(term_filter(term.framework.slug, term.kind, term.code)),
        ends=tuple(ends.get(term.id, ())),
    )


def newer_entry(term: Term, numbers: Iterable[int], starts: list[str]) -> NewerEntry:
    own, older, together = numbers
    count = term_count(term)
    return NewerEntry(
        code=term.code,
        title=count.title,
        kind=term.kind,
        kind_name=term.get_kind_display(),
        href=count.href,
        own=own,
        older=older,
        together=together,
        starts=tuple(starts),
    )
