"""Secrets and signatures of webhooks: those of the Standard Webhooks specification."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from standardwebhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from activities.actions.outbox.webhooks import signing
from activities.actions.outbox.webhooks.managing import make_new_secret
from activities.actions.outbox.webhooks.signing import secret_of, signed_headers
from activities.models import Webhook
from tests.factories.activities import UserFactory

BODY = '{"test": 2432232314}'


def webhook(**fields):
    return Webhook(name="Mine", address="https://example.org/", host="example.org", **fields)


def test_the_vector_of_the_specification(monkeypatch):
    monkeypatch.setattr(signing, "secret_from", lambda _key: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1614265330, UTC)
    assert signed_headers(webhook(), "msg_p5jXN8AQM9LWM0D4loKWxJek", BODY, at) == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_a_secret_is_of_its_webhook_and_of_this_site(settings):
    one, other = webhook(), webhook()
    assert secret_of(one) != secret_of(other)
    assert secret_of(one) == secret_of(webhook(key=one.key))
    assert len(base64.b64decode(secret_of(one).removeprefix("whsec_"))) == 32
    before = secret_of(one)
    settings.SECRET_KEY = "another"
    assert secret_of(one) != before


@pytest.mark.django_db
def test_a_new_secret_and_the_earlier_one_are_both_good_for_a_day():
    one = webhook(user=UserFactory())
    one.save()
    earlier = secret_of(one)
    make_new_secret(webhook=one)
    now = timezone.now()
    both = signed_headers(one, "msg_1", BODY, now)
    assert both["webhook-signature"].count("v1,") == 2
    for secret in (earlier, secret_of(one)):
        assert Verifier(secret).verify(BODY, both) == {"test": 2432232314}
    one.earlier_until = now - timedelta(seconds=1)
    alone = signed_headers(one, "msg_1", BODY, now)
    assert Verifier(secret_of(one)).verify(BODY, alone)
    with pytest.raises(WebhookVerificationError):
        Verifier(earlier).verify(BODY, alone)


@pytest.mark.parametrize("change", [{"webhook-id": "msg_2"}, {"webhook-timestamp": "1614265330"}, {}])
def test_a_receiver_notices_what_was_altered(change):
    one = webhook()
    headers = signed_headers(one, "msg_1", BODY, timezone.now()) | change
    with pytest.raises(WebhookVerificationError):
        Verifier(secret_of(one)).verify(BODY if change else BODY + " ", headers)
