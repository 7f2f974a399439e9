"""Finds similar activities: those that share the rarest Terms of an activity."""

from dataclasses import dataclass

from django.db import connection

from activities.models.activity import NO_ORGANISATION
from activities.queries.vocabulary import Option, Vocabulary


@dataclass(frozen=True, slots=True)
class Similar:
    """A similar activity. `shared` are all Terms that both are linked to, in official order."""

    id: int
    title: str
    organisation: str
    sector: str
    shared: tuple[Option, ...]


#: Only this many of an activity's rarest Terms, and of the newest activities of each, are compared: the query takes as
#: long for 100,000 activities as for 10,000.
RAREST, NEWEST, BEST = 4, 500, 100

SQL = """
WITH own AS MATERIALIZED (
    SELECT m.term_id, m.strength, greatest(coalesce(s.activities, 1), 1) AS holders
      FROM activities_mapping m LEFT JOIN activities_termsummary s ON s.term_id = m.term_id
     WHERE m.activity_id = %(pk)s AND NOT m.withdrawn),
rare AS (SELECT * FROM own ORDER BY holders, term_id LIMIT %(rarest)s),
best AS MATERIALIZED (
    SELECT other.activity_id, sum(least(other.strength, rare.strength)::float / rare.holders) AS score
      FROM rare CROSS JOIN LATERAL (
           SELECT m.activity_id, m.strength FROM activities_mapping m
            WHERE m.term_id = rare.term_id AND NOT m.withdrawn AND m.activity_id <> %(pk)s
            ORDER BY m.activity_id DESC LIMIT %(newest)s) AS other
     GROUP BY other.activity_id ORDER BY score DESC, other.activity_id DESC LIMIT %(best)s)
SELECT a.id, a.title, o.name, o.sector,
       ARRAY(SELECT m.term_id FROM activities_mapping m JOIN own USING (term_id)
              WHERE m.activity_id = a.id AND NOT m.withdrawn ORDER BY m.term_id)
  FROM best JOIN activities_activity a ON a.id = best.activity_id
  LEFT JOIN activities_organisation o ON o.id = a.organisation_id
 WHERE NOT a.withdrawn
 ORDER BY best.score DESC, a.regions && (SELECT regions FROM activities_activity WHERE id = %(pk)s) DESC, a.id DESC
 LIMIT %(limit)s"""


def similar(pk: int, known: Vocabulary, limit: int = 5) -> list[Similar]:
    """The most similar live activities, best first.

    Each shared Term adds the strength of the weaker link, divided by the number of activities linked to the Term. With
    equal scores, activities in the same region come first, then the newest. One query.
    """
    numbers = {"pk": pk, "rarest": RAREST, "newest": NEWEST, "best": BEST, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(SQL, numbers)
        rows = cursor.fetchall()
    return [
        Similar(
            found,
            title,
            organisation or str(NO_ORGANISATION),
            sector or "",
            tuple(known.by_term[t] for t in terms if t in known.by_term),
        )
        for found, title, organisation, sector, terms in rows
    ]
