"""A person's API tokens."""

from datetime import datetime
from enum import Enum

from django.utils import timezone

from activities.models import ApiToken, User


class Standing(Enum):
    """Whether a token can be used, and if not, why."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"
    OWNER_INACTIVE = "owner-inactive"


def standing(token: ApiToken, now: datetime | None = None) -> Standing:
    """No query if the owner was read with the token."""
    if token.revoked_at is not None:
        return Standing.REVOKED
    if token.expires_at <= (now or timezone.now()):
        return Standing.EXPIRED
    return Standing.ACTIVE if token.user.is_active else Standing.OWNER_INACTIVE


def token_with(digest: str) -> ApiToken | None:
    """The token with this digest, with its owner. One query."""
    return ApiToken.objects.select_related("user").filter(digest=digest).first()


def tokens_of(user: User) -> tuple[list[ApiToken], list[ApiToken]]:
    """The person's tokens that can be used, and those that expired or were revoked, the latest first. One query."""
    now = timezone.now()
    rows = list(user.api_tokens.select_related("user").order_by("-pk"))
    active = [one for one in rows if standing(one, now) == Standing.ACTIVE]
    return active, [one for one in rows if one not in active]
