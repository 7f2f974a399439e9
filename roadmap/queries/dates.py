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


def span(start: str, end: str = "") -> str:
    """The dates from `start` to `end` in words, as precise as is known: "7–15 July 2026", "June 2026", "2027"."""
    if not end or end == start:
        return in_words(start)
    if len(start) != 10 or len(end) != 10:
        return f"{in_words(start)} – {in_words(end)}"
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    if (first.year, first.month) == (last.year, last.month):
        # Translators: days of one month, such as 7–15 July 2026; %(first)s is the first day
        return gettext("%(first)s–%(last)s") % {"first": first.day, "last": in_words(end)}
    if first.year == last.year:
        # Translators: date format of Django, day and month, before a date of the same year
        return f"{date_format(first, gettext('j F'))} – {in_words(end)}"
    return f"{in_words(start)} – {in_words(end)}"


def is_day(partial: str) -> bool:
    """Whether the date is known to the day."""
    return len(partial) == 10


def over_by(start: str, end: str, today: date) -> bool:
    """Whether something with these dates is over: a month or a year is over at its end."""
    last = end or start
    return last < today.isoformat()[: len(last)]
