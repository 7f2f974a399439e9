"""The page of one submission in the review, with everything that a reviewer has typed."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.actions.submissions.reviewing import UNDO_FOR
from activities.forms.submissions.entry import entry_of
from activities.forms.submissions.reading import AnswerRow, answer_rows, not_ready
from activities.forms.submissions.review import AssignForm, DecisionForm
from activities.models import FieldComment, Submission, User
from activities.pages.problems import problems
from activities.pages.submissions.queue import reviewable, trail
from activities.pages.unsaved.drafts import draft_key
from activities.queries.activity.duplicates import titled_like
from activities.queries.submissions import reviewing as queries
from activities.queries.submissions.answers import answers_of, term_of
from activities.queries.submissions.people import belongs
from activities.queries.submissions.wording import in_words

#: Parts of the page that are no fields of the form, but can have comments.
PARTS = ("organisation", "files")


def found(request: HttpRequest, code: str) -> Submission:
    rows = reviewable(request).select_related(
        "organisation__country",
        "proposal__country",
        "activity__organisation__country",
        "term",
        "assigned_to",
        "decided_by",
        "submitted_by",
        "created_by",
        "change",
    )
    return get_object_or_404(rows, code=code)


def submission_page(
    request: HttpRequest,
    submission: Submission,
    form: DecisionForm,
    *,
    typed: Mapping[str, str] | None = None,
    missing: list[tuple[str, str]] | None = None,
    overtaken: bool = False,
    since: int | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page with what was typed. `missing` is what keeps the entry from being published, `since` the revision that
    the reader saw, `refusal` why an acceptance cannot be undone."""
    own = belongs(request.user, submission)
    waiting = submission.state == Submission.State.SUBMITTED
    correction = submission.kind == Submission.Kind.CORRECTION
    body = submission.body or (submission.activity.organisation if submission.activity else None)
    decidable = waiting and not own
    context: dict[str, Any] = {
        "submission": submission,
        "body": body,
        "body_type": body.get_type_display() if body else "",
        "own": own,
        "waiting": waiting,
        "decidable": decidable,
        "correction": correction,
        "form": form,
        "errors": [*problems(form), *missing_links(submission, missing or [])],
        "overtaken": overtaken,
        "typed_reason": str(form["reason"].value() or "") if overtaken else "",
        "since": since,
        "refusal": refusal,
        "undo": can_undo(submission, request.user) and not refusal,
        "decided_here": not waiting and submission.decided_by_id == request.user.pk,
        "held": held_in_words(submission, request.user) if waiting else None,
        "assign": AssignForm(initial={"to": submission.assigned_to_id}, reviewers=queries.reviewers())
        if decidable
        else None,
        "files": submission.attachments.filter(removed_at=None),
        "draft": draft_key(request, draft_of(submission)),
        "trail": trail({"label": submission.code}),
    }
    if correction:
        context["said"] = in_words(submission.answers)
    else:
        context |= of_entry(submission, typed or {}, since)
    labels = context.get("labels", {})
    context["typed"] = [(field, labels.get(field, field), text) for field, text in (typed or {}).items()]
    context["timeline"] = [
        (step, [labels.get(field_of(name), name) for name in step.fields]) for step in queries.timeline(submission)
    ]
    return render(request, "activities/submissions/review_submission.html", context, status=status)


def of_entry(submission: Submission, typed: Mapping[str, str], since: int | None) -> dict[str, Any]:
    """The answers in words, with their comments, similar activities and values to choose between."""
    entry = entry_of(submission)
    is_update = submission.kind == Submission.Kind.UPDATE
    published = answers_of(submission.activity) if is_update and submission.activity else None
    fresh = queries.newer_answers(submission, since) if since is not None else frozenset()
    said = queries.comments(submission)
    rows = [(row, said.get(row.field, []), typed.get(row.field, "")) for row in answer_rows(entry, published, fresh)]
    labels = {row.field: f"{row.term.code} {row.label}" if row.term else row.label for row, _said, _typed in rows}
    labels |= {name: part_label(name) for name in PARTS}
    title = submission.answers.get("english_title") or submission.title
    return {
        "entry": entry,
        "is_update": is_update,
        "shown": [each for each in rows if not is_update or is_worth_reading(*each)],
        "folded": [each for each in rows if is_update and not is_worth_reading(*each)],
        "overtaken_rows": [row for row, _said, _typed in rows if row.overtaken],
        "parts": [(name, part_label(name), said.get(name, []), typed.get(name, "")) for name in PARTS],
        "labels": labels,
        "not_ready": missing_links(submission, not_ready(entry)),
        "similar": titled_like(title, beside=submission.activity_id) if title else [],
        "alternatives": [
            (one, labels.get(field_of(one.field)) or one.field, submission.answers.get(one.field, ""))
            for one in queries.open_alternatives(submission)
        ],
        "comment_count": sum(1 for found in said.values() for one in found if one.sent_at is None),
    }


def is_worth_reading(row: AnswerRow, said: list[FieldComment], _typed: str) -> bool:
    """Whether a row of an update is shown at once, and not folded."""
    return bool(row.changed or row.overtaken or row.fresh or row.problems or said)


def part_label(name: str) -> str:
    return {"organisation": _("Organisation"), "files": _("Files")}[name]


def field_of(name: str) -> str:
    """The field that an answer belongs to: all parts of a link are one."""
    term = term_of(name)
    return name if term is None else f"link.{term}"


def missing_links(submission: Submission, found: list[tuple[str, str]]) -> list[dict[str, str]]:
    """What is missing, each with a link to the page of the form on which to enter it."""
    return [
        {"href": reverse(f"submission-{page}", args=[submission.code]), "message": message} for page, message in found
    ]


def can_undo(submission: Submission, user: User) -> bool:
    """Whether the page offers to undo the acceptance: to who accepted, for ten seconds."""
    if submission.state != Submission.State.ACCEPTED or submission.decided_by_id != user.pk or not submission.change_id:
        return False
    return submission.decided_at is not None and timezone.now() - submission.decided_at < UNDO_FOR


def held_in_words(submission: Submission, user: User) -> dict[str, Any] | None:
    """The held decision with the name of who holds it."""
    if not submission.held:
        return None
    by = submission.held.get("by")
    holder = user if by == user.pk else User.objects.filter(pk=by).first()
    return {**submission.held, "who": str(holder or ""), "mine": by == user.pk}


def draft_of(submission: Submission) -> str:
    return f"review-{submission.code}"
