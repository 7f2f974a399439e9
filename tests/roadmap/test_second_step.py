"""Staff who have not set up the second step of the sign-in read the pages of the Roadmap as everyone does."""

import pytest

from activities import rules
from tests.factories.activities import UserFactory
from tests.factories.engagement import (
    CooperationFrameworkFactory,
    EngagementFactory,
    InputFactory,
    MaterialFactory,
    MechanismFactory,
    NextStepFactory,
    ReviewFactory,
)
from tests.factories.plans import FollowUpFactory, GuidanceFactory, MemberFactory, OperationalPlanFactory
from tests.factories.roadmap import (
    DocumentFactory,
    EditionFactory,
    HlpfYearFactory,
    SectionFactory,
    TargetValueFactory,
)

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


@pytest.fixture
def remarks(db) -> dict[str, str]:
    """Pages that everyone can read, each with a remark for staff only."""
    EditionFactory(basis=SECRET)
    HlpfYearFactory(year=2026, basis=SECRET)
    InputFactory(basis=SECRET)
    MaterialFactory(basis=SECRET)
    framework = CooperationFrameworkFactory(ict_component="Schools online.", basis=SECRET)
    value = TargetValueFactory(basis=SECRET)
    return {
        "overview": "/roadmap/",
        "HLPF": "/roadmap/hlpf/",
        "HLPF session": "/roadmap/hlpf/2026/",
        "event": EngagementFactory(slug="council", basis=SECRET).get_absolute_url(),
        "mechanism": MechanismFactory(basis=SECRET).get_absolute_url(),
        "review": ReviewFactory(basis=SECRET).get_absolute_url(),
        "document": DocumentFactory(basis=SECRET).get_absolute_url(),
        "operational plan": OperationalPlanFactory(basis=SECRET).get_absolute_url(),
        "target": value.target.get_absolute_url(),
        "inputs": "/roadmap/inputs/",
        "materials": "/roadmap/materials/",
        "Cooperation Frameworks": framework.get_absolute_url(),
    }


def test_remarks_for_staff_wait_for_their_second_step_too(client, settings, remarks):
    assert showing(client, remarks) == set()
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-T"]))
    assert showing(client, remarks) == set(remarks)
    settings.REQUIRE_STAFF_MFA = True
    assert showing(client, remarks) == set()


def test_no_cache_keeps_what_staff_read_on_pages_for_everyone(client, pages, remarks):
    every = pages | remarks
    assert {client.get(path).headers.get("Cache-Control") for path in every.values()} == {None}
    client.force_login(UserFactory(role=rules.COORDINATOR))
    assert {client.get(path).headers["Cache-Control"] for path in every.values()} == {"private, no-store"}
