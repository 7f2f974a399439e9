"""Correct and withdraw accepted updates. For coordinators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities.actions.ledger import Refused, Stale
from activities.forms.activity import ReasonForm
from activities.forms.conflicts import UNDECIDED, chosen, chosen_data, differences, settled
from activities.pages.access import staff_page
from activities.pages.problems import problems
from activities.pages.unsaved.conflicts import conflict
from activities.pages.unsaved.drafts import draft_key, forget_draft
from activities.queries.history.written import last_writer
from roadmap import rules
from roadmap.actions.progress.reporting import save_update, withdraw_update
from roadmap.forms.progress import ProgressForm, in_words, shown_values
from roadmap.models import Edition, ProgressUpdate
from roadmap.pages.progress.reports import conflict_page, trail
from roadmap.queries.progress.commitments import Tracked, line_of_update
from roadmap.queries.progress.reports import update_version, values_of_update


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_roadmap)
def update_edit(request, pk):
    """Correct an accepted update. 409 with both values of each field if someone else changed it since."""
    row = update_or_404(pk, withdrawn=request.method == "POST")
    line = line_of_update(row)
    current = values_of_update(row)
    if request.method != "POST":
        form = ProgressForm(
            line=line, current=row.due_on, corrects=True, initial=shown_values(current) | {"seen": row.change_id}
        )
        return update_page(request, line, row, form)
    form = ProgressForm(request.POST, line=line, current=row.due_on, corrects=True)
    if not form.is_valid():
        return update_page(request, line, row, form, status=422)
    values, seen, began = form.values(), form.cleaned_data["seen"], form.cleaned_data["base"] or 0
    if began and row.change_id == seen:
        choices = chosen(differences(values, current, update_version(row, began)), request.POST)
        data = chosen_data(form, shown_values(current), choices)
        checked = ProgressForm(data, line=line, current=row.due_on, corrects=True)
        if UNDECIDED in choices.values() or not checked.is_valid():
            return update_conflict(request, line, form, row, began, checked=checked, status=422)
        values = settled(values, current, choices, checked.values())
    try:
        save_update(update=row, values=values, seen=seen, reason=form.cleaned_data["reason"], by=request.user)
    except Stale as stale:
        return update_conflict(request, line, form, stale.row, began or seen)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return update_page(request, line, row, form, status=409)
    messages.success(request, _("Saved."))
    return forget_draft(redirect(line.href), request, f"update-{pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_roadmap)
def update_withdraw(request, pk):
    """Withdraw an accepted update, with a reason."""
    row = update_or_404(pk)
    line = line_of_update(row)
    form = ReasonForm(request.POST if request.method == "POST" else None, initial={"seen": row.change_id})
    status = 422 if form.is_bound else 200
    if form.is_valid():
        reason, seen = form.cleaned_data["reason"], form.cleaned_data["seen"]
        try:
            withdraw_update(update=row, seen=seen, reason=reason, by=request.user)
        except Stale as stale:
            form = ReasonForm(initial={"seen": stale.row.change_id, "reason": reason})
            messages.warning(request, _("This update has changed since you opened it. Nothing was withdrawn."))
            status = 409
        else:
            messages.success(request, _("The update is withdrawn."))
            return redirect(line.href)
    context = {"line": line, "update": row, "form": form, "errors": problems(form)}
    context["trail"] = trail(line, _("Withdraw an update"))
    return render(request, "roadmap/progress/withdraw.html", context, status=status)


def update_or_404(pk: int, *, withdrawn: bool = False) -> ProgressUpdate:
    """An accepted update on a commitment of the Roadmap, in whatever edition."""
    every = ProgressUpdate.objects.all() if withdrawn else ProgressUpdate.objects.live()
    rows = every.filter(action__section__edition__register=Edition.Register.ROADMAP)
    return get_object_or_404(rows.select_related("action__section__edition", "change"), pk=pk)


def update_page(
    request: HttpRequest, line: Tracked, row: ProgressUpdate, form: ProgressForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "line": line,
        "update": row,
        "form": form,
        "errors": problems(form),
        "draft": draft_key(request, f"update-{row.pk}"),
        "trail": trail(line, _("Edit an update")),
    }
    return render(request, "roadmap/progress/report.html", context, status=status)


def update_conflict(
    request: HttpRequest,
    line: Tracked,
    form: ProgressForm,
    row: ProgressUpdate,
    began: int,
    *,
    checked: ProgressForm | None = None,
    status: int = 409,
) -> HttpResponse:
    """Someone else has changed the update since: both values of each field that differs."""
    theirs = values_of_update(row)
    shown = conflict(
        form,
        differences(form.values(), theirs, update_version(row, began)),
        form.values(),
        theirs,
        base=began,
        seen=row.change_id,
        changed=last_writer(row.change),
        show=in_words,
        checked=checked,
    )
    title = _("This update has changed since you opened it")
    return conflict_page(request, line, shown, title, f"update-{row.pk}", status)
