-- For activities written since the earlier date: their state and their links on the dates f (from), t (to) and s (the
-- latest version that the summaries contain). A deletion has the Change number that the row had before, so it is dated by
-- its time. A link counts on a date when the link and its activity are live.
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
)
