"""What is typed at the grid and cannot be saved stays, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.staff_journeys.grid.reading import state, wait_for_focus

pytestmark = pytest.mark.xdist_group("staff journeys")


def test_what_was_typed_and_not_saved_stays_with_the_cell(grid, cell):
    page = grid()
    link = cell(page, "Girls in ICT", "4").locator("a")
    link.click()
    page.get_by_label("contributes").check()
    page.get_by_label("Rationale").fill("Half a sentence")
    page.keyboard.press("Escape")
    wait_for_focus(page, cell.key("Girls in ICT", "4"))
    expect(state(page)).to_contain_text("Unsaved text stays in the cell")
    link.press("Enter")
    expect(page.get_by_label("Rationale")).to_have_value("Half a sentence")
    expect(page.get_by_label("contributes")).to_be_checked()
    page.get_by_role("button", name="Save link").click()
    expect(state(page)).to_have_text("Saved: 4, contributes, proposed, with rationale")
    expect(cell(page, "Girls in ICT", "4")).not_to_have_class(re.compile("is-draft"))


def test_what_makes_no_sense_is_said_in_the_panel(grid, cell):
    page = grid()
    cell(page, "Girls in ICT", "4").locator("a").click()
    page.get_by_label("Rationale").fill("A reason without a link")
    page.get_by_role("button", name="Save link").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("A rationale or evidence needs a link.")
    expect(page.get_by_label("Rationale")).to_have_value("A reason without a link")
    page.get_by_label("related").check()
    page.get_by_role("button", name="Save link").dblclick()
    expect(state(page)).to_have_text("Saved: 4, related, proposed, with rationale")
    expect(page.get_by_role("dialog")).to_have_count(0)  # the second click fell on the grid


def test_a_network_that_fails_keeps_the_value_and_tries_again_on_request(grid, cell):
    page = grid()
    page.route("**/matrix/edit/*/*/", lambda route: route.abort())
    cell(page, "Girls in ICT", "4").locator("a").press("3")
    expect(state(page)).to_have_text("Not saved. What you entered is still here.")
    expect(cell(page, "Girls in ICT", "4")).to_have_class(re.compile("s3.*is-failed"))
    assert cell.link("Girls in ICT", "4") is None
    cell(page, "Girls in ICT", "9").locator("a").press("Enter")
    expect(state(page)).to_have_text("The cell could not be opened. Check your connection and try again.")
    expect(page).to_have_url(re.compile("/matrix/edit/$"))
    page.unroute("**/matrix/edit/*/*/")
    page.keyboard.press("Enter")
    page.get_by_label("Rationale").wait_for()
    page.keyboard.press("Escape")
    expect(state(page)).to_have_text("Not saved. What you entered is still here.")
    page.get_by_role("button", name="Try again").click()
    expect(state(page)).to_have_text("Saved: 4, main purpose, proposed")
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    assert cell.link("Girls in ICT", "4").strength == 3


@pytest.mark.parametrize("lost", ["session", "all cookies"])
def test_a_session_that_ended_keeps_what_was_typed(grid, cell, lost):
    page = grid()
    cell(page, "Girls in ICT", "4").locator("a").click()
    page.get_by_label("main purpose").check()
    page.get_by_label("Rationale").fill("Typed before the session ended.")
    page.context.clear_cookies(**({"name": "sessionid"} if lost == "session" else {}))
    page.get_by_role("button", name="Save link").click()
    expect(state(page)).to_contain_text("Your session has ended.")
    expect(state(page).get_by_role("link", name="Sign in")).to_have_attribute("target", "_blank")
    page.sign_in()  # as the other tab does
    page.get_by_role("button", name="Try again").click()
    expect(state(page)).to_have_text("Saved: 4, main purpose, proposed, with rationale")
    assert cell.link("Girls in ICT", "4").rationale == "Typed before the session ended."
