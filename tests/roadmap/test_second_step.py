"""Staff who have not set up the second step of the sign-in read the pages of the Roadmap as everyone does."""

import pytest

from activities import rules
from tests.factories.activities import UserFactory
from tests.factories.engagement import EngagementFactory, NextStepFactory
from tests.factories.plans import FollowUpFactory, GuidanceFactory, MemberFactory
from tests.factories.roadmap import EditionFactory, SectionFactory

SECRET = "Xylographia"


@pytest.fixture
def pages(db) -> dict[str, str]:
    """Pages that everyone can read, or of which nobody but staff knows; each has something for staff only."""
    EditionFactory()  # to compare the draft with
    draft = EditionFactory(code="2027", title=f"{SECRET} draft", state="draft", current=False)
    SectionFactory(edition=draft, title=f"{SECRET} section")
    event = EngagementFactory(slug="forum")
    NextStepFactory(engagement=event, text=f"{SECRET} step", owner=SECRET)
    guidance = GuidanceFactory()
    FollowUpFactory(guidance=guidance, meeting=None, what=f"{SECRET} follow-up", owner=MemberFactory(name=SECRET))
    withdrawn = GuidanceFactory(text=f"{SECRET} withdrawn", withdrawn=True)
    return {
        "editions": "/roadmap/editions/",
        "draft": "/roadmap/editions/2027/",
        "compare": "/roadmap/compare/",
        "event": "/roadmap/events/forum/",
        "task force": "/roadmap/task-force/",
        "guidance": f"/roadmap/guidance/{guidance.pk}/",
        "withdrawn guidance": f"/roadmap/guidance/{withdrawn.pk}/",
    }


def showing(client, pages) -> set[str]:
    return {name for name, path in pages.items() if SECRET in client.get(path).content.decode()}


def test_what_is_for_staff_waits_for_their_second_step(client, settings, pages):
    client.force_login(UserFactory(role=rules.COORDINATOR))
    assert showing(client, pages) == set(pages)
    settings.REQUIRE_STAFF_MFA = True
    assert showing(client, pages) == set()
    assert "/roadmap/events/forum/edit/" not in client.get(pages["event"]).content.decode()
