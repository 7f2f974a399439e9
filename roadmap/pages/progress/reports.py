"""Report on a commitment, decide on a report, withdraw it. For staff."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from activities.actions.ledger import Refused, Stale
from activities.forms.conflicts import UNDECIDED, chosen, chosen_data, differences, settled
from activities.pages.access import staff_page
from activities.pages.editing.mapping import number_seen
from activities.pages.problems import problems
from activities.pages.unsaved.conflicts import conflict
from activities.pages.unsaved.drafts import draft_key, forget_draft
from activities.queries.history.written import LastWriter
from activities.validators import clean_text
from roadmap import rules
from roadmap.actions.progress.reporting import accept_progress, return_progress, submit_progress, withdraw_report
from roadmap.forms.began import base_of
from roadmap.forms.began import began as began_with
from roadmap.forms.progress import ProgressForm, ReturnForm, in_words, presets, shown_values
from roadmap.models import ProgressReport
from roadmap.models.progress import SAID
from roadmap.queries.progress.commitments import Tracked, current_actions, left_out_actions, tracked
from roadmap.queries.progress.reports import values_of_report, waiting_report
from roadmap.queries.progress.timeline import own_activities

State = ProgressReport.State


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_see_work)
def report(request, code):
    """The form of a report. It is filled in from the open report, if there is one. 409 if someone else has submitted
    one."""
    line = line_or_404(request, code)
    row = line.waiting
    current = row.due_on if row else None
    if request.method != "POST":
        return report_page(request, line, ProgressForm(line=line, current=current, initial=first(request, line)))
    form = ProgressForm(request.POST, line=line, current=current)
    if not form.is_valid():
        return report_page(request, line, form, status=422)
    values, seen, began = form.values(), form.cleaned_data["seen"], form.cleaned_data["base"]
    if began is not None and row is not None and row.revision == seen:
        theirs = values_of_report(row)
        choices = chosen(differences(values, theirs, began_values(form, line, row)), request.POST)
        checked = ProgressForm(chosen_data(form, shown_values(theirs), choices), line=line, current=current)
        if UNDECIDED in choices.values() or not checked.is_valid():
            return report_conflict(request, line, form, row, checked=checked, status=422)
        values = settled(values, theirs, choices, checked.values())
    try:
        saved = submit_progress(action=line.action, values=values, seen=seen, by=request.user)
    except Stale as stale:
        if stale.row is not None:
            return report_conflict(request, line, form, stale.row)
        form.data = {**form.data.dict(), "seen": "0"}
        form.add_error(None, _("Your report has been decided on since you opened it. Submit this as a new report."))
        return report_page(request, line, form, status=409)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return report_page(request, line, form, status=409)
    if saved.state == State.ACCEPTED:
        messages.success(request, _("Published: progress of commitment %(code)s.") % {"code": line.action.code})
    else:
        messages.success(request, _("Submitted. A coordinator will accept your report, or return it with a reason."))
    return forget_draft(redirect(line.href), request, draft_name(line))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_roadmap)
def review(request, code):
    """A pending report: accept it, or return it with a reason. Without one, redirect to the commitment."""
    line = line_or_404(request, code)
    found = waiting_report(line.action)
    if found is None:
        messages.info(request, _("No report waits for a decision on commitment %(code)s.") % {"code": line.action.code})
        return redirect(line.href)
    if request.method != "POST":
        return review_page(request, line, found, ReturnForm(initial={"seen": found.row.revision}))
    form = ReturnForm(request.POST)
    accepts = "accept" in request.POST
    if accepts:
        del form.fields["return_reason"]
    if not form.is_valid():
        return review_page(request, line, found, form, status=422)
    seen = form.cleaned_data["seen"]
    try:
        if accepts:
            accept_progress(report=found.row, seen=seen, by=request.user)
            messages.success(request, _("Published: progress of commitment %(code)s.") % {"code": line.action.code})
        else:
            reason = form.cleaned_data["return_reason"]
            return_progress(report=found.row, reason=reason, seen=seen, by=request.user)
            messages.success(request, _("Returned. The author gets your reason by e-mail."))
    except Stale:
        again = waiting_report(line.action)
        if again is None and accepts:
            messages.warning(request, _("A colleague has already decided on this report. Nothing was saved."))
            return redirect(line.href)
        if again is None:
            form.add_error(None, _("A colleague has already decided on this report. Copy what you need."))
            return review_page(request, line, found, form, status=409)
        form = ReturnForm(initial={"seen": again.row.revision, "return_reason": request.POST.get("return_reason", "")})
        return review_page(request, line, again, form, status=409, overtaken=True)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return review_page(request, line, found, form, status=409)
    return redirect(line.href)


@require_POST
@staff_page(rule=rules.can_see_work)
def report_withdraw(request, code):
    """Withdraw the open report."""
    line = line_or_404(request, code)
    if line.waiting is None:
        messages.info(request, _("There is no open report to withdraw."))
        return redirect(line.href)
    try:
        withdraw_report(report=line.waiting, seen=number_seen(request), by=request.user)
        messages.success(request, _("Your report is withdrawn."))
    except Stale:
        messages.warning(request, _("The report has changed since you opened it. Nothing was withdrawn."))
        return redirect("roadmap-report", code=line.action.code)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(line.href)


def line_or_404(request: HttpRequest, code: str) -> Tracked:
    """The commitment of the current Roadmap, or one that it leaves out, with an open report. PermissionDenied if the
    user's Sectors are not responsible for it."""
    code = clean_text(code)
    found = tracked(current_actions().filter(code=code)) or tracked(left_out_actions().filter(code=code))
    if not found:
        raise Http404
    if not found[0].is_reported_by(request.user):
        raise PermissionDenied(
            _(
                "Your Sectors are not responsible for this commitment. Focal points of the "
                "responsible bodies and coordinators report on it."
            )
        )
    return found[0]


def first(request: HttpRequest, line: Tracked) -> dict[str, Any]:
    """Initial values of the form: the open report, or an empty one with the status given in the address."""
    if line.waiting:
        values = shown_values(values_of_report(line.waiting))
        was = began_with(ProgressForm(line=line, current=line.waiting.due_on), values)
        return values | {"seen": line.waiting.revision, "was": was}
    status = request.GET.get("status", "")
    return presets(line) | {"seen": 0, "status": status if status in SAID else None}


def report_page(request: HttpRequest, line: Tracked, form: ProgressForm, *, status: int = 200) -> HttpResponse:
    context = {
        "line": line,
        "form": form,
        "errors": problems(form),
        "returned": line.waiting if line.waiting and line.waiting.state == State.RETURNED else None,
        "publishes": rules.can_edit_roadmap(request.user),
        "serving": list(own_activities(line.action, line.day.year))[:5],
        "draft": draft_key(request, draft_name(line)),
        "trail": trail(line, _("Report progress")),
    }
    return render(request, "roadmap/progress/report.html", context, status=status)


def review_page(
    request: HttpRequest, line: Tracked, found: Any, form: ReturnForm, *, status: int = 200, overtaken: bool = False
) -> HttpResponse:
    context = {
        "line": line,
        "report": found,
        "form": form,
        "errors": problems(form),
        "overtaken": overtaken,
        "trail": trail(line, _("Review the report")),
    }
    return render(request, "roadmap/progress/review.html", context, status=status)


def report_conflict(
    request: HttpRequest,
    line: Tracked,
    form: ProgressForm,
    row: ProgressReport,
    *,
    checked: ProgressForm | None = None,
    status: int = 409,
) -> HttpResponse:
    """The page shown if someone else has submitted a report: both values of each field that differs. What only
    one of the two has changed is preset, if the form says what it began with."""
    theirs = values_of_report(row)
    changed = LastWriter(row.revision, row.submitted_at, str(row.submitted_by or ""), "")
    shown = conflict(
        form,
        differences(form.values(), theirs, began_values(form, line, row)),
        form.values(),
        theirs,
        base=form.cleaned_data["seen"] or 0,
        seen=row.revision,
        changed=changed,
        show=in_words,
        checked=checked,
    )
    title = _("Someone else has reported on this commitment since you opened it")
    return conflict_page(request, line, shown, title, draft_name(line), status)


def began_values(form: ProgressForm, line: Tracked, row: ProgressReport) -> dict[str, Any] | None:
    return base_of(form, lambda data: ProgressForm(data, line=line, current=row.due_on), lambda other: other.values())


def conflict_page(request: HttpRequest, line: Tracked, shown: Any, title: str, draft: str, status: int) -> HttpResponse:
    context = {
        "title": title,
        "conflict": shown,
        "action": request.path,
        "leave": line.href,
        "trail": trail(line, _("Report progress")),
        "draft": draft_key(request, draft),
    }
    return render(request, "conflict.html", context, status=status)


def draft_name(line: Tracked) -> str:
    return f"report-{line.action.pk}"


def trail(line: Tracked, label: str) -> list[dict[str, str]]:
    """Breadcrumbs of a page about one commitment."""
    return [
        {"label": _("Roadmap"), "href": reverse("roadmap")},
        {"label": _("Commitment %(code)s") % {"code": line.action.code}, "href": line.href},
        {"label": label},
    ]
