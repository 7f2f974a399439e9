"""The Roadmap, its sections and its commitments."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.past_views import shows_the_past
from activities.queries.codes import unknown
from activities.validators import clean_text
from roadmap.models import Action, Section
from roadmap.pages.progress.reading import progress_of
from roadmap.queries import overview, sections
from roadmap.queries.dates import in_words


@shows_the_past
@require_safe
def roadmap(request: HttpRequest) -> HttpResponse:
    found = overview.overview()
    if found is None:
        return render(request, "roadmap/not_loaded.html")
    context = {
        "overview": found,
        "date": in_words(found.edition.date),
        "trail": [{"label": _("Roadmap")}],
        "goal_columns": [
            {"label": _("Goal")},
            {"label": _("Commitments"), "numeric": True},
            {"label": _("named in the Roadmap"), "numeric": True},
            {"label": _("proposed"), "numeric": True},
        ],
    }
    return render(request, "roadmap/roadmap.html", context)


@shows_the_past
@require_safe
def section(request: HttpRequest, number: int) -> HttpResponse:
    page = sections.section_page(number)
    if page is None:
        known = Section.objects.of_current()
        candidates = [(str(s.number), s.title, s.get_absolute_url()) for s in known]
        raise unknown(_("The Roadmap has no section %(number)s.") % {"number": number}, str(number), candidates)
    trail = [{"label": _("Roadmap"), "href": reverse("roadmap")}, {"label": page.title}]
    return render(request, "roadmap/section.html", {"page": page, "trail": trail})


@shows_the_past
@require_safe
def action(request: HttpRequest, code: str) -> HttpResponse:
    code = clean_text(code)  # an address can contain a NUL, which PostgreSQL rejects
    page = sections.commitment_page(code)
    if page is None:
        actions = Action.objects.of_current()
        candidates = [(a.code, a.text, a.get_absolute_url()) for a in actions]
        raise unknown(_("The Roadmap has no commitment “%(code)s”.") % {"code": code[:60]}, code, candidates)
    trail = [
        {"label": _("Roadmap"), "href": reverse("roadmap")},
        {"label": page.section.title, "href": page.section.get_absolute_url()},
        {"label": _("Commitment %(code)s") % {"code": page.commitment.code}},
    ]
    progress = progress_of(request, page.action, page.since)
    shown = {activity.href for activity in progress.year.activities}
    context = {
        "page": page,
        "progress": progress,
        "naming": [activity for activity in progress.year.naming if activity.href not in shown],
        "trail": trail,
    }
    return render(request, "roadmap/action.html", context)
