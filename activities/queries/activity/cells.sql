-- The cells of activities for a file: cells.py fills in the columns. The links of all wanted rows are read, joined to
-- their Terms and put together at once. A bit of held.goals stands for each Goal, by its place in the parameter `goals`.
WITH country AS MATERIALIZED (
    SELECT jsonb_object_agg(code, name) AS names FROM activities_country
), term AS MATERIALIZED (
    SELECT t.id, CASE WHEN t.kind = ANY (%(kinds)s) THEN t.code ELSE f.slug || ':' || t.code END AS code, t.title,
           t.kind = 'target' AS is_target, t.kind = 'action_line' AS is_line, t.kind = 'indicator' AS is_indicator,
           t.kind <> ALL (%(kinds)s) AS is_other, 1::bigint << array_position(%(goals)s::bigint[], t.goal_id) AS goal
      FROM activities_term t JOIN activities_framework f ON f.id = t.framework_id
), held AS (
    SELECT m.activity_id, bit_or(term.goal) AS goals,
           string_agg(code, '; ' ORDER BY m.term_id) FILTER (WHERE is_target) AS targets,
           string_agg(title, '; ' ORDER BY m.term_id) FILTER (WHERE is_target) AS target_titles,
           string_agg(code, '; ' ORDER BY m.term_id) FILTER (WHERE is_line) AS action_lines,
           string_agg(title, '; ' ORDER BY m.term_id) FILTER (WHERE is_line) AS action_line_titles,
           string_agg(code, '; ' ORDER BY m.term_id) FILTER (WHERE is_indicator) AS indicators,
           string_agg(code, '; ' ORDER BY m.term_id) FILTER (WHERE is_other) AS other,
           string_agg(code || '=' || m.strength, '; ' ORDER BY m.term_id) AS strengths
      FROM activities_mapping m JOIN term ON term.id = m.term_id
        -- a sub-select, because PostgreSQL would look up each id of a literal in its statistics, which takes 2 ms
     WHERE m.activity_id = ANY ((SELECT %(ids)s::bigint[])::bigint[]) AND NOT m.withdrawn
     GROUP BY m.activity_id
)
SELECT {safe} FROM (
    SELECT wanted.place, {cells}
      FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS wanted (id, place) JOIN activities_activity a ON a.id = wanted.id
      LEFT JOIN activities_organisation o ON o.id = a.organisation_id LEFT JOIN held ON held.activity_id = a.id
     WHERE NOT a.withdrawn OFFSET 0) cells
 ORDER BY place
