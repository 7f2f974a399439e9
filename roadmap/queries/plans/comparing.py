"""Compare two Strategic Plans: where each entry of the older plan is found in the newer one, and the older plan's
activities counted under the entries of the newer one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from activities.models import Crosswalk, Framework, Term
from activities.models.framework import PLAN_MAPPING
from activities.queries.addresses import list_href, term_filter
from activities.queries.state import AsOf, figures_as_of
from activities.queries.terms import localised, term_count


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
    """An entry of the newer plan. `own` counts activities linked to it, `older` those linked to older entries that the
    mapping links to it, and `together` both, each activity once. `starts` are the codes of those older entries."""

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
    """`retold` are the entries of the newer plan that the mapping links to older ones. `older_activities` counts
    activities linked to any entry of the older plan, `told_activities` those of them linked to an entry that is found
    in the newer plan."""

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
