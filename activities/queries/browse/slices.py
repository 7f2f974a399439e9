"""What the pages of countries, regions and organisations share: a slice of all activities and its figures."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from activities.models import FacetCount, Organisation, Term
from activities.queries.browse.work import Work, latest
from activities.queries.state import AsOf, figures_as_of
from activities.queries.terms import TermCount, term_counts

NEWEST = 10


@dataclass(frozen=True, slots=True)
class Slice:
    """The activities of one filter.

    `name` is used in sentences, `filters` are those of the list of activities. `activities` is the number in the slice,
    `total` of all; `counts` and `everywhere` are the same as {facet: {value: activities}}. `goals` and `lines` are all
    Goals and Action Lines, each with its `activities` in the slice. `newest` are up to ten, the latest start first.
    """

    name: str
    filters: dict[str, str]
    activities: int
    total: int
    counts: dict[str, dict[str, int]]
    everywhere: dict[str, dict[str, int]]
    goals: tuple[TermCount, ...]
    lines: tuple[TermCount, ...]
    newest: tuple[Work, ...]
    as_of: AsOf

    def of(self, facet: str, value: str) -> int:
        return self.counts.get(facet, {}).get(value, 0)


def facet_slice(name: str, facet: str, value: str, which: Q) -> Slice:
    """The slice of one facet value from the summaries. `which` selects the same activities. Four queries."""
    rows = FacetCount.objects.filter(Q(facet="", value="") | Q(facet=facet, value=value))
    found = {facet: (number, counts) for facet, number, counts in rows.values_list("facet", "activities", "counts")}
    total, everywhere = found.get("", (0, {}))
    number, counts = found.get(facet, (0, {}))
    return assembled(name, {facet: value}, number, total, counts, everywhere, which)


def organisation_slice(organisation: Organisation) -> Slice:
    """The slice of an organisation. Sectors of ITU have summaries; others are counted here in two statements."""
    which = Q(organisation=organisation)
    if organisation.sector:
        return facet_slice(organisation.name, "sector", organisation.sector, which)
    total, everywhere = FacetCount.objects.filter(facet="", value="").values_list("activities", "counts").first() or (
        0,
        {},
    )
    counts: dict[str, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(BY_FIELD, [organisation.id])
        number = 0
        for facet, value, activities in cursor.fetchall():
            if facet == "all":
                number = activities
            elif value is not None:
                counts.setdefault(facet, {})[value] = activities
        cursor.execute(BY_TERM, [organisation.id])
        for kind, code, activities in cursor.fetchall():
            counts.setdefault(kind, {})[code] = activities
    filters = {"organisation": organisation.slug}
    return assembled(organisation.name, filters, number, total, counts, everywhere, which)


def assembled(name, filters, number, total, counts, everywhere, which: Q) -> Slice:
    terms = term_counts(Term.objects.filter(kind__in=[Term.Kind.GOAL, Term.Kind.ACTION_LINE]))
    here = [TermCount(t.kind, t.code, t.title, t.href, activities=counts.get(t.kind, {}).get(t.code, 0)) for t in terms]
    return Slice(
        name=name,
        filters=filters,
        activities=number,
        total=total,
        counts=counts,
        everywhere=everywhere,
        goals=tuple(term for term in here if term.kind == Term.Kind.GOAL),
        lines=tuple(term for term in here if term.kind == Term.Kind.ACTION_LINE),
        newest=latest(which, NEWEST),
        as_of=figures_as_of(),
    )


BY_FIELD = """
    SELECT CASE WHEN grouping(kind) = 0 THEN 'kind' WHEN grouping(status) = 0 THEN 'status'
                WHEN grouping(start_year) = 0 THEN 'year' ELSE 'all' END,
           coalesce(kind, status, start_year::text), count(*)
      FROM activities_activity
     WHERE organisation_id = %s AND NOT withdrawn
     GROUP BY GROUPING SETS ((kind), (status), (start_year), ())
"""
BY_TERM = """
    SELECT t.kind, t.code, count(DISTINCT m.activity_id)
      FROM activities_activity a
      JOIN activities_mapping m ON m.activity_id = a.id AND NOT m.withdrawn
      JOIN activities_term own ON own.id = m.term_id
      JOIN activities_term t ON t.id = coalesce(own.goal_id, own.id) AND t.kind IN ('goal', 'action_line')
     WHERE a.organisation_id = %s AND NOT a.withdrawn
     GROUP BY t.kind, t.code
"""
