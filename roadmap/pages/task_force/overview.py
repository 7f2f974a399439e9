"""The Task Force: its public page; for staff also members, meetings, decisions and follow-ups."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.pages.access import staff_page
from roadmap import rules
from roadmap.models import FollowUp, Meeting
from roadmap.pages.access import sees_work
from roadmap.queries.task_force import public_task_force, task_force_work


@require_safe
def task_force(request: HttpRequest) -> HttpResponse:
    """Everyone sees which Sectors are represented and when the Task Force met; only staff see its members."""
    sees = sees_work(request)
    context = {
        "public": public_task_force(),
        "work": task_force_work(request.user) if sees else None,
        "may_edit": sees and rules.can_edit_roadmap(request.user),
        "today": localdate(),
        "trail": trail(),
    }
    response = render(request, "roadmap/task_force/task_force.html", context)
    if sees:
        response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@staff_page(rule=rules.can_see_work)
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting with its agenda, decisions and follow-ups."""
    found = get_object_or_404(Meeting, pk=pk)
    context = {
        "meeting": found,
        "follow_ups": FollowUp.objects.filter(meeting=found).select_related("owner"),
        "may_edit": rules.can_edit_roadmap(request.user),
        "trail": trail(found.title),
    }
    return render(request, "roadmap/task_force/meeting.html", context)


def trail(here: str = "") -> list[dict[str, str]]:
    above = [{"href": reverse("roadmap"), "label": _("Roadmap")}]
    own = {"label": _("Task Force")}
    return [*above, own | {"href": reverse("task-force")}, {"label": here}] if here else [*above, own]
