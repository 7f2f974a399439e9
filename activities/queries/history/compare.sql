-- The result as one JSON object. Follows compare_states.sql and contains compare_rows.sql.
,
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
    'acts_added', (SELECT count(*) FROM acts WHERE added), 'acts_removed', (SELECT count(*) FROM acts WHERE NOT added),
    'acts', (SELECT coalesce(json_agg(act), '[]') FROM (
        SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY added ORDER BY title, id) AS place FROM acts) each
         WHERE place <= %(shown)s ORDER BY added DESC, place) act),
    'rows', (SELECT coalesce(json_agg(row), '[]') FROM (
        SELECT * FROM ({rows}) each WHERE place <= %(shown)s ORDER BY kind, place) row)
)::text
