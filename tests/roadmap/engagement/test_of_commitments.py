"""Events and inputs of a commitment, and the dates of sessions by which its progress is due."""

from datetime import date

import pytest

from roadmap.queries.engagement import engagements_for_action, inputs_for_action, session_start
from tests.factories.engagement import EngagementFactory, InputFactory, MechanismFactory

pytestmark = pytest.mark.django_db


def test_a_session_starts_on_its_first_known_day():
    EngagementFactory(kind="council", start="2026-04-28")
    EngagementFactory(kind="council", start="2026-09-01")
    EngagementFactory(kind="council", start="2026-01-05", withdrawn=True)
    EngagementFactory(kind="council", start="2027")
    assert session_start("council", 2026) == date(2026, 4, 28)
    assert session_start("council", 2027) is None
    assert session_start("hlpf", 2026) is None


def test_a_commitment_has_the_events_and_inputs_of_its_mechanisms():
    team = MechanismFactory(code="iatt-sti", roadmap_refs=["8.d"])
    forum = MechanismFactory(code="sti-forum", roadmap_refs=["8.d.1"])
    other = MechanismFactory(code="ceb", roadmap_refs=["8.a"])
    held = EngagementFactory(mechanism=forum, start="2026-05")
    EngagementFactory(mechanism=forum, start="2025-05")
    EngagementFactory(mechanism=other, start="2026-05")
    EngagementFactory(mechanism=team, start="2026-01-01", withdrawn=True)
    to_team = InputFactory(mechanism=team, date="2026-02")
    at_forum = InputFactory(engagement=held, date="2026-05-06")
    InputFactory(mechanism=team, date="")
    InputFactory(mechanism=other, date="2026-02")
    assert list(engagements_for_action("8.d", 2026)) == [held]
    assert list(inputs_for_action("8.d", 2026)) == [to_team, at_forum]
    assert list(inputs_for_action("8.d.1", 2026)) == [at_forum]
    assert list(engagements_for_action("8.a", 2025)) == []
