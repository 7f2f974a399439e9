"""PATCH and DELETE /roadmap/progress-updates/<id>/: correct and withdraw what was accepted, as on the pages."""

from typing import Any, cast

import orjson
from django.utils.translation import gettext as _
from rest_framework.response import Response

from activities.actions.ledger import Refused, Stale
from activities.api.errors import Failed
from activities.api.writing.activities import versioned
from activities.api.writing.base import Scope, Writing, failed, writes
from activities.api.writing.body import form_errors, invalid, read_body
from activities.api.writing.versions import changed_since, tag, version_seen
from activities.forms.activity import ReasonForm
from activities.models import User
from activities.past_views import shows_the_past
from activities.queries.facts.resource import row as fact
from roadmap import rules
from roadmap.actions.progress.reporting import save_update, withdraw_update
from roadmap.api.writing.described import updates as described
from roadmap.api.writing.records import RecordDetail, no_such
from roadmap.api.writing.reports import report_form
from roadmap.models import Edition, ProgressUpdate
from roadmap.queries.facts.progress import PROGRESS_UPDATES
from roadmap.queries.progress.commitments import line_of_update
from roadmap.queries.progress.reports import values_of_update


class UpdateWriting(Writing):
    allowed_parameters = {"DELETE": ("reason",)}

    @described.UPDATE_SHOWN
    def get(self, request, *args, **kwargs):
        return versioned(request, super().get(request, *args, **kwargs))  # type: ignore[misc]

    @described.UPDATE_CHANGE
    @writes(Scope.EDIT)
    def patch(self, request, id: int):
        refuse_unless_coordinator(request.user)
        seen = version_seen(request)
        values = read_body(request, described.UpdateBody, partial=True)
        row = found(id)
        form, errors = report_form(line_of_update(row), values, values_of_update(row), row)
        if errors:
            if row.change_id != seen:  # what is wrong may come from a change that the caller has not seen
                raise overtaken(row)
            raise invalid(errors)
        reason = form.cleaned_data["reason"]
        try:
            return shown(save_update(update=row, values=form.values(), seen=seen, reason=reason, by=request.user))
        except Stale as stale:
            raise overtaken(stale.row) from stale
        except Refused as refused:
            raise failed(refused) from refused

    @described.UPDATE_WITHDRAW
    @writes(Scope.EDIT)
    def delete(self, request, id: int):
        refuse_unless_coordinator(request.user)
        seen = version_seen(request)
        form = ReasonForm({"reason": request._request.GET.get("reason", ""), "seen": seen})
        row = found(id)
        if not form.is_valid():
            raise invalid(form_errors(form))
        try:
            return shown(withdraw_update(update=row, seen=seen, reason=form.cleaned_data["reason"], by=request.user))
        except Stale as stale:
            raise overtaken(stale.row) from stale


@shows_the_past
class UpdateDetail(UpdateWriting, RecordDetail):
    resource = PROGRESS_UPDATES


def refuse_unless_coordinator(user: User) -> None:
    if not rules.can_edit_roadmap(user):
        detail = _("Only coordinators and administrators can correct an update.")
        raise Failed(403, _("You may not change this"), detail)


def found(pk: int) -> ProgressUpdate:
    """The update, withdrawn or not. 404 if there is none."""
    rows = ProgressUpdate.objects.filter(action__section__edition__register=Edition.Register.ROADMAP)
    row = rows.select_related("action__section__edition", "change").filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise no_such(PROGRESS_UPDATES, pk)
    return row


def present(pk: int) -> dict[str, Any]:
    return cast(dict[str, Any], orjson.loads(fact(PROGRESS_UPDATES, "u.id = %s", [pk]) or "null"))


def shown(row: ProgressUpdate) -> Response:
    return Response(present(row.pk), headers={"ETag": tag(row.change_id)})


def overtaken(row: ProgressUpdate) -> Failed:
    return changed_since(present(row.pk), row.change_id)
