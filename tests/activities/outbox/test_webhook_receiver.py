"""Runs the receiver in docs/api.md unchanged, and checks the example of an event."""

import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from activities.actions.outbox.webhooks.events import make_events
from activities.actions.outbox.webhooks.managing import create_webhook, send_test
from activities.actions.outbox.webhooks.sending import send_webhooks
from activities.actions.outbox.webhooks.signing import secret_from, secret_of
from activities.models import Delivery, Webhook
from sdgmap.processes import wait_until
from tests.factories.activities import ActivityFactory, UserFactory
from tests.receiver import closed_port

pytestmark = pytest.mark.django_db
DOCUMENTED = Path(__file__).resolve().parents[3] / "docs" / "api.md"


def section() -> str:
    return DOCUMENTED.read_text(encoding="utf-8").partition("## Notifications")[2]


def code(language: str) -> str:
    return re.search(rf"```{language}\n(.+?)```", section(), re.S)[1]


@pytest.fixture
def receiver(settings, tmp_path):
    """receiver(secret) → (its address, the lines that it prints)."""
    settings.WEBHOOKS_PRIVATE_ALLOWED = True
    running = []

    def start(secret):
        port = closed_port()
        script = tmp_path / "receiver.py"
        script.write_text(code("python").replace("9000", str(port)))
        env = os.environ | {"SECRET": secret}
        process = subprocess.Popen(
            [sys.executable, "-u", script], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        lines = []
        reader = threading.Thread(target=lambda: lines.extend(process.stdout))
        reader.start()
        running.append((process, reader))
        return f"http://127.0.0.1:{port}/", lines

    yield start
    for process, reader in running:
        process.kill()
        process.wait()
        reader.join()
        process.stdout.close()


def until_delivered(webhook):
    """Sends until the receiver is up and has taken everything."""

    def sent():
        send_webhooks()
        Webhook.objects.update(free_at=webhook.created_at, failures=0, failing_since=None)
        Delivery.objects.update(try_after=webhook.created_at)
        return not Delivery.objects.waiting().exists()

    return wait_until(sent, seconds=60)


def test_the_receiver_of_the_documentation(receiver, settings):
    settings.SITE_URL = "https://sdgmap.example"
    webhook = create_webhook(fields={"name": "Mine", "address": "https://example.org/"}, by=UserFactory())
    url, lines = receiver(secret_of(webhook))
    Webhook.objects.update(address=url)
    ActivityFactory(organisation=None)
    before = webhook.last_event
    assert until_delivered(webhook)
    Delivery.objects.update(state="waiting")  # the same event once more
    assert until_delivered(webhook)
    send_test(webhook=webhook)
    assert until_delivered(webhook)
    assert wait_until(lambda: len(lines) >= 2, seconds=20)
    changes = "https://sdgmap.example/api/v1/changes/?after="
    last = Webhook.objects.get().last_event
    assert lines == [f"facts.changed read {changes}{before}\n", f"webhook.test read {changes}{last}\n"]
    assert set(Delivery.objects.values_list("state", "status")) == {("delivered", 204)}


def test_it_refuses_what_someone_else_has_signed(receiver):
    webhook = create_webhook(fields={"name": "Mine", "address": "https://example.org/"}, by=UserFactory())
    url, lines = receiver(secret_from("another key"))
    Webhook.objects.update(address=url)
    ActivityFactory(organisation=None)

    def refused():
        send_webhooks()
        Webhook.objects.update(free_at=webhook.created_at)
        Delivery.objects.update(try_after=webhook.created_at)
        return Delivery.objects.get().status == 400

    assert wait_until(refused, seconds=60)
    assert lines == []


def test_the_example_has_the_members_of_an_event():
    webhook = create_webhook(fields={"name": "Mine", "address": "https://example.org/"}, by=UserFactory())
    ActivityFactory(organisation=None)
    make_events()
    event = json.loads(webhook.deliveries.get().payload)
    example = json.loads(code("json"))
    assert (list(event), list(event["data"])) == (list(example), list(example["data"]))
    assert list(event["data"]["rows"][0]) == list(example["data"]["rows"][0])
