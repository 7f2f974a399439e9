"""Moments of a test's own."""

import pytest

from activities.summaries import past


@pytest.fixture
def moments(transactional_db):
    """Moments are schemas, which a flush of the tables leaves standing."""
    yield
    for number in past.built():
        past.drop(number)
