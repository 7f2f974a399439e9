"""The forms of a register: to add a row, and to edit one, with both values if someone else has changed it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.actions.ledger import Refused, Stale
from activities.forms.conflicts import UNDECIDED, chosen, chosen_data, differences, settled
from activities.pages.problems import problems
from activities.pages.unsaved.conflicts import conflict
from activities.pages.unsaved.drafts import draft_key, forget_draft
from activities.queries.history.written import last_writer
from roadmap.actions.records import create_record, save_record
from roadmap.forms.records import RecordForm
from roadmap.pages.records.register import Register, found, trail
from roadmap.queries.records import values_of, version_of


def enter(request: HttpRequest, register: Register, of_address: dict[str, Any]) -> HttpResponse:
    """The form for a new row."""
    fixed = register.fixed(of_address)
    if request.method != "POST":
        form = register.form(initial=register.initial(request), fixed=fixed)
        return form_page(request, register, of_address, form)
    form = register.form(request.POST, fixed=fixed)
    if not form.is_valid():
        return form_page(request, register, of_address, form, status=422)
    try:
        row = create_record(
            kind=register.kind,
            values=form.values() | register.columns(fixed),
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return form_page(request, register, of_address, form, status=422)
    messages.success(request, _("Saved as change %(number)s.") % {"number": row.change_id})
    return forget_draft(redirect(register.page_of(row)), request, register.draft())


def edit(request: HttpRequest, register: Register, of_address: dict[str, Any]) -> HttpResponse:
    """The form of one row. 409 with both values of each field if someone else has changed it."""
    row = found(register, of_address)
    if request.method != "POST":
        return form_page(request, register, of_address, register.form(row=row), row)
    form = register.form(request.POST, row=row)
    if not form.is_valid():
        return form_page(request, register, of_address, form, row, status=422)
    seen, began = form.cleaned_data["seen"] or 0, form.cleaned_data["base"] or 0
    values = form.values()
    if began and row.change_id == seen:
        theirs = form.current
        choices = chosen(record_differences(register, values, theirs, row, began), request.POST)
        checked = register.form(chosen_data(form, theirs, choices), row=row)
        if UNDECIDED in choices.values() or not checked.is_valid():
            return record_conflict(request, register, of_address, form, row, began, checked=checked, status=422)
        values = settled(values, theirs, choices, checked.values())
    try:
        saved = save_record(
            kind=register.kind,
            row=row,
            values=values,
            seen=seen,
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except Stale as stale:
        return record_conflict(request, register, of_address, form, stale.row, began or seen)
    except Refused as refused:
        form.add_error(None, str(refused))
        return form_page(request, register, of_address, form, row, status=422)
    if saved.change_id == row.change_id:
        messages.info(request, _("There was nothing to save."))
    else:
        messages.success(request, _("Saved as change %(number)s.") % {"number": saved.change_id})
    return forget_draft(redirect(register.page_of(saved)), request, register.draft(row))


def record_differences(
    register: Register, mine: dict[str, Any], theirs: dict[str, Any], row: Any, began: int
) -> dict[str, str]:
    kind = register.kind
    return differences(mine, theirs, version_of(kind, row.pk, began), kind.same)


def record_conflict(
    request: HttpRequest,
    register: Register,
    of_address: dict[str, Any],
    form: RecordForm,
    row: Any,
    began: int,
    *,
    checked: RecordForm | None = None,
    status: int = 409,
) -> HttpResponse:
    """Both values of each field that differs, with a choice, and all input."""
    mine, theirs = form.values(), values_of(register.kind, row)
    context = {
        "title": _("This entry has changed since you opened it"),
        "conflict": conflict(
            form,
            record_differences(register, mine, theirs, row, began),
            mine,
            theirs,
            base=began,
            seen=row.change_id,
            changed=last_writer(row.change),
            show=form.in_words,
            checked=checked,
        ),
        "action": request.path,
        "leave": register.page_of(row),
        "trail": trail(register, of_address, row, register.edit),
        "draft": draft_key(request, register.draft(row)),
    }
    return render(request, "conflict.html", context, status=status)


def form_page(
    request: HttpRequest,
    register: Register,
    of_address: dict[str, Any],
    form: RecordForm,
    row: Any = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "register": register,
        "form": form,
        "row": row,
        "title": register.new if row is None else register.edit,
        "errors": problems(form),
        "written": last_writer(row.change) if row is not None else None,
        "history": reverse("history", args=[row._meta.model_name, row.pk]) if row is not None else "",
        "restore": register.address("restore", row) if row is not None and row.withdrawn else "",
        "leave": register.page_of(row) if row is not None else register.home(of_address),
        "trail": trail(register, of_address, row, register.new if row is None else register.edit),
        "draft": draft_key(request, register.draft(row)),
    }
    return render(request, "roadmap/records/record_form.html", context, status=status)
