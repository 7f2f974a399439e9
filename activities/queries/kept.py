"""Answers that stay right while the figures stay: kept until a later Change is counted."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches

from activities.queries.moment import cache_mark
from activities.queries.state import AsOf

Answer = TypeVar("Answer")
HOUR = 3600


def kept(name: str, as_of: AsOf, ask: Callable[[], Answer]) -> Answer:
    """What `ask` answers, asked once for each Change that the figures reach. Before the first rebuild nothing is kept.

    For the few questions that read every mapping of a Term and are not in the summaries. The answer may be as old as
    the figures beside it, and no older.
    """
    if as_of.change is None:
        return ask()
    key = f"{name}:{as_of.change}{cache_mark()}"
    answer = caches["process"].get(key)
    if answer is None:
        answer = ask()
        caches["process"].set(key, answer, HOUR)
    return answer
