"""/roadmap/guidance/: guidance of the Council and working groups, and what was done about it (commitment 2.3)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from activities.past_views import shows_the_past
from activities.validators import clean_text
from roadmap import rules
from roadmap.forms.guidance import GuidanceForm
from roadmap.models import FollowUp
from roadmap.pages.access import sees_work
from roadmap.pages.records.register import Register, acts_on, acts_on_list
from roadmap.queries.guidance import guidance as find_guidance
from roadmap.queries.guidance import guidance_log

GUIDANCE = Register(
    name="guidance",
    form=GuidanceForm,
    title=gettext_lazy("Guidance"),
    listing="guidance-list",
    new=gettext_lazy("Add guidance"),
    edit=gettext_lazy("Edit the guidance"),
    save=gettext_lazy("Save guidance"),
    withdraw=gettext_lazy("Withdraw guidance"),
    restore=gettext_lazy("Restore guidance"),
    by="pk",
    initial=lambda _request: {"received_on": localdate()},
)
STATES = {"open": gettext_lazy("Open"), "closed": gettext_lazy("Closed")}


@shows_the_past
@require_safe
def guidance_list(request: HttpRequest) -> HttpResponse:
    body = clean_text(request.GET.get("body", ""))[:150]
    state = request.GET.get("state", "")
    errors = []
    if state and state not in STATES:
        errors.append({"href": "#id_state", "message": _("Choose open or closed.")})
        state = ""
    context = {
        "log": guidance_log(body, state),
        "body": body,
        "state": state,
        "states": STATES.items(),
        "errors": errors,
        "acts": acts_on_list(request, GUIDANCE),
        "all": [{"href": reverse("guidance-list"), "label": _("Show all guidance")}],
        "trail": trail(),
    }
    return render(request, "roadmap/task_force/guidance_list.html", context, status=400 if errors else 200)


@shows_the_past
@require_safe
def guidance(request: HttpRequest, pk: int) -> HttpResponse:
    """Guidance and what was done about it. Staff also see its follow-ups, except in past versions."""
    found = find_guidance(pk)
    works = sees_work(request)
    if found is None or (found.withdrawn and not works):
        raise Http404(_("There is no such guidance."))
    context = {
        "guidance": found,
        "works": works,
        "follow_ups": FollowUp.objects.filter(guidance=found).select_related("owner") if works else (),
        "may_edit": works and rules.can_edit_roadmap(request.user),
        "acts": acts_on(request, GUIDANCE, found),
        "trail": trail(str(found)),
    }
    response = render(request, "roadmap/task_force/guidance.html", context)
    if works:
        response["Cache-Control"] = "private, no-store"
    return response


def trail(here: str = "") -> list[dict[str, Any]]:
    above = [{"href": reverse("roadmap"), "label": _("Roadmap")}]
    own = {"label": _("Guidance")}
    return [*above, own | {"href": reverse("guidance-list")}, {"label": here}] if here else [*above, own]
