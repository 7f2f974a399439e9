"""Sending events to receivers that work, and to those that are slow, dead, redirecting or hostile."""

import json
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from standardwebhooks import Webhook as Verifier

from activities.actions.outbox import mails
from activities.actions.outbox.webhooks import posting, sending
from activities.actions.outbox.webhooks.managing import (
    TooMany,
    create_webhook,
    delete_webhook,
    edit_webhook,
    send_again,
    send_test,
    switch_webhook,
)
from activities.actions.outbox.webhooks.posting import Answer
from activities.actions.outbox.webhooks.sending import (
    AT_ONCE,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    OF_HOST,
    OF_OWNER,
    OF_SLOW,
    PATIENCE,
    claim,
    finish,
    pause,
    send_webhooks,
)
from activities.actions.outbox.webhooks.signing import secret_of
from activities.models import Delivery, Notice, Webhook
from tests.factories.activities import ActivityFactory, UserFactory
from tests.receiver import closed_port, drips, floods, is_silent, receiving, says

pytestmark = pytest.mark.django_db
NOW = timezone.now()
FAILED = Answer("status", 0.1, 500, "Oops")
FINE = Answer("", 0.1, 204)


@pytest.fixture(autouse=True)
def private_allowed(settings):
    settings.WEBHOOKS_PRIVATE_ALLOWED = True


def hook(address="https://receiver.example/", by=None, **fields):
    return create_webhook(fields={"name": "Mine", "address": address, **fields}, by=by or UserFactory())


def waiting(webhook, **fields):
    number = webhook.deliveries.count() + 1
    return Delivery.objects.create(webhook=webhook, payload="{}", **{"change_number": number, **fields})


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_an_event_arrives_and_can_be_verified():
    with receiving(says(200, b"Thank you")) as receiver:
        webhook = hook(receiver.url)
        activity = ActivityFactory(organisation=None)
        assert send_webhooks() == 1
        _path, headers, body = receiver.next()
    event = Verifier(secret_of(webhook)).verify(body, headers)
    assert event["data"]["rows"] == [{"resource": "activities", "id": activity.pk, "what": "created"}]
    (one,) = webhook.deliveries.all()
    assert (one.state, one.status, one.excerpt, one.error, one.attempts, one.begun) == (
        "delivered",
        200,
        "Thank you",
        "",
        1,
        0,
    )
    assert (headers["webhook-id"], headers["Content-Type"]) == (one.message_id, "application/json")
    assert headers["User-Agent"].startswith("SDG-Map-Webhooks/1 (+http")
    assert send_webhooks() == 0


def test_a_failed_event_is_sent_again_with_the_same_id():
    with receiving(says(503)) as receiver:
        webhook = hook(receiver.url)
        one = waiting(webhook)
        send_webhooks()
        assert (fresh(one).state, fresh(one).error, fresh(one).status) == ("waiting", "status", 503)
        receiver.behave = says(204)
        assert send_webhooks() == 0
        Webhook.objects.update(free_at=timezone.now())
        Delivery.objects.update(try_after=timezone.now())
        assert send_webhooks() == 1
        ids = [receiver.next()[1]["webhook-id"] for _ in range(2)]
    assert ids == [one.message_id] * 2
    assert (fresh(one).state, fresh(webhook).failures, fresh(webhook).failing_since) == ("delivered", 0, None)


def test_pauses_grow_up_to_an_hour_and_vary():
    for failures, usual in ((1, FIRST_PAUSE), (2, 2 * FIRST_PAUSE), (5, 16 * FIRST_PAUSE), (400, LONGEST_PAUSE)):
        found = {pause(failures) for _ in range(20)}
        assert len(found) > 1
        assert all(0.8 * usual <= one <= 1.2 * usual for one in found)


def attempt_of(webhook):
    """The next attempt at the webhook, at once."""
    Webhook.objects.filter(pk=webhook.pk).update(free_at=NOW, claimed_until=NOW)
    webhook.deliveries.update(try_after=NOW)
    (attempt,) = claim(1)
    return attempt


def test_a_receiver_can_ask_for_a_longer_pause_but_not_for_days():
    webhook = hook()
    waiting(webhook)
    finish(attempt_of(webhook), Answer("status", 0.1, 429, "", wait=1800))
    assert fresh(webhook).free_at > timezone.now() + timedelta(minutes=29)
    finish(attempt_of(webhook), Answer("status", 0.1, 429, "", wait=10**8))
    assert fresh(webhook).free_at <= timezone.now() + LONGEST_PAUSE * 1.2


def test_one_event_that_always_fails_does_not_stop_the_others():
    webhook = hook()
    bad, good = waiting(webhook), waiting(webhook)
    finish(attempt_of(webhook), FAILED)
    attempt = attempt_of(webhook)
    assert attempt.delivery == good
    finish(attempt, FINE)
    assert fresh(webhook).failures == 0
    Delivery.objects.filter(pk=bad.pk).update(retry_until=timezone.now())
    finish(attempt_of(webhook), FAILED)
    assert (fresh(bad).state, fresh(good).state, fresh(webhook).off) == ("given-up", "delivered", "")


def test_after_three_days_of_failure_it_is_switched_off_and_its_owner_gets_an_e_mail(settings):
    settings.SITE_URL = "https://sdgmap.example"
    webhook = hook(by=UserFactory(email="owner@example.org"), name="Our portal")
    one = waiting(webhook)
    finish(attempt_of(webhook), FAILED)
    since = timezone.now() - PATIENCE
    Webhook.objects.update(failing_since=since + timedelta(minutes=1))
    finish(attempt_of(webhook), FAILED)
    assert fresh(webhook).off == ""
    Webhook.objects.update(failing_since=since)
    finish(attempt_of(webhook), FAILED)
    assert (fresh(webhook).off, Notice.objects.count()) == ("failing", 1)
    mails.send_notices()
    (letter,) = mail.outbox
    assert letter.to == ["owner@example.org"]
    assert "Our portal" in letter.subject
    assert f"https://sdgmap.example/accounts/webhooks/{webhook.pk}/" in letter.body
    Delivery.objects.update(try_after=NOW)
    Webhook.objects.update(free_at=NOW)
    assert claim(9) == []
    switch_webhook(webhook=fresh(webhook), on=True)
    assert [attempt.delivery for attempt in claim(9)] == [one]


def test_a_receiver_that_is_gone_is_taken_at_its_word():
    webhook = hook()
    waiting(webhook)
    finish(attempt_of(webhook), Answer("status", 0.1, 410))
    assert fresh(webhook).off == "gone"
    assert Notice.objects.get().context["why"] == "gone"


def test_one_that_its_owner_has_switched_off_meanwhile_stays_so_without_an_e_mail():
    webhook = hook()
    waiting(webhook)
    attempt = attempt_of(webhook)
    switch_webhook(webhook=webhook, on=False)
    finish(attempt, Answer("status", 0.1, 410))
    assert (fresh(webhook).off, Notice.objects.count()) == ("owner", 0)


def test_one_that_was_deleted_meanwhile():
    webhook = hook()
    waiting(webhook)
    attempt = attempt_of(webhook)
    delete_webhook(webhook=webhook)
    finish(attempt, FINE)
    assert not Delivery.objects.exists()


# --- nobody waits for others ---


def test_nobody_waits_for_receivers_that_are_slow_dead_dripping_redirecting_or_endless(monkeypatch):
    """The good ones get their events while the bad ones still have theirs."""
    monkeypatch.setattr(sending, "LOOK", 0.05)
    with (
        receiving(is_silent) as silent,
        receiving(drips) as dripping,
        receiving(floods) as flooding,
        receiving(says(302, Location="http://127.0.0.1:9/")) as redirecting,
        receiving() as good,
    ):
        bad = [hook(one.url) for one in (silent, dripping, flooding, redirecting)]
        bad.append(hook(f"http://127.0.0.1:{closed_port()}/"))
        for webhook in bad:
            waiting(webhook, try_after=NOW - timedelta(hours=1))
        best = hook(good.url.replace("127.0.0.1", "localhost"))
        for _ in range(5):
            waiting(best)
        monkeypatch.setattr(posting, "TOTAL", 20.0)
        released = []

        def release_when_all_have_arrived():
            for _ in range(5):
                good.next()
            released.append((silent.over.is_set(), dripping.over.is_set()))
            silent.over.set()
            dripping.over.set()

        watcher = threading.Thread(target=release_when_all_have_arrived)
        watcher.start()
        send_webhooks()
        watcher.join()
    assert released == [(False, False)]
    assert [fresh(one).deliveries.get().error for one in bad] == ["broken", "broken", "", "redirect", "refused"]
    assert {one.state for one in best.deliveries.all()} == {"delivered"}


def test_one_webhook_one_owner_and_one_host_have_few_places():
    owner = UserFactory()
    for number in range(OF_OWNER + 2):
        webhook = hook(f"https://{number}.example/", by=owner)
        waiting(webhook), waiting(webhook)
    assert len(claim(AT_ONCE)) == OF_OWNER
    for _ in range(OF_HOST + 2):
        waiting(hook("https://shared.example/"))
    assert [attempt.webhook.host for attempt in claim(AT_ONCE)] == ["shared.example"] * OF_HOST
    assert claim(AT_ONCE) == []


def test_slow_webhooks_leave_places_for_the_others():
    for number in range(OF_SLOW + 4):
        webhook = hook(f"https://{number}.slow.example/")
        waiting(webhook, try_after=NOW - timedelta(hours=1))
    Webhook.objects.update(slow=True)
    waiting(hook("https://quick.example/"))
    hosts = [attempt.webhook.host for attempt in claim(AT_ONCE)]
    assert (len(hosts), "quick.example" in hosts) == (OF_SLOW + 1, True)
    waiting(hook("https://other.example/"))
    assert [attempt.webhook.host for attempt in claim(AT_ONCE)] == ["other.example"]


def test_who_answers_slowly_is_slow_until_it_is_quick_again():
    webhook = hook()
    waiting(webhook), waiting(webhook)
    finish(attempt_of(webhook), Answer("", 9.0, 200))
    assert fresh(webhook).slow
    finish(attempt_of(webhook), FINE)
    assert not fresh(webhook).slow


def test_the_oldest_comes_first():
    late, early = hook("https://late.example/"), hook("https://early.example/")
    waiting(late), waiting(early, try_after=NOW - timedelta(hours=1))
    assert [attempt.webhook for attempt in claim(1)] == [early]


@pytest.mark.django_db(transaction=True)
def test_several_workers_never_send_the_same_event():
    with receiving() as receiver:
        for _ in range(12):
            waiting(hook(receiver.url))
        start = threading.Barrier(3)

        def work():
            start.wait()
            send_webhooks()
            connection.close()

        workers = [threading.Thread(target=work) for _ in range(3)]
        for one in workers:
            one.start()
        for one in workers:
            one.join()
        assert receiver.requests.qsize() == 12 == Delivery.objects.filter(state="delivered", attempts=1).count()


def test_nothing_for_people_who_are_switched_off():
    webhook = hook()
    waiting(webhook)
    webhook.user.is_active = False
    webhook.user.save()
    assert claim(9) == []


@pytest.mark.parametrize("items", [1, 3])
def test_claim_query_count(items, django_assert_num_queries):
    for number in range(items):
        waiting(hook(f"https://{number}.example/"))
    with django_assert_num_queries(7):  # with the two of a savepoint
        assert len(claim(AT_ONCE)) == items


# --- a worker that dies ---


def test_an_event_of_whose_end_nothing_is_known_is_sent_once_more_and_then_given_up():
    webhook = hook()
    one = waiting(webhook)
    for _ in range(2):
        assert attempt_of(webhook).delivery == one
        assert claim(9) == []
    Webhook.objects.update(claimed_until=NOW)
    assert claim(9) == []
    assert (fresh(one).state, fresh(one).error) == ("given-up", "unknown")
    send_again(delivery=fresh(one))
    assert [attempt.delivery for attempt in claim(9)] == [one]


# --- by hand ---


def test_a_test_event_is_sent_at_once_and_only_once_whatever_the_state():
    with receiving(says(500)) as receiver:
        webhook = hook(receiver.url)
        Webhook.objects.update(free_at=timezone.now() + timedelta(hours=1))
        switch_webhook(webhook=webhook, on=False)
        waiting(webhook)
        one = send_test(webhook=webhook)
        assert send_webhooks() == 1
        _path, headers, body = receiver.next()
    assert json.loads(body)["type"] == "webhook.test"
    assert headers["webhook-id"] == one.message_id
    assert (fresh(one).state, fresh(webhook).failures, fresh(webhook).off) == ("given-up", 0, "owner")


def test_sending_again():
    webhook = hook()
    one = waiting(webhook)
    finish(attempt_of(webhook), FINE)
    assert send_again(delivery=fresh(one)) is True
    assert send_again(delivery=fresh(one)) is False
    finish(attempt_of(webhook), FINE)
    assert (fresh(one).state, fresh(one).attempts) == ("delivered", 2)


def test_events_by_hand_are_limited(monkeypatch):
    monkeypatch.setattr("activities.actions.outbox.webhooks.managing.BY_HAND", 2)
    webhook = hook()
    one = send_test(webhook=webhook)
    send_again(delivery=one)
    with pytest.raises(TooMany):
        send_test(webhook=webhook)
    with pytest.raises(TooMany):
        send_again(delivery=one)


def test_the_number_of_webhooks_is_limited(settings):
    settings.WEBHOOKS_LIMIT = 1
    owner = UserFactory()
    hook(by=owner)
    with pytest.raises(TooMany):
        hook(by=owner)


def test_a_new_address_gets_what_waits_at_once():
    webhook = hook()
    waiting(webhook)
    finish(attempt_of(webhook), FAILED)
    assert claim(9) == []
    Delivery.objects.update(try_after=NOW)
    edit_webhook(webhook=fresh(webhook), fields={"name": "New", "address": "https://other.example/"})
    (attempt,) = claim(9)
    assert (attempt.webhook.address, attempt.webhook.host) == ("https://other.example/", "other.example")
