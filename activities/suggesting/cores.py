"""Arithmetic on one core: thousands of small products lose far more by sharing than they gain (twenty times, measured
on a busy machine), and the others have requests to answer."""

from functools import cache

from threadpoolctl import ThreadpoolController


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


def one_core():
    """A context manager."""
    return _controller().limit(limits=1)
