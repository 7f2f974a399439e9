"""What differs between two moments: links and activities that came, went or changed their strength, and the figures of
both, by Goal and by Sector.

All of it from the history. Only activities written since the earlier moment are looked at: the figures of a moment are
today's summaries less what those activities have contributed since.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from django.core.cache import caches
from django.db import connection

from activities.queries.moment import Moment

#: What stands for the Sector of activities outside ITU.
STAKEHOLDERS = "stakeholders"
#: So many rows of each list are shown; the file has all.
SHOWN = 50
HOUR = 3600

#: Moments f and t, and s, the one that the summaries hold. A version counts unless it is a deletion, which keeps the
#: number that the row had and so is dated by the clock. A link counts at a moment when it and its activity are live.
STATES = """
WITH s AS (SELECT coalesce(max(id), 0) AS id, coalesce(max(at), '-infinity') AS at FROM activities_change
            WHERE id <= (SELECT built_through FROM activities_summarystate WHERE id = 1)),
first AS (SELECT least(%(f)s, (SELECT id FROM s)) AS id, least(%(f_at)s, (SELECT at FROM s)) AS at),
touched AS (
    SELECT id FROM activities_activity WHERE change_id > (SELECT id FROM first)
    UNION SELECT activity_id FROM activities_mapping WHERE change_id > (SELECT id FROM first)
    UNION SELECT pgh_obj_id FROM activities_activityevent
           WHERE pgh_label = 'delete' AND pgh_created_at > (SELECT at FROM first)
    UNION SELECT activity_id FROM activities_mappingevent
           WHERE pgh_label = 'delete' AND pgh_created_at > (SELECT at FROM first)
),
activity AS MATERIALIZED (
    SELECT touched.id, f.sector AS f, t.sector AS t, s.sector AS s
      FROM touched {activity_f} {activity_t} {activity_s}
),
link AS MATERIALIZED (
    SELECT m.activity_id, m.term_id, coalesce(a.t, a.f) AS sector,
           CASE WHEN a.f IS NOT NULL THEN f.strength END AS f,
           CASE WHEN a.t IS NOT NULL THEN t.strength END AS t,
           CASE WHEN a.s IS NOT NULL THEN s.strength END AS s
      FROM activity a
      JOIN LATERAL (SELECT DISTINCT pgh_obj_id AS id, activity_id, term_id FROM activities_mappingevent e
                     WHERE e.activity_id = a.id) m ON true
      {mapping_f} {mapping_t} {mapping_s}
)"""
#: The sector of a live activity at a moment, "stakeholders" outside ITU; null when it was not there.
ACTIVITY = """
LEFT JOIN LATERAL (
    SELECT coalesce(nullif(o.sector, ''), '{stakeholders}') AS sector FROM (
        SELECT withdrawn, pgh_label, organisation_id FROM activities_activityevent e
         WHERE e.pgh_obj_id = touched.id AND {by_then} ORDER BY pgh_id DESC LIMIT 1) v
      JOIN activities_organisation o ON o.id = v.organisation_id
     WHERE v.pgh_label <> 'delete' AND NOT v.withdrawn) {moment} ON true"""
MAPPING = """
LEFT JOIN LATERAL (
    SELECT strength FROM (
        SELECT strength, withdrawn, pgh_label FROM activities_mappingevent e
         WHERE e.pgh_obj_id = m.id AND {by_then} ORDER BY pgh_id DESC LIMIT 1) v
     WHERE v.pgh_label <> 'delete' AND NOT v.withdrawn) {moment} ON true"""
BY_THEN = "e.change_id <= {id} AND (e.pgh_label <> 'delete' OR e.pgh_created_at <= {at})"

DIFFERENCES = """,
counted AS (
    SELECT count(*) FILTER (WHERE f IS NULL AND t IS NOT NULL) AS added,
           count(*) FILTER (WHERE f IS NOT NULL AND t IS NULL) AS removed,
           count(*) FILTER (WHERE t > f) AS strengthened, count(*) FILTER (WHERE t < f) AS weakened FROM link
),
links_by_goal AS (
    SELECT term.goal_id AS goal_id, count(*) FILTER (WHERE f IS NULL AND t IS NOT NULL) AS added,
           count(*) FILTER (WHERE f IS NOT NULL AND t IS NULL) AS removed,
           count(*) FILTER (WHERE t > f) AS strengthened, count(*) FILTER (WHERE t < f) AS weakened
      FROM link JOIN activities_term term ON term.id = link.term_id WHERE term.goal_id IS NOT NULL GROUP BY 1
),
served AS (
    SELECT goal_id, count(*) FILTER (WHERE f) AS f, count(*) FILTER (WHERE t) AS t, count(*) FILTER (WHERE s) AS s
      FROM (SELECT term.goal_id, activity_id, bool_or(f IS NOT NULL) AS f, bool_or(t IS NOT NULL) AS t,
                   bool_or(s IS NOT NULL) AS s
              FROM link JOIN activities_term term ON term.id = link.term_id
             WHERE term.goal_id IS NOT NULL GROUP BY 1, 2) each GROUP BY 1
),
goals AS (
    SELECT goal.position, goal.code, goal.title,
           coalesce(sum.activities, 0) - coalesce(served.s, 0) + coalesce(served.f, 0) AS "from",
           coalesce(sum.activities, 0) - coalesce(served.s, 0) + coalesce(served.t, 0) AS "to",
           coalesce(by.added, 0) AS added, coalesce(by.removed, 0) AS removed,
           coalesce(by.strengthened, 0) AS strengthened, coalesce(by.weakened, 0) AS weakened
      FROM activities_term goal LEFT JOIN activities_termsummary sum ON sum.term_id = goal.id
      LEFT JOIN served ON served.goal_id = goal.id LEFT JOIN links_by_goal by ON by.goal_id = goal.id
     WHERE goal.kind = 'goal'
),
base AS (
    SELECT value AS sector, activities FROM activities_facetcount WHERE facet = 'sector'
    UNION ALL SELECT %(stakeholders)s, activities FROM activities_facetcount
               WHERE facet = 'whose' AND value = 'stakeholder'
),
sector AS (
    SELECT sector, coalesce((SELECT activities FROM base WHERE base.sector = all_of.sector), 0) AS base,
           (SELECT count(*) FROM activity WHERE s = sector) AS s, (SELECT count(*) FROM activity WHERE f = sector) AS f,
           (SELECT count(*) FROM activity WHERE t = sector) AS t
      FROM (SELECT sector FROM base UNION SELECT f FROM activity UNION SELECT t FROM activity) all_of (sector)
     WHERE sector IS NOT NULL
),
sectors AS (
    SELECT sector.sector AS code, base - s + f AS "from", base - s + t AS "to",
           (SELECT count(*) FROM link WHERE link.sector = sector.sector AND f IS NULL AND t IS NOT NULL) AS added,
           (SELECT count(*) FROM link WHERE link.sector = sector.sector AND f IS NOT NULL AND t IS NULL) AS removed,
           (SELECT count(*) FROM link WHERE link.sector = sector.sector AND t > f) AS strengthened,
           (SELECT count(*) FROM link WHERE link.sector = sector.sector AND t < f) AS weakened
      FROM sector
),
acts AS (
    SELECT a.id, v.title, a.t IS NOT NULL AS added, coalesce(a.t, a.f) AS sector
      FROM activity a JOIN LATERAL (SELECT title FROM activities_activityevent e WHERE e.pgh_obj_id = a.id
                                     ORDER BY pgh_id DESC LIMIT 1) v ON true
     WHERE (a.f IS NULL) <> (a.t IS NULL)
),
totals AS (
    SELECT coalesce((SELECT activities FROM activities_facetcount WHERE facet = ''), 0) AS base,
           (SELECT count(s) FROM activity) AS s, (SELECT count(f) FROM activity) AS f,
           (SELECT count(t) FROM activity) AS t
)
SELECT json_build_object(
    'activities', (SELECT json_build_object('from', base - s + f, 'to', base - s + t) FROM totals),
    'links', (SELECT row_to_json(counted) FROM counted),
    'goals', (SELECT coalesce(json_agg(goals ORDER BY position), '[]') FROM goals),
    'sectors', (SELECT coalesce(json_agg(sectors), '[]') FROM sectors),
    'came', (SELECT count(*) FROM acts WHERE added), 'went', (SELECT count(*) FROM acts WHERE NOT added),
    'acts', (SELECT coalesce(json_agg(act), '[]') FROM (
        SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY added ORDER BY title, id) AS place FROM acts) each
         WHERE place <= %(shown)s ORDER BY added DESC, place) act),
    'rows', (SELECT coalesce(json_agg(row), '[]') FROM (
        SELECT * FROM ({rows}) each WHERE place <= %(shown)s ORDER BY kind, place) row)
)::text"""
#: Each link that differs, with names as they are today; `place` counts within its kind.
ROWS = """
SELECT kind, activity_id, title, sector, framework, term_kind, code, term_title, f, t,
       row_number() OVER (PARTITION BY kind ORDER BY title, activity_id, framework_position, position) AS place
  FROM (SELECT CASE WHEN f IS NULL THEN 'added' WHEN t IS NULL THEN 'removed' WHEN t > f THEN 'strengthened'
                    ELSE 'weakened' END AS kind,
               link.activity_id, v.title, link.sector, fw.slug AS framework, fw.position AS framework_position,
               term.kind AS term_kind, term.code, term.title AS term_title, term.position, f, t
          FROM link JOIN activities_term term ON term.id = link.term_id
          JOIN activities_framework fw ON fw.id = term.framework_id
          JOIN LATERAL (SELECT title FROM activities_activityevent e WHERE e.pgh_obj_id = link.activity_id
                         ORDER BY pgh_id DESC LIMIT 1) v ON true
         WHERE f IS DISTINCT FROM t) differing"""


@dataclass(frozen=True, slots=True)
class Row:
    """A Goal or a Sector: activities at both moments, and links that came, went or changed their strength between."""

    code: str
    title: str
    before: int
    after: int
    added: int
    removed: int
    strengthened: int
    weakened: int

    @property
    def change(self) -> int:
        return self.after - self.before

    @property
    def fewer(self) -> int:
        return -self.change

    @property
    def quiet(self) -> bool:
        return not (self.change or self.added or self.removed or self.strengthened or self.weakened)


@dataclass(frozen=True, slots=True)
class Link:
    """A link that differs: `before` and `after` are strengths, None where there was none."""

    kind: str
    activity: int
    title: str
    sector: str
    framework: str
    term_kind: str
    code: str
    term_title: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Act:
    """An activity that came or went."""

    id: int
    title: str
    sector: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`links` counts {added, removed, strengthened, weakened}; `rows` holds the first fifty of each kind, `came` and
    `went` the first fifty activities of `came_count` and `went_count`."""

    before: int
    after: int
    links: dict[str, int]
    goals: tuple[Row, ...]
    sectors: tuple[Row, ...]
    rows: dict[str, tuple[Link, ...]]
    came_count: int
    went_count: int
    came: tuple[Act, ...]
    went: tuple[Act, ...]


KINDS = ("added", "removed", "strengthened", "weakened")


def compare(one: Moment, other: Moment) -> Comparison:
    """What differs at `other` from `one`, the earlier. One query; none when it was asked within the hour, since the
    past stays as it is."""
    key = f"compare:{one.number}:{other.number}"
    found = caches["process"].get(key)
    if found is None:
        with connection.cursor() as cursor:
            cursor.execute(states() + DIFFERENCES.replace("{rows}", ROWS), parameters(one, other))
            found = shaped(orjson.loads(cursor.fetchone()[0]))
        caches["process"].set(key, found, HOUR)
    return found


def links(one: Moment, other: Moment) -> Iterator[Link]:
    """Every link that differs, by kind and by title, a thousand at a time. Inside a transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(states() + ROWS + " ORDER BY kind, place", parameters(one, other))
        while batch := cursor.fetchmany(1000):
            yield from (Link(*row[:-1]) for row in batch)


def states() -> str:
    moments = {
        "f": ("%(f)s", "%(f_at)s"),
        "t": ("%(t)s", "%(t_at)s"),
        "s": ("(SELECT id FROM s)", "(SELECT at FROM s)"),
    }
    parts = {}
    for moment, (number, at) in moments.items():
        condition = BY_THEN.format(id=number, at=at)
        parts[f"activity_{moment}"] = ACTIVITY.format(by_then=condition, moment=moment, stakeholders=STAKEHOLDERS)
        parts[f"mapping_{moment}"] = MAPPING.format(by_then=condition, moment=moment)
    return STATES.format(**parts)


def parameters(one: Moment, other: Moment) -> dict[str, Any]:
    return {
        "f": one.number,
        "f_at": one.at,
        "t": other.number,
        "t_at": other.at,
        "stakeholders": STAKEHOLDERS,
        "shown": SHOWN,
    }


def shaped(found: dict[str, Any]) -> Comparison:
    def rows(name: str) -> tuple[Row, ...]:
        return tuple(
            Row(r["code"], r.get("title", ""), r["from"], r["to"], *(r[kind] for kind in KINDS)) for r in found[name]
        )

    links: dict[str, list[Link]] = {kind: [] for kind in KINDS}
    for row in found["rows"]:
        row.pop("place")
        links[row["kind"]].append(Link(*row.values()))
    acts = [(act["added"], Act(act["id"], act["title"], act["sector"])) for act in found["acts"]]
    return Comparison(
        before=found["activities"]["from"],
        after=found["activities"]["to"],
        links=found["links"],
        goals=rows("goals"),
        sectors=rows("sectors"),
        rows={kind: tuple(each) for kind, each in links.items()},
        came_count=found["came"],
        went_count=found["went"],
        came=tuple(act for added, act in acts if added),
        went=tuple(act for added, act in acts if not added),
    )
