"""Send the events of webhooks that are due. None is lost, and a receiver that is slow or away delays no other.

Each webhook gets one request at a time. Those of one host, of one owner, and of all webhooks that answer slowly are
limited, so that the others always find a free place. As with e-mails, an attempt is counted before it begins and marked
when it ends. If a worker dies in between, the event is sent once more with the same `webhook-id`; if that worker dies
too, the event is given up.
"""

import random
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from activities.actions.outbox.notices import notify
from activities.actions.outbox.webhooks.events import make_events
from activities.actions.outbox.webhooks.posting import Answer, post
from activities.actions.outbox.webhooks.signing import signed_headers
from activities.models import Delivery, Webhook

log = structlog.get_logger("activities.webhooks")

#: Requests of one worker at a time, and of all workers to one host, for one owner, and to webhooks that are slow.
AT_ONCE, OF_HOST, OF_OWNER, OF_SLOW = 32, 4, 2, 8
#: Seconds from which an answer is slow.
SLOW = 2.0
#: The pause of a webhook and of an event after a failure. It doubles with each further one, up to the longest, and
#: varies by a fifth, so that many do not return at the same moment.
FIRST_PAUSE, LONGEST_PAUSE, JITTER = timedelta(seconds=10), timedelta(hours=1), 0.2
#: An event that fails for so long is given up, and a webhook to which nothing could be delivered is switched off.
PATIENCE = timedelta(days=3)
#: How long an attempt has a webhook for itself: longer than a request can take.
CLAIMED_FOR = timedelta(minutes=2)
#: Attempts that can end without anyone knowing how.
MOST_UNKNOWN = 2
#: Seconds after which one run begins nothing new; the next run follows soon.
ENOUGH = 60.0
#: Seconds between two looks for new events while requests are under way.
LOOK = 1.0

DUE = """
WITH running AS (SELECT host, user_id, slow FROM activities_webhook WHERE claimed_until > %(now)s),
due AS (
    SELECT w.id, w.host, w.user_id, w.slow, d.id AS delivery, d.try_after
      FROM activities_webhook w JOIN activities_user u ON u.id = w.user_id AND u.is_active
     CROSS JOIN LATERAL (
           SELECT id, try_after FROM activities_delivery
            WHERE webhook_id = w.id AND state = 'waiting' AND try_after <= %(now)s
              AND (w.off = '' OR change_number IS NULL)
            ORDER BY change_number IS NOT NULL, attempts, id LIMIT 1) d
     WHERE w.free_at <= %(now)s AND w.claimed_until <= %(now)s),
by_host AS (
    SELECT *, (SELECT count(*) FROM running r WHERE r.host = due.host)
              + row_number() OVER (PARTITION BY host ORDER BY try_after, id) AS of_host FROM due),
by_owner AS (
    SELECT *, (SELECT count(*) FROM running r WHERE r.user_id = by_host.user_id)
              + row_number() OVER (PARTITION BY user_id ORDER BY try_after, id) AS of_owner
      FROM by_host WHERE of_host <= %(of_host)s),
by_pace AS (
    SELECT *, (SELECT count(*) FROM running r WHERE r.slow)
              + row_number() OVER (PARTITION BY slow ORDER BY try_after, id) AS of_pace
      FROM by_owner WHERE of_owner <= %(of_owner)s)
SELECT id, delivery FROM by_pace WHERE NOT slow OR of_pace <= %(of_slow)s ORDER BY try_after, id LIMIT %(most)s"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request that is about to be made."""

    webhook: Webhook
    delivery: Delivery


def send_webhooks() -> int:
    """Make and send events until nothing is due. Returns how many requests were made."""
    began, sent = time.monotonic(), 0
    under_way: dict[Future[Answer], Attempt] = {}
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook") as pool:
        while True:
            if time.monotonic() - began < ENOUGH:
                make_events()
                for attempt in claim(AT_ONCE - len(under_way)):
                    under_way[start(pool, attempt)] = attempt
            if not under_way:
                return sent
            done, _waiting = wait(under_way, timeout=LOOK, return_when=FIRST_COMPLETED)
            for future in done:
                finish(under_way.pop(future), future.result())
                sent += 1


def start(pool: ThreadPoolExecutor, attempt: Attempt) -> "Future[Answer]":
    """Sign and send in a thread, which does not use the database."""
    body = attempt.delivery.payload
    headers = signed_headers(attempt.webhook, attempt.delivery.message_id, body, timezone.now())
    headers |= {"Content-Type": "application/json", "User-Agent": f"SDG-Map-Webhooks/1 (+{settings.SITE_URL})"}
    return pool.submit(post, attempt.webhook.address, body.encode(), headers)


@transaction.atomic
def claim(most: int) -> list[Attempt]:
    """Up to `most` events that are due, each the next of its webhook, which no other worker finds for CLAIMED_FOR."""
    now = timezone.now()
    limits = {"of_host": OF_HOST, "of_owner": OF_OWNER, "of_slow": OF_SLOW, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"now": now, **limits})
        due = dict(cursor.fetchall())
    if not due:
        return []
    free = Webhook.objects.filter(pk__in=due, claimed_until__lte=now)
    webhooks = {one.pk: one for one in free.select_for_update(skip_locked=True)}
    wanted = Delivery.objects.waiting().filter(pk__in=[due[pk] for pk in webhooks])
    attempts = [Attempt(webhooks[one.webhook_id], one) for one in wanted if not given_up(one)]
    for attempt in attempts:
        attempt.delivery.begun += 1
    Delivery.objects.bulk_update([attempt.delivery for attempt in attempts], ["begun"])
    claimed = [attempt.webhook.pk for attempt in attempts]
    Webhook.objects.filter(pk__in=claimed).update(claimed_until=now + CLAIMED_FOR)
    return attempts


def given_up(delivery: Delivery) -> bool:
    """Give up an event that was sent twice without anyone knowing what came of it. Whether it was one."""
    if delivery.begun < MOST_UNKNOWN:
        return False
    delivery.state, delivery.error, delivery.begun = Delivery.State.GIVEN_UP, Delivery.Problem.UNKNOWN, 0
    delivery.save(update_fields=["state", "error", "begun"])
    log.error("webhook event given up", webhook=delivery.webhook_id, delivery=delivery.pk, why="unknown")
    return True


@transaction.atomic
def finish(attempt: Attempt, answer: Answer) -> None:
    """Note what an attempt has come to, and when the next one may be made. Nothing happens if the webhook has been
    deleted since."""
    webhook = Webhook.objects.select_for_update().filter(pk=attempt.webhook.pk).first()
    delivery = Delivery.objects.filter(pk=attempt.delivery.pk).first()
    if webhook is None or delivery is None:
        return
    now = timezone.now()
    delivery.attempts, delivery.begun, delivery.attempted_at = delivery.attempts + 1, 0, now
    delivery.milliseconds = round(answer.seconds * 1000)
    delivery.status, delivery.excerpt, delivery.error = answer.status, answer.excerpt, answer.problem
    webhook.claimed_until, webhook.slow = now, answer.seconds >= SLOW
    if not answer.problem:
        delivery.state = Delivery.State.DELIVERED
        webhook.failures, webhook.failing_since, webhook.free_at = 0, None, now
    elif delivery.change_number is None:  # a test is tried once, and its owner looks at it
        delivery.state = Delivery.State.GIVEN_UP
    else:
        postpone(webhook, delivery, answer, now)
    webhook.save(update_fields=["claimed_until", "slow", "failures", "failing_since", "free_at", "off", "off_at"])
    delivery.save()
    log.info(
        "webhook event sent" if not answer.problem else "webhook event failed",
        webhook=webhook.pk,
        delivery=delivery.pk,
        status=answer.status,
        problem=str(answer.problem),
        ms=delivery.milliseconds,
        attempts=delivery.attempts,
    )


def postpone(webhook: Webhook, delivery: Delivery, answer: Answer, now: datetime) -> None:
    """Try again after a pause; give up the event, or switch the webhook off, after three days."""
    webhook.failures += 1
    webhook.failing_since = webhook.failing_since or now
    asked = min(timedelta(seconds=answer.wait), LONGEST_PAUSE)
    webhook.free_at = now + max(asked, pause(webhook.failures))
    delivery.try_after = now + max(asked, pause(delivery.attempts))
    delivery.retry_until = delivery.retry_until or now + PATIENCE
    if now >= delivery.retry_until:
        delivery.state = Delivery.State.GIVEN_UP
    if webhook.off:
        return
    if answer.gone:
        switch_off(webhook, Webhook.Off.GONE, now)
    elif now - webhook.failing_since >= PATIENCE:
        switch_off(webhook, Webhook.Off.FAILING, now)


def pause(failures: int) -> timedelta:
    """The pause after so many failures."""
    usual = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(failures - 1, 20))
    return usual * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - no secret


def switch_off(webhook: Webhook, why: Webhook.Off, now: datetime) -> None:
    """Send nothing more to it, and notify its owner."""
    webhook.off, webhook.off_at = why, now
    notify("webhook_off", {"webhook": webhook.pk, "name": webhook.name, "why": why.value}, to=[webhook.user])
    log.warning("webhook switched off", webhook=webhook.pk, why=why.value)
