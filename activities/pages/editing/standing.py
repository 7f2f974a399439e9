"""Confirm, withdraw and restore an activity."""

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
    """An action on an activity: button, heading and explanation of its page, message afterwards, and the function that
    writes it. `asks_why`: the form has a reason; `insists`: it is required."""

    label: Promise
    title: Promise
    lede: Promise
    done: Promise
    write: Callable[..., Activity]
    asks_why: bool = True
    insists: bool = False


CONFIRM = Act(
    gettext_lazy("Confirm activity"),
    gettext_lazy("Confirm this activity"),
    gettext_lazy("You confirm that the activity and its links are correct today."),
    gettext_lazy("Confirmed today."),
    confirm_activity,
    asks_why=False,
)
WITHDRAW = Act(
    gettext_lazy("Withdraw activity"),
    gettext_lazy("Withdraw this activity"),
    gettext_lazy(
        "The activity will be removed from all lists and figures, with its links. Its page and history remain, and "
        "you can restore it."
    ),
    gettext_lazy("Withdrawn. It is no longer in any list or figure. You can restore it."),
    withdraw_activity,
    insists=True,
)
RESTORE = Act(
    gettext_lazy("Restore activity"),
    gettext_lazy("Restore this activity"),
    gettext_lazy("It returns to lists and figures with the links that it had when it was withdrawn."),
    gettext_lazy("Restored, with its links."),
    restore_activity,
)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def confirm(request, pk):
    """Confirm. The button is on the page of the activity; this page appears if the activity has changed since."""
    return act_on_activity(request, pk, CONFIRM)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def withdraw(request, pk):
    """Withdraw, with a reason. The page remains, and the activity can be restored."""
    return act_on_activity(request, pk, WITHDRAW)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def restore(request, pk):
    """Restore a withdrawn or merged activity."""
    return act_on_activity(request, pk, RESTORE)


def act_on_activity(request: HttpRequest, pk: int, act: Act) -> HttpResponse:
    row = get_object_or_404(editable(request), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None, required=act.insists)
    if not form.is_valid():
        return standing_page(request, act, row, form, status=422 if form.is_bound else 200)
    seen, why = form.cleaned_data["seen"], {"reason": form.cleaned_data["reason"]} if act.asks_why else {}
    try:
        act.write(activity=row, seen=seen, by=request.user, **why)
    except Stale as stale:
        return standing_page(request, act, stale.row, form, since=seen, status=409)
    messages.success(request, act.done)
    return redirect("activity", pk=pk)


def standing_page(
    request: HttpRequest, act: Act, row: Activity, form: ReasonForm, *, since: int = 0, status: int = 200
) -> HttpResponse:
    """The page of the action; with the changes since `since` if someone else changed the activity."""
    later = [entry for entry in history(row.pk, vocabulary()) if entry.change > since] if since else []
    context = {
        "activity": row,
        "trail": trail(row, str(act.label)),
        "act": act,
        "written": last_writer(row.change),
        "form": form,
        "errors": problems(form),
        "since": later,
        "links": row.mappings.filter(withdrawn=False).count(),
    }
    return render(request, "activities/editing/edit_standing.html", context, status=status)
