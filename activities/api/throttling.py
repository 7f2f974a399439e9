"""How many requests one address, or one token and its owner, can make, over all web workers, without asking the
database each time.

A worker takes requests from the shared count in portions and spends them by itself. What it has taken and not spent
when the span ends is lost to the client, so the bound is generous: a complete copy of the map in pages of 1,000 rows
takes a fraction of it.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock

from django.conf import settings

from activities.actions.quotas import count
from activities.models import ApiToken

#: Seconds in which so many requests can be made.
SPAN = 300
#: Requests that a worker takes from the shared count at a time.
PORTION = 20
#: The most clients that a worker remembers.
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Client:
    """Whose requests are counted: `kind` is address, user or token, `who` which one, and `limit` the most in SPAN."""

    kind: str
    who: str
    limit: int


def clients_of(address: str, token: ApiToken | None) -> list[Client]:
    """Those whose requests a request counts for. Without a token the address; with one its owner and the token, so that
    an office behind one address is not refused. A limit of 0 is none."""
    if token is None:
        found = [Client("address", address, settings.API_LIMIT)]
    else:
        found = [
            Client("user", str(token.user_id), settings.API_USER_LIMIT),
            Client("token", str(token.pk), settings.API_TOKEN_LIMIT),
        ]
    return [one for one in found if one.limit]


@dataclass(slots=True)
class Portion:
    """`left` can be spent without asking, until `ends`; `rest` is what remains in the shared count."""

    left: int
    rest: int
    ends: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the request is answered, how many more can be made, and the seconds until the count starts again."""

    client: Client
    allowed: bool
    remaining: int
    seconds: int


def headers_of(verdicts: Iterable[Verdict]) -> dict[str, str]:
    """As in the IETF's draft "RateLimit header fields for HTTP"."""
    policies = [f'"{one.client.kind}";q={one.client.limit};w={SPAN}' for one in verdicts]
    left = [f'"{one.client.kind}";r={one.remaining};t={one.seconds}' for one in verdicts]
    headers = {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(left)} if policies else {}
    if waits := [one.seconds for one in verdicts if not one.allowed]:
        headers["Retry-After"] = str(max(waits))
    return headers


@dataclass
class Throttle:
    portions: dict[tuple[str, str], Portion] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def take(self, client: Client) -> Verdict:
        """Count a request of this client. One statement for each PORTION of requests, else no query."""
        if spent := self._spend(client):
            return spent
        portion = min(PORTION, max(1, client.limit // PORTION))
        what = "api" if client.kind == "address" else f"api-{client.kind}"
        counted = count(what, client.who, portion, SPAN)
        over = max(0, counted.used - client.limit)
        with self.lock:
            if len(self.portions) >= MOST:
                self.portions.clear()
            self.portions[client.kind, client.who] = Portion(
                left=max(0, portion - over),
                rest=max(0, client.limit - counted.used),
                ends=time.monotonic() + counted.seconds,
            )
        return self._spend(client) or Verdict(client, True, 0, 1)  # the span ended in between

    def _spend(self, client: Client) -> Verdict | None:
        """The verdict if the worker knows it by itself."""
        with self.lock:
            portion = self.portions.get((client.kind, client.who))
            if portion is None or time.monotonic() >= portion.ends or (portion.rest and not portion.left):
                return None
            seconds = max(1, round(portion.ends - time.monotonic()))
            if not portion.left:
                return Verdict(client, False, 0, seconds)
            portion.left -= 1
            return Verdict(client, True, portion.left + portion.rest, seconds)


throttle = Throttle()
