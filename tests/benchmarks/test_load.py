"""The load loop for machines without wrk, against a live server."""

import asyncio

import pytest

from tests.benchmarks.load import drive, request


@pytest.mark.django_db(transaction=True)
def test_the_own_loop_counts_answers_and_errors(live_server):
    port = int(live_server.url.rpartition(":")[2])

    fine = asyncio.run(drive(port, [request("/health/live")], 0.3))
    wrong = asyncio.run(drive(port, [request("/health/live"), request("/activities/0/")], 0.3))

    assert (fine["errors"], fine["rate"] > 0, fine["median"] > 0) == (0, True, True)
    assert wrong["errors"] > 0
