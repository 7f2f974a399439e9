"""The Roadmap's pages for staff serve everybody: accessibility rules, narrow windows, right to left."""

import pytest

from activities import rules
from tests.axe import OF_LANGUAGE, RULES, found_by_axe
from tests.factories.engagement import EngagementFactory, MechanismFactory, NextStepFactory
from tests.factories.plans import FollowUpFactory, GuidanceFactory, MeetingFactory, MemberFactory
from tests.factories.roadmap import (
    ActionFactory,
    DocumentFactory,
    EditionFactory,
    ProgressReportFactory,
    SectionFactory,
)
from tests.factories.rounds import RoundFactory, round_opened

pytestmark = pytest.mark.xdist_group("staff journeys")
LONG = "Hold information sessions for Permanent Missions in New York and Geneva, and publish a summary of each. " * 3


@pytest.fixture
def paths(staff_map) -> dict[str, list[str]]:
    """Addresses by role, with rows and long words behind each."""
    action = ActionFactory(code="6.5", rule="yearly", text=LONG)
    draft = EditionFactory(code="2026", date="2026-06", state="draft", current=False)
    ActionFactory(code="6.5", section=SectionFactory(edition=draft), text=f"{LONG} In six languages.")
    ProgressReportFactory(action=action)
    DocumentFactory(symbol="C26/35", slug="c26-35", title=LONG)
    MechanismFactory(code="cstd")
    event = EngagementFactory(slug="forum", title=LONG[:200])
    step = NextStepFactory(engagement=event)
    guidance, meeting, member = GuidanceFactory(text=LONG), MeetingFactory(), MemberFactory()
    follow_up = FollowUpFactory(meeting=meeting, what=LONG)
    planned, opened = RoundFactory(sectors=["ITU-R"]), round_opened()
    coordinator = [
        "editions/new/?from=2019",
        "editions/upload/",
        "editions/2026/",
        "editions/2026/edit/",
        "editions/2026/withdraw/",
        "editions/2026/publish/",
        "compare/?from=2019&to=2026",
        "editions/2026/sections/new/",
        "editions/2026/sections/6/edit/",
        "editions/2026/sections/6/commitments/new/",
        "editions/2026/commitments/6.5/edit/",
        "editions/2026/commitments/6.5/withdraw/",
        "documents/c26-35/edit/",
        "documents/c26-35/withdraw/",
        "mechanisms/cstd/edit/",
        "events/forum/",
        "events/forum/edit/",
        "events/forum/next-steps/new/",
        f"next-steps/{step.pk}/",
        "next-steps/",
        f"guidance/{guidance.pk}/",
        f"guidance/{guidance.pk}/edit/",
        "task-force/",
        f"task-force/members/{member.pk}/",
        f"task-force/meetings/{meeting.pk}/",
        f"task-force/meetings/{meeting.pk}/edit/",
        f"task-force/follow-ups/{follow_up.pk}/",
        "rounds/",
        "rounds/new/",
        f"rounds/{planned.code}/open/",
        f"rounds/{opened.code}/",
        f"rounds/{opened.code}/edit/",
        f"rounds/{opened.code}/close/",
        "actions/6.5/",
        "actions/6.5/review/",
        "board/",
        "board/late/",
        "progress/?section=6",
    ]
    own = staff_map["Smart villages"].pk
    focal = [
        f"rounds/{opened.code}/",
        f"rounds/{opened.code}/mine/",
        f"rounds/{opened.code}/mine/confirm/",
        f"rounds/{opened.code}/mine/{own}/retire/",
        "board/",
        "task-force/",
    ]
    return {rules.COORDINATOR: coordinator, rules.FOCAL_POINT: focal}


def sideways(page) -> int:
    """Pixels by which the page is wider than a window of 320."""
    page.set_viewport_size({"width": 320, "height": 800})
    wider = page.evaluate("document.documentElement.scrollWidth") - 320
    page.set_viewport_size({"width": 1280, "height": 800})
    return wider


@pytest.mark.parametrize("role", [rules.COORDINATOR, rules.FOCAL_POINT])
@pytest.mark.parametrize(("language", "only"), [("en", RULES), ("ar", OF_LANGUAGE)], ids=["en", "ar"])
def test_staff_pages_serve_everybody(paths, staff_page, role, language, only):
    page = staff_page(role, ["ITU-D"])
    page.context.set_extra_http_headers({"Accept-Language": language})
    page.emulate_media(reduced_motion="reduce")
    found = {}
    for path in paths[role]:
        response = page.goto(f"/roadmap/{path}")
        found[path] = (response.status, page.locator("h1").count(), found_by_axe(page, only=only), sideways(page))
    assert found == {path: (200, 1, [], 0) for path in paths[role]}
