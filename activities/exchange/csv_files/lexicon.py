"""The lexicon that ships with the product: phrases of the field and the Terms that they suggest."""

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from activities.exchange.csv_files.rows import Sheet


@dataclass(frozen=True, slots=True)
class LexiconRow:
    phrase: str
    synonyms: tuple[str, ...]
    terms: tuple[str, ...]
    note: str


def read_lexicon(path: Path, known: set[str]) -> list[LexiconRow]:
    """Rows of the file. Raises Faults for a repeated phrase or a Term (framework:code) that is not in `known`."""
    sheet = Sheet(path, ["phrase", "synonyms", "terms", "note"])
    rows, seen = [], set()
    for row in sheet:
        phrase = row.text("phrase", required=True, most=120)
        if phrase.casefold() in seen:
            row.fault("phrase", _("“%(phrase)s” is in the file more than once.") % {"phrase": phrase})
        seen.add(phrase.casefold())
        terms = row.all_of("terms", known, _("a Goal, a target or an Action Line, such as sdg:9.c or wsis:C5"))
        rows.append(LexiconRow(phrase, tuple(row.listed("synonyms", most=120)), tuple(terms), row.text("note")))
    sheet.raise_faults()
    return rows
