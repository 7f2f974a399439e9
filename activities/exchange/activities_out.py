"""Activities as rows of a table that a spreadsheet opens: codes with their names beside them, lists with semicolons.

The columns are described in ABOUT, which goes into the spreadsheet and the page that explains the data.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from activities.exchange.table_csv import neutral

#: {column: what it holds}. English and stable in every language, since programs read them.
ABOUT = {
    "id": "Number of the activity, for ever",
    "title": "Title",
    "kind": "Kind of activity",
    "status": "planned, ongoing, completed, suspended or unknown",
    "organisation": "Who does it",
    "organisation_type": "Type of that organisation",
    "sector": "ITU Sector; empty for other stakeholders",
    "partners": "Who takes part",
    "start_year": "First year, where known",
    "end_year": "Last year, where known",
    "countries": "Countries by ISO 3166 alpha-2 code",
    "country_names": "The same by name",
    "regions": "ITU regions by code",
    "region_names": "The same by name",
    "goals": "Sustainable Development Goals that it, or one of its targets, is mapped to",
    "goal_titles": "The same by title",
    "targets": "SDG targets that it is mapped to",
    "target_titles": "The same by title",
    "action_lines": "WSIS Action Lines that it is mapped to",
    "action_line_titles": "The same by title",
    "other_terms": "Entries of other frameworks that it is mapped to",
    "strengths": "Each mapping with its strength: 1 related, 2 contributes, 3 main purpose",
    "description": "Description",
    "description_verified": "yes, or no where a coordinator has yet to confirm the description",
    "source": "Web address of the source",
    "address": "This activity in SDG Map",
    "change": "Number of the Change that last wrote the row",
}
HEADER = tuple(ABOUT)
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
BATCH = 500


class Names:
    """What codes are called. `terms` is {id: (kind, value, title, Goal's code)}; the others are {code: name}."""

    def __init__(
        self,
        *,
        terms: Mapping[int, tuple[str, str, str, str]],
        goals: Mapping[str, str],
        countries: Mapping[str, str],
        regions: Mapping[str, str],
        site: str,
    ):
        self.terms, self.goals, self.countries, self.regions, self.site = terms, goals, countries, regions, site


def table(rows: Iterable[Mapping[str, Any]], names: Names) -> Iterator[list]:
    """Rows of `activities.queries.activity_rows` as cells in the order of HEADER, safe in a spreadsheet."""
    for row in rows:
        yield [cell(value) for value in values(row, names)]


def values(row: Mapping[str, Any], names: Names) -> Iterator[Any]:
    held: dict[str, list[tuple[str, str]]] = {}
    goals: set[str] = set()
    strengths = []
    for term, strength in row["links"]:
        kind, value, title, goal = names.terms.get(term, ("plan", str(term), "", ""))
        held.setdefault(kind, []).append((value, title))
        strengths.append(f"{value}={strength}")
        if goal:
            goals.add(goal)
    counted = sorted(goals, key=int)
    targets, lines = held.get("target", []), held.get("action_line", [])
    others = [value for kind in ("indicator", "plan") for value, _title in held.get(kind, [])]
    yield row["id"]
    yield row["title"]
    yield row["kind"]
    yield row["status"]
    yield row["organisation__name"]
    yield row["organisation__type"]
    yield row["organisation__sector"]
    yield listed(row["partners"])
    yield row["start_year"]
    yield row["end_year"]
    yield listed(row["countries"])
    yield listed(names.countries.get(code, code) for code in row["countries"])
    yield listed(row["regions"])
    yield listed(names.regions.get(code, code) for code in row["regions"])
    yield listed(counted)
    yield listed(names.goals[code] for code in counted)
    yield listed(value for value, _title in targets)
    yield listed(title for _value, title in targets)
    yield listed(value for value, _title in lines)
    yield listed(title for _value, title in lines)
    yield listed(others)
    yield listed(strengths)
    yield row["description"]
    yield "yes" if row["description_verified"] else "no"
    yield row["url"]
    yield f"{names.site}/activities/{row['id']}/"
    yield row["change_id"]


def listed(items: Iterable[str]) -> str:
    return "; ".join(items)


def cell(value: Any) -> Any:
    """The value without control characters, and never a formula. None becomes an empty text, numbers stay numbers."""
    if isinstance(value, str) and not value.isprintable():
        value = CONTROLS.sub("", value)
    return neutral(value)


def csv_stream(table: Iterable[list]) -> Iterator[str]:
    """The table as CSV, a batch of lines at a time, with a byte order mark so that Excel reads UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(HEADER)
    for number, line in enumerate(table, start=1):
        writer.writerow(line)
        if number % BATCH == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
