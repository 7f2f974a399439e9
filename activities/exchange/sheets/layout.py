"""The layout of the workbook that staff edit: sheets, columns, and the cells of each database row.

Headings are English in every language, because colleagues exchange files; the help below them is translated.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from activities.exchange.sheets.words import Words

ACTIVITIES, MAPPINGS = "Activities", "Mappings"
#: Sheets that are not read: values of the lists, and the explanation.
LISTS, README = "Lists", "Read me"
#: The column with the results, which is not read either.
RESULT = "Result"
#: The first cell of the help row begins with this, wherever sorting has put the row.
HELP = "Help"
#: The word that withdraws a row. A row that is missing from the file has no effect.
WITHDRAW = "withdraw"
#: How the first cell of a new activity begins: "new 1", "new school network".
NEW = "new"
STRENGTHS = {1: "1 related", 2: "2 contributes", 3: "3 main purpose"}


@dataclass(frozen=True, slots=True)
class Column:
    """`field`: the field it writes, "" for columns that are only shown. `read_only` columns are grey."""

    name: str
    field: str
    help: str | Promise
    width: int
    read_only: bool = False


ACTIVITY_COLUMNS = (
    Column(
        "Activity", "", _("do not change the number. Enter “new 1”, “new 2” … for new activities."), 16, read_only=True
    ),
    Column("Title", "title", _("Up to 500 characters."), 52),
    Column("Description", "description", _("Plain text."), 60),
    Column("Description certainty", "description_certainty", _("Choose from the list."), 22),
    Column("Kind", "kind", _("Choose from the list."), 14),
    Column("Status", "status", _("Choose from the list."), 13),
    Column("Organisation", "organisation_id", _("An ITU Sector, or a stakeholder’s name in SDG Map."), 24),
    Column("Start year", "start_year", _("Such as 2024, or empty."), 12),
    Column("End year", "end_year", _("Such as 2027, or empty."), 12),
    Column("Regions", "regions", _("ITU regions, separated by semicolons: Africa; Arab States."), 22),
    Column("Countries", "countries", _("Codes, separated by semicolons: KE; RW."), 20),
    Column("Partners", "partners", _("Names, separated by semicolons."), 30),
    Column("Source", "url", _("Web address, beginning with https://."), 36),
    Column("Links", "", _("Not editable here. Edit links on the sheet Mappings."), 40, read_only=True),
    Column("Action", "", _("Empty, or “withdraw” to withdraw the activity."), 18),
    Column("Change", "", _("Do not change it. It shows whether someone else has changed the row."), 18, read_only=True),
)
MAPPING_COLUMNS = (
    Column("Activity", "", _("its number, or “new 1” as on the sheet Activities."), 16, read_only=True),
    Column("Title", "", _("Not editable."), 44, read_only=True),
    Column("Framework", "", _("Choose from the list: sdg for Goals and targets, wsis for Action Lines."), 17),
    Column("Code", "", _("Choose or enter a code, such as 9.c or C7-ehealth."), 14),
    Column("Name", "", _("Not editable."), 44, read_only=True),
    Column("Strength", "strength", _("Choose from the list."), 16),
    Column("Rationale", "rationale", _("The reason, in one or two sentences."), 60),
    Column("Evidence", "evidence_url", _("Web address of the evidence, beginning with https://."), 36),
    Column("Certainty", "certainty", _("Choose from the list. “confirmed” once ITU has checked the link."), 14),
    Column("Action", "", _("Empty, or “withdraw” to withdraw the link."), 18),
    Column("Change", "", _("Do not change it. Empty for a new link."), 14, read_only=True),
)
COLUMNS = {ACTIVITIES: ACTIVITY_COLUMNS, MAPPINGS: MAPPING_COLUMNS}
#: Required columns. Any other may be missing; its fields then keep their values.
NEEDED = {ACTIVITIES: ("Activity", "Change"), MAPPINGS: ("Activity", "Code", "Change")}
#: {column: field} of the fields that a sheet can write.
FIELDS = {sheet: {c.name: c.field for c in columns if c.field} for sheet, columns in COLUMNS.items()}


def activity_cells(row: Mapping[str, Any], words: Words) -> dict[str, str]:
    """{column: text} of a version of an activity; `row` has the attribute names of the model."""
    return {
        "Title": row["title"],
        "Description": row["description"],
        "Description certainty": row["description_certainty"],
        "Kind": words.kinds.get(row["kind"], row["kind"]),
        "Status": words.statuses.get(row["status"], row["status"]),
        "Organisation": words.organisations.get(row["organisation_id"], ""),
        "Start year": str(row["start_year"] or ""),
        "End year": str(row["end_year"] or ""),
        "Regions": listed(words.regions.get(code, code) for code in row["regions"]),
        "Countries": listed(row["countries"]),
        "Partners": listed(row["partners"]),
        "Source": row["url"],
    }


def mapping_cells(row: Mapping[str, Any]) -> dict[str, str]:
    """{column: text} of a version of a mapping."""
    return {
        "Strength": STRENGTHS[row["strength"]],
        "Rationale": row["rationale"],
        "Evidence": row["evidence_url"],
        "Certainty": row["certainty"],
    }


def activity_line(row: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """{column: value} of the row of an activity; `row` also has its `links` as (Term, strength)."""
    cells: dict[str, Any] = activity_cells(row, words)
    cells |= {"Start year": row["start_year"], "End year": row["end_year"]}
    links = listed(f"{words.terms[term][1]}={strength}" for term, strength in row["links"])
    return cells | {"Activity": row["id"], "Links": links, "Change": row["change_id"]}


def mapping_line(row: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """{column: value} of the row of a link; `row` also has the `title` of its activity."""
    framework, code, name = words.terms[row["term_id"]]
    cells: dict[str, Any] = {"Activity": row["activity_id"], "Title": row["title"]}
    cells |= {"Framework": framework, "Code": code, "Name": name}
    return cells | mapping_cells(row) | {"Change": row["change_id"]}


def listed(items: Iterable[str]) -> str:
    return "; ".join(items)
