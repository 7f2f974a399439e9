-- Each link that differs, with current names; `place` is its position within its kind. Follows compare_states.sql.
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
         WHERE f IS DISTINCT FROM t) differing
