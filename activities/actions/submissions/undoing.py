"""Undo an acceptance: within a minute, by the reviewer who accepted, as long as no one has been notified."""

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from activities import rules
from activities.actions.history.reverts import put_back, refuse_reverted, written_tables
from activities.actions.ledger import Refused, record
from activities.actions.submissions.rows import NotTheirs, locked, note_event
from activities.models import Activity, Change, Notice, Submission, User
from activities.queries.history.reverting import BACK, CONFLICT, GONE, WITHDRAW, Plan, plan

#: The longest after which an acceptance can be undone, for a slow connection.
UNDO_UNTIL = timedelta(seconds=60)


def undo_acceptance(*, submission: Submission, by: User) -> Submission:
    """Revert the Change that published the submission, which waits for a decision again. One Change.

    A new activity is withdrawn and stays the submission's activity: another acceptance restores it. An organisation
    that was approved with it is withdrawn too, unless it has other activities. Raises Refused, with the reason, when
    the minute is over, the e-mail has been sent, or someone has edited the activity since.
    """
    with record(by, "submission.undo", submission.code, reverts=submission.change) as new:
        row = locked(submission)
        refuse_unless_undoable(row, submission, by)
        assert row.change is not None  # noqa: S101 - checked above
        delete_unsent(row)
        put_back(planned_undo(row, row.change, new), new)
        row.attachments.update(activity=None)
        row.state, row.change, row.published_at = Submission.State.SUBMITTED, None, None
        row.decided_at, row.decided_by, row.reason = None, None, ""
        row.save(update_fields=["state", "change", "published_at", "decided_at", "decided_by", "reason"])
        note_event(row, "undone", by)
    return row


def refuse_unless_undoable(row: Submission, seen: Submission, by: User) -> None:
    """Raise Refused unless `row`, now locked, may be undone by this person and is what the page has `seen`."""
    if not rules.can_review(by):
        raise NotTheirs
    if row.state != Submission.State.ACCEPTED or row.change is None or row.change_id != seen.change_id:
        raise Refused(_("There is no acceptance to undo. Reload the page to see the current state."))
    if row.decided_by_id != by.pk:
        raise Refused(_("Only the reviewer who accepted this can undo it. Edit or withdraw the activity instead."))
    if row.decided_at is None or timezone.now() - row.decided_at > UNDO_UNTIL:
        raise Refused(_("The time to undo this is over. Edit or withdraw the activity instead."))


def delete_unsent(row: Submission) -> None:
    """Delete the e-mails about the acceptance. Raises Refused if one of them has been sent, is being sent, or is part
    of a daily e-mail."""
    mails = Notice.objects.filter(
        kind="submission_accepted", context__code=row.code, created_at__gte=row.decided_at
    ).select_for_update()
    if any(mail.sent_at or mail.digested_at or mail.begun for mail in mails):
        raise Refused(_("The submitter has already been notified by e-mail. Edit or withdraw the activity instead."))
    Notice.objects.filter(pk__in=[mail.pk for mail in mails]).delete()


def planned_undo(row: Submission, change: Change, new: Change) -> Plan:
    """What to write back. Raises Refused when a row has changed since."""
    refuse_reverted(change, before=new.pk)
    planned = plan(change.pk, written_tables(change.pk))
    if planned.counts[CONFLICT] or planned.counts[GONE]:
        raise Refused(
            _("Someone has edited the activity since it was accepted. Edit or withdraw the activity instead.")
        )
    others = Activity.objects.live().filter(organisation=row.organisation).exclude(pk=row.activity_id)
    stays = {"organisation"} if row.organisation_id and others.exists() else set()
    rows = tuple(each for each in planned.rows if each.outcome in (BACK, WITHDRAW) and each.table.name not in stays)
    return replace(planned, rows=rows)
