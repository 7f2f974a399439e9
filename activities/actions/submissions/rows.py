"""Lock a submission, check who may write it, and record what happened to it."""

from django.db import OperationalError, connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from activities import rules
from activities.actions.ledger import LOCK_NOT_AVAILABLE, Busy, Refused, Stale
from activities.models import Submission, SubmissionEvent, User
from activities.queries.submissions.people import belongs

#: The most milliseconds to wait for another save of the same submission.
LOCK_TIMEOUT = 5_000


class NotTheirs(Refused):
    """The submission is not the person's to change. Pages have checked it; a membership may have ended since."""

    def __init__(self) -> None:
        super().__init__(_("You can no longer change this submission. Nothing was saved."))


class Decided(Refused):
    """Someone else has decided on the submission since the page was opened. Nothing was written."""

    def __init__(self, row: Submission):
        self.row = row
        super().__init__(_("This submission has been decided since you opened it."))


def locked(submission: Submission, among: QuerySet[Submission] | None = None) -> Submission:
    """The current row, locked until the end of the transaction. Raises Busy if others save it for too long, and
    NotTheirs if it was discarded meanwhile, or is not `among` these."""
    rows = Submission.objects.all() if among is None else among
    rows = rows.select_for_update(of=("self",)).select_related("organisation", "proposal", "activity")
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT}")
        return rows.get(pk=submission.pk)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) == LOCK_NOT_AVAILABLE:
            raise Busy from error
        raise
    except Submission.DoesNotExist:
        raise NotTheirs from None


def locked_for_submitter(submission: Submission, by: User) -> Submission:
    """The locked row. Raises NotTheirs unless `by` is a member of its organisation."""
    return locked(submission, Submission.objects.of_member(by))


def locked_for_writer(submission: Submission, by: User, as_reviewer: bool) -> Submission:
    """The locked row, for someone who writes answers. Raises NotTheirs unless a member, or as reviewer one who may
    decide on it."""
    if not as_reviewer:
        return locked_for_submitter(submission, by)
    row = locked(submission)
    if not rules.can_review(by) or belongs(by, row):
        raise NotTheirs
    return row


def locked_for_reviewer(submission: Submission, by: User, seen: int | None = None) -> Submission:
    """The locked row. Raises NotTheirs when `by` may not review it, Decided when it no longer waits, and Stale when an
    answer has changed since revision `seen`."""
    row = locked(submission)
    if not rules.can_review(by):
        raise NotTheirs
    if belongs(by, row):
        raise Refused(_("You belong to this organisation, so a colleague has to decide."))
    if row.state != Submission.State.SUBMITTED:
        raise Decided(row)
    if seen is not None and row.revision != seen:
        raise Stale(row)
    return row


def move(row: Submission, state: str) -> None:
    """Set the state. Raises Refused if it cannot follow the current one."""
    if not row.moves_to(state):
        words = {"from": row.get_state_display(), "to": Submission.State(state).label}
        raise Refused(_("This submission is in the state “%(from)s”. It cannot become “%(to)s”.") % words)
    row.state = state


def note_event(row: Submission, verb: str, by: User | None, text: str = "") -> None:
    SubmissionEvent.objects.create(submission=row, verb=verb, by=by, text=text)
