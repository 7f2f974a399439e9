"""Figures from the summaries as JSON made by PostgreSQL."""

from django.db import connection

from activities.models.framework import MATRIX
from activities.queries.sectors import STAKEHOLDERS

CELLS = """
SELECT json_build_object('line', l.code, 'line_title', l.title, 'goal', g.code, 'goal_title', g.title,
                         'official', coalesce(x.links, 0),
                         'activities', coalesce(c.activities, 0))::text
  FROM activities_term l
  JOIN activities_term g ON g.kind = 'goal'
  LEFT JOIN activities_matrixcell c ON c.line_id = l.id AND c.goal_id = g.id AND c.sector = %(sector)s
  LEFT JOIN (SELECT x.from_term_id, t.goal_id, count(*) AS links
               FROM activities_crosswalk x JOIN activities_term t ON t.id = x.to_term_id
              WHERE x.name = %(matrix)s AND x.standing = 'official' AND NOT x.withdrawn
              GROUP BY 1, 2) x ON x.from_term_id = l.id AND x.goal_id = g.id
 WHERE l.kind = 'action_line'
 ORDER BY l.position, g.position"""

GOALS_SECTORS = """
SELECT json_build_object('goal', g.code, 'goal_title', g.title, 'sector', s.name,
                         'activities', coalesce((f.counts #>> ARRAY[s.facet, s.value])::int, 0))::text
  FROM activities_term g
  CROSS JOIN unnest(%(facets)s::text[], %(values)s::text[], %(names)s::text[])
       WITH ORDINALITY AS s (facet, value, name, place)
  LEFT JOIN activities_facetcount f ON f.facet = 'goal' AND f.value = g.code
 WHERE g.kind = 'goal'
 ORDER BY g.position, s.place"""


def matrix_cells(sector: str) -> list[str]:
    """All Action Line × Goal cells in official order: links of the WSIS-SDG Matrix (a link to a target belongs to its
    Goal), and activities linked to both, of one Sector, of "stakeholders", or of all (""). One query.
    """
    return _rows(CELLS, {"sector": sector, "matrix": MATRIX})


def goal_sector_cells(sectors: list[str]) -> list[str]:
    """All Goal × Sector cells, and Goal × stakeholders: activities of that Sector linked to the Goal. One query."""
    facets = ["sector"] * len(sectors) + ["whose"]
    return _rows(
        GOALS_SECTORS, {"facets": facets, "values": [*sectors, "stakeholder"], "names": [*sectors, STAKEHOLDERS]}
    )


def _rows(sql: str, values: dict) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]
