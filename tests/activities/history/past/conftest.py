"""Past versions for one test."""

import pytest

from activities.summaries import past


@pytest.fixture
def moments(transactional_db):
    """Past versions are schemas, which a flush of the tables does not remove."""
    yield
    for number in past.built():
        past.drop(number)
