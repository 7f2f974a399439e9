"""Next steps: the list for staff, the forms, and the group of the workspace."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from activities.extensions import WorkspaceGroup
from activities.models import User
from activities.pages.access import staff_page
from activities.pages.problems import problems
from roadmap import rules
from roadmap.actions.next_steps import StepChanged, add_next_step, save_next_step
from roadmap.forms.engagement.next_steps import NextStepForm
from roadmap.models import Engagement, NextStep
from roadmap.pages.access import sees_work
from roadmap.queries.engagement.next_steps import step_count, steps, steps_of


@require_safe
@staff_page(rule=rules.can_see_work)
def next_step_list(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "steps": steps(today),
        "may_edit": rules.can_edit_roadmap(request.user),
        "trail": [
            {"label": _("Roadmap"), "href": reverse("roadmap")},
            {"label": _("Calendar"), "href": reverse("calendar")},
            {"label": _("Next steps")},
        ],
    }
    return render(request, "roadmap/engagement/next_step_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_roadmap)
def next_step_new(request: HttpRequest, slug: str) -> HttpResponse:
    event = get_object_or_404(Engagement.objects.live(), slug=slug)
    form = NextStepForm(request.POST if request.method == "POST" else None)
    del form.fields["done_on"]
    if not form.is_valid():
        return form_page(request, event, form, status=422 if form.is_bound else 200)
    data = form.cleaned_data
    add_next_step(engagement=event, text=data["text"], owner=data["owner"], due=data["due"], by=request.user)
    messages.success(request, _("The next step is saved."))
    return redirect(event.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_roadmap)
def next_step_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of one step. 409 with the current values beside it if someone else has saved it."""
    step = get_object_or_404(NextStep.objects.select_related("engagement__hlpf_year"), pk=pk)
    if request.method != "POST":
        form = NextStepForm(instance=step, initial={"seen": step.changed_at.isoformat()})
        return form_page(request, step.engagement, form, step)
    form = NextStepForm(request.POST)
    if not form.is_valid():
        return form_page(request, step.engagement, form, step, status=422)
    try:
        save_next_step(step=step, **form.cleaned_data, by=request.user)
    except StepChanged as changed:
        data = request.POST.copy()
        data["seen"] = changed.step.changed_at.isoformat()
        form = NextStepForm(data)
        return form_page(request, step.engagement, form, changed.step, overtaken=True, status=409)
    messages.success(request, _("The next step is saved."))
    return redirect("next-step-list")


def form_page(
    request: HttpRequest,
    event: Engagement,
    form: NextStepForm,
    step: NextStep | None = None,
    *,
    overtaken: bool = False,
    status: int = 200,
) -> HttpResponse:
    title = _("Add a next step") if step is None else _("Edit the next step")
    context: dict[str, Any] = {
        "event": event,
        "step": step,
        "form": form,
        "fields": [form[name] for name in form.fields if name != "seen"],
        "title": title,
        "overtaken": overtaken,
        "errors": problems(form) if form.is_bound and status == 422 else [],
        "leave": event.get_absolute_url() if step is None else reverse("next-step-list"),
        "trail": [
            {"label": _("Calendar"), "href": reverse("calendar")},
            {"label": event.title, "href": event.get_absolute_url()},
            {"label": title},
        ],
    }
    return render(request, "roadmap/engagement/next_step_form.html", context, status=status)


def steps_for(request: HttpRequest, event: Engagement | None) -> dict[str, Any]:
    """What the page of an event shows staff of its next steps; nothing for others, and in past versions."""
    if event is None or not sees_work(request):
        return {}
    return {"steps": steps_of(event), "may_edit": rules.can_edit_roadmap(request.user)}


def next_steps_group(user: User, sector: str) -> WorkspaceGroup | None:
    """The group of the workspace: open next steps, for those who can edit them. One query."""
    if not rules.can_edit_roadmap(user):
        return None
    count = step_count(timezone.localdate())
    if not count.open:
        return None
    late = ngettext("%(n)s is overdue.", "%(n)s are overdue.", count.overdue) % {"n": count.overdue}
    return WorkspaceGroup(
        title=_("Next steps"),
        short=late if count.overdue else _("They prepare or follow up events of the calendar. None is overdue."),
        count=count.open,
        href=reverse("next-step-list"),
    )
