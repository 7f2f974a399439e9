"""/review/<reference>/: one submission, and the decision on it. Everything on the page is one form, so nothing that a
reviewer has typed is lost, whichever button they press."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities import rules
from activities.actions.ledger import Refused, Stale
from activities.actions.submissions.holding import ACCEPT, DECISIONS, hold_decision, release_hold
from activities.actions.submissions.reviewing import assign, comment_on, mark_read, withdraw_comment
from activities.actions.submissions.rows import Decided
from activities.actions.submissions.undoing import undo_acceptance
from activities.forms.submissions.entry import entry_of
from activities.forms.submissions.review import COMMENT, AssignForm, DecisionForm
from activities.models import Submission, User
from activities.pages.access import staff_page
from activities.pages.submissions.deciding import NotReady, carry_out, refuse_unless_ready
from activities.pages.submissions.queue import assigned_in_words
from activities.pages.submissions.review_page import PARTS, draft_of, found, submission_page
from activities.pages.unsaved.drafts import forget_draft
from activities.queries.submissions import reviewing as queries
from activities.queries.submissions.answers import term_of
from activities.queries.submissions.people import belongs
from activities.validators import row_number


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_review)
def review_submission(request, code):
    """The page. The first GET by a reviewer who may decide is noted as the first reading. POST acts; 409 when someone
    else was faster, 422 when something is missing."""
    submission = found(request, code)
    if request.method == "POST":
        return act(request, submission)
    unread = submission.first_read_at is None and submission.state == Submission.State.SUBMITTED
    if request.method == "GET" and unread and not belongs(request.user, submission):
        mark_read(submission=submission, by=request.user)
        submission = found(request, code)
    initial = {"seen": submission.revision, "hold": request.session.get("hold_decisions", False)}
    return submission_page(request, submission, DecisionForm(initial=initial, submission=submission))


def act(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Save the comments that were typed, then do what the button says."""
    button, _colon, what = request.POST.get("act", "").partition(":")
    if button == "undo":
        return undo(request, submission)
    form = DecisionForm(request.POST, submission=submission)
    if not form.is_valid():
        return submission_page(request, submission, form, typed=form.comments(), status=422)
    unsaved = form.comments()
    try:
        save_comments(request, submission, unsaved)
        unsaved = {}
        return pressed(request, submission, form, button, what)
    except Decided:
        return submission_page(
            request, found(request, submission.code), form, typed=unsaved, overtaken=True, status=409
        )
    except Stale:
        return changed_since(request, submission, form)
    except NotReady as refusal:
        return submission_page(request, submission, form, missing=refusal.problems, status=422)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return submission_page(request, submission, form, typed=unsaved, status=409)


def save_comments(request: HttpRequest, submission: Submission, typed: dict[str, str]) -> None:
    """Save the comments on fields that exist."""
    if not typed:
        return
    known = {*entry_of(submission).about.fields, *PARTS, *submission.answers}
    for field, text in typed.items():
        if field in known or field in {f"link.{term}" for name in submission.answers if (term := term_of(name))}:
            comment_on(submission=submission, field=field, text=text, by=request.user)


def pressed(request: HttpRequest, submission: Submission, form: DecisionForm, button: str, what: str) -> HttpResponse:
    """What a button of the form does. Raises what the actions raise."""
    data, user = form.cleaned_data, request.user
    if button == "use":
        return with_template(request, submission, form)
    if button == "comment":
        if not any(name.startswith(COMMENT) and value.strip() for name, value in request.POST.items()):
            form.add_error(None, _("Enter a comment."))
            return submission_page(request, submission, form, status=422)
        return stay(request, submission, form, anchor=what)
    if button == "withdraw":
        row = get_object_or_404(submission.comments, pk=row_number(what) or 0)
        withdraw_comment(comment=row, by=user)
        return stay(request, submission, form, anchor=row.field)
    if button == "assign":
        choice = AssignForm(request.POST, reviewers=queries.reviewers())
        if not choice.is_valid():
            form.add_error(None, _("Choose a reviewer from the list."))
            return submission_page(request, submission, form, status=422)
        assign(submission=submission, to=choice.cleaned_data["to"], by=user)
        messages.success(request, assigned_in_words(submission.code, choice.cleaned_data["to"]))
        return stay(request, submission, form)
    if button == "unhold":
        release_hold(submission=submission, by=user)
        messages.success(request, _("The decision is no longer held. The submission still waits for a decision."))
        return stay(request, submission, form)
    if button not in DECISIONS:
        form.add_error(None, _("Choose a decision."))
        return submission_page(request, submission, form, status=422)
    return decide(request, submission, form, button, data, user)


def decide(
    request: HttpRequest, submission: Submission, form: DecisionForm, decision: str, data: dict[str, Any], user: User
) -> HttpResponse:
    """Carry out the decision, or hold it."""
    needs_reason = decision != ACCEPT or submission.kind == Submission.Kind.CORRECTION
    if needs_reason and not data["reason"].strip() and submission.state == Submission.State.SUBMITTED:
        form.add_error("reason", reason_missing(submission, decision))
        return submission_page(request, submission, form, status=422)
    request.session["hold_decisions"] = data["hold"]
    given = {"decision": decision, "reason": data["reason"], "confirm_links": data["confirm_links"]}
    if data["hold"]:
        publishes = decision == ACCEPT and submission.kind != Submission.Kind.CORRECTION
        if publishes and submission.state == Submission.State.SUBMITTED:
            refuse_unless_ready(entry_of(submission))
        hold_decision(submission=submission, **given, seen=data["seen"], by=user)
        messages.success(
            request, _("%(code)s is held. Release it with your other decisions.") % {"code": submission.code}
        )
        response: HttpResponse = redirect("review")
    else:
        carry_out(submission, **given, seen=data["seen"], by=user)
        response = redirect("review-submission", code=submission.code)
    return forget_draft(response, request, draft_of(submission))


def reason_missing(submission: Submission, decision: str) -> str:
    if submission.kind == Submission.Kind.CORRECTION and decision == ACCEPT:
        return _("Enter an answer. It is sent to the person who suggested the correction.")
    return _("Enter a reason. It is sent to the submitter.")


def undo(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Undo the acceptance. If that is no longer possible, the page says why."""
    try:
        undo_acceptance(submission=submission, by=request.user)
    except Refused as refused:
        form = DecisionForm(initial={"seen": submission.revision}, submission=submission)
        return submission_page(request, found(request, submission.code), form, refusal=str(refused), status=409)
    messages.success(request, _("Undone. The submission waits for a decision again."))
    return redirect("review-submission", code=submission.code)


def with_template(request: HttpRequest, submission: Submission, form: DecisionForm) -> HttpResponse:
    """The page with the chosen reason added to what is typed."""
    template = form.cleaned_data["template"]
    if template is None:
        form.add_error("template", _("Choose a reason."))
        return submission_page(request, submission, form, status=422)
    texts = [text for text in (form.cleaned_data["reason"], template.text) if text.strip()]
    return submission_page(request, submission, filled(form, submission, reason="\n\n".join(dict.fromkeys(texts))))


def changed_since(request: HttpRequest, submission: Submission, form: DecisionForm) -> HttpResponse:
    """The page with the new answers, and with everything that was typed."""
    seen, row = form.cleaned_data["seen"], found(request, submission.code)
    again = filled(form, row, seen=row.revision)
    return submission_page(request, row, again, since=seen, status=409)


def filled(form: DecisionForm, submission: Submission, **changed: Any) -> DecisionForm:
    """The form with what was typed and other values for some fields. It has no errors."""
    return DecisionForm(initial=dict(form.cleaned_data) | changed, submission=submission)


def stay(request: HttpRequest, submission: Submission, form: DecisionForm, anchor: str = "") -> HttpResponse:
    """The page again. If a reason is typed it is answered at once, because a redirect would lose it."""
    data = form.cleaned_data
    row = found(request, submission.code)
    if data["reason"] or data["confirm_links"]:
        return forget_draft(submission_page(request, row, filled(form, row)), request, draft_of(submission))
    page = reverse("review-submission", args=[submission.code])
    return forget_draft(redirect(f"{page}#field-{anchor}" if anchor else page), request, draft_of(submission))
