"""A commitment with a requested report, and the people who report on it, on 30 November 2026."""

from datetime import date

import pytest
from django.utils import timezone

from activities import rules
from tests.factories.activities import (
    UserFactory,
)
from tests.factories.roadmap import (
    ActionBodyFactory,
    ActionFactory,
    BodyFactory,
    ReportRequestFactory,
)


@pytest.fixture
def today(monkeypatch):
    """30 November 2026."""
    real = timezone.localdate
    monkeypatch.setattr(timezone, "localdate", lambda *of: real(*of) if of else date(2026, 11, 30))


@pytest.fixture
def action():
    """A commitment whose report for 2025 was requested."""
    row = ActionFactory(code="8.d", rule="yearly", text="Contribute to the STI Forum.")
    ActionBodyFactory(action=row, body=BodyFactory(name="TSB", sector="ITU-T"))
    ReportRequestFactory(action=row)
    return row


@pytest.fixture
def focal():
    return UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-T"], name="Focal")


@pytest.fixture
def coordinator():
    return UserFactory(role=rules.COORDINATOR, name="Coordinator")
