"""Dates in words, as precise as known."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext


def in_words(partial: str) -> str:
    """21 December 2001 of 2001-12-21, October 2004 of 2004-10, 2019 of 2019; in the reader's language."""
    parts = [int(part) for part in partial.split("-")]
    if len(parts) == 1:
        return partial
    when = date(parts[0], parts[1], parts[2] if len(parts) == 3 else 1)
    # Translators: date formats of Django, day month year and month year
    return date_format(when, gettext("j F Y") if len(parts) == 3 else gettext("F Y"))
