"""Attach files to a submission, describe them, and remove them."""

from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.actions.ledger import Refused
from activities.actions.submissions.limits import limit_files
from activities.actions.submissions.rows import locked_for_submitter
from activities.exchange.attached import Unfit, fit_file
from activities.models import Attachment, Submission, User
from activities.queries.submissions.people import files_are_open

#: The most files of a submission.
MOST_FILES = 10
LONGEST_STATEMENT = 300


@transaction.atomic
def attach_file(*, submission: Submission, name: str, content: bytes, statement: str = "", by: User) -> Attachment:
    """Store a PDF or picture under a random name. Raises Refused, which says why, for any other file, for one too
    many, and when the submission's state allows none."""
    limit_files(by)
    try:
        fit = fit_file(name, content)  # before the row is locked: a large picture takes seconds
    except Unfit as unfit:
        raise Refused(str(unfit)) from unfit
    row = locked_for_submitter(submission, by)
    refuse_unless_open(row)
    if row.attachments.filter(removed_at=None).count() >= MOST_FILES:
        raise Refused(_("A submission can have 10 files. Remove one before you add another."))
    attachment = Attachment(
        submission=row,
        name=fit.name,
        content_type=fit.content_type,
        size=len(fit.content),
        statement=statement[:LONGEST_STATEMENT],
        added_by=by,
    )
    attachment.file.save(fit.name, ContentFile(fit.content), save=False)
    try:
        attachment.save()
    except Exception:
        attachment.file.delete(save=False)
        raise
    return attachment


@transaction.atomic
def describe_files(*, submission: Submission, statements: dict[int, str], by: User) -> None:
    """Save which statement each file supports, {attachment's id: text}."""
    row = locked_for_submitter(submission, by)
    for one in row.attachments.filter(pk__in=statements, removed_at=None):
        text = statements[one.pk][:LONGEST_STATEMENT]
        if text != one.statement:
            refuse_unless_open(row)
            one.statement = text
            one.save(update_fields=["statement"])


@transaction.atomic
def remove_file(*, submission: Submission, attachment: int, by: User) -> None:
    """Remove a file. It is deleted from the storage unless it has been published."""
    row = locked_for_submitter(submission, by)
    refuse_unless_open(row)
    one = row.attachments.filter(pk=attachment, removed_at=None).first()
    if one is None:
        return  # the button was pressed twice
    one.removed_at = timezone.now()
    one.save(update_fields=["removed_at"])
    if one.activity_id is None:
        delete_stored([one])


def delete_stored(attachments: list[Attachment]) -> None:
    """Delete the files from the storage once the transaction is committed."""
    for one in attachments:
        storage, name = one.file.storage, one.file.name
        if name:
            transaction.on_commit(partial(storage.delete, name), robust=True)


def refuse_unless_open(row: Submission) -> None:
    if not files_are_open(row):
        raise Refused(
            _("This submission is in the state “%(state)s”, so its files cannot be changed.")
            % {"state": row.get_state_display()}
        )
