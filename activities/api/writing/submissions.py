"""/submissions/: what members of an organisation propose. The form, its checks and its steps are those of the pages."""

import re

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.response import Response

from activities.actions.ledger import Stale
from activities.actions.submissions.drafting import discard_draft, save_answers, start_submission, start_update
from activities.actions.submissions.limits import limit_drafts
from activities.actions.submissions.submitting import submit, withdraw_submission
from activities.api.errors import Failed, Unknown
from activities.api.pagination import latest_first
from activities.api.parameters import CURSOR, LIMIT, Parameters, choice, refuse_wrong
from activities.api.writing.answers import as_typed, not_complete, submission_json, summary_json
from activities.api.writing.base import Private, Scope, reads, writes
from activities.api.writing.bodies import Consent, NewSubmission, SubmissionAnswers
from activities.api.writing.body import invalid, read_body
from activities.api.writing.described.submissions import (
    SUBMISSION_CREATE,
    SUBMISSION_DISCARD,
    SUBMISSION_LIST,
    SUBMISSION_READ,
    SUBMISSION_SUBMIT,
    SUBMISSION_UPDATE,
    SUBMISSION_WITHDRAW,
)
from activities.api.writing.versions import changed_since, tag, version_seen
from activities.forms.submissions.entry import CONSENT, guess_language
from activities.models import Activity, Organisation, OrganisationProposal, Submission, User
from activities.queries.submissions.memberships import may_add_for

State = Submission.State
REFERENCE = re.compile(r"[Ss]-[0-9A-Za-z]{4,10}", re.ASCII)
LIST = Parameters(
    {
        "state": choice("Only submissions in this state.", State.values),
        "limit": LIMIT,
        "cursor": CURSOR,
    }
)


class SubmissionList(Private):
    @SUBMISSION_LIST(LIST)
    @reads(Scope.SUBMIT)
    def get(self, request):
        """The submissions of the person's organisations, the newest first. Two queries."""
        plain = request._request
        given = refuse_wrong(plain.GET, LIST, None)
        rows = Submission.objects.of_member(request.user).select_related("organisation", "proposal")
        if given["state"]:
            rows = rows.filter(state=given["state"])
        shown, following = latest_first(plain, rows, cursor=given["cursor"], limit=given["limit"])
        return Response({"results": [summary_json(row) for row in shown], "next": following})

    @SUBMISSION_CREATE
    @writes(Scope.SUBMIT)
    def post(self, request):
        values = read_body(request, NewSubmission)
        named, activity = values.pop("organisation", ""), values.pop("activity", None)
        answers = as_typed(values, {})
        with transaction.atomic():
            if activity is not None:
                row = update_of(activity, named, request.user)
            else:
                body = body_of(named, request.user)
                guess_language(answers)
                limit_drafts(request.user)
                row = start_submission(body=body, by=request.user)
            if answers:
                save_answers(submission=row, answers=answers, seen=row.revision, by=request.user)
        row = own(request.user, row.code)
        return shown(row, status=201, headers={"Location": reverse("api-submission", args=[row.code])})


class SubmissionDetail(Private):
    @SUBMISSION_READ
    @reads(Scope.SUBMIT)
    def get(self, request, code: str):
        refuse_wrong(request._request.GET, Parameters(), None)
        return shown(own(request.user, code))

    @SUBMISSION_UPDATE
    @writes(Scope.SUBMIT)
    def patch(self, request, code: str):
        """Save answers, right or not; `missing` of the answer says what has to be corrected."""
        seen = version_seen(request)
        row = own(request.user, code)
        values = read_body(request, SubmissionAnswers, partial=True)
        answers = as_typed(values, row.answers)
        if {"title", "description", "language"} & set(answers):
            all_answers = {**row.answers, **answers}
            guess_language(all_answers)
            if language := all_answers.get("language"):
                answers["language"] = language
        try:
            save_answers(submission=row, answers=answers, seen=seen, only_if_current=True, by=request.user)
        except Stale as stale:
            raise overtaken(request.user, row) from stale
        return shown(own(request.user, code))

    @SUBMISSION_DISCARD
    @writes(Scope.SUBMIT)
    def delete(self, request, code: str):
        seen = version_seen(request)
        row = own(request.user, code)
        try:
            discard_draft(submission=row, seen=seen, by=request.user)
        except Stale as stale:
            raise overtaken(request.user, row) from stale
        return Response(status=204)


class SubmissionSubmit(Private):
    @SUBMISSION_SUBMIT
    @writes(Scope.SUBMIT)
    def post(self, request, code: str):
        seen = version_seen(request)
        row = own(request.user, code)
        consent = read_body(request, Consent)
        if row.state in (State.DRAFT, State.RETURNED):
            if row.revision != seen:
                raise overtaken(request.user, row)
            errors = not_complete(row) | {
                name: [str(message)] for name, message in CONSENT.items() if not consent[name]
            }
            if errors:
                raise invalid(errors)
        try:
            submit(submission=row, seen=seen, by=request.user)
        except Stale as stale:
            raise overtaken(request.user, row) from stale
        return shown(own(request.user, code))


class SubmissionWithdraw(Private):
    @SUBMISSION_WITHDRAW
    @writes(Scope.SUBMIT)
    def post(self, request, code: str):
        seen = version_seen(request)
        row = own(request.user, code)
        try:
            withdraw_submission(submission=row, seen=seen, by=request.user)
        except Stale as stale:
            raise overtaken(request.user, row) from stale
        return shown(own(request.user, code))


def own(user: User, code: str) -> Submission:
    """404 unless the user belongs to its organisation."""
    rows = Submission.objects.of_member(user).select_related("organisation", "proposal", "activity")
    row = rows.filter(code=code.upper()).first() if REFERENCE.fullmatch(code) else None
    if row is None:
        raise Unknown(_("You have no submission %(code)s.") % {"code": code[:20].replace("\0", "")})
    return row


def body_of(named: str, user: User) -> Organisation | OrganisationProposal:
    """The organisation of the user's with this slug, or the one that is not approved yet with this name. 422 with the
    choices."""
    able = [one.body for one in may_add_for(user)]
    if not able:
        message = _("You belong to no organisation yet. Join one: %(site)s/organisations/join/")
        raise invalid({"organisation": [message % {"site": settings.SITE_URL}]})
    found = [body for body in able if named in (called(body), str(body))] if named else able
    if len(found) == 1:
        return found[0]
    message = _("Choose one of your organisations: %(names)s.")
    raise invalid({"organisation": [message % {"names": ", ".join(called(body) for body in able)}]})


def called(body: Organisation | OrganisationProposal) -> str:
    return body.slug if isinstance(body, Organisation) else body.name


def update_of(pk: int, named: str, user: User) -> Submission:
    """A new update of a published activity. 403 for someone else's, 409 if there is an open one."""
    if named:
        raise invalid({"organisation": [_("Leave it out: an update belongs to the organisation of its activity.")]})
    activity = Activity.objects.live().select_related("organisation").filter(pk=pk).first()
    if activity is None:
        raise invalid({"activity": [_("There is no published activity %(id)s.") % {"id": pk}]})
    body = activity.organisation
    if body is None or not user.memberships.active().filter(organisation=body).exists():
        detail = _("Only members of its organisation can update activity %(id)s. Join it: %(site)s/organisations/join/")
        raise Failed(403, _("You may not change this"), detail % {"id": pk, "site": settings.SITE_URL})
    began = timezone.now()
    row = start_update(activity=activity, by=user)
    if row.created_at < began:
        detail = _("Your organisation has an open update of this activity: %(code)s. Change that one.")
        more = {"current": submission_json(own(user, row.code))}
        raise Failed(409, _("It exists already"), detail % {"code": row.code}, more=more)
    return row


def shown(row: Submission, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(submission_json(row), status=status, headers={"ETag": tag(row.revision), **(headers or {})})


def overtaken(user: User, row: Submission) -> Failed:
    current = own(user, row.code)
    return changed_since(submission_json(current), current.revision)
