"""Put e-mails into the outbox, in the transaction of the fact that they report. `mails` sends them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from activities.models import Notice, User


def notify(
    kind: str,
    context: dict[str, Any],
    *,
    to: Iterable[User] = (),
    addresses: Iterable[str] = (),
    after: timedelta = timedelta(0),
) -> None:
    """Create a Notice of `kind` for each person and each address, once each. They are sent `after` this time, and can
    be deleted until then. `context` has JSON values for templates/emails/KIND.txt."""
    people = {user.pk: user for user in to if user.is_active}
    receivers: list[dict[str, Any]] = [{"to": user} for user in people.values()]
    receivers += [{"address": address} for address in dict.fromkeys(addresses)]
    made = Notice.objects.bulk_create(Notice(kind=kind, context=context, **receiver) for receiver in receivers)
    if after:
        Notice.objects.filter(pk__in=[one.pk for one in made]).update(try_after=timezone.now() + after)
