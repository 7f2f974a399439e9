"""A focal point of ITU-D and a coordinator."""

import pytest

from activities import rules
from tests.factories.activities import UserFactory


@pytest.fixture
def focal():
    return UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"])


@pytest.fixture
def coordinator():
    return UserFactory(role=rules.COORDINATOR)
