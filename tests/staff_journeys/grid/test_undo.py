"""The latest acts at the grid are undone and done again, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

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
