"""Create, edit, switch and delete webhooks, and send events again. They belong to one person, so no Change records
them."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.actions.ledger import Refused
from activities.actions.outbox.webhooks.events import as_json, last_change, to_read
from activities.actions.outbox.webhooks.posting import target_of
from activities.actions.quotas import count
from activities.models import Delivery, User, Webhook
from activities.models.webhook import OVERLAP, new_key
from activities.queries.state import read_state

#: Events that one person can have sent by a button within an hour: tests, and events that are sent again.
BY_HAND, HOUR = 60, 3_600


class TooMany(Refused):
    """The person has reached a limit."""


@transaction.atomic
def create_webhook(*, fields: dict[str, Any], by: User) -> Webhook:
    """Create a webhook. Its first event is of the next Change. Raises TooMany."""
    User.objects.select_for_update().get(pk=by.pk)  # of two requests at a time, the second counts the first's
    if by.webhooks.count() >= settings.WEBHOOKS_LIMIT:
        raise TooMany(
            _("You have %(most)s webhooks, which is the most for one person. Delete one first.")
            % {"most": settings.WEBHOOKS_LIMIT}
        )
    last = last_change()
    host = target_of(fields["address"]).host
    return Webhook.objects.create(user=by, host=host, last_seen=last, last_event=last, **fields)


def edit_webhook(*, webhook: Webhook, fields: dict[str, Any]) -> None:
    """Change name, address and filters. Events that wait go to the new address, at once."""
    fields = fields | {"host": target_of(fields["address"]).host}
    if fields["address"] != webhook.address:
        fields |= {"failures": 0, "failing_since": None, "slow": False, "free_at": timezone.now()}
    for name, value in fields.items():
        setattr(webhook, name, value)
    webhook.save(update_fields=list(fields))


def make_new_secret(*, webhook: Webhook) -> None:
    """Replace the secret. For a day, requests are signed with the earlier one as well."""
    webhook.earlier_key, webhook.earlier_until = webhook.key, timezone.now() + OVERLAP
    webhook.key = new_key()
    webhook.save(update_fields=["key", "earlier_key", "earlier_until"])


def switch_webhook(*, webhook: Webhook, on: bool) -> None:
    """Switch it off, or on again. Events that waited are sent then. Changes in between are not: the next event says
    after which Change to read them."""
    now = timezone.now()
    fields: dict[str, Any] = {"off": "" if on else Webhook.Off.OWNER, "off_at": None if on else now}
    if on:
        fields |= {"failures": 0, "failing_since": None, "free_at": now, "last_seen": last_change()}
        webhook.deliveries.waiting().update(try_after=now, retry_until=None)
    Webhook.objects.filter(pk=webhook.pk).update(**fields)


def delete_webhook(*, webhook: Webhook) -> None:
    """Delete it with its log."""
    webhook.delete()


def send_test(*, webhook: Webhook) -> Delivery:
    """Send a test event soon, also while the webhook is switched off. Raises TooMany."""
    limit(webhook.user)
    state = read_state()
    data = {"message": "This is a test event of SDG Map.", **to_read(state.change, state.epoch)}
    payload = as_json("webhook.test", timezone.now(), data)
    Webhook.objects.filter(pk=webhook.pk).update(free_at=timezone.now())
    return Delivery.objects.create(webhook=webhook, payload=payload)


def send_again(*, delivery: Delivery) -> bool:
    """Send an event once more, soon, with the same `webhook-id`. False if it is waiting already, and will be sent now.
    Raises TooMany."""
    limit(delivery.webhook.user)
    now = timezone.now()
    Webhook.objects.filter(pk=delivery.webhook_id).update(free_at=now)
    ended = Delivery.objects.filter(pk=delivery.pk).exclude(state=Delivery.State.WAITING)
    again = ended.update(state=Delivery.State.WAITING, try_after=now, retry_until=None, begun=0)
    Delivery.objects.waiting().filter(pk=delivery.pk).update(try_after=now)
    return bool(again)


def limit(user: User) -> None:
    if count("webhook", str(user.pk), 1, HOUR).used > BY_HAND:
        raise TooMany(_("You have sent many events by hand within an hour. Try again later."))
