"""The outbox, as coordinators see it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from activities.extensions import letter_kind
from activities.models import Notice, User

PER_PAGE = 50
#: {state: its name in the list}
STATES: dict[str, str | Promise] = {
    "waiting": _("Waiting"),
    "stuck": _("Stuck"),
    "given-up": _("Given up"),
    "daily": _("In a daily e-mail"),
    "sent": _("Sent"),
}
#: {kind: what the e-mail is about}
NAMES: dict[str, str | Promise] = {
    "note_mention": _("Mentioned in a note"),
    "submission_submitted": _("Submission submitted"),
    "submission_again": _("Submission submitted again"),
    "submission_withdrawn": _("Submission withdrawn"),
    "submission_returned": _("Submission returned"),
    "submission_accepted": _("Submission accepted"),
    "submission_rejected": _("Submission rejected"),
    "correction_confirm": _("Correction to confirm"),
    "correction_accepted": _("Correction accepted"),
    "correction_rejected": _("Correction rejected"),
    "membership_requested": _("Request for membership"),
    "membership_approved": _("Membership approved"),
    "membership_declined": _("Membership declined"),
    "membership_invited": _("Invitation"),
    "membership_ended": _("Membership ended"),
    "organisation_approved": _("Organisation approved"),
    "organisation_declined": _("Organisation declined"),
    "role_waiting": _("Waiting for a role"),
    "activity_due": _("Activities due for confirmation"),
    "webhook_off": _("Webhook switched off"),
    "token_created": _("API token created"),
    "digest": _("Daily e-mail"),
}
GIVEN_UP, SENT, DAILY = Q(given_up_at__isnull=False), Q(sent_at__isnull=False), Q(digested_at__isnull=False)
OPEN = ~GIVEN_UP & ~SENT & ~DAILY
#: {state: its rows}
CONDITIONS = {
    "waiting": OPEN & Q(attempts=0, begun=0),
    "stuck": OPEN & (Q(attempts__gt=0) | Q(begun__gt=0)),
    "given-up": GIVEN_UP,
    "daily": DAILY,
    "sent": SENT,
}


@dataclass(frozen=True, slots=True)
class MailRow:
    """`at` is when it was sent, given up, put into a daily e-mail or will be tried next."""

    pk: int
    name: str
    receiver: str
    reference: str
    created_at: datetime
    at: datetime
    attempts: int
    error: str
    state: str
    next_day: bool

    @property
    def can_be_tried(self) -> bool:
        return self.state in ("stuck", "given-up")


@dataclass(frozen=True, slots=True)
class MailPage:
    """One page of a state, latest first; `next` is the id after which the next page starts, 0 on the last."""

    rows: list[MailRow]
    next: int


def counts() -> dict[str, int]:
    """{state: number of e-mails}. One query. E-mails are deleted after 90 days, which bounds it."""
    found = Notice.objects.aggregate(
        **{state.replace("-", "_"): Count("pk", filter=q) for state, q in CONDITIONS.items()}
    )
    return {state: found[state.replace("-", "_")] for state in CONDITIONS}


def mail_page(state: str, before: int | None = None) -> MailPage:
    """One query."""
    rows = Notice.objects.filter(CONDITIONS[state]).select_related("to").order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: PER_PAGE + 1])
    shown = [row_of(one, state) for one in found[:PER_PAGE]]
    return MailPage(shown, shown[-1].pk if len(found) > PER_PAGE else 0)


def name_of(kind: str) -> str:
    """What e-mails of this kind are about."""
    added = letter_kind(kind)
    return str(added.name if added else NAMES.get(kind, kind))


def row_of(one: Notice, state: str) -> MailRow:
    return MailRow(
        one.pk,
        name_of(one.kind),
        one.to.email if one.to else one.address,
        str(one.context.get("code", "")),
        one.created_at,
        one.sent_at or one.given_up_at or one.digested_at or one.try_after,
        one.attempts + one.begun,
        one.error,
        state,
        bool(one.optional and one.to and one.to.mails == User.Mails.DAILY and state == "waiting"),
    )
