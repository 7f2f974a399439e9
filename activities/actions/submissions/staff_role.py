"""People who work for ITU ask an administrator for a role."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from activities import rules
from activities.actions.outbox.notices import notify
from activities.models import Notice, User

KIND = "role_waiting"
#: Administrators get one e-mail in this time, however many people ask.
TOGETHER = timedelta(days=1)


@transaction.atomic
def request_role(*, by: User) -> None:
    """Note that the person asks for a role, and notify the administrators. A second request does nothing."""
    row = User.objects.select_for_update().get(pk=by.pk)
    if row.role_requested_at or rules.has_any_role(by):
        return
    row.role_requested_at = by.role_requested_at = timezone.now()
    row.save(update_fields=["role_requested_at"])
    latest = Notice.objects.filter(kind=KIND).order_by("-try_after").first()
    if latest and not latest.sent_at and not latest.given_up_at:
        return  # it does not say who waits, so it covers this person too
    wait = latest.try_after + TOGETHER - timezone.now() if latest else timedelta(0)
    administrators = User.objects.filter(Q(groups__name=rules.ADMINISTRATOR) | Q(is_superuser=True)).distinct()
    notify(KIND, {}, to=administrators, after=max(wait, timedelta(0)))


@transaction.atomic
def withdraw_role_request(*, by: User) -> None:
    """Take the request back."""
    by.role_requested_at = None
    by.save(update_fields=["role_requested_at"])
