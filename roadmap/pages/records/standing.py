"""The pages that withdraw a row of a register and restore it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.actions.ledger import Refused, Stale
from activities.forms.activity import ReasonForm
from activities.pages.problems import problems
from activities.queries.history.written import last_writer
from roadmap.actions.records import restore_record, withdraw_record
from roadmap.pages.records.register import Register, found, trail
from roadmap.queries.records import Citing


def withdraw(request: HttpRequest, register: Register, of_address: dict[str, Any]) -> HttpResponse:
    """Withdraw a row, with a reason. 409 with the list of what refers to it."""
    return standing(request, register, of_address, withdraw_record, insists=True)


def restore(request: HttpRequest, register: Register, of_address: dict[str, Any]) -> HttpResponse:
    """Restore a withdrawn row."""
    return standing(request, register, of_address, restore_record, insists=False)


def standing(
    request: HttpRequest, register: Register, of_address: dict[str, Any], act: Callable[..., Any], *, insists: bool
) -> HttpResponse:
    row = found(register, of_address)
    form = ReasonForm(request.POST if request.method == "POST" else None, required=insists)
    if not form.is_valid():
        return standing_page(request, register, of_address, row, form, insists, status=422 if form.is_bound else 200)
    seen, reason = form.cleaned_data["seen"], form.cleaned_data["reason"]
    try:
        act(kind=register.kind, row=row, seen=seen, reason=reason, by=request.user)
    except Stale as stale:
        return standing_page(request, register, of_address, stale.row, form, insists, overtaken=True, status=409)
    except Refused as refused:
        return standing_page(request, register, of_address, row, form, insists, refusal=str(refused), status=409)
    messages.success(
        request,
        _("Withdrawn. It no longer appears in any list. You can restore it.") if insists else _("Restored."),
    )
    return redirect(register.page_of(row))


def standing_page(
    request: HttpRequest,
    register: Register,
    of_address: dict[str, Any],
    row: Any,
    form: ReasonForm,
    withdraws: bool,
    *,
    refusal: str = "",
    overtaken: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page that withdraws or restores, with what refers to the row."""
    context = {
        "register": register,
        "row": row,
        "form": form,
        "withdraws": withdraws,
        "title": register.withdraw if withdraws else register.restore,
        "errors": [*([{"href": "#citing", "message": refusal}] if refusal else []), *problems(form)],
        "overtaken": overtaken,
        "citing": citing_of(register, row) if withdraws else [],
        "written": last_writer(row.change),
        "history": reverse("history", args=[row._meta.model_name, row.pk]),
        "leave": register.page_of(row),
        "trail": trail(register, of_address, row, register.withdraw if withdraws else register.restore),
    }
    return render(request, "roadmap/records/record_standing.html", context, status=status)


def citing_of(register: Register, row: Any) -> list[Citing]:
    """What refers to the row; nothing if it cannot be withdrawn for another reason, which the page says on saving."""
    try:
        return register.kind.cites(row)
    except Refused:
        return []
