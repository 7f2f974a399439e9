"""Reads activities with the Terms that people chose, for `evaluate_suggestions FILE.csv`."""

from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.text import slugify
from django.utils.translation import gettext as _

from activities.exchange.csv_files.activities import KnownCodes
from activities.exchange.csv_files.rows import Fault, Sheet

LABELS = ("action_lines", "sdgs", "targets")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One row. `terms` are framework:code. A blank or missing label column gives none of its kind. `language` is that
    of the column `lang` or `language`, else ""."""

    key: str
    title: str
    description: str
    terms: frozenset[str]
    language: str = ""


def read_labelled(path: Path, known: KnownCodes) -> tuple[list[Labelled], list[Fault]]:
    """The rows, and faults for labels that were left out: unknown codes, which suggestions cannot contain.

    The columns are those of activities/reference/activities_itu.csv. Title and one label column are required; other
    columns are ignored. Raises Faults with row and column if the file cannot be read.
    """
    sheet = Sheet(path, ["title"])
    rows: list[Labelled] = []
    left_out: list[Fault] = []
    for row in sheet:
        if not any(column in row.values for column in LABELS):
            reason = _("No column with labels. At least one of %(columns)s is needed.")
            row.fault("", reason % {"columns": ", ".join(LABELS)})
            break
        labels = replace(row, faults=left_out)
        terms = {f"wsis:{c}" for c in labels.all_of("action_lines", known.action_lines, _("an Action Line"))}
        terms |= {f"sdg:{c}" for c in labels.all_of("sdgs", known.goals, _("a Goal"))}
        terms |= {f"sdg:{c}" for c in labels.all_of("targets", known.targets, _("an SDG target"))}
        title = row.text("title", required=True)
        key = row.text("slug") or f"{slugify(title)[:150]}-row-{row.number}"
        language = row.text("lang") or row.text("language")
        rows.append(Labelled(key, title, row.text("description"), frozenset(terms), language))
    sheet.raise_faults()
    return rows, left_out
