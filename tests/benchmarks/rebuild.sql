-- The derived rows in plain SQL: the same rows that activities.summaries.rebuild writes, for comparison.
BEGIN ISOLATION LEVEL REPEATABLE READ;

-- links that say what contributes to what; a mapping between two plans does not
CREATE TEMP TABLE contribution ON COMMIT DROP AS
SELECT id, from_term_id, to_term_id FROM activities_crosswalk WHERE NOT withdrawn AND name NOT LIKE 'plan-crosswalk%';

-- activity × Term, a Goal holding what its targets hold, by the strongest link
CREATE TEMP TABLE held ON COMMIT DROP AS
SELECT activity_id, term_id, max(strength) AS strength FROM (
    SELECT m.activity_id, m.term_id, m.strength FROM activities_mapping m
      JOIN activities_activity a ON a.id = m.activity_id WHERE NOT m.withdrawn AND NOT a.withdrawn
    UNION ALL
    SELECT m.activity_id, t.goal_id, m.strength FROM activities_mapping m
      JOIN activities_activity a ON a.id = m.activity_id
      JOIN activities_term t ON t.id = m.term_id AND t.goal_id <> t.id
     WHERE NOT m.withdrawn AND NOT a.withdrawn) links
 GROUP BY activity_id, term_id;

CREATE TEMP TABLE live ON COMMIT DROP AS
SELECT a.id, a.kind, a.status, a.start_year, a.countries,
       ARRAY(SELECT DISTINCT unnest(c.groups) FROM activities_country c WHERE c.code = ANY (a.countries)) AS groups,
       -- an activity that is worldwide counts in that region, too
       CASE WHEN 'global' = ANY (a.regions) OR cardinality(a.regions) + cardinality(a.countries) = 0
                 OR cardinality(a.countries) >= 150
            THEN array_append(array_remove(a.regions, 'global'), 'global') ELSE a.regions END AS regions,
       coalesce(o.sector, '') AS sector, o.type
  FROM activities_activity a LEFT JOIN activities_organisation o ON o.id = a.organisation_id WHERE NOT a.withdrawn;

CREATE TEMP TABLE slice ON COMMIT DROP AS
SELECT row_number() OVER ()::int AS id, facet, value FROM (
    SELECT DISTINCT facet, value FROM (
        SELECT 'whose' AS facet, CASE WHEN sector = '' THEN 'stakeholder' ELSE 'itu' END AS value FROM live
        UNION SELECT 'organisation_type', type FROM live WHERE type IS NOT NULL
        UNION SELECT 'kind', kind FROM live
        UNION SELECT 'status', status FROM live
        UNION SELECT 'sector', sector FROM live WHERE sector <> ''
        UNION SELECT 'year', start_year::text FROM live WHERE start_year IS NOT NULL
        UNION SELECT 'country', unnest(countries) FROM live
        UNION SELECT 'group', unnest(groups) FROM live
        UNION SELECT 'region', unnest(regions) FROM live) columns
    UNION ALL
    SELECT CASE WHEN t.kind IN ('goal', 'target', 'action_line', 'indicator') THEN t.kind ELSE 'plan' END,
           CASE WHEN t.kind IN ('goal', 'target', 'action_line', 'indicator') THEN t.code
                ELSE f.slug || ':' || t.code END
      FROM activities_term t JOIN activities_framework f ON f.id = t.framework_id) every;

-- activity × value of a facet
CREATE TEMP TABLE item ON COMMIT DROP AS
SELECT part.activity_id, slice.id AS slice_id FROM (
    SELECT held.activity_id,
           CASE WHEN t.kind IN ('goal', 'target', 'action_line', 'indicator') THEN t.kind ELSE 'plan' END AS facet,
           CASE WHEN t.kind IN ('goal', 'target', 'action_line', 'indicator') THEN t.code
                ELSE f.slug || ':' || t.code END AS value
      FROM held JOIN activities_term t ON t.id = held.term_id JOIN activities_framework f ON f.id = t.framework_id
    UNION ALL SELECT id, 'whose', CASE WHEN sector = '' THEN 'stakeholder' ELSE 'itu' END FROM live
    UNION ALL SELECT id, 'organisation_type', type FROM live WHERE type IS NOT NULL
    UNION ALL SELECT id, 'kind', kind FROM live
    UNION ALL SELECT id, 'status', status FROM live
    UNION ALL SELECT id, 'sector', sector FROM live WHERE sector <> ''
    UNION ALL SELECT id, 'year', start_year::text FROM live WHERE start_year IS NOT NULL
    UNION ALL SELECT DISTINCT id, 'country', unnest(countries) FROM live
    UNION ALL SELECT id, 'group', unnest(groups) FROM live
    UNION ALL SELECT DISTINCT id, 'region', unnest(regions) FROM live) part
  JOIN slice ON slice.facet = part.facet AND slice.value = part.value;
ANALYZE held, live, slice, item;

DELETE FROM activities_facetcount;
WITH half AS MATERIALIZED (
    SELECT one.slice_id, other.slice_id AS other_id, count(*) AS number
      FROM item one JOIN item other ON other.activity_id = one.activity_id AND other.slice_id >= one.slice_id
     GROUP BY 1, 2
), pair AS (
    SELECT slice_id, other_id, number FROM half
    UNION ALL SELECT other_id, slice_id, number FROM half WHERE other_id <> slice_id
), grouped AS (
    SELECT pair.slice_id, slice.facet, jsonb_object_agg(slice.value, pair.number) AS numbers
      FROM pair JOIN slice ON slice.id = pair.other_id GROUP BY 1, 2
), whole AS (
    SELECT slice.facet, jsonb_object_agg(slice.value, pair.number) AS numbers
      FROM pair JOIN slice ON slice.id = pair.slice_id WHERE pair.slice_id = pair.other_id GROUP BY 1
)
INSERT INTO activities_facetcount (facet, value, activities, counts)
SELECT slice.facet, slice.value, max(own.number), jsonb_object_agg(grouped.facet, grouped.numbers)
  FROM grouped JOIN slice ON slice.id = grouped.slice_id
  JOIN pair own ON own.slice_id = slice.id AND own.other_id = slice.id GROUP BY 1, 2
UNION ALL
SELECT '', '', (SELECT count(*) FROM live), coalesce(jsonb_object_agg(facet, numbers), '{}') FROM whole;

DELETE FROM activities_termsummary;
WITH share AS (
    SELECT held.activity_id, t.framework_id, t.kind, 1.0 / count(*) AS part
      FROM held JOIN activities_term t ON t.id = held.term_id GROUP BY 1, 2, 3
), reach AS (
    SELECT c.from_term_id AS term_id, count(DISTINCT held.activity_id) AS reached
      FROM contribution c JOIN held ON held.term_id = c.to_term_id GROUP BY 1
)
INSERT INTO activities_termsummary
    (term_id, activities, fractional, strength_1, strength_2, strength_3, itu, stakeholders, reached)
SELECT t.id, count(held.term_id), coalesce(round(sum(share.part), 6), 0),
       count(*) FILTER (WHERE held.strength = 1), count(*) FILTER (WHERE held.strength = 2),
       count(*) FILTER (WHERE held.strength = 3),
       count(*) FILTER (WHERE live.sector <> ''), count(*) FILTER (WHERE live.sector = ''),
       coalesce(max(reach.reached), 0)
  FROM activities_term t
  LEFT JOIN held ON held.term_id = t.id
  LEFT JOIN live ON live.id = held.activity_id
  LEFT JOIN share ON share.activity_id = held.activity_id AND share.framework_id = t.framework_id AND share.kind = t.kind
  LEFT JOIN reach ON reach.term_id = t.id
 GROUP BY t.id;

DELETE FROM activities_matrixcell;
WITH line AS (
    SELECT held.activity_id, held.term_id FROM held JOIN activities_term t ON t.id = held.term_id AND t.kind = 'action_line'
), goal AS (
    SELECT held.activity_id, held.term_id FROM held JOIN activities_term t ON t.id = held.term_id AND t.kind = 'goal'
)
INSERT INTO activities_matrixcell (line_id, goal_id, sector, activities)
SELECT line.term_id, goal.term_id,
       CASE WHEN grouping(live.sector) = 1 THEN '' ELSE coalesce(nullif(live.sector, ''), 'stakeholders') END, count(*)
  FROM line JOIN goal ON goal.activity_id = line.activity_id JOIN live ON live.id = line.activity_id
 GROUP BY GROUPING SETS ((line.term_id, goal.term_id), (line.term_id, goal.term_id, live.sector));

DELETE FROM activities_crosswalksummary;
INSERT INTO activities_crosswalksummary (crosswalk_id, activities)
SELECT c.id, count(there.activity_id)
  FROM contribution c
  LEFT JOIN held here ON here.term_id = c.from_term_id
  LEFT JOIN held there ON there.term_id = c.to_term_id AND there.activity_id = here.activity_id
 GROUP BY c.id;

COMMIT;
