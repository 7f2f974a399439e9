"""The cells of activities for a file, as SQL: codes with their names beside them, lists joined by semicolons."""

from collections.abc import Iterable

from activities.models.framework import PLAIN_ADDRESSES

#: {column: SQL of its value}
CELLS = {
    "id": "a.id",
    "title": "a.title",
    "kind": "a.kind",
    "status": "a.status",
    "organisation": "o.name",
    "organisation_type": "o.type",
    "sector": "nullif(o.sector, '')",
    "partners": "array_to_string(a.partners, '; ')",
    "start_year": "a.start_year",
    "end_year": "a.end_year",
    "countries": "a.countries",
    "country_names": "country.names",
    "regions": "a.regions",
    "region_names": "region.names",
    "goals": "goals.codes",
    "goal_titles": "goals.titles",
    "targets": "held.targets",
    "target_titles": "held.target_titles",
    "action_lines": "held.action_lines",
    "action_line_titles": "held.action_line_titles",
    "other_terms": "concat_ws('; ', held.indicators, held.plan)",
    "strengths": "held.strengths",
    "description": "a.description",
    "description_verified": "CASE WHEN a.description_verified THEN 'yes' ELSE 'no' END",
    "source": "a.url",
    "address": "%(site)s || '/activities/' || a.id || '/'",
    "change": "a.change_id",
}
#: Numbers, and words of our own: no spreadsheet takes them for formulas.
PLAIN = set("id kind status organisation_type sector start_year end_year description_verified address change".split())
#: The text, an apostrophe before one that a spreadsheet would take for a formula, even once characters that no file
#: keeps are gone from before the sign; nothing for an empty one. What begins with a letter is told the fastest.
SAFE = r"""CASE WHEN {0} BETWEEN 'A' AND '~' COLLATE "C" THEN {0}
    WHEN {0} ~ '^[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]*[=+@\t\r-]' THEN '''' || {0} ELSE nullif({0}, '') END"""
#: The parts are made once for all rows asked for and joined by hashing, never row by row.
ROWS = """
WITH chosen AS MATERIALIZED (
    SELECT asked.place, a.id, a.title, a.kind, a.status, a.organisation_id, a.partners, a.start_year, a.end_year,
           array_to_string(a.countries, '; ') AS countries, array_to_string(a.regions, '; ') AS regions, a.description,
           a.description_verified, a.url, a.change_id
      FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS asked (id, place) JOIN activities_activity a ON a.id = asked.id
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
    SELECT a.place, {cells} FROM chosen a JOIN activities_organisation o ON o.id = a.organisation_id
      LEFT JOIN held ON held.activity_id = a.id LEFT JOIN goals ON goals.activity_id = a.id
      LEFT JOIN country USING (countries) LEFT JOIN region USING (regions) OFFSET 0) cells
 ORDER BY place"""
#: Kinds of Terms whose code says all; the code of another goes with its framework's.
CODED = [str(kind) for kind in PLAIN_ADDRESSES]


def statement(columns: Iterable[str]) -> str:
    """The SQL of these columns. Its parameters: `ids` in the order wanted, `site` (where addresses begin), `kinds`
    (CODED), and `regions` with their `region_names`. Raises KeyError for a column that there is not."""
    columns = list(columns)
    return ROWS.format(
        safe=", ".join(column if column in PLAIN else SAFE.format(column) for column in columns),
        cells=", ".join(f"{CELLS[column]} AS {column}" for column in columns),
    )
