"""Who sends spreadsheets."""

import pytest

from activities import rules
from tests.factories.activities import (
    UserFactory,
)


@pytest.fixture
def keeper():
    return UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"], name="Amina Diallo")


@pytest.fixture
def colleague():
    return UserFactory(role=rules.COORDINATOR, name="Jan Novák")


@pytest.fixture
def signed(client, keeper):
    client.force_login(keeper)
    return client
