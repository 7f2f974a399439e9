"""Revert an import or a large edit: all Changes of one batch, by a Job.

Each Change of the batch is reverted by a Change of its own, the last one first, so the ledger's lock is held for one
chunk of rows at a time. These reverts are a batch too and can be reverted in the same way. A row that someone has
changed since is left as it is and listed. The progress is saved in the transaction of each revert.
"""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from activities import rules
from activities.actions.history.reverts import put_back, written_tables
from activities.actions.jobs import Progress, create_job
from activities.actions.ledger import NothingChanged, Refused, record
from activities.actions.pace import MOST_LISTED
from activities.models import Change, Job, User
from activities.queries.history.reverting import (
    BACK,
    BLOCKS,
    WITHDRAW,
    WRITES,
    Plan,
    for_editor,
    plan,
    reverting_chain,
    shown_blocks,
)


def may_revert_batch(user: User, batch: UUID) -> bool:
    """Coordinators can revert every batch, others their own. Of each batch only rows that they can edit."""
    if rules.can_edit_every_activity(user):
        return True
    return rules.can_edit_activities(user) and Change.objects.filter(batch=batch, by=user).exists()


def ask_revert(*, batch: UUID, reason: str, language: str, by: User) -> Job:
    """Start the Job that reverts a batch, or return the one that is open. Raises PermissionDenied; Refused when it is
    still being saved or everything in it has been reverted."""
    if not may_revert_batch(by, batch):
        raise PermissionDenied(_("Only coordinators and the person who made these changes can revert them."))
    saving = Q(kind=Job.Kind.SHEET_APPLY, asked__check=str(batch)) | Q(pk=batch, kind=Job.Kind.BULK_EDIT)
    if Job.objects.open().filter(saving).exists():
        raise Refused(_("These changes are still being saved. Cancel that or wait until it is done."))
    if not open_parts(batch):
        raise Refused(_("All of these changes have been reverted already."))
    running = Job.objects.open().filter(kind=Job.Kind.REVERT_BATCH, asked__batch=str(batch), by=by).first()
    asked = {"batch": str(batch), "why": reason, "language": language}
    return running or create_job(kind=Job.Kind.REVERT_BATCH, asked=asked, by=by)


def open_parts(batch: UUID | str) -> list[int]:
    """Numbers of the Changes of the batch that apply, the last one first."""
    numbers = Change.objects.filter(batch=batch).order_by("-id").values_list("id", flat=True)
    return [number for number in numbers if not len(reverting_chain(number)) % 2]


def revert_batch(job: Job, progress: Progress) -> dict[str, Any]:
    """Run the Job. Returns its result: {batch, parts: {Change: its revert or None}, back, withdrawn, left_count,
    left: [{kind, pk, name, why}]}."""
    with override(job.asked["language"]):
        batch = UUID(job.asked["batch"])
        numbers = list(Change.objects.filter(batch=batch).order_by("-id").values_list("id", flat=True))
        fresh = {"batch": str(batch), "parts": {}, "back": 0, "withdrawn": 0, "left_count": 0, "left": []}
        result: dict[str, Any] = job.result or fresh
        progress.start(_("Reverting changes"), len(numbers))
        for done, number in enumerate(numbers, start=1):
            if str(number) not in result["parts"]:
                result = revert_part(job, number, result)
                job.result = result
            progress.report(done)
        return result


def revert_part(job: Job, number: int, result: dict[str, Any]) -> dict[str, Any]:
    """Revert one Change of the batch as far as its rows are unchanged. Returns the result of the Job so far."""
    assert job.by is not None  # noqa: S101 - only people revert batches
    change = Change.objects.get(pk=number)
    reason = job.asked["why"] or (change.reason and _("Reverted: %(reason)s") % {"reason": change.reason})
    with suppress(NothingChanged), record(job.by, "change.revert", reason, reverts=change, batch=job.pk) as new:
        if len(reverting_chain(number, new.pk)) % 2:  # someone has reverted this part on its own
            result = with_part(result, number, None, Plan(number, ()))
            raise NothingChanged
        planned = for_editor(job.by, plan(number, written_tables(number)))
        why = ""
        try:
            with transaction.atomic():
                put_back(planned, new)
        except IntegrityError:
            why = _("Its earlier values would conflict with later changes.")
        wrote = planned.writes and not why
        result = with_part(result, number, new.pk if wrote else None, planned, why)
        if not wrote:
            raise NothingChanged
        Job.objects.filter(pk=job.pk).update(result=result)
    return result


def with_part(result: dict[str, Any], number: int, revert: int | None, planned: Plan, why: str = "") -> dict[str, Any]:
    """The result with one more part. `why`: none of its rows could be written. The old result is not modified, because
    the transaction may fail."""
    left = list(planned.of(*BLOCKS))
    if why:
        left += planned.of(*WRITES)
    room = MOST_LISTED - len(result["left"])
    listed = [
        {
            "kind": row.row.kind,
            "pk": row.row.pk,
            "label": row.row.label,
            "name": " · ".join(part.text for part in row.row.name)[:200],
            "why": why_left(row.outcome, why),
        }
        for row in (shown_blocks(planned, room, left) if room > 0 else ())
    ]
    return result | {
        "parts": result["parts"] | {str(number): revert},
        "back": result["back"] + (0 if why else planned.counts[BACK]),
        "withdrawn": result["withdrawn"] + (0 if why else planned.counts[WITHDRAW]),
        "left_count": result["left_count"] + len(left),
        "left": [*result["left"], *listed],
    }


def why_left(outcome: str, why: str) -> str:
    reasons = {
        "conflict": _("Someone has changed it since."),
        "stays": _("It was added by these changes, and rows of this kind cannot be withdrawn."),
        "gone": _("It has been deleted since."),
        "foreign": _("You cannot edit it: it belongs to another Sector."),
    }
    return reasons.get(outcome, why)
