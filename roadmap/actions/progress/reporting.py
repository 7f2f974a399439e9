"""Submit a report on a commitment, accept it, return it with a reason, or withdraw it; correct or withdraw an update.

A focal point's report is pending until a coordinator accepts it. A coordinator's own report is accepted at once. All
functions raise Refused with the reason if something is not possible, and Stale if someone else has changed the row.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.actions.ledger import NothingChanged, Refused, Stale, record, refuse_if_stale
from activities.actions.outbox.notices import notify
from activities.models import Change, User
from roadmap import rules
from roadmap.actions.progress.rows import refuse_unknown, renew_statuses, write_update
from roadmap.models import Action, ActionBody, Edition, ProgressReport, ProgressUpdate
from roadmap.queries.progress.reports import FIELDS, LISTS, values_of_update

State = ProgressReport.State


class NotYours(Refused, PermissionDenied):
    """The person may not do this: the commitment's bodies do not belong to their Sectors, or `why`. A page that does
    not handle Refused responds with 403."""

    def __init__(self, why: str = "") -> None:
        super().__init__(why or _("Your Sectors are not responsible for this commitment, so nothing was saved."))


def submit_progress(*, action: Action, values: Mapping[str, Any], seen: int, by: User) -> ProgressReport:
    """Submit a report on the commitment, or submit its open report again with these values.

    `values` has FIELDS and LISTS. `seen` is the revision of the open report that the page showed, 0 for none. A
    coordinator's report is accepted in the same Change. Raises Stale with the open report as its row.
    """
    if rules.can_edit_roadmap(by):
        with record(by, "progress.accept") as change:
            report = write_report(action, values, seen, by)
            accept_report(report, change, by)
            return report
    with transaction.atomic():
        return write_report(action, values, seen, by)


def accept_progress(*, report: ProgressReport, seen: int, by: User) -> ProgressUpdate:
    """Publish a pending report. Its author is notified. Raises Stale if it has changed since."""
    refuse_unless_coordinator(by)
    with record(by, "progress.accept") as change:
        row = pending(report, seen)
        return accept_report(row, change, by)


@transaction.atomic
def return_progress(*, report: ProgressReport, reason: str, seen: int, by: User) -> ProgressReport:
    """Return a pending report to its author, who is notified and can submit it again."""
    refuse_unless_coordinator(by)
    if not reason:
        raise Refused(_("Enter a reason, so that the author knows what to change."))
    row = pending(report, seen)
    row.state, row.return_reason, row.revision = State.RETURNED, reason, row.revision + 1
    row.decided_at, row.decided_by = timezone.now(), by
    row.save()
    tell(row, "report_returned", by)
    return row


@transaction.atomic
def withdraw_report(*, report: ProgressReport, seen: int, by: User) -> ProgressReport:
    """Withdraw a pending or returned report. Its due date then counts as not reported."""
    row = locked(report)
    refuse_unless_reporter(row.action, by)
    if row.state == State.WITHDRAWN:
        return row
    refuse_if_moved(row, seen)
    if row.state == State.ACCEPTED:
        raise Refused(_("This report has been accepted. A coordinator can withdraw the update."))
    row.state, row.revision = State.WITHDRAWN, row.revision + 1
    row.decided_at, row.decided_by = timezone.now(), by
    row.save()
    return row


def save_update(
    *, update: ProgressUpdate, values: Mapping[str, Any], seen: int, reason: str = "", by: User
) -> ProgressUpdate:
    """Correct an accepted update. Raises Stale with the current row."""
    refuse_unless_coordinator(by)
    row = update
    with suppress(NothingChanged), record(by, "progress.save", reason) as change:
        row = ProgressUpdate.objects.select_related("change").get(pk=update.pk)
        if row.withdrawn:
            raise Refused(_("This update has been withdrawn since you opened it."))
        if values_of_update(row) == dict(values):
            raise NothingChanged
        refuse_if_stale(row, seen)
        write_update(row, values, change)
    return row


def withdraw_update(*, update: ProgressUpdate, seen: int, reason: str, by: User) -> ProgressUpdate:
    """Withdraw an accepted update. The commitment gets the status of the update before it. Raises Stale."""
    refuse_unless_coordinator(by)
    row = update
    with suppress(NothingChanged), record(by, "progress.withdraw", reason) as change:
        row = ProgressUpdate.objects.select_related("change").get(pk=update.pk)
        if row.withdrawn:
            raise NothingChanged
        refuse_if_stale(row, seen)
        row.withdrawn, row.change = True, change
        row.save(update_fields=["withdrawn", "change"])
        renew_statuses([row.action], change)
    return row


def write_report(action: Action, values: Mapping[str, Any], seen: int, by: User) -> ProgressReport:
    """The open report of the commitment with these values, now pending. Call it inside a transaction."""
    action = locked_action(action.pk)
    row = ProgressReport.objects.open().on([action]).first()
    if row is None and (action.withdrawn or action.section.edition.state != Edition.State.PUBLISHED):
        raise Refused(_("You cannot report on this commitment, because it is not in a published edition."))
    refuse_unless_reporter(action, by)
    refuse_unknown(values)
    now = timezone.now()
    if (row.revision if row else 0) != seen:
        raise Stale(row)
    if row is None:
        row = ProgressReport(action=action, first_submitted_at=now, revision=0)
    for name in (*FIELDS, *LISTS):
        setattr(row, name, values[name])
    row.state, row.revision, row.submitted_at, row.submitted_by = State.PENDING, row.revision + 1, now, by
    row.decided_at = row.decided_by = None
    row.save()
    return row


def accept_report(row: ProgressReport, change: Change, by: User) -> ProgressUpdate:
    now = timezone.now()
    update = ProgressUpdate(action=row.action, submitted_at=row.submitted_at, accepted_at=now)
    write_update(update, {name: getattr(row, name) for name in (*FIELDS, *LISTS)}, change)
    row.state, row.revision, row.update = State.ACCEPTED, row.revision + 1, update
    row.decided_at, row.decided_by = now, by
    row.save()
    tell(row, "report_accepted", by)
    return update


def tell(row: ProgressReport, kind: str, by: User) -> None:
    """Notify the author, unless they decided themselves."""
    author = row.submitted_by
    if author is not None and author != by:
        context = {"code": row.action.code, "text": row.action.text, "reason": row.return_reason}
        notify(kind, context, to=[author])


def locked_action(pk: int) -> Action:
    """The commitment, locked. Code that writes its reports locks it first, which prevents deadlocks."""
    return Action.objects.select_for_update(of=("self",)).select_related("section__edition").get(pk=pk)


def locked(report: ProgressReport) -> ProgressReport:
    locked_action(report.action_id)
    rows = ProgressReport.objects.select_for_update(of=("self",)).select_related("action", "submitted_by")
    return rows.get(pk=report.pk)


def pending(report: ProgressReport, seen: int) -> ProgressReport:
    """The report, locked. Raises Stale if it has changed or is no longer pending."""
    row = locked(report)
    refuse_if_moved(row, seen)
    if row.state != State.PENDING:
        raise Stale(row)
    return row


def refuse_if_moved(row: ProgressReport, seen: int) -> None:
    if row.revision != seen:
        raise Stale(row)


def refuse_unless_coordinator(by: User) -> None:
    if not rules.can_edit_roadmap(by):
        raise NotYours(_("Only coordinators and administrators can decide on reports and edit updates."))


def refuse_unless_reporter(action: Action, by: User) -> None:
    links = ActionBody.objects.live().filter(action=action).exclude(body__sector="")
    if not rules.can_report_for(by, set(links.values_list("body__sector", flat=True))):
        raise NotYours
