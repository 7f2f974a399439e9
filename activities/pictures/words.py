"""Figures as text in the reader's language: counts with their unit, shares with their denominator."""

from enum import StrEnum

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext, pgettext


class Unit(StrEnum):
    """What a picture counts."""

    ACTIVITIES = "activities"
    LINKS = "links"
    MAPPINGS = "mappings"
    COUNTRIES = "countries"
    TARGETS = "targets"


def figure(value, decimals=None):
    """A number in the format of the language. Whole numbers have no decimals, others one, or as many as `decimals`."""
    if decimals is None:
        decimals = 0 if float(value).is_integer() else 1
    # number_format truncates decimals; it does not round
    return number_format(round(value, decimals), decimal_pos=decimals, force_grouping=True)


def unit_name(unit):
    """The heading of a column that counts `unit`."""
    return {
        Unit.ACTIVITIES: gettext("Activities"),
        Unit.LINKS: gettext("Links"),
        Unit.MAPPINGS: gettext("Links"),
        Unit.COUNTRIES: gettext("Countries"),
        Unit.TARGETS: gettext("Targets"),
    }[unit]


def counted(value, unit):
    """`45 activities`, `1 activity`: a count with its unit."""
    text = {
        Unit.ACTIVITIES: ngettext("%(count)s activity", "%(count)s activities", value),
        Unit.LINKS: ngettext("%(count)s link", "%(count)s links", value),
        Unit.MAPPINGS: ngettext("%(count)s link", "%(count)s links", value),
        Unit.COUNTRIES: ngettext("%(count)s country", "%(count)s countries", value),
        Unit.TARGETS: ngettext("%(count)s target", "%(count)s targets", value),
    }[unit]
    return text % {"count": figure(value)}


def nothing_yet(unit):
    """The sentence of an empty picture."""
    return {
        Unit.ACTIVITIES: gettext("There are no activities to show here yet."),
        Unit.LINKS: gettext("There are no links to show here yet."),
        Unit.MAPPINGS: gettext("There are no links to show here yet."),
        Unit.COUNTRIES: gettext("There are no countries to show here yet."),
        Unit.TARGETS: gettext("There are no targets to show here yet."),
    }[unit]


def none_of(unit):
    """The words before the names of what has no `unit`: `No activities:`."""
    return {
        Unit.ACTIVITIES: gettext("No activities:"),
        Unit.LINKS: gettext("No links:"),
        Unit.MAPPINGS: gettext("No links:"),
        Unit.COUNTRIES: gettext("No countries:"),
        Unit.TARGETS: gettext("No targets:"),
    }[unit]


def part_of(value, total, unit):
    """`128 of 180 activities (71%)`: a count with its denominator and share. `total` must not be 0."""
    return gettext("%(value)s of %(total)s (%(share)s%%)") % {
        "value": figure(value),
        "total": counted(total, unit),
        "share": share(value, total),
    }


def share(value, total):
    """`value` as a whole percentage of `total`; "<1" instead of a rounded 0, ">99" instead of a rounded 100."""
    percent = 100 * value / total
    if 0 < percent < 1:
        return "<1"
    if 99 < percent < 100:
        return ">99"
    return figure(round(percent))


def listed(items):
    """`A`, `A and B`, `A, B and C`."""
    items = [str(item) for item in items]
    if len(items) < 2:
        return "".join(items)
    return pgettext("list of names", "%(most)s and %(last)s") % {
        "most": gettext(", ").join(items[:-1]),
        "last": items[-1],
    }
