"""What the pages of countries, regions and organisations show of their slice."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from activities.pages.browse.slice_answers import more, without_activities
from activities.pages.browse.slice_bars import bars, largest
from activities.pages.browse.slice_brief import brief
from activities.pages.browse.slice_pictures import slice_pictures, worth_drawing
from activities.queries.addresses import list_href
from activities.queries.browse.slices import Slice

#: From so many activities on, the lines of "In brief" lead to the charts of a page of their own.
MANY = 100
#: The most bars of Goals, and of Action Lines; a sentence names the others.
BARS = 10
#: The pictures of the page itself; the others are on the page of charts.
FIRST = ("goals", "action-lines")


def slice_context(slice: Slice, keys: Sequence[str], *, charts: bool = False) -> dict[str, Any]:
    """The context of templates/activities/browse/slice.html, or of the page of charts, with the pictures of `keys`."""
    shown = [key for key in keys if (key in FIRST) is not charts]
    pictures = {key: worth_drawing(picture, slice) for key, picture in slice_pictures(slice, *shown).items()}
    address = list_href(slice.filters)
    return {
        "slice": slice,
        "brief": brief(slice),
        "many": slice.activities >= MANY,
        "goal_bars": bars(slice, largest(slice.goals)[:BARS]),
        "line_bars": bars(slice, largest(slice.lines)[:BARS]),
        "more_goals": more(slice, largest(slice.goals)[BARS:]),
        "more_lines": more(slice, largest(slice.lines)[BARS:]),
        "no_goals": without_activities(slice.goals),
        "no_lines": without_activities(slice.lines),
        "list_href": address,
        "list_query": address.partition("?")[2],
        "pictures": {key.replace("-", "_"): picture for key, picture in pictures.items()},
    }


def charts_page(request: HttpRequest, slice: Slice, keys: Sequence[str], trail: list[dict[str, str]]) -> HttpResponse:
    """The page of charts. `trail` are the breadcrumbs to the page of the slice."""
    context = slice_context(slice, keys, charts=True)
    context["trail"] = [*trail, {"label": _("Charts")}]
    context["back"] = trail[-1]
    return render(request, "activities/browse/slice_charts.html", context)
