"""/ and /about/: the first page, and the page on method and sources."""

from dataclasses import replace

from django.shortcuts import render
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.models import Certainty
from activities.pages.browse import flow as flow_pages
from activities.past_views import shows_the_past
from activities.pictures.heat_map import HeatCell, HeatMap, heat_map_picture
from activities.pictures.picture import Label, Picture
from activities.pictures.words import figure, listed
from activities.queries.browse import home as queries
from activities.queries.browse.certainty import CertaintyCounts, certainty_counts
from activities.queries.cached import cached
from activities.queries.history.changes import Wrote
from activities.queries.history.latest import Act, latest_acts
from activities.queries.history.of_activity import verb_in_words
from activities.queries.matrix.flow import Ways
from activities.queries.state import figures_as_of
from activities.reuse import data_licence


@shows_the_past
@require_safe
def home(request):
    shown = queries.home()
    matrix, flow = cached(f"previews:{get_language()}", shown.ways.as_of, lambda: previews(shown.ways))
    context = {
        "home": shown,
        "first": next((goal for goal in shown.goals if goal.emphasis == "first"), None),
        "goals": [goal for goal in shown.goals if goal.emphasis != "first"],
        "most": max((line.activities for line in shown.lines), default=0),
        "as_of": shown.ways.as_of,
        "examples": [_("school connectivity"), _("cybersecurity"), _("early warning")],
        "matrix": matrix,
        "flow": flow,
        "acts": [(act, headline(act), details(act)) for act in latest_acts()],
    }
    return render(request, "activities/browse/home.html", context)


@shows_the_past
@require_safe
def about(request):
    as_of = figures_as_of()
    found = [(source_name(one), one) for one in cached("certainty", as_of, certainty_counts)]
    context = {"certainty": found, "words": list(Certainty), "as_of": as_of, "licence": data_licence()}
    return render(request, "activities/about.html", context)


def headline(act: Act) -> str:
    """A recorded action in words, from its verb in the ledger."""
    return verb_in_words(act.verb)


def details(act: Act) -> str:
    """How many rows of each kind an action saved: `341 activities added, 12 links changed`."""
    return listed(part for wrote in act.wrote for part in counted_rows(wrote))


def counted_rows(wrote: Wrote) -> list[str]:
    """Up to two phrases: what was added, and what was changed."""
    added, altered = wrote.added, wrote.altered
    parts = {
        "activity": (
            ngettext("%(n)s activity added", "%(n)s activities added", added),
            ngettext("%(n)s activity changed", "%(n)s activities changed", altered),
        ),
        "mapping": (
            ngettext("%(n)s link added", "%(n)s links added", added),
            ngettext("%(n)s link changed", "%(n)s links changed", altered),
        ),
        "term": (
            ngettext("%(n)s entry of a framework added", "%(n)s entries of frameworks added", added),
            ngettext("%(n)s entry of a framework changed", "%(n)s entries of frameworks changed", altered),
        ),
        "crosswalk": (
            ngettext("%(n)s link between frameworks added", "%(n)s links between frameworks added", added),
            ngettext("%(n)s link between frameworks changed", "%(n)s links between frameworks changed", altered),
        ),
        "termtext": (
            ngettext("%(n)s text added", "%(n)s texts added", added),
            ngettext("%(n)s text changed", "%(n)s texts changed", altered),
        ),
    }[wrote.kind]
    return [words % {"n": figure(n)} for words, n in zip(parts, (added, altered), strict=True) if n]


def previews(ways: Ways) -> tuple[Picture, Picture]:
    """The two pictures of the first page. They take longer to draw than the rest of the page."""
    return matrix_preview(ways), flow_preview(ways)


def matrix_preview(ways: Ways) -> Picture:
    """The matrix without links in its cells: the page links to the full matrix."""
    counts = {(way.source, way.target): way.activities for way in ways.out}
    heat = HeatMap(
        rows=tuple(Label(line.code, line.title, None, "line") for line in ways.lines),
        columns=tuple(Label(goal.code, goal.title, None, f"goal-{goal.code}") for goal in ways.goals),
        cells=tuple(
            tuple(HeatCell(counts.get((line.code, goal.code), 0)) for goal in ways.goals) for line in ways.lines
        ),
    )
    return heat_map_picture(heat, key="matrix", title=_("Matrix"), rtl=get_language_bidi())


def flow_preview(ways: Ways) -> Picture:
    """The flow without links."""

    def plain(steps):
        return tuple(replace(step, href="") for step in steps)

    bare = {name: plain(getattr(ways, name)) for name in ("sectors", "lines", "goals", "into", "out")}
    return flow_pages.picture(replace(ways, **bare))


def source_name(one: CertaintyCounts) -> str:
    """The name of a row in the table of certainty."""
    names = {
        "term": _("Entries: %(source)s"),
        "official": _("Official links: %(source)s"),
        "proposed": _("Proposed links: %(source)s"),
        "activity": _("Descriptions of activities"),
        "mapping": _("Links of activities"),
        "text": _("Short names and official texts in six languages"),
    }
    return names[one.what] % {"source": one.source}
