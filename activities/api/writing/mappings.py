"""POST /mappings/, PATCH and DELETE /mappings/<id>/: the actions and the form of the link editor."""

from typing import Any, cast

import orjson
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.response import Response

from activities.actions.ledger import Stale
from activities.actions.links.mappings import current, set_mapping, withdraw_mapping
from activities.api.errors import Failed, Unknown
from activities.api.writing.activities import versioned
from activities.api.writing.base import Scope, Writing, writes
from activities.api.writing.bodies import ChangedMapping, NewMapping
from activities.api.writing.body import Errors, form_errors, invalid, read_body
from activities.api.writing.described.operations import MAPPING_CREATE, MAPPING_DELETE, MAPPING_UPDATE
from activities.api.writing.versions import changed_since, tag, version_seen
from activities.forms.conflicts import data_of
from activities.forms.fields import WhyField
from activities.forms.mapping import FIELDS, MappingForm
from activities.models import Activity, Certainty, Framework, Mapping, Term, User
from activities.queries.facts.resource import row as fact
from activities.queries.facts.work import MAPPINGS
from activities.validators import nearest

#: What a new link has unless the body says otherwise, as in its form.
DEFAULTS: dict[str, Any] = {"rationale": "", "evidence_url": "", "certainty": Certainty.PROPOSED}


class CreatesMappings(Writing):
    """Mix it into the list of mappings."""

    @MAPPING_CREATE
    @writes(Scope.EDIT)
    def post(self, request):
        values = read_body(request, NewMapping)
        activity = editable_activity(request.user, values["activity"])
        term, errors = term_at(values["framework"], values["term_code"])
        form = mapping_form(values)
        errors |= form_errors(form)
        if activity is None:
            message = _("There is no activity %(id)s that you may edit.") % {"id": values["activity"]}
            errors["activity"] = [message]
        if errors or activity is None or term is None:
            raise invalid(errors)
        existed = current(activity, term) is not None
        try:
            row = set_mapping(
                activity=activity,
                term=term,
                **form.values(),
                seen=0,
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except Stale as stale:
            raise overtaken(stale.row, status=409) from stale
        there = {"Location": reverse("api-mapping", args=[row.pk])}
        return shown(row) if existed else shown(row, status=201, headers=there)


class EditsMapping(Writing):
    """Mix it into one mapping. With a token, its ETag is the version for If-Match."""

    allowed_parameters = {"DELETE": ("reason",)}

    def get(self, request, *args, **kwargs):
        return versioned(request, super().get(request, *args, **kwargs))  # type: ignore[misc]

    @MAPPING_UPDATE
    @writes(Scope.EDIT)
    def patch(self, request, id: int):
        seen = version_seen(request)
        values = read_body(request, ChangedMapping, partial=True)
        row = editable(request.user, id)
        refuse_withdrawal(values, row.withdrawn)
        form = mapping_form(values, row)
        if not form.is_valid():
            refuse_stale(row, seen)
            raise invalid(form_errors(form))
        wanted = form.values()
        try:
            saved = set_mapping(
                activity=row.activity,
                term=row.term,
                **wanted,
                seen=seen,
                origin=row.origin,
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except Stale as stale:
            raise overtaken(stale.row) from stale
        return shown(saved)

    @MAPPING_DELETE
    @writes(Scope.EDIT)
    def delete(self, request, id: int):
        seen = version_seen(request)
        row = editable(request.user, id)
        reason = reason_of(request._request.GET.get("reason", ""))
        try:
            withdraw_mapping(activity=row.activity, term=row.term, seen=seen, reason=reason, by=request.user)
        except Stale as stale:
            raise overtaken(stale.row) from stale
        row.refresh_from_db()
        return shown(row)


def reason_of(text: str) -> str:
    """The reason, by the rule of the forms. 422."""
    field = WhyField()
    try:
        return str(field.clean(text))
    except ValidationError as error:
        raise invalid({"reason": error.messages}) from error


def refuse_withdrawal(values: dict[str, Any], withdrawn: bool) -> None:
    """422 for `withdrawn: true`, and for an edit of a withdrawn link that does not restore it."""
    if values.get("withdrawn"):
        raise invalid({"withdrawn": [_("DELETE withdraws the link.")]})
    if withdrawn and values.get("withdrawn") is not False:
        raise invalid({"withdrawn": [_("The link is withdrawn. Send “withdrawn: false” to restore it.")]})


def editable_activity(user: User, pk: int) -> Activity | None:
    return Activity.objects.editable_by(user).filter(pk=pk).first()


def editable(user: User, pk: int) -> Mapping:
    """404 unless the user may edit its activity."""
    rows = Mapping.objects.select_related("activity", "term")
    row = rows.filter(pk=pk, activity__in=Activity.objects.editable_by(user)).first() if pk < 2**63 else None
    if row is None:
        raise Unknown(_("There is no mapping %(id)s that you may edit.") % {"id": pk})
    return row


def term_at(framework: str, code: str) -> tuple[Term | None, Errors]:
    """The Term, and what is wrong, with the nearest ones. One query; two more for a wrong one."""
    found = None
    if "\0" not in framework + code:
        found = Term.objects.filter(framework__slug=framework, code=code).select_related("framework", "goal").first()
    if found:
        return found, {}
    slugs = list(Framework.objects.order_by("slug").values_list("slug", flat=True))
    if framework not in slugs:
        message = _("“%(slug)s” is not a framework. Known: %(slugs)s.")
        return None, {"framework": [message % {"slug": framework[:60], "slugs": ", ".join(slugs)}]}
    codes = Term.objects.filter(framework__slug=framework).values_list("code", flat=True)
    return None, {"term_code": [no_such_code(code, codes)]}


def no_such_code(code: str, known: Any) -> str:
    message = _("“%(code)s” is not a code of this framework.") % {"code": code[:60]}
    if close := nearest(code[:60], known):
        message += " " + _("Did you mean %(codes)s?") % {"codes": _(" or ").join(close)}
    return message


def mapping_form(values: dict[str, Any], row: Mapping | None = None) -> MappingForm:
    """The form of the page, filled with the values of the body over those of the link."""
    began = {name: getattr(row, name) for name in FIELDS} if row is not None else DEFAULTS
    data = QueryDict(mutable=True)
    for name, value in {**began, **values, "seen": row.change_id if row is not None else 0}.items():
        if name in MappingForm.base_fields:
            data.setlist(name, data_of(MappingForm.base_fields[name], value))
    form = MappingForm(data)
    form.full_clean()
    return form


def present(pk: int) -> dict[str, Any]:
    """The mapping, withdrawn or not. One query."""
    return cast(dict[str, Any], orjson.loads(fact(MAPPINGS, "m.id = %s", [pk]) or "null"))


def shown(row: Mapping, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(present(row.pk), status=status, headers={"ETag": tag(row.change_id), **(headers or {})})


def refuse_stale(row: Mapping, seen: int) -> None:
    if row.change_id != seen:
        raise overtaken(row)


def overtaken(row: Mapping, *, status: int = 412) -> Failed:
    return changed_since(present(row.pk), row.change_id, status=status)
