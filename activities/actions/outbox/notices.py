"""Put e-mails into the outbox, in the transaction of the fact that they report. `mails` sends them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.crypto import salted_hmac

from activities.actions.outbox.kinds import is_optional
from activities.models import Notice, RefusedAddress, User


def notify(
    kind: str,
    context: dict[str, Any],
    *,
    to: Iterable[User] = (),
    addresses: Iterable[str] = (),
    after: timedelta = timedelta(0),
) -> None:
    """Create a Notice of `kind` for each person and each address, once each, except those who have refused it. They are
    sent `after` this time, and can be deleted until then. `context` has JSON values for the letter of this kind."""
    notices = []
    for user in {user.pk: user for user in to if user.is_active}.values():
        optional = is_optional(kind, context, user.pk)
        if not (optional and user.mails == User.Mails.NONE):
            notices.append(Notice(kind=kind, to=user, context=context, optional=optional))
    optional = is_optional(kind, context, None)
    for address in dict.fromkeys(addresses):
        if not (optional and refuses(address)):
            notices.append(Notice(kind=kind, address=address, context=context, optional=optional))
    made = Notice.objects.bulk_create(notices)
    if after:
        Notice.objects.filter(pk__in=[one.pk for one in made]).update(try_after=timezone.now() + after)


def refuses(address: str) -> bool:
    """Whether the address gets no optional e-mails: it has refused them, or the account with this address has."""
    refused = RefusedAddress.objects.filter(digest=digest_of(address)).exists()
    return refused or User.objects.filter(email__iexact=address, mails=User.Mails.NONE).exists()


def digest_of(address: str) -> str:
    return salted_hmac("activities.outbox.address", address.lower(), algorithm="sha256").hexdigest()
