"""A map with a trained model, and a coordinator who is signed in."""

import pytest

from activities import rules
from activities.queries.suggestions import suggest as suggesting
from tests.activities.suggestions.taught import taught_map
from tests.factories.activities import ActivityFactory, UserFactory


@pytest.fixture(autouse=True)
def no_cached_model():
    suggesting._current.clear()
    yield
    suggesting._current.clear()


@pytest.fixture
def ana():
    return UserFactory(name="Ana", role=rules.COORDINATOR)


@pytest.fixture
def staff(client, ana):
    client.force_login(ana)
    return client


@pytest.fixture
def taught():
    return taught_map()


@pytest.fixture
def activity(taught):
    return ActivityFactory(title="Remote diagnosis <b>", description="Patients see a doctor in clinics & on islands")
