"""Counts beside a list of activities: how many of the hits each facet value has.

With no filter, or one value of one facet, the counts are stored (`FacetCount`) and as old as the summaries. Any other
combination is counted from the facts, in one statement.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from activities.filters import FACETS, ActivityFilter
from activities.models import Activity, FacetCount

#: {facet: {value: activities}}
Counts = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Facets:
    """`total` activities match. `stored` says whether the counts come from the summaries or from this moment."""

    total: int
    counts: Counts
    stored: bool


def facets(filterset: ActivityFilter) -> Facets:
    """Counts within the hits of a valid filter; a facet that is filtered by counts as if it were not, so that another
    of its values can be chosen knowing how many it has. One query for stored counts, else one and one a filtered facet.
    """
    chosen = filterset.chosen
    other = any(filterset.form.cleaned_data.get(name) for name in ("q", "organisation"))
    single = [(facet, values[0]) for facet, values in chosen.items() if len(values) == 1]
    if not other and (not chosen or (len(chosen) == 1 and single)):
        return stored(*(single[0] if single else ("", "")))
    hits = counted(filterset.qs)
    counts = dict(hits.counts)
    for facet in chosen:
        counts[facet] = counted(without(filterset, facet)).counts.get(facet, {})
    return Facets(hits.total, counts, stored=False)


def stored(facet: str, value: str) -> Facets:
    """The counts of one slice from the summaries; an empty slice is not stored."""
    slices = FacetCount.objects.filter(facet__in={"", facet}, value__in={"", value})
    rows = {row.facet: row for row in slices if (row.facet, row.value) in {("", ""), (facet, value)}}
    everything, part = rows.get(""), rows.get(facet)
    if part is None:
        own = everything.counts.get(facet, {}) if everything and facet else {}
        return Facets(0, {facet: own} if facet else {}, stored=True)
    counts = dict(part.counts)
    if facet and everything:
        counts[facet] = everything.counts.get(facet, {})
    return Facets(part.activities, counts, stored=True)


def without(filterset: ActivityFilter, facet: str) -> QuerySet:
    """The filter's hits as if this one facet had not been chosen."""
    queryset = Activity.objects.all()
    for name, value in filterset.form.cleaned_data.items():
        if name != facet:
            queryset = filterset.filters[name].filter(queryset, value)
    return queryset


def counted(queryset: QuerySet) -> Facets:
    """All counts of the queryset's live activities, from the facts. One statement."""
    ids, params = queryset.live().order_by().values("id").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(LIVE_COUNTS.format(ids=ids), params)
        rows = cursor.fetchall()
    counts: Counts = {}
    total = 0
    for facet, value, number in rows:
        if facet == "":
            total = number
        else:
            counts.setdefault(facet, {})[value] = number
    return Facets(total, {facet: counts[facet] for facet in FACETS if facet in counts}, stored=False)


LIVE_COUNTS = """
WITH hit AS MATERIALIZED (
    SELECT a.id, o.sector, o.type, a.kind, a.status, a.start_year, a.countries, a.regions
      FROM activities_activity a JOIN activities_organisation o ON o.id = a.organisation_id WHERE a.id IN ({ids})),
mapped AS MATERIALIZED (
    SELECT m.activity_id, t.kind, t.goal_id,
           CASE WHEN t.goal_id IS NULL AND t.kind <> 'action_line' THEN f.slug || ':' || t.code ELSE t.code END AS code
      FROM hit JOIN activities_mapping m ON m.activity_id = hit.id AND NOT m.withdrawn
      JOIN activities_term t ON t.id = m.term_id JOIN activities_framework f ON f.id = t.framework_id)
SELECT '' AS facet, '' AS value, count(*) FROM hit
UNION ALL SELECT 'goal', g.code, n FROM (
    SELECT goal_id, count(DISTINCT activity_id) AS n FROM mapped WHERE goal_id IS NOT NULL GROUP BY goal_id) goals
  JOIN activities_term g ON g.id = goals.goal_id
UNION ALL SELECT CASE WHEN kind IN ('target', 'action_line', 'indicator') THEN kind ELSE 'plan' END, code, count(*)
  FROM mapped WHERE kind <> 'goal' GROUP BY 1, 2
UNION ALL SELECT 'sector', sector, count(*) FROM hit WHERE sector <> '' GROUP BY sector
UNION ALL SELECT 'whose', CASE WHEN sector = '' THEN 'stakeholder' ELSE 'itu' END, count(*) FROM hit GROUP BY 2
UNION ALL SELECT 'organisation_type', type, count(*) FROM hit GROUP BY type
UNION ALL SELECT 'kind', kind, count(*) FROM hit GROUP BY kind
UNION ALL SELECT 'status', status, count(*) FROM hit GROUP BY status
UNION ALL SELECT 'year', start_year::text, count(*) FROM hit WHERE start_year IS NOT NULL GROUP BY start_year
UNION ALL SELECT 'country', code, count(*) FROM hit, unnest(countries) AS code GROUP BY code
UNION ALL SELECT 'region', code, count(*) FROM hit, unnest(regions) AS code GROUP BY code
"""
