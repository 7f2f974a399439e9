"""The SQL for the cells of activities in a file: codes next to their names, lists joined by semicolons."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from activities.models.framework import PLAIN_ADDRESSES
from activities.models.place import worldwide_sql
from activities.rules import PRIVATE_ADDRESS

#: The address of an activity's source, unless it is for staff only.
PUBLIC_URL = f"CASE WHEN a.url <> '' AND a.url ~* '{PRIVATE_ADDRESS}' THEN '' ELSE a.url END"


def named(codes: str, names: str) -> str:
    """SQL of the names of an array of codes. `names` is a JSON object; a code without a name is shown as it is."""
    return f"""CASE cardinality({codes}) WHEN 0 THEN '' WHEN 1 THEN coalesce({names} ->> {codes}[1], {codes}[1])
        ELSE (SELECT string_agg(coalesce({names} ->> one.code, one.code), '; ' ORDER BY one.place)
                FROM unnest({codes}) WITH ORDINALITY AS one (code, place)) END"""  # noqa: S608 - names of our own


#: {column: SQL of its value}, without the Goals, which `of_goals` writes.
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
    "countries": "array_to_string(a.countries, '; ')",
    "country_names": named("a.countries", "(SELECT names FROM country)"),
    "regions": "array_to_string(a.regions, '; ')",
    "region_names": named("a.regions", "%(regions)s::jsonb"),
    "worldwide": f"CASE WHEN {worldwide_sql('a')} THEN 'yes' ELSE 'no' END",
    "targets": "held.targets",
    "target_titles": "held.target_titles",
    "action_lines": "held.action_lines",
    "action_line_titles": "held.action_line_titles",
    "other_terms": "concat_ws('; ', held.indicators, held.other)",
    "strengths": "held.strengths",
    "description": "a.description",
    "description_certainty": "a.description_certainty",
    "source": PUBLIC_URL,
    "address": "%(site)s || '/activities/' || a.id || '/'",
    "change": "a.change_id",
    "language": "a.language",
    "original_title": "a.original_title",
    "original_description": "a.original_description",
}
#: Columns of numbers and fixed words, which no spreadsheet reads as formulas.
PLAIN = set(
    "id kind status organisation_type sector start_year end_year worldwide description_certainty address change "
    "language".split()
)
#: The text, or NULL if it is empty. A text that a spreadsheet would read as a formula gets an apostrophe, also if there
#: are characters before the sign that files drop. Texts that begin with a letter or digit are checked first, for speed.
SAFE = r"""CASE WHEN {0} COLLATE "C" BETWEEN 'A' AND '~' OR {0} COLLATE "C" BETWEEN '0' AND ':' THEN {0}
    WHEN {0} = '' THEN NULL
    WHEN {0} ~ '^[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]*[=+@\t\r-]' THEN '''' || {0} ELSE {0} END"""
ROWS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
#: Kinds of Terms whose code is enough; other kinds are written framework:code.
CODED = [str(kind) for kind in PLAIN_ADDRESSES]


def of_goals(fact: str, number: int) -> str:
    """SQL of the codes or titles of the Goals in held.goals, of so many that there are."""
    each = [f"CASE WHEN held.goals & {1 << place} <> 0 THEN %({fact}_{place})s END" for place in range(1, number + 1)]
    return f"concat_ws('; ', {', '.join(['NULL', *each])})"


def goal_parameters(goals: Sequence[tuple[int, str, str]]) -> dict[str, Any]:
    """What a statement for these Goals, each (id, code, title), has for parameters."""
    parameters: dict[str, Any] = {"goals": [goal for goal, _code, _title in goals]}
    for place, (_goal, code, title) in enumerate(goals, start=1):
        parameters |= {f"code_{place}": code, f"title_{place}": title}
    return parameters


def statement(columns: Iterable[str], goals: int) -> str:
    """The SQL of these columns, for so many Goals. Its parameters: `ids` in the order wanted, an array as text; `site`
    (where addresses begin); `kinds` (CODED); `regions` (a JSON object of their names); and `goal_parameters`. Raises
    KeyError for an unknown column."""
    columns = list(columns)
    cells = CELLS | {"goals": of_goals("code", goals), "goal_titles": of_goals("title", goals)}
    return ROWS.format(
        safe=", ".join(column if column in PLAIN else SAFE.format(column) for column in columns),
        cells=", ".join(f"{cells[column]} AS {column}" for column in columns),
    )
