"""The calendar of events, the page of one event, and both as calendar files."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.past_views import shows_the_past
from activities.queries.codes import UnknownCode, unknown
from activities.validators import clean_text
from roadmap.exchange.icalendar_file import CONTENT_TYPE, calendar_file
from roadmap.filters.engagement import EngagementFilter
from roadmap.models import Engagement
from roadmap.pages.engagement import calendar_entries, editing, filtering
from roadmap.pages.engagement.next_steps import steps_for
from roadmap.pages.records.register import acts_on, acts_on_list
from roadmap.queries.engagement import events

#: Past events that the calendar shows before a year or a filter is chosen.
PAST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class YearGroup:
    year: str
    events: list[events.EventLine]


@shows_the_past
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Upcoming events first, then past ones by year. Of all past events, only the latest are shown."""
    found = filtering.filtered(request, EngagementFilter, Engagement.objects.live())
    lines = events.lines(found.rows, timezone.localdate())
    upcoming = [line for line in lines if not line.over]
    past = [line for line in reversed(lines) if line.over]
    cut = 0 if found.chosen else max(0, len(past) - PAST_SHOWN)
    codes = Engagement.objects.live().exclude(country=None).values_list("country", flat=True)
    context = {
        "upcoming": upcoming,
        "past": list(grouped(past[: len(past) - cut])),
        "cut": cut,
        "total": len(lines),
        "without_day": sum(not line.day for line in lines),
        "years": [
            # the number is that of all events, so it is left out beside other filters
            {
                "year": year,
                "number": 0 if {*found.chosen} - {"year"} else number,
                "chosen": year in found.chosen.get("year", []),
            }
            for year, number in events.years()
        ],
        "year": ", ".join(found.chosen.get("year", [])),
        "filters": [
            filtering.select("kind", _("Kind of event"), _("All kinds"), Engagement.Kind.choices, found.chosen),
            filtering.goals(found.chosen),
            filtering.countries(found.chosen, {*codes, *found.chosen.get("country", [])}),
            filtering.mechanisms(found.chosen),
        ],
        "chosen": found.chosen,
        "problems": found.problems,
        "acts": acts_on_list(request, editing.EVENTS),
        "feed": address_of_file(request),
        "all": [{"href": reverse("calendar"), "label": _("Show all events")}],
        "trail": [{"label": _("Roadmap"), "href": reverse("roadmap")}, {"label": _("Calendar")}],
    }
    return render(request, "roadmap/engagement/calendar.html", context, status=found.status)


def grouped(lines: list[events.EventLine]) -> Iterator[YearGroup]:
    for year, members in groupby(lines, lambda line: line.year):
        yield YearGroup(year, list(members))


def address_of_file(request: HttpRequest) -> str:
    """The calendar file with the same filters."""
    query = request.GET.copy()
    query.pop("as_of", None)
    for name in [name for name, values in query.lists() if not any(values)]:
        del query[name]
    return f"{reverse('calendar-file')}?{query.urlencode()}" if query else reverse("calendar-file")


@require_safe
def calendar_download(request: HttpRequest) -> HttpResponse:
    """The events that match the filters, as a calendar file. A wrong filter is refused, so that nobody subscribes to
    it."""
    found = filtering.filtered(request, EngagementFilter, Engagement.objects.live())
    if found.problems:
        text = "\n".join(problem["message"] for problem in found.problems)
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    return file_of(_("SDG Map: calendar of ITU’s engagement"), found.rows, "sdg-map-calendar.ics")


def file_of(name: str, rows, filename: str) -> HttpResponse:
    content = calendar_file(name, calendar_entries.entries(rows), language=get_language() or "en")
    headers = {"Content-Disposition": f'inline; filename="{filename}"'}
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)


def event_or_404(slug: str) -> events.EventPage:
    page = events.event_page(clean_text(slug), timezone.localdate())
    if page is None:
        raise unknown_event(slug)
    return page


def unknown_event(slug: str) -> UnknownCode:
    candidates = ((one.slug, one.title, one.get_absolute_url()) for one in Engagement.objects.live())
    return unknown(_("The calendar has no event “%(slug)s”.") % {"slug": slug[:80]}, slug, candidates)


@shows_the_past
@require_safe
def engagement(request: HttpRequest, slug: str) -> HttpResponse:
    """One event. That of an HLPF session is shown in the HLPF calendar."""
    page = event_or_404(slug)
    own = reverse("engagement", args=[page.event.slug])
    if page.line.href != own and not page.event.withdrawn:
        return HttpResponseRedirect(page.line.href)
    trail = [
        {"label": _("Roadmap"), "href": reverse("roadmap")},
        {"label": _("Calendar"), "href": reverse("calendar")},
        {"label": page.event.title},
    ]
    context = {
        "page": page,
        "line": page.line,
        "acts": acts_on(request, editing.EVENTS, page.event),
        "trail": trail,
        **steps_for(request, page.event),
    }
    return render(request, "roadmap/engagement/event.html", context)


@require_safe
def engagement_download(request: HttpRequest, slug: str) -> HttpResponse:
    """One event as a calendar file, empty if its day is not known."""
    rows = Engagement.objects.live().filter(slug=slug)
    event = rows.first()
    if event is None:
        raise unknown_event(slug)
    return file_of(event.title, rows, f"{event.slug}.ics")
