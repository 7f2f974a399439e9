"""The columns of the workbook of activities: codes next to their names, lists separated by semicolons.

ABOUT describes the columns, in the spreadsheet and on the page about the data.
"""

import re
from typing import Any

from activities.exchange.csv_files.table import neutral

#: {column: its contents}. The names are English and stable in all languages, for programs.
ABOUT = {
    "id": "Number of the activity, which never changes",
    "title": "Title",
    "kind": "Kind of activity",
    "status": "planned, ongoing, completed, suspended or unknown",
    "organisation": "Organisation; empty if the source does not state it",
    "organisation_type": "Type of the organisation",
    "sector": "ITU Sector; empty for other stakeholders",
    "partners": "Partners",
    "start_year": "First year, if known",
    "end_year": "Last year, if known",
    "countries": "ISO 3166 alpha-2 codes of countries",
    "country_names": "Names of the countries",
    "regions": "Codes of ITU regions",
    "region_names": "Names of the regions",
    "worldwide": "yes, or no: marked global, without any place, or in 150 countries or more",
    "goals": "Sustainable Development Goals that it is linked to, also through their targets",
    "goal_titles": "Titles of the Goals",
    "targets": "SDG targets that it is linked to",
    "target_titles": "Titles of the targets",
    "action_lines": "WSIS Action Lines that it is linked to",
    "action_line_titles": "Titles of the Action Lines",
    "other_terms": "Entries of other frameworks that it is linked to",
    "strengths": "Each link with its strength: 1 related, 2 contributes, 3 main purpose",
    "description": "Description",
    "description_certainty": "how certain the description is: official, confirmed, proposed or unconfirmed",
    "source": "Web address of the source",
    "address": "Address of this activity in SDG Map",
    "change": "Number of the Change that last saved the activity",
    "language": "Language of the original text (BCP 47); title and description are in English",
    "original_title": "Title in the original language; empty for a text in English",
    "original_description": "Description in the original language; empty for a text in English",
}
HEADER = tuple(ABOUT)
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def cell(value: Any) -> Any:
    """The value without control characters, never a formula. None becomes an empty text, and numbers stay numbers."""
    if isinstance(value, str) and not value.isprintable():
        value = CONTROLS.sub("", value)
    return neutral(value)
