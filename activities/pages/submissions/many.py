"""/review/accept/ and /review/held/: accept several submissions after a preview, and release held decisions. Each is
carried out in its own transaction, and the result says which could not be."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities import rules
from activities.actions.ledger import Busy, Refused, Stale
from activities.actions.submissions.holding import ACCEPT, release_hold
from activities.forms.submissions.entry import entry_of
from activities.forms.submissions.reading import not_ready
from activities.models import Submission, User
from activities.pages.access import staff_page
from activities.pages.submissions.deciding import carry_out, refusal_in_words
from activities.pages.submissions.queue import reviewable, trail
from activities.queries.submissions.people import belongs
from activities.queries.submissions.queue import PER_PAGE, references
from activities.validators import row_number


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one decision: `refusal` says why it was not carried out, or is ""."""

    submission: Submission
    decision: str
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One submission of a preview, with what keeps it from being accepted."""

    submission: Submission
    links: int
    problems: tuple[str, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_review)
def accept_many(request):
    """GET previews the ticked submissions, POST accepts them. At most a page of the queue at once."""
    if request.method == "POST":
        wanted = [one.partition(":") for one in request.POST.getlist("accept")[:PER_PAGE]]
        seen = {code: row_number(number) for code, _colon, number in wanted}
        confirm = request.POST.get("confirm_links") == "on"
        outcomes: list[Outcome] = []
        for row in ordered(request, seen):
            if (number := seen[row.code]) is not None:
                given = {"decision": ACCEPT, "confirm_links": confirm, "seen": number, "by": request.user}
                outcomes.append(outcome(row, ACCEPT, first=not outcomes, **given))
        return result_page(request, outcomes)
    rows = ordered(request, request.GET.getlist("code")[:PER_PAGE])
    candidates = [candidate(row, request.user) for row in rows]
    context = {
        "ready": [one for one in candidates if not one.problems],
        "others": [one for one in candidates if one.problems],
        "trail": trail({"label": _("Accept")}),
    }
    return render(request, "activities/submissions/review_accept.html", context)


def candidate(submission: Submission, user: User) -> Candidate:
    """The submission with its problems. Three queries."""
    if submission.state != Submission.State.SUBMITTED:
        state = submission.get_state_display()
        return Candidate(submission, 0, (_("It no longer waits for a decision: %(state)s.") % {"state": state},))
    if submission.kind == Submission.Kind.CORRECTION:
        return Candidate(submission, 0, (_("A correction needs an answer. Open it to write one."),))
    entry = entry_of(submission)
    found = [message for _page, message in not_ready(entry)]
    if belongs(user, submission):
        found.insert(0, _("You belong to this organisation, so a colleague has to decide."))
    return Candidate(submission, len(entry.links), tuple(found))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_review)
def held_decisions(request):
    """The held decisions. POST releases those that the page showed, or removes one of them."""
    if request.method == "POST":
        act, _colon, code = request.POST.get("act", "").partition(":")
        if act == "unhold":
            return unhold(request, code)
        shown = {code: at for code, _bar, at in (one.partition("|") for one in request.POST.getlist("held"))}
        rows = ordered(request, shown)
        outcomes = [release(row, shown[row.code], request.user) for row in rows]
        return result_page(request, outcomes, released=True)
    rows = list(with_body(reviewable(request).waiting().filter(held__isnull=False)).order_by("submitted_at", "pk"))
    holders = User.objects.in_bulk({row.held.get("by") for row in rows})
    context = {
        "held": [(row, holders.get(row.held.get("by"))) for row in rows],
        "trail": trail({"label": _("Held decisions")}),
    }
    return render(request, "activities/submissions/review_held.html", context)


def unhold(request: HttpRequest, code: str) -> HttpResponse:
    submission = get_object_or_404(reviewable(request), code__in=references([code]))
    try:
        release_hold(submission=submission, by=request.user)
    except Refused as refused:
        messages.error(request, f"{submission.code}: {refused}")
    else:
        messages.success(
            request, _("%(code)s is no longer held. It still waits for a decision.") % {"code": submission.code}
        )
    return redirect("review-held")


def release(row: Submission, at: str, by: User) -> Outcome:
    """Carry out the decision that was held at `at`."""
    held = row.held or {}
    if held.get("at") != at:
        if row.state != Submission.State.SUBMITTED:
            return outcome(row, "", decision=held.get("decision", ACCEPT), seen=row.revision, by=by)
        return Outcome(row, "", _("The held decision has changed since you opened the page."))
    given = {name: held[name] for name in ("decision", "reason", "confirm_links", "seen")}
    return outcome(row, held["decision"], **given, by=by)


def outcome(row: Submission, shown: str, *, first: bool = False, **given: Any) -> Outcome:
    """Carry out one decision, whatever became of the others. Raises Busy if the `first` gets no turn: then nothing was
    written, and the whole request can be sent again."""
    try:
        carry_out(row, **given)
    except (Refused, Stale, Busy) as error:
        if first and isinstance(error, Busy):
            raise
        return Outcome(row, shown, refusal_in_words(error))
    return Outcome(row, shown)


def result_page(request: HttpRequest, outcomes: list[Outcome], *, released: bool = False) -> HttpResponse:
    context = {
        "done": [one for one in outcomes if not one.refusal],
        "failed": [one for one in outcomes if one.refusal],
        "released": released,
        "trail": trail({"label": _("Result")}),
    }
    return render(request, "activities/submissions/review_result.html", context)


def ordered(request: HttpRequest, codes: Iterable[str]) -> list[Submission]:
    """The submissions with these references, the longest wait first. One query."""
    return list(with_body(reviewable(request).filter(code__in=references(codes))).order_by("submitted_at", "pk"))


def with_body(rows: Any) -> Any:
    return rows.select_related("organisation", "proposal", "activity__organisation", "activity__change")
