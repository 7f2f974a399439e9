"""The HLPF calendar, and the page of one session."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.past_views import shows_the_past
from activities.queries.codes import unknown
from roadmap.models import HlpfYear
from roadmap.pages.engagement import editing
from roadmap.pages.engagement.next_steps import steps_for
from roadmap.pages.records.register import acts_on, acts_on_list
from roadmap.queries import calendar
from roadmap.queries.engagement import hlpf as sessions
from roadmap.queries.engagement.reviews import AFRICA_ONLY, RECALLED


@shows_the_past
@require_safe
def hlpf(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    dates = sessions.session_dates(today)
    found = [(one, dates.get(one.year)) for one in calendar.hlpf()]
    recent = [(one, when) for one, when in found if one.year >= today.year - 1] or found[:1]
    earlier = found[len(recent) :]
    context = {
        "sessions": recent,
        "earlier": earlier,
        "earlier_from": earlier[-1][0].year if earlier else None,
        "earlier_to": earlier[0][0].year if earlier else None,
        "commitments": calendar.hlpf_commitments(),
        "this_year": today.year,
        "trail": [{"label": _("Roadmap"), "href": reverse("roadmap")}, {"label": _("HLPF calendar")}],
    }
    return render(request, "roadmap/hlpf.html", context)


@shows_the_past
@require_safe
def hlpf_session(request: HttpRequest, year: int) -> HttpResponse:
    page = sessions.session_page(year, timezone.localdate())
    if page is None:
        years = map(str, HlpfYear.objects.values_list("year", flat=True))
        candidates = ((one, f"HLPF {one}", reverse("hlpf-session", args=[one])) for one in years)
        raise unknown(_("The calendar has no HLPF session of %(year)s.") % {"year": year}, str(year), candidates)
    context = {
        "page": page,
        "acts": acts_on(request, editing.EVENTS, page.event) if page.event else [],
        "new_session": new_session(request, year),
        **steps_for(request, page.event),
        "recalled": year in RECALLED,
        "africa_only": year in AFRICA_ONLY,
        "previous": neighbour(page.previous),
        "next": neighbour(page.next),
        "trail": [
            {"label": _("Roadmap"), "href": reverse("roadmap")},
            {"label": _("HLPF calendar"), "href": reverse("hlpf")},
            {"label": str(year)},
        ],
    }
    return render(request, "roadmap/engagement/hlpf_session.html", context)


def new_session(request: HttpRequest, year: int) -> str:
    """The address of the form for an information session before this HLPF, for those who may add one."""
    acts = acts_on_list(request, editing.EVENTS)
    return f"{acts[0]['href']}?kind=information-session&hlpf={year}" if acts else ""


def neighbour(year: int | None) -> dict[str, str] | None:
    if year is None:
        return None
    return {"code": f"HLPF {year}", "title": "", "href": reverse("hlpf-session", args=[year])}
