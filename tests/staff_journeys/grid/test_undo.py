"""The latest acts at the grid are undone and done again, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from activities.actions.links.mappings import set_mapping
from tests.staff_journeys.grid.reading import said, state

pytestmark = pytest.mark.xdist_group("staff journeys")


def test_undo_and_redo(grid, cell):
    page = grid()
    villages = ("Smart villages", "9")
    before = said(cell.link(*villages))
    cell(page, *villages).locator("a").press("Enter")
    page.get_by_label("Rationale").fill("Something else.")
    page.get_by_label("How certain is this link?").select_option("confirmed")
    page.get_by_role("button", name="Save link").click()
    expect(state(page)).to_contain_text("Saved")
    cell(page, "Girls in ICT", "4").locator("a").press("3")
    expect(state(page)).to_have_text("Saved: 4, main purpose, proposed")

    page.keyboard.press("Control+z")
    expect(state(page)).to_have_text("Undone: 4, no link")
    page.get_by_role("button", name="Undo").click()
    expect(state(page)).to_contain_text("Undone: 9, contributes, unconfirmed")
    assert (cell.link("Girls in ICT", "4").withdrawn, said(cell.link(*villages))) == (True, before)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()

    page.get_by_role("button", name="Redo").click()
    expect(state(page)).to_contain_text("Redone: 9, contributes, with rationale")
    page.keyboard.press("Control+y")
    expect(state(page)).to_have_text("Redone: 4, main purpose, proposed")
    assert cell.link(*villages).rationale == "Something else."
    page.keyboard.press("Control+z")
    expect(state(page)).to_have_text("Undone: 4, no link")


def test_undo_survives_a_reload(grid, cell):
    page = grid()
    cell(page, "Girls in ICT", "4").locator("a").press("3")
    expect(state(page)).to_have_text("Saved: 4, main purpose, proposed")
    cell(page, "Smart villages", "9").locator("a").press("1")
    expect(state(page)).to_contain_text("Saved: 9, related")

    page.reload()
    page.wait_for_selector("table[data-grid='on']")
    button = page.get_by_role("button", name="Undo")
    expect(button).to_have_attribute("title", "Undo: 9 · Smart villages")
    page.keyboard.press("Control+z")
    expect(state(page)).to_contain_text("Undone: 9, contributes, unconfirmed")
    expect(button).to_have_attribute("title", "Undo: 4 · Girls in ICT")

    page.goto("/matrix/edit/?columns=action-lines")  # the cell is not on this page
    page.wait_for_selector("table[data-grid='on']")
    button.click()
    expect(state(page)).to_have_text("Undone: 4 · Girls in ICT")
    expect(button).to_be_disabled()
    assert (cell.link("Girls in ICT", "4").withdrawn, cell.link("Smart villages", "9").strength) == (True, 2)
    page.keyboard.press("Control+y")
    expect(state(page)).to_have_text("Redone: 4 · Girls in ICT")
    assert not cell.link("Girls in ICT", "4").withdrawn


def test_what_somebody_else_changed_since_is_not_undone(grid, cell, staff_map):
    page = grid()
    where = ("Girls in ICT", "4")
    cell(page, *where).locator("a").press("3")
    expect(state(page)).to_have_text("Saved: 4, main purpose, proposed")
    row = cell.link(*where)
    set_mapping(activity=row.activity, term=row.term, strength=1, seen=row.change_id, by="somebody else")
    page.keyboard.press("Control+z")
    expect(state(page)).to_contain_text("Not undone. Some of its rows cannot be reverted.")
    assert cell.link(*where).strength == 1
    page.get_by_role("link", name="See what has changed").click()
    expect(page).to_have_url(re.compile("/changes/[0-9]+/revert/$"))


def test_undo_without_script(grid, cell):
    page = grid(java_script_enabled=False)
    cell(page, "Girls in ICT", "4").locator("a").click()
    page.get_by_label("main purpose").check()
    page.get_by_role("button", name="Save link").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone: 4 · Girls in ICT.")).to_be_visible()
    assert cell.link("Girls in ICT", "4").withdrawn


def test_what_was_asked_last_is_undone_first_whenever_it_was_answered(grid, cell):
    page = grid()
    held = []
    page.route("**/matrix/edit/*/*/", lambda route: held.append(route))
    cell(page, "Girls in ICT", "4").locator("a").press("3")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("2")
    while len(held) < 2:
        page.wait_for_timeout(20)
    for route, code in zip(reversed(held), ("9", "4"), strict=True):
        route.continue_()
        expect(cell(page, "Girls in ICT", code)).not_to_have_class(re.compile("is-saving"))
    page.unroute("**/matrix/edit/*/*/")
    page.keyboard.press("Control+z")
    expect(state(page)).to_have_text("Undone: 9, no link")


def test_twenty_acts_are_undone(grid, cell):
    page = grid()
    cell(page, "Girls in ICT", "4").locator("a").focus()
    for number in range(20):
        words = ("related", "contributes", "main purpose")[number % 3]
        page.keyboard.press(str(number % 3 + 1))
        expect(state(page)).to_have_text(f"Saved: 4, {words}, proposed")
    for number in reversed(range(20)):
        strength = ("related", "contributes", "main purpose")[(number - 1) % 3]
        words = f"{strength}, proposed" if number else "no link"
        page.keyboard.press("Control+z")
        expect(state(page)).to_have_text(f"Undone: 4, {words}")
    assert cell.link("Girls in ICT", "4").withdrawn
