"""Make the events of webhooks from Changes. The number of the last Change that a webhook has seen is in its row, so a
broker or a worker that is away loses nothing: the next run continues there."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from activities.models import Change, Delivery, Webhook
from activities.queries.history.events import MOST_ROWS, Event, EventRow, events, ids_of
from activities.queries.state import read_state

#: Events that can wait for one webhook. The next are made when some of these have been delivered.
MOST_WAITING = 1000
#: Rows that one event lists. It counts all, and says where to read them.
LISTED = 100
#: Webhooks whose events are made in one transaction.
AT_A_TIME = 200


def make_events() -> None:
    """Make the events of all webhooks that have not seen the last Changes. Several workers never make the same one."""
    behind = switched_on().filter(last_seen__lt=last_change()).order_by("last_seen")
    for seen in list(behind.values_list("last_seen", flat=True).distinct()[:AT_A_TIME]):
        number: int | None = seen
        while number is not None:
            number = make_after(number)


def last_change() -> int:
    """The number of the last Change, 0 if there is none."""
    return Change.objects.order_by("-id").values_list("id", flat=True).first() or 0


def switched_on() -> QuerySet[Webhook]:
    return Webhook.objects.filter(off="", user__is_active=True)


def make_after(number: int) -> int | None:
    """Show the next Changes after a number to the webhooks that have seen all until then. Returns the last of these
    Changes, or None if there was nothing to do."""
    found, reached = events(number), None
    if not found:
        return None
    waiting = Delivery.objects.waiting().filter(webhook=OuterRef("pk")).order_by().values("webhook")
    room = switched_on().filter(last_seen=number).alias(
        waiting=Coalesce(Subquery(waiting.values(n=Count("pk")), output_field=IntegerField()), 0)
    )  # fmt: skip
    while True:
        with transaction.atomic():
            locked = room.filter(waiting__lt=MOST_WAITING).select_for_update(skip_locked=True, of=("self",))
            webhooks = list(locked.order_by("id")[:AT_A_TIME])
            if not webhooks:
                return reached
            show(webhooks, found)
            reached = found[-1].number


def show(webhooks: Sequence[Webhook], found: Sequence[Event]) -> None:
    """Make the events of these webhooks, and note what they have seen."""
    organisations = ids_of(slug for webhook in webhooks for slug in webhook.organisations)
    epoch = read_state().epoch
    made = []
    for webhook in webhooks:
        for event in found:
            if payload := payload_of(event, webhook, organisations, epoch):
                made.append(Delivery(webhook=webhook, change_number=event.number, payload=payload))
                webhook.last_event = event.number
        webhook.last_seen = found[-1].number
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    Webhook.objects.bulk_update(webhooks, ["last_seen", "last_event"])


def payload_of(event: Event, webhook: Webhook, organisations: Mapping[str, frozenset[int]], epoch: str) -> str | None:
    """The event as JSON, with the rows that match the filters of the webhook; None if none does. Of a table of which a
    Change wrote more rows than are looked at, the event counts all: it is sent rather than missed."""
    rows = [row for row in event.rows if matches(row, webhook, organisations)]
    counts = Counter(row.resource for row in rows)
    for resource, count in event.counts.items():
        if count > MOST_ROWS and (not webhook.resources or resource in webhook.resources):
            counts[resource] = count
    if not counts:
        return None
    listed = [{"resource": row.resource, "id": row.pk, "what": row.what} for row in rows[:LISTED]]
    data = {
        "change": event.number,
        "counts": dict(sorted(counts.items())),
        "rows": listed,
        "complete": len(listed) == counts.total(),
        **to_read(webhook.last_event, epoch),
    }
    return as_json("facts.changed", event.at, data)


def matches(row: EventRow, webhook: Webhook, organisations: Mapping[str, frozenset[int]]) -> bool:
    """Whether the row matches each kind of filter that is set: one of the resources; one of the Goals or Action Lines;
    one of the countries; one of the organisations."""
    if webhook.resources and row.resource not in webhook.resources:
        return False
    terms = webhook.goals or webhook.action_lines
    if terms and row.goals.isdisjoint(webhook.goals) and row.action_lines.isdisjoint(webhook.action_lines):
        return False
    if webhook.countries and row.countries.isdisjoint(webhook.countries):
        return False
    wanted = (organisations.get(slug, frozenset()) for slug in webhook.organisations)
    return not webhook.organisations or any(not row.organisations.isdisjoint(ids) for ids in wanted)


def to_read(after: int, epoch: str) -> dict[str, Any]:
    """Where to read everything that has changed since the event before."""
    return {"after": after, "epoch": epoch, "changes": f"{settings.SITE_URL}{reverse('api-changes')}?after={after}"}


def as_json(kind: str, at: datetime, data: dict[str, Any]) -> str:
    return orjson.dumps({"type": kind, "timestamp": at, "data": data}).decode()
