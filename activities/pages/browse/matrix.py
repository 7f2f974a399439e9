"""/matrix/: the matrix of Action Lines and Goals, its cells, and its downloads."""

from django import forms
from django.shortcuts import render
from django.utils.translation import get_language_bidi, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url

from activities.pages.browse.matrix_tabs import matrix_tabs
from activities.pages.downloads import csv_file, json_file, refuse_unknown, svg_file
from activities.past_views import shows_the_past
from activities.pictures.heat_map import HeatCell, HeatMap, heat_map_picture, shade, shade_ranges
from activities.pictures.picture import Label
from activities.pictures.words import Unit, figure
from activities.queries.matrix import grid as queries
from activities.queries.matrix.crossing import crossing
from activities.queries.sectors import SECTOR_CHOICES, SECTORS, sector_name

SHOWS = [
    (queries.ACTIVITIES, gettext_lazy("Activities")),
    (queries.OFFICIAL, gettext_lazy("Official links (WSIS-SDG Matrix)")),
]
FORMATS = ("csv", "json", "svg")


class MatrixFilter(forms.Form):
    """The filters of the matrix: what it shows, and whose activities. An invalid value does not affect the other."""

    show = forms.ChoiceField(choices=SHOWS, required=False)
    sector = forms.ChoiceField(choices=SECTOR_CHOICES, required=False)

    def chosen(self) -> tuple[str, str]:
        """`(show, sector)`, with defaults for missing or invalid values."""
        self.is_valid()
        return self.cleaned_data.get("show") or queries.ACTIVITIES, self.cleaned_data.get("sector") or ""

    def problems(self) -> list[dict[str, str]]:
        """For the error summary: each invalid value with the valid ones."""
        return [
            {
                "href": f"#id_{name}",
                "message": _("%(field)s: “%(value)s” is not one of %(allowed)s.")
                % {
                    "field": {"show": _("Show"), "sector": _("Sector")}[name],
                    "value": self.data.get(name, "")[:60],
                    "allowed": ", ".join(value for value, _label in self.fields[name].choices if value),
                },
            }
            for name in self.errors
        ]


@shows_the_past
@require_safe
def matrix(request):
    form = MatrixFilter(request.GET)
    show, sector = form.chosen()
    shown = queries.grid(show, sector)
    problems = form.problems()
    highest = shown.maximum
    context = {
        "grid": shown,
        "rows": [
            (row, [(cell, shade(cell.value, highest), cell_name(cell)) for cell in row.cells]) for row in shown.rows
        ],
        "ranges": shade_ranges(highest),
        "sentence": sentence(shown),
        "sectors": SECTOR_CHOICES,
        "shows": SHOWS,
        "whose": sector_name(sector),
        "as_list": request.GET.get("as") == "list",
        "listed": [
            (row.line, goal, cell)
            for row in shown.rows
            for goal, cell in zip(shown.goals, row.cells, strict=True)
            if cell.official or cell.activities
        ],
        "problems": problems,
        "tabs": matrix_tabs("matrix"),
    }
    return render(request, "activities/browse/matrix.html", context, status=400 if problems else 200)


@shows_the_past
@require_safe
@vary_on_headers("HX-Request")
def cell(request, line, goal):
    """A cell as a page, or only its content when the matrix loads it into its panel."""
    sector = request.GET.get("sector", "")
    refuse_unknown(_("Sector"), sector, SECTORS)
    context = {"crossing": crossing(line, goal, sector), "in_panel": bool(request.htmx)}
    if request.htmx:
        return push_url(render(request, "activities/browse/matrix_cell.html#crossing", context), False)
    return render(request, "activities/browse/matrix_cell.html", context)


@shows_the_past
@require_safe
def download(request, format):
    refuse_unknown(_("format of the matrix"), format, FORMATS)
    show, sector = request.GET.get("show") or queries.ACTIVITIES, request.GET.get("sector", "")
    refuse_unknown(_("view of the matrix"), show, [value for value, _label in SHOWS])
    refuse_unknown(_("Sector"), sector, SECTORS)
    shown = queries.grid(show, sector)
    name = "-".join(["matrix", show, *([sector.lower().replace(" ", "-")] if sector else [])])
    if format == "svg":
        return svg_file(name, picture(shown), shown.as_of)
    if format == "json":
        return json_file(as_json(shown))
    return csv_file(name, as_rows(shown))


def sentence(shown: queries.Grid) -> str:
    """The matrix in one sentence, with denominators."""
    counts = {"linked": shown.linked, "gaps": shown.gaps, "all": len(shown.cells), "links": shown.links}
    facts = {name: figure(count) for name, count in counts.items()}
    if shown.show == queries.OFFICIAL:
        return (
            _(
                "The WSIS-SDG Matrix has %(links)s links in %(linked)s of %(all)s cells; "
                "%(gaps)s of these cells have no activity."
            )
            % facts
        )
    top = max(shown.cells, key=lambda cell: cell.activities, default=None)
    if not top or not top.activities:
        return _("There are no activities to show here yet.")
    titles = {row.line.code: row.line.title for row in shown.rows}
    facts |= {
        "line": f"{top.line} {titles[top.line]}",
        "goal": top.goal,
        "count": figure(top.activities),
        "total": figure(shown.activities),
        "whose": sector_name(shown.sector),
    }
    if shown.sector:
        return (
            _(
                "%(whose)s: %(line)s and Goal %(goal)s have the most in common: %(count)s of %(total)s activities. "
                "Of the %(linked)s cells with an official link, %(gaps)s have no activity."
            )
            % facts
        )
    return (
        _(
            "%(line)s and Goal %(goal)s have the most in common: %(count)s of %(total)s activities. "
            "Of the %(linked)s cells with an official link, %(gaps)s have no activity."
        )
        % facts
    )


def picture(shown: queries.Grid):
    """The matrix as a drawing, for download."""
    activities = shown.show == queries.ACTIVITIES
    heat = HeatMap(
        rows=tuple(Label(row.line.code, row.line.title, row.line.href, "line") for row in shown.rows),
        columns=tuple(Label(goal.code, goal.title, goal.href, f"goal-{goal.code}") for goal in shown.goals),
        cells=tuple(
            tuple(
                HeatCell(cell.value, cell.href, cell_name(cell), activities and cell.official > 0, cell.is_gap)
                for cell in row.cells
            )
            for row in shown.rows
        ),
        unit=Unit.ACTIVITIES if activities else Unit.LINKS,
        mark=_("Corner mark: an official link in the WSIS-SDG Matrix.") if activities else "",
        gap=gap_words(shown),
    )
    if activities:
        title = _("Activities by Action Line and Goal: %(whose)s") % {"whose": sector_name(shown.sector)}
    else:
        title = _("Official links between Action Lines and Goals (WSIS-SDG Matrix)")
    return heat_map_picture(heat, key="matrix", title=title, sentence=sentence(shown), rtl=get_language_bidi())


def cell_name(cell: queries.GridCell) -> str:
    """What a cell says to those who do not see it: `C6, Goal 2: activities 0, official links 1`."""
    facts = {"line": cell.line, "goal": cell.goal, "activities": figure(cell.activities), "links": cell.official}
    if not cell.official:
        return _("%(line)s, Goal %(goal)s: activities %(activities)s, no official link") % facts
    return _("%(line)s, Goal %(goal)s: activities %(activities)s, official links %(links)s") % facts


def gap_words(shown: queries.Grid) -> str:
    """The legend of the gaps, "" if there are none."""
    if not shown.gaps:
        return ""
    words = ngettext(
        "Gap: an official link, but no activity (%(gaps)s cell).",
        "Gap: an official link, but no activity (%(gaps)s cells).",
        shown.gaps,
    )
    return words % {"gaps": figure(shown.gaps)}


def as_rows(shown: queries.Grid):
    """The header, then a row for each cell: codes and names, and the date and Change of the figures."""
    yield [
        "action_line",
        "action_line_title",
        "goal",
        "goal_title",
        "official_links",
        "activities",
        "whose_activities",
        "as_of",
        "change",
    ]
    titles = {goal.code: goal.title for goal in shown.goals}
    for row in shown.rows:
        for cell in row.cells:
            yield [
                cell.line,
                row.line.title,
                int(cell.goal),
                titles[cell.goal],
                cell.official,
                cell.activities,
                shown.sector or "all",
                shown.as_of.day,
                shown.as_of.change,
            ]


def as_json(shown: queries.Grid) -> dict:
    """The matrix as an object: date and Change of the figures, headings, and cells."""
    header, *rows = as_rows(shown)
    return {
        "show": shown.show,
        "whose": shown.sector or "all",
        "as_of": shown.as_of.date,
        "change": shown.as_of.change,
        "action_lines": [{"code": row.line.code, "title": row.line.title} for row in shown.rows],
        "goals": [{"code": goal.code, "title": goal.title} for goal in shown.goals],
        "cells": [dict(zip(header[:6], row[:6], strict=True)) for row in rows],
    }
