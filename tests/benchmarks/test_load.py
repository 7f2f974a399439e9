"""The load loop for machines without wrk, against a live server."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.benchmarks.load import drive, request


@pytest.mark.django_db(transaction=True)
def test_the_own_loop_counts_answers_and_errors(live_server):
    port = int(live_server.url.rpartition(":")[2])

    fine = driven(port, "/health/live")
    wrong = driven(port, "/health/live", "/activities/0/")

    assert (fine["errors"], fine["rate"] > 0, fine["median"] > 0) == (0, True, True)
    assert wrong["errors"] > 0


def driven(port, *paths):
    """In a thread of its own, since a browser's loop may be running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(drive(port, [request(path) for path in paths], 0.3))).result()
