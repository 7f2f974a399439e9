"""How many requests one address can make, over all web workers, without asking the database each time.

A worker takes requests from the shared count in portions and spends them by itself. What it has taken and not spent
when the span ends is lost to the client, so the bound is generous: a complete copy of the map in pages of 1,000 rows
takes a fraction of it.
"""

import time
from dataclasses import dataclass, field
from threading import Lock

from django.conf import settings

from activities.actions.quotas import count

#: Seconds in which an address can make API_LIMIT requests.
SPAN = 300
#: Requests that a worker takes from the shared count at a time.
PORTION = 20
#: The most addresses that a worker remembers.
MOST = 10_000


@dataclass(slots=True)
class Portion:
    """`left` can be spent without asking, until `ends`; `rest` is what remains in the shared count."""

    left: int
    rest: int
    ends: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the request is answered, how many more can be made, and the seconds until the count starts again."""

    allowed: bool
    remaining: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """As in the IETF's draft "RateLimit header fields for HTTP"."""
        headers = {
            "RateLimit-Policy": f'"address";q={settings.API_LIMIT};w={SPAN}',
            "RateLimit": f'"address";r={self.remaining};t={self.seconds}',
        }
        return headers if self.allowed else headers | {"Retry-After": str(self.seconds)}


@dataclass
class Throttle:
    portions: dict[str, Portion] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def take(self, address: str) -> Verdict:
        """Count a request of this address. One statement for each PORTION of requests, else no query."""
        if spent := self._spend(address):
            return spent
        portion = min(PORTION, max(1, settings.API_LIMIT // PORTION))
        counted = count("api", address, portion, SPAN)
        over = max(0, counted.used - settings.API_LIMIT)
        with self.lock:
            if len(self.portions) >= MOST:
                self.portions.clear()
            self.portions[address] = Portion(
                left=max(0, portion - over),
                rest=max(0, settings.API_LIMIT - counted.used),
                ends=time.monotonic() + counted.seconds,
            )
        return self._spend(address) or Verdict(True, 0, 1)  # the span ended in between

    def _spend(self, address: str) -> Verdict | None:
        """The verdict if the worker knows it by itself."""
        with self.lock:
            portion = self.portions.get(address)
            if portion is None or time.monotonic() >= portion.ends or (portion.rest and not portion.left):
                return None
            seconds = max(1, round(portion.ends - time.monotonic()))
            if not portion.left:
                return Verdict(False, 0, seconds)
            portion.left -= 1
            return Verdict(True, portion.left + portion.rest, seconds)


throttle = Throttle()
