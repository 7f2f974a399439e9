"""Which e-mails there are, and which of them their receivers can refuse or get once a day, together.

Needed is what the account or the receiver's own request needs. Everything else is optional: each of its e-mails has a
link with which it ends, and the account page has the choice (`User.mails`). So are those of other apps
(`extensions.LETTERS`).
"""

from collections.abc import Mapping
from typing import Any

from activities.extensions import letter_kind

#: Always sent, and why.
NEEDED = {
    "correction_confirm": "without it, the correction that the receiver has just sent is not looked at",
    "correction_accepted": "it answers the receiver's own correction",
    "correction_rejected": "it answers the receiver's own correction",
    "membership_approved": "it answers the receiver's own request",
    "membership_declined": "it answers the receiver's own request",
    "membership_ended": "the receiver can no longer do what the account could do before",
    "organisation_approved": "it answers the receiver's own proposal",
    "organisation_declined": "it answers the receiver's own proposal",
    "webhook_off": "what the receiver has set up does nothing any more",
    "token_created": "its owner must learn of it, as of a new way to sign in",
    "digest": "it exists only by choice, and has the link that ends it",
}
#: Needed by whoever started or submitted the submission, whose own request it answers; optional for their colleagues.
OF_SUBMISSIONS = (
    "submission_submitted",
    "submission_withdrawn",
    "submission_returned",
    "submission_accepted",
    "submission_rejected",
)
#: News of what others did or what is due. Each also waits on a page of its receiver.
OPTIONAL = {
    "note_mention": "the note is on the page of its activity",
    "submission_again": "the submission is in the reviewer's queue",
    "membership_requested": "the request is on the page of the organisation",
    "membership_invited": "the receiver has not asked for it; the invitation is shown after sign-in",
    "role_waiting": "an administrator's workspace names who waits",
    "activity_due": "the activity's page says that it is due",
}
KINDS = (*NEEDED, *OF_SUBMISSIONS, *OPTIONAL)


def is_optional(kind: str, context: Mapping[str, Any], to: int | None) -> bool:
    """Whether this receiver, the id of a person or None for an address, can refuse it. `context` of a submission names
    those who started and submitted it under "own"."""
    if kind in OF_SUBMISSIONS:
        return to not in context.get("own", ())
    return kind in OPTIONAL or letter_kind(kind) is not None
