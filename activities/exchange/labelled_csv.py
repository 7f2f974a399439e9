"""Activities with the Terms that people chose for them, to measure suggestions by: `evaluate_suggestions FILE.csv`."""

from dataclasses import dataclass
from pathlib import Path

from django.utils.text import slugify
from django.utils.translation import gettext as _

from activities.exchange.activities_csv import KnownCodes
from activities.exchange.rows import Sheet

LABELS = ("action_lines", "sdgs", "targets")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One row. `terms` are framework:code; a label column that is blank or absent gives none of its kind."""

    key: str
    title: str
    description: str
    terms: frozenset[str]


def read_labelled(path: Path, known: KnownCodes) -> list[Labelled]:
    """Columns as in activities/reference/activities_itu.csv, of which title, description and one of the label columns
    must be there; what others there are is not read. Raises Faults, naming row and column."""
    sheet = Sheet(path, ["title", "description"])
    rows: list[Labelled] = []
    for row in sheet:
        if not rows and not any(column in row.values for column in LABELS):
            reason = _("No column with labels. At least one of %(columns)s is needed.")
            row.fault("", reason % {"columns": ", ".join(LABELS)})
            break
        terms = {f"wsis:{c}" for c in row.all_of("action_lines", known.action_lines, _("an Action Line"))}
        terms |= {f"sdg:{c}" for c in row.all_of("sdgs", known.goals, _("a Goal"))}
        terms |= {f"sdg:{c}" for c in row.all_of("targets", known.targets, _("an SDG target"))}
        title = row.text("title", required=True)
        key = row.text("slug") or f"{slugify(title)[:150]}-row-{row.number}"
        rows.append(Labelled(key, title, row.text("description"), frozenset(terms)))
    sheet.raise_faults()
    return rows
