"""/submissions/ and /submissions/<code>/: the person's submissions; and the state of one with its timeline, what can
still be changed, and what can be done with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from activities.actions.ledger import Refused
from activities.actions.submissions.drafting import copy_submission, discard_draft
from activities.actions.submissions.submitting import withdraw_submission
from activities.extensions import submission_blocks_for
from activities.models import Submission, SubmissionEvent
from activities.pages.access import signed_in_page
from activities.pages.submissions.desk import Desk, desk_for, page_of
from activities.pages.submissions.refused import waiting
from activities.queries.submissions.collaboration import requests_for_change
from activities.queries.submissions.expectation import usual_days
from activities.queries.submissions.wording import names_of
from activities.validators import row_number

STATE = Submission.State
#: Rows on a page of the list.
LISTED = 50
WHAT_NEXT = {
    STATE.DRAFT: gettext_lazy("Complete and submit it"),
    STATE.SUBMITTED: gettext_lazy("Nothing. ITU will review it and write to you"),
    STATE.RETURNED: gettext_lazy("Change what ITU asks for, then submit it again"),
    STATE.ACCEPTED: gettext_lazy("Update it when something changes"),
    STATE.REJECTED: gettext_lazy("Read the reason"),
    STATE.WITHDRAWN: gettext_lazy("Nothing. You can copy it"),
}
STILL_OPEN = {
    STATE.DRAFT: gettext_lazy("All answers can be changed."),
    STATE.SUBMITTED: gettext_lazy(
        "The contact person can still be changed. To change anything else, withdraw it and submit a copy."
    ),
    STATE.RETURNED: gettext_lazy("All answers can be changed."),
    STATE.ACCEPTED: gettext_lazy("The contact person can still be changed. To change what is published, update it."),
    STATE.REJECTED: gettext_lazy("Nothing can be changed. You can copy the answers to a new draft."),
    STATE.WITHDRAWN: gettext_lazy("Nothing can be changed. You can copy the answers to a new draft."),
}
#: Steps of the timeline that concern the submitter.
SHOWN = (
    SubmissionEvent.Verb.STARTED,
    SubmissionEvent.Verb.SUBMITTED,
    SubmissionEvent.Verb.FIRST_READ,
    SubmissionEvent.Verb.RETURNED,
    SubmissionEvent.Verb.ACCEPTED,
    SubmissionEvent.Verb.REJECTED,
    SubmissionEvent.Verb.WITHDRAWN,
)


@require_safe
@signed_in_page
def submission_list(request):
    """The submissions of the person's organisations, the newest first."""
    rows = Submission.objects.of_member(request.user).select_related("organisation", "proposal").order_by("-pk")
    if before := row_number(request.GET.get("before", "")):
        rows = rows.filter(pk__lt=before)
    found = list(rows.defer("versions", "began_with")[: LISTED + 1])
    context = {
        "blocks": submission_blocks_for(request.user),
        "rows": [(row, WHAT_NEXT[STATE(row.state)]) for row in found[:LISTED]],
        "older": found[LISTED - 1].pk if len(found) > LISTED else None,
    }
    return render(request, "activities/submissions/submission_list.html", context)


@require_safe
@signed_in_page
def submission(request, code):
    """The state of one submission."""
    return status_page(desk_for(request, code))


def status_page(desk: Desk, refused: str = "") -> HttpResponse:
    row = desk.submission
    events = row.events.filter(verb__in=SHOWN).select_related("by").order_by("pk")
    context = {
        "submission": row,
        "trail": [{"href": reverse("submission-list"), "label": _("Your submissions")}, {"label": row.code}],
        "desk": desk,
        "errors": [{"href": "", "message": refused}] if refused else [],
        "events": events,
        "waits": row.state == STATE.SUBMITTED,
        "usual_days": usual_days() if row.state in (STATE.DRAFT, STATE.SUBMITTED, STATE.RETURNED) else None,
        "still_open": STILL_OPEN[STATE(row.state)],
        "changeable": row.state in (STATE.DRAFT, STATE.RETURNED),
        "contact_open": desk.is_open("contact_name"),
        "can_withdraw": row.moves_to(STATE.WITHDRAWN),
        "requests": requests(row),
    }
    return render(desk.request, "activities/submissions/submission.html", context, status=422 if refused else 200)


def requests(row: Submission) -> list[dict[str, Any]]:
    """What reviewers ask to change: [{label, page, field, comments}] in the order in which they wrote it. At most two
    queries."""
    found = requests_for_change(row)
    names = names_of(found)
    return [
        {"label": names[field], "page": page_of(field), "field": field, "comments": comments}
        for field, comments in found.items()
    ]


@require_POST
@signed_in_page
def withdraw(request, code):
    desk = desk_for(request, code)
    try:
        withdraw_submission(submission=desk.submission, by=request.user)
    except Refused as refusal:
        return status_page(desk, str(refusal))
    messages.success(request, _("Withdrawn. ITU will not review it."))
    return redirect(desk.submission)


@require_POST
@signed_in_page
def copy(request, code):
    """Start a new draft with the same answers, and open it."""
    desk = desk_for(request, code)
    try:
        made = copy_submission(submission=desk.submission, by=request.user)
    except Refused as refusal:
        return waiting(status_page(desk, str(refusal)), refusal)
    messages.success(request, _("Copied to a new draft, %(code)s. Files are not copied.") % {"code": made.code})
    return redirect("submission-about", code=made.code)


@require_POST
@signed_in_page
def discard(request, code):
    desk = desk_for(request, code)
    try:
        discard_draft(submission=desk.submission, by=request.user)
    except Refused as refusal:
        return status_page(desk, str(refusal))
    messages.success(request, _("The draft %(code)s has been discarded.") % {"code": desk.submission.code})
    return redirect("submission-list")
