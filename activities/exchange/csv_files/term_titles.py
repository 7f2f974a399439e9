"""Reads titles of Terms in other languages: the columns of `activities/reference/term_titles.csv`.

`source` and `certainty` are notes for staff on the origin of a title. They are not loaded.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from activities.exchange.csv_files.rows import Sheet

COLUMNS = "framework code lang title source certainty".split()
#: Languages of the file → codes of the product.
LANGUAGES = {"ar": "ar", "zh": "zh-hans", "fr": "fr", "ru": "ru", "es": "es"}


@dataclass(frozen=True, slots=True)
class TermTitle:
    framework: str
    code: str
    language: str
    title: str


def read_term_titles(path: Path, terms: Collection[tuple[str, str]], frameworks: Collection[str]) -> list[TermTitle]:
    """The titles, without those of frameworks that are not loaded. `terms` are all existing (framework, code)."""
    sheet = Sheet(path, COLUMNS)
    found, seen = [], set()
    for row in sheet:
        framework, code = row.text("framework", required=True), row.text("code", required=True)
        language = LANGUAGES.get(row.one_of("lang", LANGUAGES, _("a language of the file")), "")
        title = row.text("title", required=True, most=300)
        if framework not in frameworks:
            continue
        if (framework, code) not in terms:
            row.unknown("code", code, {c for f, c in terms if f == framework}, _("a code of the framework"))
        elif (framework, code, language) in seen:
            row.fault("lang", _("The title is in the file twice."))
        seen.add((framework, code, language))
        found.append(TermTitle(framework, code, language, title))
    sheet.raise_faults()
    return found
