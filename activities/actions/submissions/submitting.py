"""Submit a submission, or withdraw it."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.actions.ledger import Refused, Stale
from activities.actions.outbox.notices import notify
from activities.actions.submissions.limits import limit_submissions
from activities.actions.submissions.rows import locked_for_submitter, move, note_event
from activities.models import FieldComment, Submission, User
from activities.queries.submissions.people import members


@transaction.atomic
def submit(*, submission: Submission, seen: int, by: User) -> Submission:
    """Submit the answers as of revision `seen`, which the page has checked. The members of the organisation get a copy
    by e-mail, and the reviewer to whom it is assigned a notice. Raises Stale when an answer has changed since, and
    Refused when somebody still has to choose between two answers."""
    row = locked_for_submitter(submission, by)
    if row.state == Submission.State.SUBMITTED:
        return row  # the button was pressed twice
    if row.revision != seen:
        raise Stale(row)
    if row.revisions.filter(open=True).exists():
        raise Refused(_("Two people have written different answers. Choose between them first."))
    limit_submissions(by)
    again = row.submitted_at is not None
    move(row, Submission.State.SUBMITTED)
    row.submitted_at, row.submitted_by, row.decided_at = timezone.now(), by, None
    row.save(update_fields=["state", "submitted_at", "submitted_by", "decided_at"])
    FieldComment.objects.filter(submission=row, sent_at__isnull=False).update(withdrawn=True)
    note_event(row, "submitted", by)
    notify("submission_submitted", mail_context(row) | {"answers": row.answers}, to=receivers(row))
    if again and row.assigned_to:
        notify("submission_again", mail_context(row), to=[row.assigned_to])
    return row


@transaction.atomic
def withdraw_submission(*, submission: Submission, seen: int | None = None, by: User) -> Submission:
    """Withdraw a submission that waits or was returned. Raises Stale if an answer is newer than revision `seen`."""
    row = locked_for_submitter(submission, by)
    if seen is not None and row.revision != seen:
        raise Stale(row)
    move(row, Submission.State.WITHDRAWN)
    row.held = None
    row.save(update_fields=["state", "held"])
    note_event(row, "withdrawn", by)
    notify("submission_withdrawn", mail_context(row), to=receivers(row))
    return row


def receivers(row: Submission) -> list[User]:
    """Whoever is told about a submission: the members of its organisation, and without one whoever started or submitted
    it. Those who have left the organisation are not told what became of it. Of a correction only whoever sent it: its
    organisation is what it is about."""
    own = [person for person in (row.created_by, row.submitted_by) if person]
    if row.kind == Submission.Kind.CORRECTION:
        return own[:1]
    return members(row.body) if row.body else list({person.pk: person for person in own}.values())


def mail_context(row: Submission) -> dict[str, Any]:
    """What every e-mail about a submission says of it. `own`: ids of those whose own request it is."""
    return {
        "own": [pk for pk in (row.created_by_id, row.submitted_by_id) if pk],
        "code": row.code,
        "title": row.title,
        "organisation": str(row.body or ""),
        "kind": row.kind,
        "state": row.state,
        "reason": row.reason,
    }
