"""The SQL for the cells of activities in a file: codes next to their names, lists joined by semicolons."""

from collections.abc import Iterable
from pathlib import Path

from activities.models.framework import PLAIN_ADDRESSES
from activities.models.place import worldwide_sql
from activities.rules import PRIVATE_ADDRESS

#: The address of an activity's source, unless it is for staff only.
PUBLIC_URL = f"CASE WHEN a.url ~* '{PRIVATE_ADDRESS}' THEN '' ELSE a.url END"
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
    "worldwide": "a.worldwide",
    "goals": "goals.codes",
    "goal_titles": "goals.titles",
    "targets": "held.targets",
    "target_titles": "held.target_titles",
    "action_lines": "held.action_lines",
    "action_line_titles": "held.action_line_titles",
    "other_terms": "concat_ws('; ', held.indicators, held.plan)",
    "strengths": "held.strengths",
    "description": "a.description",
    "description_certainty": "a.description_certainty",
    "source": PUBLIC_URL,
    "address": "%(site)s || '/activities/' || a.id || '/'",
    "change": "a.change_id",
}
#: Columns of numbers and fixed words, which no spreadsheet reads as formulas.
PLAIN = set(
    "id kind status organisation_type sector start_year end_year worldwide description_certainty address change".split()
)
#: The text, or NULL if it is empty. A text that a spreadsheet would read as a formula gets an apostrophe, also if there
#: are characters before the sign that files drop. Texts that begin with a letter are checked first, for speed.
SAFE = r"""CASE WHEN {0} BETWEEN 'A' AND '~' COLLATE "C" THEN {0}
    WHEN {0} ~ '^[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]*[=+@\t\r-]' THEN '''' || {0} ELSE nullif({0}, '') END"""
ROWS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
#: Kinds of Terms whose code is enough; other kinds are written framework:code.
CODED = [str(kind) for kind in PLAIN_ADDRESSES]


def statement(columns: Iterable[str]) -> str:
    """The SQL of these columns. Its parameters: `ids` in the order wanted, `site` (where addresses begin), `kinds`
    (CODED), and `regions` with their `region_names`. Raises KeyError for an unknown column."""
    columns = list(columns)
    return ROWS.format(
        worldwide=worldwide_sql("a"),
        safe=", ".join(column if column in PLAIN else SAFE.format(column) for column in columns),
        cells=", ".join(f"{CELLS[column]} AS {column}" for column in columns),
    )
