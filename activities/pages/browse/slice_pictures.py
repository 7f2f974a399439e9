"""The pictures of a slice of all activities: a country, a region, an organisation."""

from dataclasses import replace

from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from activities.models import Activity, Organisation, Region
from activities.pages.browse.profile_pictures import term_name
from activities.pictures.bars import Bar, bars_picture
from activities.pictures.columns import Column, columns_picture
from activities.pictures.picture import Label, Picture
from activities.pictures.words import figure, listed
from activities.queries.addresses import list_href
from activities.queries.browse.slices import Slice
from activities.queries.terms import TermCount

#: A chart shows at least so many activities and values, and none has this share of them or more.
FEWEST, VALUES, NEARLY_ALL = 10, 3, 0.9


def slice_pictures(slice: Slice, *keys: str) -> dict[str, Picture]:
    """The pictures with these keys, in that order."""
    made = {
        "goals": lambda: terms(slice, "goals", _("Goal"), slice.goals),
        "action-lines": lambda: terms(slice, "action-lines", _("Action Line"), slice.lines),
        "years": lambda: years(slice),
        "kinds": lambda: facet(slice, "kinds", "kind", _("Type of activity"), Activity.Kind),
        "statuses": lambda: facet(slice, "statuses", "status", _("Status"), Activity.Status),
        "organisation-types": lambda: facet(
            slice, "organisation-types", "organisation_type", _("Type of organisation"), Organisation.Type
        ),
        "regions": lambda: facet(slice, "regions", "region", _("ITU region"), Region),
    }
    return {key: made[key]() for key in keys}


def worth_drawing(picture: Picture, slice: Slice) -> Picture:
    """The picture, without its drawing if a sentence says as much: fewer than ten activities are counted, fewer than
    three values have any, or one has nine in ten of them."""
    values = [row[1].value or 0 for row in picture.table.rows]
    above = [value for value in values if value]
    if slice.activities >= FEWEST and len(above) >= VALUES and max(above) < NEARLY_ALL * slice.activities:
        return picture
    return replace(picture, svg=SafeString(""), note="")


def terms(slice: Slice, key: str, heading: str, found: tuple[TermCount, ...]) -> Picture:
    """The Goals or Action Lines that have activities, the most first, each in its colour. The page names the others."""
    bars = [
        Bar(
            Label(
                term.code,
                term.title,
                list_href(slice.filters | {term.kind: term.code}),
                f"goal-{term.code}" if term.kind == "goal" else "line",
            ),
            term.activities,
        )
        for term in sorted(found, key=lambda term: -term.activities)
        if term.activities
    ]
    served = [term_name(term.kind, term.code) for term in found if term.activities]
    sentence = None
    if slice.activities == 1 and served:
        sentence = _("Its one activity supports %(names)s.") % {"names": listed(served)}
    return drawn(slice, key, heading, bars, sentence)


def facet(slice: Slice, key: str, name: str, heading: str, choices) -> Picture:
    """The values of a facet that have activities, the largest first."""
    found = slice.counts.get(name, {})
    bars = [
        Bar(Label("", str(label), list_href(slice.filters | {name: value})), found[value])
        for value, label in choices.choices
        if found.get(value)
    ]
    return drawn(slice, key, heading, sorted(bars, key=lambda bar: -bar.value))


def drawn(slice: Slice, key: str, heading: str, bars: list[Bar], sentence: str | None = None) -> Picture:
    title = _("%(name)s: activities by %(heading)s") % {"name": slice.name, "heading": heading}
    return bars_picture(
        bars,
        key=key,
        title=title,
        total=slice.activities or None,
        heading=heading,
        sentence=sentence,
        rtl=get_language_bidi(),
    )


def years(slice: Slice) -> Picture:
    found = {int(year): number for year, number in slice.counts.get("year", {}).items()}
    undated = slice.activities - sum(found.values())
    note = ngettext(
        "Counted by start year. %(number)s activity without a start year is not shown.",
        "Counted by start year. %(number)s activities without a start year are not shown.",
        undated,
    ) % {"number": figure(undated)}
    return columns_picture(
        [Column(year, number, list_href(slice.filters | {"year": year})) for year, number in sorted(found.items())],
        key="years",
        title=_("%(name)s: activities by start year") % {"name": slice.name},
        note=note if undated else "",
        rtl=get_language_bidi(),
    )
