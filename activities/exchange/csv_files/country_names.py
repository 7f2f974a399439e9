"""Reads the names of countries and territories in other languages than English."""

from collections.abc import Collection
from pathlib import Path

from django.utils.translation import gettext as _

from activities.exchange.csv_files.rows import Sheet

#: {column: language}
LANGUAGES = {"ar": "ar", "es": "es", "fr": "fr", "ru": "ru", "zh": "zh-hans"}


def read_country_names(path: Path, countries: Collection[str]) -> dict[str, dict[str, str]]:
    """{ISO 3166 alpha-2 code: {language: name}}, without the names that the file lacks. Raises Faults.

    The file that ships has the names of the M49 standard (United Nations Statistics Division, 2024).
    """
    sheet = Sheet(path, ["code", *LANGUAGES])
    found = {}
    for row in sheet:
        if code := row.one_of("code", countries, _("a country code")):
            found[code] = {language: name for column, language in LANGUAGES.items() if (name := row.text(column))}
    sheet.raise_faults()
    return found
