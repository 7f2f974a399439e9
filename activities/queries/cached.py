"""Results that are cached until the figures contain a later Change."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches

from activities.queries.moment import cache_mark
from activities.queries.state import AsOf

Answer = TypeVar("Answer")
HOUR = 3600


def cached(name: str, as_of: AsOf, ask: Callable[[], Answer]) -> Answer:
    """The result of `ask`, cached for the figures' latest Change. Nothing is cached before the first rebuild.

    Use it for the few queries that read all mappings of a Term and are not in the summaries. The result is never older
    than the figures on the same page.
    """
    if as_of.change is None:
        return ask()
    key = f"{name}:{as_of.change}{cache_mark()}"
    answer = caches["process"].get(key)
    if answer is None:
        answer = ask()
        caches["process"].set(key, answer, HOUR)
    return answer
