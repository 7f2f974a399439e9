"""People who can see Changes."""

import pytest

from activities import rules
from tests.factories.activities import UserFactory


@pytest.fixture
def chair(client):
    user = UserFactory(role=rules.COORDINATOR, name="Ama Owusu")
    client.force_login(user)
    return user
