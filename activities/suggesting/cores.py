"""Limit calculations to one core. Thousands of small products are slower on several cores (20 times slower, measured on
a busy machine), and the other cores are needed for requests."""

from functools import cache

from threadpoolctl import ThreadpoolController


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


def one_core():
    """A context manager that limits numerical libraries to one core."""
    return _controller().limit(limits=1)
