"""Webhooks through real workers: an edit arrives at a receiver, and workers that are killed lose nothing."""

import signal
import subprocess
import sys
from collections import Counter

import pytest
from django.conf import settings
from django.utils import timezone
from standardwebhooks import Webhook as Verifier

from activities.actions.outbox.webhooks import sending
from activities.actions.outbox.webhooks.managing import create_webhook
from activities.actions.outbox.webhooks.signing import secret_of
from activities.models import Delivery, Webhook
from tests.child_process import environment
from tests.drills.test_worker import broker, jobs  # noqa: F401 - fixtures
from tests.factories.activities import ActivityFactory, UserFactory
from tests.receiver import receiving

KILLED = 100
#: A worker that is killed by the operating system as soon as the first receiver has answered.
WORKER = """
import os, signal
import django
django.setup()
from activities.actions.outbox.webhooks import sending

if os.environ["KILL"] == "1":
    sending.finish = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
sending.send_webhooks()
"""


class Killed(BaseException):
    """What ends a worker at once, as no code can catch it."""


@pytest.fixture(autouse=True)
def private_allowed(settings):
    settings.WEBHOOKS_PRIVATE_ALLOWED = True


def hook(receiver):
    return create_webhook(fields={"name": "Mine", "address": receiver.url}, by=UserFactory())


def claims_end():
    """As if CLAIMED_FOR had passed."""
    Webhook.objects.update(claimed_until=timezone.now())


def received(receiver):
    """How often each event has arrived."""
    return Counter(headers["webhook-id"] for _path, headers, _body in list(receiver.requests.queue))


@pytest.mark.django_db
def test_a_hundred_kills_lose_no_event_and_send_none_three_times(monkeypatch):
    finish = sending.finish

    def die(*_args):
        raise Killed

    with receiving() as receiver:
        webhook = hook(receiver)
        for _ in range(KILLED):
            ActivityFactory(organisation=None)
            monkeypatch.setattr(sending, "finish", die)
            with pytest.raises(Killed):
                sending.send_webhooks()
            claims_end()
            monkeypatch.setattr(sending, "finish", finish)
            assert sending.send_webhooks() == 1
        assert sending.send_webhooks() == 0
        times = received(receiver)
    assert set(times) == set(webhook.deliveries.values_list("message_id", flat=True))
    assert (len(times), set(times.values())) == (KILLED, {2})


@pytest.mark.django_db
def test_kills_again_and_again_at_the_same_event_stop_after_two(monkeypatch):
    def die(*_args):
        raise Killed

    with receiving() as receiver:
        hook(receiver)
        ActivityFactory(organisation=None)
        with monkeypatch.context() as patch:
            patch.setattr(sending, "finish", die)
            for _ in range(2):
                with pytest.raises(Killed):
                    sending.send_webhooks()
                claims_end()
        assert sending.send_webhooks() == 0
        assert receiver.requests.qsize() == 2
    assert Delivery.objects.get().error == "unknown"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_workers_that_are_really_killed():

    def work(*, kill):
        env = environment(KILL=str(int(kill)))
        return subprocess.run([sys.executable, "-c", WORKER], env=env, timeout=120, check=False).returncode

    with receiving() as receiver:
        hook(receiver)
        ActivityFactory(organisation=None)
        assert work(kill=True) == -signal.SIGKILL
        assert work(kill=False) == 0  # another one still has the webhook for itself
        assert set(received(receiver).values()) == {1}
        claims_end()
        assert work(kill=False) == 0
        assert set(received(receiver).values()) == {2}
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_edit_is_soon_at_the_receiver(jobs):  # noqa: F811
    """By beat, broker and the worker for webhooks."""
    with receiving() as receiver:
        webhook = hook(receiver)
        jobs("webhooks", SECRET_KEY=settings.SECRET_KEY), jobs("beat")
        activity = ActivityFactory(organisation=None)
        _path, headers, body = receiver.requests.get(timeout=120)
    event = Verifier(secret_of(webhook)).verify(body, headers)
    assert event["data"]["rows"] == [{"resource": "activities", "id": activity.pk, "what": "created"}]
