"""POST /roadmap/<register>/, PATCH and DELETE /roadmap/<register>/<id>/: the forms and actions of the registers' pages.

`creating` and `editing` make the views of a register from its definition.
"""

from typing import Any, cast

import orjson
from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from activities.actions.ledger import Stale
from activities.api.errors import Failed, Unknown
from activities.api.facts import FactDetail
from activities.api.writing.activities import versioned
from activities.api.writing.base import Scope, Writing, writes
from activities.api.writing.body import Errors, form_errors, invalid, read_body
from activities.api.writing.versions import changed_since, tag, version_seen
from activities.forms.activity import ReasonForm
from activities.forms.conflicts import data_of
from activities.models import User
from activities.past_views import shows_the_past
from activities.queries.account.second_factor import lacks_second_factor
from activities.queries.facts.resource import Resource
from activities.queries.facts.resource import row as fact
from roadmap import rules
from roadmap.actions.records import Cited, create_record, restore_record, save_record, withdraw_record
from roadmap.api.writing.described import registers as described
from roadmap.api.writing.names import RENAMED, typed
from roadmap.api.writing.registers import Register
from roadmap.forms.records import RecordForm
from roadmap.queries.records import values_of


def creating(register: Register) -> type[Writing]:
    """The POST of the list of a register, to be mixed into it."""

    class Creates(Writing):
        @described.created(register)
        @writes(Scope.EDIT)
        def post(self, request):
            return create(request, register)

    return Creates


def editing(register: Register, *, group: str) -> type[FactDetail]:
    """The view of one row of a register. `group` is the group of its GET in the reference."""

    class Edits(Writing):
        allowed_parameters = {"DELETE": ("reason",)}

        def get(self, request, *args, **kwargs):
            return versioned(request, super().get(request, *args, **kwargs))  # type: ignore[misc]

        @described.changed(register)
        @writes(Scope.EDIT)
        def patch(self, request, id: int):
            return change(request, register, id)

        @described.withdrawn(register)
        @writes(Scope.EDIT)
        def delete(self, request, id: int):
            return withdraw(request, register, id)

    class Detail(Edits, RecordDetail):
        resource = register.resource

    view = type(f"{described.name_of(register)}Detail", (Detail,), {})
    return shows_the_past(extend_schema_view(get=described.shown(register, group))(view))


class RecordDetail(FactDetail):
    """One row of a register. What was withdrawn is for staff only, with a token."""

    @property
    def condition(self) -> str:  # type: ignore[override]
        one, user = f"{self.resource.alias}.id = %s", self.request.user
        sees = user and rules.can_see_work(user) and not lacks_second_factor(user)
        return one if sees else f"{one} AND NOT ({self.resource.gone})"

    def unknown(self, id: int) -> Unknown:
        return no_such(self.resource, id)


def no_such(resource: Resource, pk: int) -> Unknown:
    return Unknown(_("“%(title)s” has no row %(id)s.") % {"title": resource.title, "id": pk})


def create(request: Request, register: Register) -> Response:
    refuse_unless_editor(request.user)
    values = read_body(request, described.body_of(register))
    form, errors = record_form(register, values)
    if errors:
        raise invalid(errors)
    row = create_record(kind=register.kind, values=form.values(), reason=form.cleaned_data["reason"], by=request.user)
    return shown(register, row, status=201, headers={"Location": address(register, row.pk)})


def change(request: Request, register: Register, pk: int) -> Response:
    refuse_unless_editor(request.user)
    seen = version_seen(request)
    values = read_body(request, described.changed_body_of(register), partial=True)
    row = found(register, pk)
    if "withdrawn" in values:
        return restore(request, register, row, values, seen)
    form, errors = record_form(register, values, row)
    if errors:
        if row.change_id != seen:  # what is wrong may come from a change that the caller has not seen
            raise overtaken(register, row)
        raise invalid(errors)
    try:
        saved = save_record(
            kind=register.kind,
            row=row,
            values=form.values(),
            seen=seen,
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except Stale as stale:
        raise overtaken(register, stale.row) from stale
    return shown(register, saved)


def restore(request: Request, register: Register, row: Any, values: dict[str, Any], seen: int) -> Response:
    if values["withdrawn"] or set(values) - {"withdrawn", "reason"}:
        message = _("Send “withdrawn: false” alone, or with a reason, to restore the row. DELETE withdraws it.")
        raise invalid({"withdrawn": [message]})
    return stand(request, register, row, restore_record, values.get("reason", ""), seen, insists=False)


def withdraw(request: Request, register: Register, pk: int) -> Response:
    refuse_unless_editor(request.user)
    seen = version_seen(request)
    reason = request._request.GET.get("reason", "")
    return stand(request, register, found(register, pk), withdraw_record, reason, seen, insists=True)


def stand(
    request: Request, register: Register, row: Any, act: Any, reason: str, seen: int, *, insists: bool
) -> Response:
    """Withdraw or restore the row. 409 with the list of what refers to it."""
    form = ReasonForm({"reason": reason, "seen": seen}, required=insists)
    if not form.is_valid():
        raise invalid(form_errors(form))
    try:
        saved = act(kind=register.kind, row=row, seen=seen, reason=form.cleaned_data["reason"], by=request.user)
    except Stale as stale:
        raise overtaken(register, stale.row) from stale
    except Cited as cited:
        citing = [{"label": one.label, "page": f"{settings.SITE_URL}{one.href}"} for one in cited.citing]
        raise Failed(409, _("This is not possible now"), str(cited), more={"citing": citing}) from cited
    return shown(register, saved)


def record_form(register: Register, values: dict[str, Any], row: Any = None) -> tuple[RecordForm, Errors]:
    """The form of the page, filled with the values of the body, over those of the row, and what is wrong with it, by
    name in the body."""
    form_class = register.form
    began = values_of(register.kind, row) if row is not None else register.defaults
    data = QueryDict(mutable=True)
    for name, value in began.items():
        data.setlist(name, data_of(form_class.base_fields[name], value))
    sent, wrong = typed(form_class, values)
    for name, texts in sent.items():
        data.setlist(name, texts)
    data["reason"] = values.get("reason", "")
    form = form_class(data, row=row)
    return form, form_errors(form, names=RENAMED) | wrong


def refuse_unless_editor(user: User) -> None:
    if not rules.can_edit_roadmap(user):
        detail = _("The Roadmap is shared by all Sectors. Only coordinators and administrators can change it.")
        raise Failed(403, _("You may not change this"), detail)


def found(register: Register, pk: int) -> Any:
    """The row, withdrawn or not. 404 if there is none."""
    rows = register.kind.model.objects.select_related("change")
    row = rows.filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise no_such(register.resource, pk)
    return row


def address(register: Register, pk: int) -> str:
    return reverse(f"api-{register.resource.name.replace('/', '-')}", args=[pk])


def present(register: Register, pk: int) -> dict[str, Any]:
    """The row as GET shows it, withdrawn or not. One query."""
    text = fact(register.resource, f"{register.resource.alias}.id = %s", [pk])
    return cast(dict[str, Any], orjson.loads(text or "null"))


def shown(register: Register, row: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(present(register, row.pk), status=status, headers={"ETag": tag(row.change_id), **(headers or {})})


def overtaken(register: Register, row: Any) -> Failed:
    return changed_since(present(register, row.pk), row.change_id)
