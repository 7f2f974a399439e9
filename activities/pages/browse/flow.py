"""/flow/: the flow from Sectors through Action Lines to Goals, and its downloads."""

from django import forms
from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.models import Term
from activities.pages.browse.matrix_tabs import matrix_tabs
from activities.pages.downloads import csv_file, refuse_unknown, svg_file
from activities.past_views import shows_the_past
from activities.pictures.flow import Flow, FlowBand, FlowNode, flow_picture
from activities.pictures.flow_layout import NARROW, WIDE, Frame
from activities.pictures.picture import Label, Picture
from activities.queries.matrix.flow import Ways, ways
from activities.queries.sectors import SECTOR_CHOICES, SECTORS, STAKEHOLDERS, sector_name
from activities.queries.terms import localised

GOALS = tuple(str(number) for number in range(1, 18))
FORMATS = ("csv", "svg")


class FlowFilter(forms.Form):
    """The filters of the flow: whose activities, and which Goal. An invalid value does not affect the other one."""

    sector = forms.ChoiceField(choices=SECTOR_CHOICES, required=False)
    goal = forms.ChoiceField(choices=[("", "")] + [(code, code) for code in GOALS], required=False)

    def chosen(self) -> tuple[str, str]:
        """`(sector, goal)`, each "" if missing or invalid."""
        self.is_valid()
        return self.cleaned_data.get("sector") or "", self.cleaned_data.get("goal") or ""

    def problems(self) -> list[dict[str, str]]:
        """For the error summary: each invalid value with the valid ones."""
        return [
            {
                "href": f"#id_{name}",
                "message": _("%(field)s: “%(value)s” is not one of %(allowed)s.")
                % {
                    "field": {"sector": _("Sector"), "goal": _("Goal")}[name],
                    "value": self.data.get(name, "")[:60],
                    "allowed": ", ".join(value for value, _label in self.fields[name].choices if value),
                },
            }
            for name in self.errors
        ]


@shows_the_past
@require_safe
def flow(request):
    form = FlowFilter(request.GET)
    sector, goal = form.chosen()
    shown = ways(sector, goal)
    problems = form.problems()
    context = {
        "ways": shown,
        "picture": picture(shown),
        "narrow": picture(shown, key="flow-narrow", frame=NARROW).svg,
        "sectors": SECTOR_CHOICES,
        "goals": localised(Term.objects.goals()).order_by("position").values_list("code", "local_title"),
        "problems": problems,
        "tabs": matrix_tabs("flow"),
    }
    return render(request, "activities/browse/flow.html", context, status=400 if problems else 200)


@shows_the_past
@require_safe
def download(request, format):
    refuse_unknown(_("format of the flow"), format, FORMATS)
    sector, goal = request.GET.get("sector", ""), request.GET.get("goal", "")
    refuse_unknown(_("Sector"), sector, SECTORS)
    refuse_unknown(_("Goal"), goal, ("", *GOALS))
    shown = ways(sector, goal)
    parts = ["flow", sector.lower().replace(" ", "-"), f"goal-{goal}" if goal else ""]
    name = "-".join(part for part in parts if part)
    if format == "svg":
        return svg_file(name, picture(shown), shown.as_of)
    return csv_file(name, as_rows(shown))


def picture(shown: Ways, *, key: str = "flow", frame: Frame = WIDE) -> Picture:
    """The flow as a drawing. Widths are whole counts: more can leave an Action Line than enters it."""

    def node(stop, hue):
        return FlowNode(Label(stop.code, stop.title, stop.href, hue), stop.activities)

    def band(way):
        return FlowBand(way.source, way.target, way.activities, way.href)

    named = {STAKEHOLDERS: _("Stakeholders")}
    sectors = tuple(
        FlowNode(Label(named.get(stop.code, stop.code), "", stop.href, "muted"), stop.activities)
        for stop in shown.sectors
    )
    into = tuple(
        FlowBand(named.get(way.source, way.source), way.target, way.activities, way.href) for way in shown.into
    )
    data = Flow(
        headings=(_("Sector"), _("Action Line"), _("Goal")),
        columns=(
            sectors,
            tuple(node(stop, "line") for stop in shown.lines),
            tuple(node(stop, f"goal-{stop.code}") for stop in shown.goals),
        ),
        into=into,
        out=tuple(band(way) for way in shown.out),
    )
    return flow_picture(data, key=key, title=title(shown), rtl=get_language_bidi(), frame=frame)


def title(shown: Ways) -> str:
    facts = {"whose": sector_name(shown.sector), "goal": shown.goal}
    if shown.goal:
        return _("From Sectors through Action Lines to Goal %(goal)s: %(whose)s") % facts
    return _("From Sectors through Action Lines to Goals: %(whose)s") % facts


def as_rows(shown: Ways):
    """The header, then a row for each band: codes and names, and the date and Change of the figures."""
    yield ["from", "from_title", "to", "to_title", "activities", "as_of", "change"]
    titles = {stop.code: stop.title for stop in (*shown.sectors, *shown.lines, *shown.goals)}
    for way in (*shown.into, *shown.out):
        yield [
            way.source,
            titles[way.source],
            way.target,
            titles[way.target],
            way.activities,
            shown.as_of.day,
            shown.as_of.change,
        ]
