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
from activities.queries.terms import TermCount

#: From so many activities on, the lines of "In brief" lead to the charts of a page of their own.
MANY = 100
#: So many Goals, and so many Action Lines, have bars. A sentence names the others; a single one has a bar, too.
BARS = 8
#: The pictures of the page itself; the others are on the page of charts.
FIRST = ("goals", "action-lines")


def slice_context(slice: Slice, keys: Sequence[str], *, charts: bool = False) -> dict[str, Any]:
    """The context of templates/activities/browse/slice.html, or of the page of charts, with the pictures of `keys`."""
    shown = [key for key in keys if (key in FIRST) is not charts]
    pictures = {key: worth_drawing(picture, slice) for key, picture in slice_pictures(slice, *shown).items()}
    address = list_href(slice.filters)
    goals, lines = largest(slice.goals), largest(slice.lines)
    return {
        "slice": slice,
        "brief": brief(slice),
        "many": slice.activities >= MANY,
        "goal_bars": bars(slice, goals[: cut(goals)]),
        "line_bars": bars(slice, lines[: cut(lines)]),
        "more_goals": more(slice, goals[cut(goals) :]),
        "more_lines": more(slice, lines[cut(lines) :]),
        "no_goals": without_activities(slice.goals),
        "no_lines": without_activities(slice.lines),
        "list_href": address,
        "list_query": address.partition("?")[2],
        "pictures": {key.replace("-", "_"): picture for key, picture in pictures.items()},
    }


def cut(terms: Sequence[TermCount]) -> int:
    """How many of the Terms have bars."""
    return BARS if len(terms) > BARS + 1 else len(terms)


def charts_page(request: HttpRequest, slice: Slice, keys: Sequence[str], trail: list[dict[str, str]]) -> HttpResponse:
    """The page of charts. `trail` are the breadcrumbs to the page of the slice."""
    context = slice_context(slice, keys, charts=True)
    context["trail"] = [*trail, {"label": _("Charts")}]
    context["back"] = trail[-1]
    return render(request, "activities/browse/slice_charts.html", context)
