"""Suggest a correction of an activity, one of its links, or an organisation. No account is needed: the sender confirms
the e-mail address, and a reviewer answers by e-mail."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from activities.actions.outbox.notices import notify
from activities.actions.submissions.drafting import start
from activities.actions.submissions.rows import locked, move, note_event
from activities.models import Activity, Notice, Organisation, Submission, Term, User

#: Corrections whose address has not been confirmed are deleted after this time.
UNCONFIRMED_FOR = timedelta(days=7)
CONFIRM = "correction_confirm"


@transaction.atomic
def suggest_correction(
    *,
    about: Activity | Organisation | None,
    term: Term | None = None,
    answers: Mapping[str, Any],
    email: str,
    language: str = "en",
    by: User | None,
) -> Submission:
    """Save a correction. `by` is a person who is signed in with `email`, verified: it is submitted at once. Otherwise
    the address gets an e-mail with a link that submits it."""
    row = start(
        kind=Submission.Kind.CORRECTION,
        answers=dict(answers),
        by=by,
        activity=about if isinstance(about, Activity) else None,
        organisation=about if isinstance(about, Organisation) else None,
        term=term,
        contact_email=email.lower(),
    )
    if by is not None:
        submit_correction(row, by)
    else:
        # Nothing that the sender typed: anyone can enter the address of someone else.
        context = {"code": row.code, "about": str(about or ""), "language": language}
        notify(CONFIRM, context, addresses=[email])
    return row


@transaction.atomic
def confirm_correction(*, submission: Submission) -> Submission:
    """Submit a correction whose sender has opened the link that was sent to the address. A second time changes
    nothing."""
    row = locked(submission)
    if row.state == Submission.State.DRAFT:
        submit_correction(row, None)
    return row


def submit_correction(row: Submission, by: User | None) -> None:
    move(row, Submission.State.SUBMITTED)
    row.submitted_at, row.submitted_by = timezone.now(), by
    row.save(update_fields=["state", "submitted_at", "submitted_by"])
    note_event(row, "submitted", by)


def correction_context(row: Submission) -> dict[str, Any]:
    """What e-mails about a correction say of it: its reference, and what it is about with its page."""
    subject: Any = row.activity or row.organisation
    return {
        "code": row.code,
        "about": str(subject or row.answers.get("about", "")),
        "path": subject.get_absolute_url() if subject else "",
    }


def forget_unconfirmed() -> None:
    """Delete corrections that no one has confirmed in time, and what is left of their e-mails."""
    old = timezone.now() - UNCONFIRMED_FOR
    rows = Submission.objects.filter(kind=Submission.Kind.CORRECTION, state=Submission.State.DRAFT, created_at__lt=old)
    codes = list(rows.values_list("code", flat=True))
    with transaction.atomic():
        Notice.objects.filter(kind=CONFIRM, context__code__in=codes).delete()
        rows.filter(code__in=codes).delete()
