"""From the start of a draft to its submission with the keyboard alone."""

import pytest
from playwright.sync_api import expect

from activities.models import Submission
from tests.axe import found_by_axe
from tests.factories.submissions import MembershipFactory

pytestmark = pytest.mark.xdist_group("stakeholder journeys")
#: What a person with a keyboard is told about the element that has the focus.
NAME = """() => {
  const at = document.activeElement;
  return [at.labels?.[0]?.innerText, at.getAttribute("aria-label"), at.innerText].filter(Boolean).join(" ");
}"""
#: The page with most stops has the regions of the world and its search; no way should be longer.
LONGEST_WAY = 60


@pytest.fixture
def keys(signed_in, small_map):
    """The window of a member of an organisation; nothing of it is clicked."""
    page = signed_in("Ana Wanjiru")
    MembershipFactory(user=page.person)
    return page


def to(page, name):
    """Press Tab until the focus is on what has this name."""
    seen = []
    for _ in range(LONGEST_WAY):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(NAME))
        if seen[-1].startswith(name):
            expect(page.locator(":focus-visible")).to_have_count(1)
            return
    raise AssertionError(f"Tab does not lead to {name!r}, but to {seen}")


def write(page, name, text):
    to(page, name)
    page.keyboard.type(text)


def press(page, name, key="Enter"):
    to(page, name)
    page.keyboard.press(key)


def arrive(page, heading):
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_a_draft_is_written_and_submitted_by_keyboard(keys):
    keys.goto("/submissions/new/")
    press(keys, "Start draft")

    arrive(keys, "About the activity")
    write(keys, "Title", "Solar schools online")
    write(keys, "What is done", "Connects 40 rural schools with solar power. Pupils have been online since 2024.")
    write(keys, "Type", "Project")
    write(keys, "Status", "Ongoing")
    write(keys, "Start year", "2024")
    press(keys, "Worldwide", "Space")
    press(keys, "Save and continue")

    arrive(keys, "What it contributes to")
    write(keys, "A code, such as", "9.c")
    keys.keyboard.press("Enter")
    expect(keys.get_by_role("button", name="Add 9.c")).to_be_visible()
    press(keys, "Add")
    expect(keys.get_by_role("region", name="9.c", exact=True)).to_be_visible()
    press(keys, "Main purpose", "Space")
    write(keys, "Why?", "It brings the internet to schools that had none.")
    press(keys, "Save and continue")

    arrive(keys, "Evidence and contact")
    write(keys, "Name", "Ana Wanjiru")
    write(keys, "E-mail address", "ana@lakes.example")
    press(keys, "Save and continue")

    arrive(keys, "Check your answers before you submit")
    press(keys, "Submit for review")  # too early: the errors have the focus
    expect(keys.locator(".error-summary")).to_be_focused()
    assert found_by_axe(keys) == []
    press(keys, "I may submit this", "Space")
    press(keys, "It may be published", "Space")
    press(keys, "Submit for review")
    expect(keys.get_by_text("Submitted. Reference")).to_be_visible()
    assert Submission.objects.get().state == "submitted"
