"""A coordinator and a member of the Task Force, on 30 November 2026."""

from datetime import date

import pytest

from activities import rules
from tests.factories.activities import UserFactory
from tests.factories.plans import MemberFactory

TODAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def on_30_november(monkeypatch):
    for module in (
        "roadmap.models.task_force",
        "roadmap.queries.task_force",
        "roadmap.forms.task_force",
        "roadmap.forms.guidance",
        "roadmap.actions.task_force.working_matter",
        "roadmap.actions.task_force.reminding",
        "roadmap.actions.task_force.forgetting",
    ):
        monkeypatch.setattr(f"{module}.localdate", lambda: TODAY)


@pytest.fixture
def coordinator(client):
    user = UserFactory(role=rules.COORDINATOR, name="Ama Owusu")
    client.force_login(user)
    return user


@pytest.fixture
def owner():
    """A focal point who is a member of the Task Force."""
    return MemberFactory(name="Ben Okoro", user=UserFactory(role=rules.FOCAL_POINT, name="Ben Okoro"))
