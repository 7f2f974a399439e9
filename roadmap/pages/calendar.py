"""The WSIS milestones."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.past_views import shows_the_past
from roadmap.queries import calendar


@shows_the_past
@require_safe
def milestone_list(request: HttpRequest) -> HttpResponse:
    context = {
        "milestones": calendar.milestones(),
        "trail": [{"label": _("Roadmap"), "href": reverse("roadmap")}, {"label": _("WSIS milestones")}],
    }
    return render(request, "roadmap/milestone_list.html", context)
