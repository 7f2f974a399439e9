"""Webhooks as their owners see them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from activities.models import Delivery, User, Webhook

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """One webhook of the list. `state` is "on", "failing" or "off", `delivered_at` the time of its last success."""

    webhook: Webhook
    state: str
    waiting: int
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Log:
    """One page of the events of a webhook, latest first; `next` is the id after which the next page starts, 0 on the
    last."""

    rows: list[Delivery]
    next: int


def state_of(webhook: Webhook) -> str:
    if webhook.off:
        return "off"
    return "failing" if webhook.failures else "on"


def webhooks_of(user: User) -> list[WebhookRow]:
    """All webhooks of a person. One query."""
    found = Webhook.objects.filter(user=user).annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=Delivery.State.WAITING)),
        delivered_at=Max("deliveries__attempted_at", filter=Q(deliveries__state=Delivery.State.DELIVERED)),
    )
    return [WebhookRow(one, state_of(one), one.waiting, one.delivered_at) for one in found.order_by("id")]


def log_of(webhook: Webhook, before: int | None = None) -> Log:
    """One query."""
    rows = webhook.deliveries.order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    return Log(shown, shown[-1].pk if len(found) > PER_PAGE else 0)
