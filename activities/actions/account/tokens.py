"""Create, use and revoke API tokens. The ledger does not record them: nothing of them is published."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.actions.ledger import Refused
from activities.actions.outbox.notices import notify
from activities.models import ApiToken, User

#: How each token begins, so that programs that look for leaked secrets find them: this and 40 hexadecimal digits.
PREFIX = "sdgmap_"
#: Most tokens of one person that can be used at the same time.
MOST = 20
#: "Last used" is written at most so often for a token.
NOTED_EVERY = timedelta(minutes=1)


def digest_of(secret: str) -> str:
    """SHA-256 of the token's text. It has 160 random bits, so nobody can guess it, and a slow hash is not needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_token(*, name: str, scope: str, days: int, by: User) -> tuple[ApiToken, str]:
    """Create a token that expires after `days`. Returns it and its text, which is not stored. Its owner gets an e-mail.
    Raises Refused when the person has MOST tokens."""
    now = timezone.now()
    User.objects.select_for_update().get(pk=by.pk)  # two requests must not both find the last place
    if by.api_tokens.active(now).count() >= MOST:
        raise Refused(_("You have %(most)s tokens that can be used. Revoke one first.") % {"most": MOST})
    secret = PREFIX + secrets.token_hex(20)
    token = ApiToken.objects.create(
        user=by,
        name=name,
        scope=scope,
        digest=digest_of(secret),
        ending=secret[-4:],
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    notify("token_created", {"name": name, "scope": scope, "expires": token.expires_at.date().isoformat()}, to=[by])
    return token, secret


def revoke_token(*, token: ApiToken) -> None:
    """Revoke the token: the next request with it is refused. A second time changes nothing."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def note_use(token: ApiToken) -> None:
    """Save that the token was used, at most once in NOTED_EVERY."""
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
