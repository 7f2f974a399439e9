"""Answers that are cached until the figures contain a later Change."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches

from activities.queries.moment import cache_mark
from activities.queries.state import AsOf

Answer = TypeVar("Answer")
HOUR = 3600


def cached(name: str, as_of: AsOf, ask: Callable[[], Answer]) -> Answer:
    """What `ask` returns, computed once for each Change that the figures reach; never cached before the first rebuild.

    For the few queries that read every mapping of a Term and are not in the summaries. The answer is never older than
    the figures beside it.
    """
    if as_of.change is None:
        return ask()
    key = f"{name}:{as_of.change}{cache_mark()}"
    answer = caches["process"].get(key)
    if answer is None:
        answer = ask()
        caches["process"].set(key, answer, HOUR)
    return answer
