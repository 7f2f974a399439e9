"""Whether an activity stands: confirm that it is still right, withdraw it, bring it back."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from activities import rules
from activities.actions.activities import confirm_activity, restore_activity, withdraw_activity
from activities.actions.ledger import Stale
from activities.forms.activity import ReasonForm
from activities.models import Activity
from activities.pages.access import staff_page
from activities.pages.activity_edit import editable, trail
from activities.pages.problems import problems
from activities.queries.history import history
from activities.queries.vocabulary import vocabulary
from activities.queries.written import written


@dataclass(frozen=True, slots=True)
class Words:
    """What the question says, and whether its form asks for a reason."""

    act: Promise
    title: Promise
    lede: Promise
    asks_why: bool = True


WORDS = {
    "confirm": Words(
        gettext_lazy("Confirm"),
        gettext_lazy("Is this activity still right?"),
        gettext_lazy("Confirming says that all of the entry is right today, with its links."),
        asks_why=False,
    ),
    "withdraw": Words(
        gettext_lazy("Withdraw"),
        gettext_lazy("Withdraw this activity"),
        gettext_lazy(
            "It goes out of every list and figure, with its links. It stays at its address with its history, and can "
            "be brought back."
        ),
    ),
    "restore": Words(
        gettext_lazy("Restore"),
        gettext_lazy("Bring this activity back"),
        gettext_lazy("It counts again, with the links that it had when it was withdrawn."),
    ),
}


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
    words = WORDS[act]
    context = {
        "activity": row,
        "trail": trail(row, str(words.act)),
        "words": words,
        "written": written(row.change),
        "form": form,
        "errors": problems(form),
        "since": told,
        "links": row.mappings.filter(withdrawn=False).count(),
    }
    return render(request, "activities/edit_standing.html", context, status=status)
