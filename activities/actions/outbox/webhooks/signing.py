"""Secrets of webhooks, and the signed headers of a request (Standard Webhooks 1.0).

A secret is derived from the webhook's random key and SECRET_KEY, so neither the database nor its backup contains it. If
SECRET_KEY changes, so do all secrets.
"""

import base64
from datetime import datetime

from django.utils.crypto import salted_hmac
from standardwebhooks import Webhook as Signer

from activities.models import Webhook

SALT = "activities.webhooks.secret"


def secret_of(webhook: Webhook) -> str:
    """The secret that the owner's receiver verifies requests with: "whsec_" and 32 bytes in base64."""
    return secret_from(webhook.key)


def secret_from(key: str) -> str:
    return f"whsec_{base64.b64encode(salted_hmac(SALT, key, algorithm='sha256').digest()).decode()}"


def signed_headers(webhook: Webhook, message_id: str, body: str, now: datetime) -> dict[str, str]:
    """`webhook-id`, `webhook-timestamp` and `webhook-signature`; for a day after a new secret was made, with a second
    signature by the earlier one."""
    keys = [webhook.key]
    if webhook.earlier_until and now < webhook.earlier_until:
        keys.append(webhook.earlier_key)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Signer(secret_from(key)).sign(message_id, now, body) for key in keys),
    }
