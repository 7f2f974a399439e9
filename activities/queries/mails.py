"""The outbox, as coordinators see it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
    kind: str
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


def row_of(one: Notice, state: str) -> MailRow:
    return MailRow(
        one.pk,
        one.kind,
        one.to.email if one.to else one.address,
        str(one.context.get("code", "")),
        one.created_at,
        one.sent_at or one.given_up_at or one.digested_at or one.try_after,
        one.attempts + one.begun,
        one.error,
        state,
        bool(one.optional and one.to and one.to.mails == User.Mails.DAILY and state == "waiting"),
    )
