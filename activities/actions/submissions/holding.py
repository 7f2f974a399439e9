"""Hold a decision until it is released together with others. Nothing of a held decision is published or sent."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.actions.ledger import Refused
from activities.actions.submissions.rows import locked_for_reviewer
from activities.models import Submission, User

ACCEPT, RETURN, REJECT = "accept", "return", "reject"
DECISIONS = (ACCEPT, RETURN, REJECT)


@transaction.atomic
def hold_decision(
    *, submission: Submission, decision: str, reason: str = "", confirm_links: bool = False, seen: int, by: User
) -> Submission:
    """Note a decision on the answers as of revision `seen`, in place of one that was held before. Raises Stale,
    Decided, and Refused when a reason is missing."""
    row = locked_for_reviewer(submission, by, seen)
    if decision not in DECISIONS:
        raise Refused(_("Choose a decision."))
    if (decision != ACCEPT or row.kind == Submission.Kind.CORRECTION) and not reason.strip():
        raise Refused(_("Enter a reason. It is sent to the submitter."))
    held: dict[str, Any] = {"decision": decision, "reason": reason, "confirm_links": confirm_links, "seen": seen}
    row.held = held | {"by": by.pk, "at": timezone.now().isoformat()}
    row.save(update_fields=["held"])
    return row


@transaction.atomic
def release_hold(*, submission: Submission, by: User) -> Submission:
    """Remove the held decision. The submission waits as before."""
    row = locked_for_reviewer(submission, by)
    row.held = None
    row.save(update_fields=["held"])
    return row
