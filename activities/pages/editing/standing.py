"""Whether an activity stands: confirm that it is still right, withdraw it, bring it back."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from activities import rules
from activities.actions.activities import confirm_activity, restore_activity, withdraw_activity
from activities.actions.ledger import Stale
from activities.forms.activity import ReasonForm
from activities.models import Activity
from activities.pages.access import staff_page
from activities.pages.editing.activity import editable, trail
from activities.pages.problems import problems
from activities.queries.history.of_activity import history
from activities.queries.history.written import last_writer
from activities.queries.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Act:
    """Something done to an activity as a whole: what is asked before, what writes it, what is said after that. The form
    asks for a reason, and may insist on one."""

    label: Promise
    title: Promise
    lede: Promise
    told: Promise
    write: Callable[..., Activity]
    asks_why: bool = True
    insists: bool = False


CONFIRM = Act(
    gettext_lazy("Confirm"),
    gettext_lazy("Is this activity still right?"),
    gettext_lazy("Confirming says that all of the entry is right today, with its links."),
    gettext_lazy("Confirmed as right today."),
    confirm_activity,
    asks_why=False,
)
WITHDRAW = Act(
    gettext_lazy("Withdraw"),
    gettext_lazy("Withdraw this activity"),
    gettext_lazy(
        "It goes out of every list and figure, with its links. It stays at its address with its history, and can "
        "be brought back."
    ),
    gettext_lazy("Withdrawn. It counts in no figure any more. “Restore” brings it back."),
    withdraw_activity,
    insists=True,
)
RESTORE = Act(
    gettext_lazy("Restore"),
    gettext_lazy("Bring this activity back"),
    gettext_lazy("It counts again, with the links that it had when it was withdrawn."),
    gettext_lazy("Restored, with the links that it had."),
    restore_activity,
)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def confirm(request, pk):
    """The activity's page has the button; here is only what happened since it was opened, with the question again."""
    return stand(request, pk, CONFIRM)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def withdraw(request, pk):
    """Asks why. What is withdrawn stays at its address and can be brought back."""
    return stand(request, pk, WITHDRAW)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def restore(request, pk):
    """Brings back a withdrawn or merged activity."""
    return stand(request, pk, RESTORE)


def stand(request: HttpRequest, pk: int, act: Act) -> HttpResponse:
    row = get_object_or_404(editable(request), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None, asked=act.insists)
    if not form.is_valid():
        return standing_page(request, act, row, form, status=422 if form.is_bound else 200)
    seen, why = form.cleaned_data["seen"], {"reason": form.cleaned_data["reason"]} if act.asks_why else {}
    try:
        act.write(activity=row, seen=seen, by=request.user, **why)
    except Stale as stale:
        return standing_page(request, act, stale.row, form, since=seen, status=409)
    messages.success(request, act.told)
    return redirect("activity", pk=pk)


def standing_page(
    request: HttpRequest, act: Act, row: Activity, form: ReasonForm, *, since: int = 0, status: int = 200
) -> HttpResponse:
    """The question; where somebody wrote the activity after it was opened, what was written since then as well."""
    told = [entry for entry in history(row.pk, vocabulary()) if entry.change > since] if since else []
    context = {
        "activity": row,
        "trail": trail(row, str(act.label)),
        "act": act,
        "written": last_writer(row.change),
        "form": form,
        "errors": problems(form),
        "since": told,
        "links": row.mappings.filter(withdrawn=False).count(),
    }
    return render(request, "activities/editing/edit_standing.html", context, status=status)
