"""The sheet of an activity: its facts, and its links with their reasons. One page of A4, or two if texts are long."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from activities.pages.activity.contributions import Contribution, FrameworkPart
from activities.pages.paper import HEIGHT, LINE, WIDTH, foot, lines
from activities.queries.state import AsOf

#: The most characters of a description, of one reason, and of a list of names; the page has the whole text.
DESCRIPTION, REASON, NAMES = 3000, 500, 400
#: Sheets of paper at most, and millimetres of each that are left free for other fonts and for the break between them.
SHEETS, SPARE = 2, 12
#: Millimetres of the columns for a link and for its reasons, of head and foot, and what a row adds to its lines.
LINK, REASONS, FRAME, ROW = 66, 88, 62, 2.2


@dataclass(frozen=True, slots=True)
class Row:
    """One link, its framework if it differs from that of the row before, and its reasons in a few words."""

    link: Contribution
    framework: str
    reasons: list[str]

    @property
    def height(self) -> float:
        title = lines(f"{self.link.code} {self.link.title}", LINK)
        return (
            ROW
            + LINE * max(title, sum(lines(reason, REASONS) for reason in self.reasons))
            + 2 * LINE * bool(self.framework)
        )


def activity_sheet(request: HttpRequest, context: dict[str, Any], as_of: AsOf) -> HttpResponse:
    """The sheet of the activity whose page has this context."""
    activity = context["activity"]
    description = Truncator(activity["description"]).chars(DESCRIPTION)
    facts = named_facts(context)
    links = [row for framework in context["parts"] for row in rows(framework)]
    used = FRAME + 4.6 * sum(lines(part, WIDTH, 9.5) for part in description.splitlines() or [""])
    used += LINE * sum(1.3 * lines(text, WIDTH - 32) for _label, text in facts)
    room, shown = SHEETS * (HEIGHT - SPARE) - used, []
    for row in links:
        room -= row.height
        if room < 0:
            break
        shown.append(row)
    context |= {
        "text": description,
        "facts": facts,
        "rows": shown,
        "links": len(links),
        "more_links": len(links) - len(shown),
        "foot": foot(request),
        "date": as_of,
    }
    return render(request, "activities/activity/activity_sheet.html", context)


def named_facts(context: dict[str, Any]) -> list[tuple[str, str]]:
    """(label, text) of the facts that are recorded."""
    activity, organisation = context["activity"], context["activity"]["organisation"]
    countries = [str(country.label) for country in (*context["countries"], *context["more_countries"])]
    facts = [
        (_("Organisation"), organisation["name"] if organisation else _("Organisation not stated")),
        (_("Partners"), ", ".join(activity["partners"])),
        (_("Regions"), ", ".join(str(region.label) for region in context["regions"])),
        (_("Countries"), ", ".join(countries)),
        (_("Source"), context["source"]),
    ]
    return [(label, Truncator(text).chars(NAMES)) for label, text in facts if text]


def rows(framework: FrameworkPart) -> list[Row]:
    made = []
    for link in framework.links:
        reasons = [link.rationale] if link.rationale else []
        for reason in link.reasons:
            source = _("WSIS-SDG Matrix, %(line)s") % {"line": reason.line}
            reasons.append(f"{reason.rationale} ({source})" if reason.rationale else source)
        cut = [Truncator(reason).chars(REASON) for reason in reasons]
        made.append(Row(link, "" if made else framework.title, cut))
    return made
