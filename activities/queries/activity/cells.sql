-- The cells of activities for a file: cells.py fills in the columns. The parts are made once for all
-- wanted rows and joined with a hash join.
WITH chosen AS MATERIALIZED (
    SELECT wanted.place, a.id, a.title, a.kind, a.status, a.organisation_id, a.partners, a.start_year, a.end_year,
           array_to_string(a.countries, '; ') AS countries, array_to_string(a.regions, '; ') AS regions,
           CASE WHEN {worldwide} THEN 'yes' ELSE 'no' END AS worldwide, a.description,
           a.description_certainty, a.url, a.change_id
      FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS wanted (id, place) JOIN activities_activity a ON a.id = wanted.id
     WHERE NOT a.withdrawn
), term AS MATERIALIZED (
    SELECT t.id, t.goal_id, CASE WHEN t.kind = ANY (%(kinds)s) THEN t.code ELSE f.slug || ':' || t.code END AS value,
           CASE t.kind WHEN 'target' THEN t.code END AS target,
           CASE t.kind WHEN 'target' THEN t.title END AS target_title,
           CASE t.kind WHEN 'action_line' THEN t.code END AS action_line,
           CASE t.kind WHEN 'action_line' THEN t.title END AS action_line_title,
           CASE t.kind WHEN 'indicator' THEN t.code END AS indicator,
           CASE WHEN t.kind <> ALL (%(kinds)s) THEN f.slug || ':' || t.code END AS plan
      FROM activities_term t JOIN activities_framework f ON f.id = t.framework_id
), links AS MATERIALIZED (
    SELECT m.activity_id, m.strength, term.* FROM activities_mapping m JOIN term ON term.id = m.term_id
     WHERE m.activity_id IN (SELECT id FROM chosen) AND NOT m.withdrawn
), held AS (
    SELECT activity_id, string_agg(target, '; ' ORDER BY id) AS targets,
           string_agg(target_title, '; ' ORDER BY id) AS target_titles,
           string_agg(action_line, '; ' ORDER BY id) AS action_lines,
           string_agg(action_line_title, '; ' ORDER BY id) AS action_line_titles,
           string_agg(indicator, '; ' ORDER BY id) AS indicators, string_agg(plan, '; ' ORDER BY id) AS plan,
           string_agg(value || '=' || strength, '; ' ORDER BY id) AS strengths
      FROM links GROUP BY activity_id
), goals AS (
    SELECT activity_id, string_agg(code, '; ' ORDER BY position) AS codes,
           string_agg(title, '; ' ORDER BY position) AS titles
      FROM (SELECT DISTINCT activity_id, goal_id FROM links) one JOIN activities_term goal ON goal.id = one.goal_id
     GROUP BY activity_id
), country AS (
    SELECT countries, string_agg(coalesce(c.name, one.code), '; ' ORDER BY one.place) AS names
      FROM (SELECT DISTINCT countries FROM chosen) lists,
           string_to_table(countries, '; ') WITH ORDINALITY AS one (code, place)
      LEFT JOIN activities_country c USING (code) GROUP BY countries
), region AS (
    SELECT regions, string_agg(coalesce(r.name, one.code), '; ' ORDER BY one.place) AS names
      FROM (SELECT DISTINCT regions FROM chosen) lists,
           string_to_table(regions, '; ') WITH ORDINALITY AS one (code, place)
      LEFT JOIN unnest(%(regions)s::text[], %(region_names)s::text[]) AS r (code, name) USING (code) GROUP BY regions
)
SELECT {safe} FROM (
    SELECT a.place, {cells} FROM chosen a LEFT JOIN activities_organisation o ON o.id = a.organisation_id
      LEFT JOIN held ON held.activity_id = a.id LEFT JOIN goals ON goals.activity_id = a.id
      LEFT JOIN country USING (countries) LEFT JOIN region USING (regions) OFFSET 0) cells
 ORDER BY place
