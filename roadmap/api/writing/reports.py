"""/roadmap/reports/ and POST /roadmap/actions/<code>/reports/: the form and the actions of the pages.

Everything here is private: of reports, only what was accepted is public.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from activities.actions.ledger import Stale
from activities.api.errors import Failed, Unknown
from activities.api.pagination import latest_first
from activities.api.parameters import CURSOR, LIMIT, Parameters, choice, refuse_wrong
from activities.api.writing.base import Private, Scope, failed, reads, writes
from activities.api.writing.body import Errors, form_errors, invalid, read_body
from activities.api.writing.versions import changed_since, tag, version_seen
from activities.forms.conflicts import data_of
from activities.models import User
from activities.validators import clean_text
from roadmap import rules
from roadmap.actions.progress.reporting import (
    NotYours,
    accept_progress,
    return_progress,
    submit_progress,
    withdraw_report,
)
from roadmap.api.writing.described import reports as described
from roadmap.api.writing.names import MANY
from roadmap.forms.progress import ProgressForm, ReturnForm, presets, shown_values
from roadmap.models import Document, ProgressReport, ProgressUpdate
from roadmap.queries.progress.commitments import Tracked, current_actions, left_out_actions, tracked
from roadmap.queries.progress.reports import reports_seen_by, values_of_report

State = ProgressReport.State
OPEN = (State.PENDING, State.RETURNED)
LIST = Parameters(
    {
        "state": choice("Only reports in this state.", State.values),
        "limit": LIMIT,
        "cursor": CURSOR,
    }
)


class ReportList(Private):
    @described.REPORT_LIST(LIST)
    @reads(Scope.EDIT)
    def get(self, request):
        """The reports that the user may see, the latest first. Three queries."""
        plain = request._request
        given = refuse_wrong(plain.GET, LIST, None)
        rows = reports_seen_by(request.user).select_related("action__section__edition")
        if given["state"]:
            rows = rows.filter(state=given["state"])
        shown, following = latest_first(plain, rows, cursor=given["cursor"], limit=given["limit"])
        return Response({"results": in_json(shown), "next": following})


class ReportsOfAction(Private):
    @described.REPORT_CREATE
    @writes(Scope.EDIT)
    def post(self, request, code: str):
        line = line_of(request.user, code)
        values = read_body(request, described.ReportBody)
        if line.waiting is not None:
            raise exists(line.waiting)
        form, errors = report_form(line, values, presets(line))
        if errors:
            raise invalid(errors)
        try:
            row = submit_progress(action=line.action, values=form.values(), seen=0, by=request.user)
        except Stale as stale:
            raise exists(stale.row) from stale
        return shown(row, status=201, headers={"Location": reverse("api-roadmap-report", args=[row.pk])})


class ReportDetail(Private):
    @described.REPORT_READ
    @reads(Scope.EDIT)
    def get(self, request, id: int):
        refuse_wrong(request._request.GET, Parameters(), None)
        return shown(own(request.user, id))

    @described.REPORT_UPDATE
    @writes(Scope.EDIT)
    def patch(self, request, id: int):
        seen = version_seen(request)
        row = own(request.user, id)
        values = read_body(request, described.ReportBody, partial=True)
        if row.revision != seen:
            raise overtaken(row)
        if row.state not in OPEN:
            raise Failed(409, _("This is not possible now"), _("This report has been decided on. Submit a new one."))
        line = line_of(request.user, row.action.code, left_out=True)  # it may go on in a later edition
        form, errors = report_form(line, values, values_of_report(row), row)
        if errors:
            raise invalid(errors)
        try:
            saved = submit_progress(action=line.action, values=form.values(), seen=seen, by=request.user)
        except Stale as stale:
            raise overtaken(row) from stale
        return shown(saved)


class ReportWithdraw(Private):
    @described.REPORT_WITHDRAW
    @writes(Scope.EDIT)
    def post(self, request, id: int):
        return decide(request, id, withdraw_report)


class ReportAccept(Private):
    @described.REPORT_ACCEPT
    @writes(Scope.EDIT)
    def post(self, request, id: int):
        return decide(request, id, accept_progress, coordinator=True)


class ReportReturn(Private):
    @described.REPORT_RETURN
    @writes(Scope.EDIT)
    def post(self, request, id: int):
        return decide(request, id, return_progress, coordinator=True, body=described.ReturnBody)


def decide(request: Request, pk: int, act: Any, *, coordinator: bool = False, body: Any = None) -> Response:
    """Accept, return or withdraw a report, as the action `act` does. 403 for all but coordinators if it is for them."""
    seen = version_seen(request)
    row = own(request.user, pk)
    if coordinator and not rules.can_edit_roadmap(request.user):
        detail = _("Only coordinators and administrators accept and return reports.")
        raise Failed(403, _("You may not change this"), detail)
    more = {}
    if body is not None:
        form = ReturnForm({"return_reason": read_body(request, body).get("reason", ""), "seen": seen})
        if not form.is_valid():
            raise invalid(form_errors(form, names={"return_reason": "reason"}))
        more = {"reason": form.cleaned_data["return_reason"]}
    try:
        act(report=row, seen=seen, by=request.user, **more)
    except Stale as stale:
        raise overtaken(row) from stale
    return shown(row)


def line_of(user: User, code: str, *, left_out: bool = False) -> Tracked:
    """The commitment of the current Roadmap, or with `left_out` one that it leaves out. 404 if there is none, 403 if
    the user's Sectors are not responsible."""
    found = tracked(current_actions().filter(code=clean_text(code))) if len(code) < 60 else []
    if not found and left_out:
        found = tracked(left_out_actions().filter(code=code))
    if not found:
        raise Unknown(_("The current Roadmap has no commitment %(code)s.") % {"code": clean_text(code)[:20]})
    if not found[0].is_reported_by(user):
        raise failed(NotYours())
    return found[0]


def own(user: User, pk: int) -> ProgressReport:
    """404 unless the user may see it."""
    rows = reports_seen_by(user).select_related("action__section__edition")
    row = rows.filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise Unknown(_("There is no report %(id)s, or you may not see it.") % {"id": pk})
    return row


def report_form(
    line: Tracked,
    values: Mapping[str, Any],
    began: Mapping[str, Any],
    row: ProgressReport | ProgressUpdate | None = None,
) -> tuple[ProgressForm, Errors]:
    """The form of the page, filled with the values of the body over those with which it begins, and its errors. An
    update is corrected, with a reason."""
    data = QueryDict(mutable=True)
    fields = ProgressForm.base_fields
    for name, value in (shown_values(dict(began)) if row else began).items():
        data.setlist(name, data_of(fields[name], value))
    wrong: Errors = {}
    for name, value in values.items():
        if name == "documents":
            ids = MANY["documents"].ids(value)
            unknown = [MANY["documents"].unknown(slug) for slug in value if slug not in ids][:5]
            wrong |= {name: unknown} if unknown else {}
            data[name] = "\n".join(data_of(fields[name], list(ids.values())))
        elif name == "activities":
            data[name] = "\n".join(value)
        elif name in ("due_on", "period_start", "period_end"):
            data[name] = value.isoformat() if value else ""
        else:
            data[name] = value
    data["seen"] = str(row.revision if isinstance(row, ProgressReport) else 0)
    corrects = isinstance(row, ProgressUpdate)
    form = ProgressForm(data, line=line, current=row.due_on if row else None, corrects=corrects)
    errors = form_errors(form) | wrong
    if "due_on" not in form.fields and values.get("due_on"):
        errors["due_on"] = [_("Leave this out: the commitment is ongoing, so its reports have no due date.")]
    elif "due_on" in errors:
        days = ", ".join(value for value, _label in form.fields["due_on"].choices)  # type: ignore[attr-defined]
        errors["due_on"] = [_("Reports on this commitment can be for %(days)s.") % {"days": days}]
    return form, errors


def in_json(rows: list[ProgressReport]) -> list[dict[str, Any]]:
    """Reports with their actions, as JSON. One query."""
    slugs = dict(Document.objects.filter(pk__in={pk for row in rows for pk in row.documents}).values_list("pk", "slug"))
    return [report_json(row, slugs) for row in rows]


def report_json(row: ProgressReport, slugs: Mapping[int, str]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "edition": row.action.section.edition.code,
        "action": row.action.code,
        "state": row.state,
        "version": row.revision,
        "due_on": row.due_on,
        "status": row.status,
        "period_start": row.period_start,
        "period_end": row.period_end,
        "done": row.done,
        "figures": row.figures,
        "evidence_url": row.evidence_url,
        "documents": [slugs[pk] for pk in row.documents if pk in slugs],
        "activities": [str(pk) for pk in row.activities],
        "submitted_at": row.submitted_at,
        "decided_at": row.decided_at,
        "reason": row.return_reason,
        "update": row.update_id,
        "page": f"{settings.SITE_URL}{row.action.get_absolute_url()}",
    }


def again(row: ProgressReport) -> ProgressReport:
    return ProgressReport.objects.select_related("action__section__edition").get(pk=row.pk)


def shown(row: ProgressReport, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """The report as it is now, with its ETag."""
    current = again(row)
    [body] = in_json([current])
    return Response(body, status=status, headers={"ETag": tag(current.revision), **(headers or {})})


def exists(row: ProgressReport) -> Failed:
    current = again(row)
    return changed_since(in_json([current])[0], current.revision, status=409)


def overtaken(row: ProgressReport) -> Failed:
    current = again(row)
    return changed_since(in_json([current])[0], current.revision)
