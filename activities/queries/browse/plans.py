"""Frameworks whose entries have no pages of another sort, such as the Strategic Plans: their trees and their entries.

Two counts are kept apart. *Mapped* activities are linked to the entry itself. *Reached* activities are mapped to at
least one Term that the entry is linked to: editors propose most of those links, so it is an indication.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Max, Q

from activities.models import Activity, Crosswalk, Framework, Mapping, Term
from activities.queries.addresses import list_href, term_filter
from activities.queries.browse.frameworks import FrameworkCard, framework_cards
from activities.queries.cached import cached
from activities.queries.state import AsOf, figures_as_of
from activities.queries.terms import TermCount, kind_in_words, localised, term_count

SHOWN = 10


@dataclass(frozen=True, slots=True)
class PlanLink:
    """A link between an entry and a Term of another framework, `end`. `end.activities` are mapped to that Term."""

    end: TermCount
    standing: str
    rationale: str
    certainty: str
    list_href: str

    @property
    def is_official(self) -> bool:
        return self.standing == Crosswalk.Standing.OFFICIAL


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """An entry of a plan with its links, its figures and the entries under it."""

    kind: str
    kind_name: str
    code: str
    title: str
    href: str
    sector: str
    certainty: str
    basis: str
    mapped: int
    mapped_href: str
    reached: int
    links: tuple[PlanLink, ...]
    children: tuple["PlanEntry", ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The top entries of one kind."""

    kind: str
    name: str
    entries: tuple[PlanEntry, ...]

    @property
    def size(self) -> int:
        """The number of entries in the group, including those under others."""
        return sum(1 + len(entry.children) for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Plan:
    card: FrameworkCard
    groups: tuple[Group, ...]
    as_of: AsOf


@dataclass(frozen=True, slots=True)
class InOtherPlan:
    """An entry of an earlier or a later plan that the mapping between them links to this one. `plan` is its title."""

    entry: TermCount
    plan: str
    rationale: str
    certainty: str


@dataclass(frozen=True, slots=True)
class PlanTerm:
    """One entry on its own page. `mapped` and `reached` name up to ten activities, the entry holds their numbers.

    `linked_from` are links that lead here; `replaced_by` are later entries that take its place.
    """

    term: Term
    entry: PlanEntry
    parent: TermCount | None
    previous: TermCount | None
    following: TermCount | None
    linked_from: tuple[PlanLink, ...]
    replaced_by: tuple[TermCount, ...]
    in_other_plans: tuple[InOtherPlan, ...]
    mapped: tuple[Activity, ...]
    reached: tuple[Activity, ...]
    as_of: AsOf


def plan(framework: Framework) -> Plan:
    """The whole plan as a tree. Six queries, whatever its size."""
    as_of = figures_as_of()
    terms = list(
        localised(Term.objects.filter(framework=framework)).select_related("summary", "framework").order_by("position")
    )
    links = links_of_entries(Q(from_term__framework=framework))
    children: dict[int | None, list[Term]] = defaultdict(list)
    for term in terms:
        children[term.parent_id].append(term)

    def entries(parent: int | None) -> list[PlanEntry]:
        return [entry(term, links[term.id], entries(term.id)) for term in children[parent]]

    groups: dict[str, list[PlanEntry]] = defaultdict(list)
    for one in entries(None):
        groups[one.kind].append(one)
    return Plan(
        card=next(c for c in framework_cards() if c.framework.id == framework.id),
        groups=tuple(Group(kind, kind_in_words(kind, 2), tuple(found)) for kind, found in groups.items()),
        as_of=as_of,
    )


def entry(term: Term, links: Iterable[PlanLink], children: Iterable[PlanEntry] = ()) -> PlanEntry:
    """A PlanEntry from a Term read with `localised(…).select_related("summary", "framework")`."""
    count = term_count(term)
    return PlanEntry(
        kind=term.kind,
        kind_name=term.get_kind_display(),
        code=term.code,
        title=count.title,
        href=count.href,
        sector=term.sector,
        certainty=term.certainty,
        basis=term.basis,
        mapped=count.activities,
        mapped_href=list_href(term_filter(term.framework.slug, term.kind, term.code)),
        reached=count.reached,
        links=tuple(links),
        children=tuple(children),
    )


def links_of_entries(which: Q, start: str = "from_term", end: str = "to_term") -> dict[int, list[PlanLink]]:
    """Live links by the id of their entry: official ones first, and Action Lines first in each. Without those between
    plans.

    `start` and `end` the other way round give those that lead to an entry. One query, and one for titles.
    """
    rows = list(
        Crosswalk.objects.live()
        .of_contributions()
        .filter(which)
        .order_by(f"{end}__framework__position", f"{end}__position")
        .values("from_term_id", "to_term_id", "standing", "rationale", "certainty")
    )
    ends = localised(Term.objects.filter(id__in={row[f"{end}_id"] for row in rows}))
    terms = {term.id: term for term in ends.select_related("summary", "framework")}
    found: dict[int, list[PlanLink]] = defaultdict(list)
    for row in rows:
        term = terms[row[f"{end}_id"]]
        found[row[f"{start}_id"]].append(
            PlanLink(
                end=term_count(term),
                standing=row["standing"],
                rationale=row["rationale"],
                certainty=row["certainty"],
                list_href=list_href(term_filter(term.framework.slug, term.kind, term.code)),
            )
        )
    for links in found.values():
        links.sort(key=lambda link: (not link.is_official, link.end.kind != Term.Kind.ACTION_LINE))
    return found


def plan_term(term: Term) -> PlanTerm:
    """One entry with its links, its activities and the entries around it, in fifteen queries at most.

    `term` is from `term_or_404`.
    """
    as_of = figures_as_of()
    near = localised(Term.objects.filter(framework=term.framework_id)).select_related("summary", "framework")
    known = list(near.order_by("position"))
    place = next(n for n, one in enumerate(known) if one.id == term.id)
    own = known[place]
    links = links_of_entries(Q(from_term=term) | Q(from_term__parent=term))
    children = [entry(one, links[one.id]) for one in known if one.parent_id == term.id]
    ends = Crosswalk.objects.live().of_contributions().filter(from_term=term).values("to_term")
    later = localised(Term.objects.filter(replaces=term)).select_related("summary", "framework")
    siblings = [one for one in known if one.parent_id == term.parent_id and one.kind == term.kind]
    at = siblings.index(own)
    return PlanTerm(
        term=term,
        entry=entry(own, links[term.id], children),
        parent=next((term_count(one) for one in known if one.id == term.parent_id), None),
        previous=term_count(siblings[at - 1]) if at else None,
        following=term_count(siblings[at + 1]) if at + 1 < len(siblings) else None,
        linked_from=tuple(links_of_entries(Q(to_term=term), "to_term", "from_term")[term.id]),
        replaced_by=tuple(map(term_count, later)),
        in_other_plans=in_other_plans(term),
        mapped=first_activities(f"mapped:{term.pk}", as_of, Q(term=term)),
        reached=first_activities(f"reached:{term.pk}", as_of, Q(term__in=ends) | Q(term__goal__in=ends)),
        as_of=as_of,
    )


def in_other_plans(term: Term) -> tuple[InOtherPlan, ...]:
    """The entries of other plans that the mapping links to this one, in their order. Two queries."""
    links = (
        Crosswalk.objects.live()
        .between_plans()
        .filter(Q(from_term=term) | Q(to_term=term))
        .values_list("from_term_id", "to_term_id", "rationale", "certainty")
    )
    about = {(end if start == term.id else start): (reason, sure) for start, end, reason, sure in links}
    ends = localised(Term.objects.filter(id__in=about)).select_related("summary", "framework")
    return tuple(
        InOtherPlan(term_count(one), one.framework.title, *about[one.id])
        for one in ends.order_by("framework__start_year", "position")
    )


def first_activities(name: str, as_of: AsOf, to_terms: Q) -> tuple[Activity, ...]:
    """Up to ten live ones: those with most of the Terms first, then the strongest, then the newest. Two queries, or one
    when the ranking is cached under `name`.
    """
    found = cached(name, as_of, lambda: ranked(to_terms))
    rows = Activity.objects.live().select_related("organisation").defer("search", "description").in_bulk(found)
    return tuple(rows[pk] for pk in found if pk in rows)


def ranked(to_terms: Q) -> list[int]:
    """The ids of the ten, from all mappings to the Terms. One query."""
    rows = (
        Mapping.objects.live()
        .filter(to_terms)
        .order_by()
        .values("activity_id")
        .annotate(terms=Count("term_id", distinct=True), strongest=Max("strength"))
        .order_by("-terms", "-strongest", F("activity_id").desc())
    )
    return list(rows.values_list("activity_id", flat=True)[:SHOWN])
