"""/review/reasons/: common reasons for a decision."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities import rules
from activities.actions.ledger import Stale
from activities.actions.submissions.reasons import save_reason, version_of, withdraw_reason
from activities.forms.submissions.review import ReasonTemplateForm
from activities.models import ReasonTemplate
from activities.pages.access import staff_page
from activities.pages.problems import problems
from activities.pages.submissions.queue import trail
from activities.pages.unsaved.drafts import draft_key, forget_draft


@require_safe
@staff_page(rule=rules.can_review)
def reason_list(request):
    rows = list(ReasonTemplate.objects.select_related("changed_by"))
    parts = [
        (label, [row for row in rows if row.decision == decision and not row.withdrawn])
        for decision, label in ReasonTemplate.Decision.choices
    ]
    context = {
        "parts": parts,
        "withdrawn": [row for row in rows if row.withdrawn],
        "trail": trail({"label": _("Reasons")}),
    }
    return render(request, "activities/submissions/review_reasons.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_review)
def reason_new(request):
    return edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_review)
def reason_edit(request, pk):
    """The form of one reason. 409 with the current text if someone changed it since it was opened."""
    return edit(request, get_object_or_404(ReasonTemplate, pk=pk))


@require_POST
@staff_page(rule=rules.can_review)
def reason_withdraw(request, pk):
    """Withdraw a reason, or with `restore` offer it again."""
    restore = "restore" in request.POST
    row = withdraw_reason(template=get_object_or_404(ReasonTemplate, pk=pk), withdrawn=not restore, by=request.user)
    messages.success(
        request, (_("Restored: %(title)s.") if restore else _("Withdrawn: %(title)s.")) % {"title": row.title}
    )
    return redirect("review-reasons")


def edit(request: HttpRequest, row: ReasonTemplate | None) -> HttpResponse:
    if request.method != "POST":
        return form_page(request, ReasonTemplateForm(initial=values_of(row)), row)
    form = ReasonTemplateForm(request.POST)
    if not form.is_valid():
        return form_page(request, form, row, status=422)
    try:
        row = save_reason(template=row, **form.cleaned_data, by=request.user)
    except Stale as stale:
        again = ReasonTemplateForm(initial=form.cleaned_data | {"seen": version_of(stale.row)})
        return form_page(request, again, stale.row, overtaken=True, status=409)
    messages.success(request, _("Saved: %(title)s.") % {"title": row.title})
    return forget_draft(redirect("review-reasons"), request, draft_of(row))


def values_of(row: ReasonTemplate | None) -> dict[str, Any]:
    if row is None:
        return {}
    return {"decision": row.decision, "title": row.title, "text": row.text, "seen": version_of(row)}


def draft_of(row: ReasonTemplate | None) -> str:
    return f"reason-{row.pk if row else 'new'}"


def form_page(
    request: HttpRequest,
    form: ReasonTemplateForm,
    row: ReasonTemplate | None,
    *,
    overtaken: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "row": row,
        "overtaken": overtaken,
        "errors": problems(form),
        "draft": draft_key(request, draft_of(row)),
        "trail": trail(
            {"href": reverse("review-reasons"), "label": _("Reasons")}, {"label": row.title if row else _("New reason")}
        ),
    }
    return render(request, "activities/submissions/review_reason.html", context, status=status)
