"""Facet counts of a list of activities: how many hits each facet value has.

Without filters, or with one value of one facet, the counts come from the summaries (`FacetCount`). Any other
combination is counted from the facts, in one statement.
"""

from dataclasses import dataclass
from typing import Protocol

from django.core.exceptions import EmptyResultSet
from django.db import connection

from activities.models import FacetCount
from activities.models.activity import ActivityQuerySet
from activities.models.place import in_regions_sql
from activities.queries.vocabulary import FACETS, TERM_FACETS

#: {facet: {value: activities}}
Counts = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Facets:
    """`total` activities match, out of `of`. `stored`: the counts come from the summaries; otherwise they are live."""

    total: int
    counts: Counts
    stored: bool
    of: int = 0


class Narrowed(Protocol):
    """A valid filter of activities, as `activities.filters` makes them."""

    @property
    def chosen(self) -> dict[str, list[str]]: ...

    @property
    def by_facets_alone(self) -> bool: ...

    def hits(self, leaving_out: str = "") -> ActivityQuerySet: ...


def facets(filterset: Narrowed) -> Facets:
    """Counts within the hits of the valid filters.

    The counts of a facet ignore the filter on that facet: they say how many hits another value would have. One query
    for no filter or one value; otherwise one for the hits, one for the total, and one for each facet with a filter.
    """
    hits = within(filterset)
    if hits.stored and len(filterset.chosen) < 2:
        return hits
    counts = dict(hits.counts)
    for facet in filterset.chosen:
        counts[facet] = within(filterset, leaving_out=facet).counts.get(facet, {})
    everything = FacetCount.objects.filter(facet="", value="").values_list("activities", flat=True).first() or 0
    return Facets(hits.total, counts, hits.stored, of=max(everything, hits.total))


def within(filterset: Narrowed, leaving_out: str = "") -> Facets:
    """Counts within the hits, or only the counts of the facet `leaving_out`, without the filter on it."""
    chosen = {facet: values for facet, values in filterset.chosen.items() if facet != leaving_out}
    values = [(facet, value) for facet, values in chosen.items() for value in values]
    if filterset.by_facets_alone and len(values) < 2:
        from_summaries = stored(*(values[0] if values else ("", "")))
        if from_summaries is not None:
            return from_summaries
    return counted(filterset.hits(leaving_out), only=leaving_out)


def stored(facet: str, value: str) -> Facets | None:
    """The counts of one slice from the summaries, all 0 for an empty slice. None before the first rebuild."""
    slices = FacetCount.objects.filter(facet__in={"", facet}, value__in={"", value})
    rows = {row.facet: row for row in slices if (row.facet, row.value) in {("", ""), (facet, value)}}
    everything, part = rows.get(""), rows.get(facet)
    if everything is None:
        return None
    counts = dict(part.counts) if part else {}
    if facet:
        counts[facet] = everything.counts.get(facet, {})
    return Facets(part.activities if part else 0, counts, stored=True, of=everything.activities)


def counted(queryset: ActivityQuerySet, only: str = "") -> Facets:
    """All counts of the queryset's live activities, or those of one facet, from the facts. One statement."""
    try:
        ids, params = queryset.live().order_by().values("id").query.sql_with_params()
    except EmptyResultSet:  # the filters exclude each other, which Django knows without a query
        return Facets(0, {}, stored=False)
    parts = [COUNTS[only]] if only else COUNTS.values()
    mapped = MAPPED if not only or only in TERM_FACETS else ""
    sql = f"WITH hit AS MATERIALIZED ({HIT.format(ids=ids)}){mapped} {' UNION ALL '.join(parts)}"
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    counts: Counts = {}
    for facet, value, number in rows:
        counts.setdefault(facet, {})[value] = number
    total = counts.pop("", {}).get("", 0)
    return Facets(total, {facet: counts[facet] for facet in FACETS if facet in counts}, stored=False)


HIT = f"""
    SELECT a.id, o.sector, o.type, a.kind, a.status, a.start_year, a.countries, {in_regions_sql("a")} AS regions
      FROM activities_activity a LEFT JOIN activities_organisation o ON o.id = a.organisation_id
     WHERE a.id IN ({{ids}})"""  # noqa: S608 - constants; the ids are compiled SQL
MAPPED = """, mapped AS MATERIALIZED (
    SELECT m.activity_id, t.kind, t.goal_id,
           CASE WHEN t.goal_id IS NULL AND t.kind <> 'action_line' THEN f.slug || ':' || t.code ELSE t.code END AS code
      FROM hit JOIN activities_mapping m ON m.activity_id = hit.id AND NOT m.withdrawn
      JOIN activities_term t ON t.id = m.term_id JOIN activities_framework f ON f.id = t.framework_id)"""
OF_KIND = "SELECT '{0}' AS facet, code AS value, count(*) FROM mapped WHERE kind = '{0}' GROUP BY code"
OF_COLUMN = "SELECT '{0}' AS facet, {1}::text AS value, count(*) FROM hit WHERE {1} IS NOT NULL GROUP BY {1}"
OF_ARRAY = "SELECT '{0}' AS facet, code AS value, count(*) FROM hit, unnest({1}) AS code GROUP BY code"
COUNTS = {
    "": "SELECT '' AS facet, '' AS value, count(*) FROM hit",
    "goal": """SELECT 'goal' AS facet, g.code AS value, n FROM (
        SELECT goal_id, count(DISTINCT activity_id) AS n FROM mapped WHERE goal_id IS NOT NULL GROUP BY goal_id) goals
        JOIN activities_term g ON g.id = goals.goal_id""",
    "target": OF_KIND.format("target"),
    "indicator": OF_KIND.format("indicator"),
    "action_line": OF_KIND.format("action_line"),
    "plan": """SELECT 'plan' AS facet, code AS value, count(*) FROM mapped
        WHERE kind NOT IN ('goal', 'target', 'indicator', 'action_line') GROUP BY code""",
    "sector": "SELECT 'sector' AS facet, sector AS value, count(*) FROM hit WHERE sector <> '' GROUP BY sector",
    "whose": """SELECT 'whose' AS facet, CASE WHEN sector <> '' THEN 'itu' ELSE 'stakeholder' END AS value, count(*)
        FROM hit GROUP BY 2""",
    "organisation_type": OF_COLUMN.format("organisation_type", "type"),
    "kind": OF_COLUMN.format("kind", "kind"),
    "status": OF_COLUMN.format("status", "status"),
    "year": OF_COLUMN.format("year", "start_year"),
    "country": OF_ARRAY.format("country", "countries"),
    "group": """SELECT 'group' AS facet, members.name AS value, count(*) FROM hit JOIN (
        SELECT g AS name, array_agg(code) AS codes FROM activities_country, unnest(groups) AS g GROUP BY g) members
        ON hit.countries && members.codes GROUP BY members.name""",
    "region": OF_ARRAY.format("region", "regions"),
}
