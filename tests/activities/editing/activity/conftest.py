"""Who edits activities."""

import pytest

from activities import rules
from tests.factories.activities import (
    UserFactory,
)


@pytest.fixture
def keeper(client):
    """The focal point of ITU-D, signed in."""
    user = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"], name="Amal")
    client.force_login(user)
    return user


@pytest.fixture
def coordinator(client):
    user = UserFactory(role=rules.COORDINATOR, name="Chair")
    client.force_login(user)
    return user
