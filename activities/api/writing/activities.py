"""POST /activities/, PATCH and DELETE /activities/<id>/: the actions and forms of the activity editor."""

from typing import Any, cast

import orjson
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from activities.actions.activities import create_activity, restore_activity, update_activity, withdraw_activity
from activities.actions.ledger import Stale
from activities.api.errors import Failed, Unknown
from activities.api.writing.base import Scope, Writing, writes
from activities.api.writing.bodies import ChangedActivity, NewActivity
from activities.api.writing.body import Errors, form_errors, invalid, read_body
from activities.api.writing.described.operations import ACTIVITY_CREATE, ACTIVITY_DELETE, ACTIVITY_UPDATE
from activities.api.writing.versions import changed_since, tag, version_seen
from activities.forms.activity import ActivityForm, ReasonForm, initial
from activities.forms.conflicts import data_of
from activities.models import Activity, Certainty, Organisation, User
from activities.queries.activity.duplicates import titled_like
from activities.queries.facts.resource import row as fact
from activities.queries.facts.work import ACTIVITIES
from activities.validators import nearest

#: What a new activity has unless the body says otherwise, as on its page.
DEFAULTS = {"description_certainty": Certainty.PROPOSED}


class CreatesActivities(Writing):
    """Mix it into the list of activities."""

    @ACTIVITY_CREATE
    @writes(Scope.EDIT)
    def post(self, request):
        values = read_body(request, NewActivity)
        compared = set(values.pop("not_duplicate_of", ()))
        form, errors = activity_form(values, user=request.user)
        if errors:
            raise invalid(errors)
        refuse_similar(form.cleaned_data["title"], compared)
        row = create_activity(fields=form.values(), reason=form.cleaned_data["reason"], by=request.user)
        return shown(row, status=201, headers={"Location": reverse("api-activity", args=[row.pk])})


class EditsActivity(Writing):
    """Mix it into one activity. With a token, its ETag is the version for If-Match."""

    allowed_parameters = {"DELETE": ("reason",)}

    def get(self, request, *args, **kwargs):
        return versioned(request, super().get(request, *args, **kwargs))  # type: ignore[misc]

    @ACTIVITY_UPDATE
    @writes(Scope.EDIT)
    def patch(self, request, id: int):
        seen = version_seen(request)
        values = read_body(request, ChangedActivity, partial=True)
        row = editable(request.user, id)
        if "withdrawn" in values:
            return restored(request, row, values, seen)
        form, errors = activity_form(values, user=request.user, row=row)
        if errors:
            refuse_stale(row, seen)
            raise invalid(errors)
        try:
            saved = update_activity(
                activity=row, fields=form.values(), seen=seen, reason=form.cleaned_data["reason"], by=request.user
            )
        except Stale as stale:
            raise overtaken(stale.row) from stale
        return shown(saved)

    @ACTIVITY_DELETE
    @writes(Scope.EDIT)
    def delete(self, request, id: int):
        seen = version_seen(request)
        row = editable(request.user, id)
        form = ReasonForm({"reason": request._request.GET.get("reason", ""), "seen": seen})
        if not form.is_valid():
            raise invalid(form_errors(form))
        try:
            saved = withdraw_activity(activity=row, seen=seen, reason=form.cleaned_data["reason"], by=request.user)
        except Stale as stale:
            raise overtaken(stale.row) from stale
        return shown(saved)


def restored(request: Request, row: Activity, values: dict[str, Any], seen: int) -> Response:
    if values["withdrawn"] or set(values) - {"withdrawn", "reason"}:
        message = _("Send “withdrawn: false” alone to restore the activity. DELETE withdraws it.")
        raise invalid({"withdrawn": [message]})
    form = ReasonForm({"reason": values.get("reason", ""), "seen": seen}, required=False)
    if not form.is_valid():
        raise invalid(form_errors(form))
    try:
        saved = restore_activity(activity=row, seen=seen, reason=form.cleaned_data["reason"], by=request.user)
    except Stale as stale:
        raise overtaken(stale.row) from stale
    return shown(saved)


def editable(user: User, pk: int) -> Activity:
    """404 unless the user may edit it, withdrawn or not."""
    rows = Activity.objects.editable_by(user).select_related("organisation", "change")
    row = rows.filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise Unknown(_("There is no activity %(id)s that you may edit.") % {"id": pk})
    return row


def activity_form(values: dict[str, Any], *, user: User, row: Activity | None = None, **known: Any):
    """The form of the page, filled with the values of the body, over those of the row, and what is wrong with it, by
    name in the body. `known`: what the form would read from the database, for many rows."""
    organisations: Errors = {}
    values = dict(values)
    if values.get("organisation") is not None:
        values["organisation"], organisations = organisation_of(values["organisation"], known.get("slugs"))
    began = initial(row) if row is not None else DEFAULTS
    data = QueryDict(mutable=True)
    for name, value in {**began, **values}.items():
        data.setlist(name, data_of(ActivityForm.base_fields[name], value))
    form = ActivityForm(data, user=user, row=row, **{name: known[name] for name in known if name != "slugs"})
    return form, form_errors(form) | organisations


def organisation_of(slug: str, slugs: dict[str, int] | None = None) -> tuple[int | str, Errors]:
    """The number of the organisation with this slug, and the error if there is none, with the nearest."""
    if slugs is None:
        found = Organisation.objects.at(slug).first() if "\0" not in slug else None
        pk: int | None = found.pk if found else None
    else:
        pk = slugs.get(slug)
    if pk is not None:
        return pk, {}
    names = slugs or Organisation.objects.live().order_by("slug").values_list("slug", flat=True)
    close = nearest(slug[:60], names)
    message = _("“%(slug)s” is not the slug of an organisation.") % {"slug": slug[:60]}
    if close:
        message += " " + _("Did you mean %(codes)s?") % {"codes": _(" or ").join(close)}
    return "", {"organisation": [message]}


def refuse_similar(title: str, compared: set[int]) -> None:
    """422 with activities whose title is similar, unless the caller has compared them: the page asks once, too."""
    similar = titled_like(title)
    if {one.id for one in similar} - compared:
        message = _(
            "This activity may exist already. Compare those in “similar”. If it is another one, send their numbers in "
            "“not_duplicate_of”."
        )
        found = [{"id": one.id, "title": one.title, "organisation": one.organisation} for one in similar]
        raise invalid({"title": [message]}, similar=found)


def present(pk: int) -> dict[str, Any]:
    """The activity, withdrawn or not. One query."""
    return cast(dict[str, Any], orjson.loads(fact(ACTIVITIES, "a.id = %s", [pk]) or "null"))


def shown(row: Activity, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """The activity as GET shows it, with its new ETag."""
    return Response(present(row.pk), status=status, headers={"ETag": tag(row.change_id), **(headers or {})})


def refuse_stale(row: Activity, seen: int) -> None:
    """412 before 422: what is wrong may come from a change that the caller has not seen."""
    if row.change_id != seen:
        raise overtaken(row)


def overtaken(row: Activity) -> Failed:
    return changed_since(present(row.pk), row.change_id)


def versioned(request: Request, response: Response) -> Response:
    """The answer to a GET with a token: its ETag is the version of the row, and it is not kept. Linked data, which has
    several rows, is left as it is."""
    if request.auth is None or response.status_code != 200 or request.accepted_renderer.format != "json":
        return response
    body = orjson.loads(response.data) if isinstance(response.data, bytes) else response.data
    response.headers["ETag"] = tag(body["change"])
    response.headers["Cache-Control"] = "private, no-store"
    return response
