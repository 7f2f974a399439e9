"""Who edits the grid."""

import pytest

from activities import rules
from tests.factories.activities import (
    UserFactory,
)


@pytest.fixture
def focal():
    return UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"], name="Ana Diallo")


@pytest.fixture
def chair():
    return UserFactory(role=rules.COORDINATOR, name="Lee Chen")


@pytest.fixture
def ask(client, focal):
    client.force_login(focal)
    return client
