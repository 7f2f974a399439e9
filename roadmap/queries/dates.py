"""Dates in words, as precise as is known."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext


def in_words(partial: str) -> str:
    """The date in the reader's language: 2001-12-21 gives 21 December 2001, 2004-10 October 2004, 2019 stays 2019."""
    parts = [int(part) for part in partial.split("-")]
    if len(parts) == 1:
        return partial
    when = date(parts[0], parts[1], parts[2] if len(parts) == 3 else 1)
    # Translators: date formats of Django, day month year and month year
    return date_format(when, gettext("j F Y") if len(parts) == 3 else gettext("F Y"))
