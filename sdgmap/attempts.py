"""How often someone may try a password, and the devices on which somebody has signed in before.

Wrong passwords are counted for an account and the address they come from together: an attacker at another address, or a
colleague in the same office, cannot use up the owner's attempts. Two wider bounds stop those who try many accounts from
one address, or one account from many. A device on which the account has signed in before has attempts of its own, and
when these are used up it only has to go slowly.
"""

import secrets
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import RateLimitUsage, clear, consume
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core.signing import BadSignature
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

#: Wrong passwords within a quarter of an hour; counted in the shared cache, for all web workers together.
LIMITS = {
    "wrong_password": "10/15m/key,100/15m/ip",  # key: account and address
    "wrong_password_of_account": "100/15m/key",  # from all devices that the account does not know
    "wrong_password_on_device": "10/15m/key",  # key: account and device
    "slowly": "1/10s/key",
}
#: Seconds between two attempts on a known device whose ten are used up.
SLOWLY = 10
COOKIE = "device"
PATH = "/accounts/"  # not sent to other pages, whose copies in caches do not depend on it
REMEMBERED_FOR = 365 * 86_400
#: The most accounts that a device is known to.
ACCOUNTS = 10


class TooManyAttempts(Exception):
    """`seconds` until the next attempt may be made."""

    def __init__(self, seconds: int):
        self.seconds = seconds
        super().__init__("too many wrong passwords")


def count_attempt(request: HttpRequest, account: str) -> RateLimitUsage:
    """Count an attempt as a wrong one, until `rollback` of what is returned. Raises TooManyAttempts."""
    device, accounts = device_of(request)
    if device and mark(account) in accounts:
        usage = _count(request, "wrong_password_on_device", f"{account}:{device}")
        usage = usage or _count(request, "slowly", f"{account}:{device}")
        if usage is None:
            raise TooManyAttempts(SLOWLY)
        return usage
    usage = _count(request, "wrong_password", f"{account}:{get_adapter().get_client_ip(request)}")
    overall = _count(request, "wrong_password_of_account", account) if usage else None
    if usage is None or overall is None:
        raise TooManyAttempts(15 * 60)
    return RateLimitUsage(usage.usage + overall.usage)


def forget(request: HttpRequest, account: str) -> None:
    """After a new password was chosen: forget the wrong ones of this account from this address and from all devices."""
    place = f"{account}:{get_adapter().get_client_ip(request)}"
    own = {"wrong_password": "10/15m/key"}  # what others tried from the same address still counts
    clear(request, app="sdgmap.accounts", action="wrong_password", config=own, key=place)
    clear(request, app="sdgmap.accounts", action="wrong_password_of_account", config=LIMITS, key=account)


def _count(request: HttpRequest, action: str, key: str) -> RateLimitUsage | None:
    return consume(request, app="sdgmap.accounts", action=action, config=LIMITS, key=key)


def device_of(request: HttpRequest) -> tuple[str, list[str]]:
    """The random name of the device and the marks of the accounts that have signed in on it; ("", []) if unknown."""
    try:
        device, *accounts = request.get_signed_cookie(COOKIE, salt=COOKIE).split(" ")
    except (KeyError, BadSignature):
        return "", []
    return device, accounts


def mark(account: str) -> str:
    """The mark of an account in the cookie: a hash, so that nobody can read the address from it."""
    return salted_hmac("sdgmap.attempts", account.lower()).hexdigest()[:20]


@receiver(user_logged_in)
def note_account(sender: Any, request: HttpRequest | None, user: Any, **_: Any) -> None:
    """Have `remember` note that the account is known on this device."""
    if request is not None:
        request.signed_in_now = user.email  # type: ignore[attr-defined]


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Set the cookie if somebody has signed in with this request."""
    account = getattr(request, "signed_in_now", "")
    if not account:
        return
    device, accounts = device_of(request)
    marks = [mark(account), *(known for known in accounts if known != mark(account))][:ACCOUNTS]
    response.set_signed_cookie(
        COOKIE,
        " ".join([device or secrets.token_urlsafe(12), *marks]),
        salt=COOKIE,
        max_age=REMEMBERED_FOR,
        path=PATH,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
