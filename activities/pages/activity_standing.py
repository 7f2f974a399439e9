"""Whether an activity stands: confirm that it is still right, withdraw it, bring it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities import rules
from activities.actions.activities import confirm_activity, restore_activity, withdraw_activity
from activities.actions.ledger import Stale
from activities.forms.activity import ReasonForm
from activities.models import Activity
from activities.pages.access import staff_page
from activities.pages.activity_edit import editable, problems, trail
from activities.queries.history import history
from activities.queries.vocabulary import vocabulary
from activities.queries.written import written


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def confirm(request, pk):
    """The activity's page has the button; here is only what happened since it was opened, with the question again."""
    row = get_object_or_404(editable(request), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None, asked=False)
    if not form.is_valid():
        return standing_page(request, "confirm", row, form, status=422 if form.is_bound else 200)
    try:
        confirm_activity(activity=row, seen=form.cleaned_data["seen"], by=request.user)
    except Stale as stale:
        return standing_page(request, "confirm", stale.row, form, since=form.cleaned_data["seen"], status=409)
    messages.success(request, _("Confirmed as right today."))
    return redirect("activity", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def withdraw(request, pk):
    """Asks why. What is withdrawn stays at its address and can be brought back."""
    row = get_object_or_404(editable(request), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return standing_page(request, "withdraw", row, form, status=422 if form.is_bound else 200)
    asked = form.cleaned_data
    try:
        withdraw_activity(activity=row, seen=asked["seen"], reason=asked["reason"], by=request.user)
    except Stale as stale:
        return standing_page(request, "withdraw", stale.row, form, since=asked["seen"], status=409)
    messages.success(request, _("Withdrawn. It counts in no figure any more. “Restore” brings it back."))
    return redirect("activity", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def restore(request, pk):
    """Brings back a withdrawn or merged activity."""
    row = get_object_or_404(editable(request), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None, asked=False)
    if not form.is_valid():
        return standing_page(request, "restore", row, form, status=422 if form.is_bound else 200)
    asked = form.cleaned_data
    try:
        restore_activity(activity=row, seen=asked["seen"], reason=asked["reason"], by=request.user)
    except Stale as stale:
        return standing_page(request, "restore", stale.row, form, since=asked["seen"], status=409)
    messages.success(request, _("Restored, with the links that it had."))
    return redirect("activity", pk=pk)


def standing_page(
    request: HttpRequest, act: str, row: Activity, form: ReasonForm, *, since: int = 0, status: int = 200
) -> HttpResponse:
    """The question; where somebody wrote the activity after it was opened, what was written since then as well."""
    told = [entry for entry in history(row.pk, vocabulary()) if entry.change > since] if since else []
    names = {"confirm": _("Confirm"), "withdraw": _("Withdraw"), "restore": _("Restore")}
    context = {
        "activity": row,
        "trail": trail(row, names[act]),
        "written": written(row.change),
        "form": form,
        "errors": problems(form),
        "since": told,
        "links": row.mappings.filter(withdrawn=False).count(),
    }
    return render(request, f"activities/edit_{act}.html", context, status=status)
