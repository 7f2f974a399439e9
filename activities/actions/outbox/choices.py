"""End optional e-mails with one click, without signing in (RFC 8058)."""

from django.db import transaction

from activities.actions.outbox.notices import digest_of
from activities.actions.outbox.signed import read_unsubscribe
from activities.models import Notice, RefusedAddress, User


@transaction.atomic
def unsubscribe(*, key: str) -> None:
    """Send no optional e-mails to the person or address of the link any more. A second time changes nothing. Raises
    Invalid."""
    receiver = read_unsubscribe(key)
    if isinstance(receiver, int):
        User.objects.filter(pk=receiver).update(mails=User.Mails.NONE)
        return
    RefusedAddress.objects.get_or_create(digest=digest_of(receiver))
    Notice.objects.due().filter(address__iexact=receiver, optional=True, begun=0).delete()
