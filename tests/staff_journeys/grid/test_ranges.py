"""Several cells at once: selected, copied, pasted and filled down, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from activities.actions.links.mappings import set_mapping
from activities.models import Change, Mapping, Term
from tests.axe import found_by_axe
from tests.staff_journeys.grid.reading import state, wait_for_focus

pytestmark = pytest.mark.xdist_group("staff journeys")
#: The rows as the grid shows them, the newest first.
ROWS = ("Spectrum training", "Broadband maps", "Girls in ICT", "Smart villages")
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}


def selected(page) -> list[str]:
    return page.eval_on_selector_all("td[aria-selected=true]", "cells => cells.map(cell => cell.id.slice(1))")


def copied(page) -> str:
    return page.evaluate("navigator.clipboard.readText()")


def preview(page):
    return page.get_by_role("dialog", name="Check before you save")


def test_keys_and_clicks_select_a_range(grid, cell):
    page = grid()
    key = cell.key
    cell(page, ROWS[0], "4").locator("a").focus()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    assert selected(page) == [key(row, code) for row in ROWS[:2] for code in ("4", "9")]
    expect(page.locator("#mx-where")).to_contain_text("Selected cells: 2 × 2")
    expect(page.get_by_role("status")).to_have_text("Selected cells: 2 × 2")
    page.keyboard.press("Shift+ArrowUp")
    assert selected(page) == [key(ROWS[0], "4"), key(ROWS[0], "9")]

    page.keyboard.press("Escape")
    assert selected(page) == [key(ROWS[0], "9")]
    expect(page.locator("#mx-where")).to_contain_text("9 Innovation")

    cell(page, ROWS[2], "4").locator("a").click(modifiers=["Shift"])
    assert len(selected(page)) == 6
    wait_for_focus(page, key(ROWS[2], "4"))
    page.keyboard.press("ArrowDown")
    assert selected(page) == [key(ROWS[3], "4")]
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.keyboard.press("Shift+ArrowDown")  # there is no row below
    cell(page, ROWS[1], "9").locator("a").click()
    assert selected(page) == [key(ROWS[1], "9")]


def test_copy_and_paste_are_one_change_with_a_preview(grid, cell):
    page = grid(**CLIPBOARD)
    cell(page, "Smart villages", "4").locator("a").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Control+c")
    expect(state(page)).to_have_text("Copied cells: 1 × 2")
    assert copied(page) == "0\t2"

    before = Change.objects.count()
    cell(page, ROWS[0], "4").locator("a").focus()
    page.keyboard.press("Control+v")
    expect(preview(page)).to_contain_text("1 link will be added.")
    expect(preview(page)).to_contain_text("1 cell already has this value.")
    assert Change.objects.count() == before
    preview(page).get_by_role("button", name="Save 1 link").click()
    expect(state(page)).to_have_text(f"Saved: 9 · {ROWS[0]}")
    expect(cell(page, ROWS[0], "9")).to_have_class(re.compile("s2 u"))
    wait_for_focus(page, cell.key(ROWS[0], "4"))
    assert Change.objects.count() == before + 1

    page.keyboard.press("Control+z")
    expect(state(page)).to_have_text("Undone: 9, no link")
    page.keyboard.press("Control+y")
    expect(state(page)).to_have_text("Redone: 9, contributes, proposed")


def test_what_a_spreadsheet_copied_is_pasted(grid, cell):
    page = grid(**CLIPBOARD)
    page.evaluate("navigator.clipboard.writeText('3\\t\\r\\nrelated\\t1\\r\\n')")
    cell(page, ROWS[0], "4").locator("a").focus()
    page.keyboard.press("Control+v")
    expect(preview(page)).to_contain_text("3 links will be added.")
    expect(preview(page)).to_contain_text("1 link becomes a main purpose without a rationale.")
    page.keyboard.press("Escape")
    expect(preview(page)).to_be_hidden()
    assert cell.link(ROWS[0], "4") is None
    wait_for_focus(page, cell.key(ROWS[0], "4"))

    page.keyboard.press("Control+v")
    preview(page).get_by_label("Reason (optional)").fill("From the yearly report")
    page.keyboard.press("Enter")
    expect(state(page)).to_have_text("Saved: 3 links")
    said = {
        (row.activity.title, row.term.code): row.strength
        for row in Mapping.objects.filter(change__verb="mapping.cells")
    }
    assert said == {(ROWS[0], "4"): 3, (ROWS[1], "4"): 1, (ROWS[1], "9"): 1}
    assert Change.objects.latest("id").reason == "From the yearly report"

    page.reload()
    page.wait_for_selector("table[data-grid='on']")
    page.keyboard.press("Control+z")
    expect(state(page)).to_have_text("Undone: 3 links")
    assert Mapping.objects.filter(withdrawn=True).count() == 3


def test_fill_down_and_a_digit_for_all(grid, cell):
    page = grid()
    cell(page, ROWS[0], "4").locator("a").press("3")
    expect(state(page)).to_have_text("Saved: 4, main purpose, proposed")
    for _row in ROWS[1:]:
        page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+d")
    preview(page).get_by_role("button", name="Save 3 links").click()
    expect(state(page)).to_have_text("Saved: 3 links")
    assert [cell.link(row, "4").strength for row in ROWS] == [3, 3, 3, 3]

    page.keyboard.press("0")
    preview(page).get_by_role("button", name="Save 4 links").click()
    expect(state(page)).to_have_text("Saved: 4 links")
    assert [cell.link(row, "4").withdrawn for row in ROWS] == [True] * 4

    page.keyboard.press("Escape")
    cell(page, ROWS[0], "4").locator("a").focus()
    page.keyboard.press("Control+d")
    expect(state(page)).to_have_text("There is no cell above to copy from.")


def test_what_is_no_strength_can_be_corrected(grid, cell):
    page = grid(**CLIPBOARD)
    page.evaluate("navigator.clipboard.writeText('7')")
    cell(page, ROWS[0], "4").locator("a").focus()
    page.keyboard.press("Control+v")
    expect(preview(page)).to_contain_text(f"“{ROWS[0]}”, 4: “7” is not a strength.")
    assert found_by_axe(page) == []
    preview(page).get_by_label("Copied text").fill("2")
    preview(page).get_by_role("button", name="Preview changes").click()
    preview(page).get_by_role("button", name="Save 1 link").click()
    expect(state(page)).to_have_text(f"Saved: 4 · {ROWS[0]}")


def test_a_cell_that_somebody_changed_is_named_and_can_be_replaced(grid, cell, staff_map):
    page = grid(**CLIPBOARD)
    page.evaluate("navigator.clipboard.writeText('2\\t2')")
    goal = Term.objects.get(code="4")
    set_mapping(activity=staff_map[ROWS[0]], term=goal, strength=1, seen=0, by="somebody else")
    cell(page, ROWS[0], "4").locator("a").focus()
    page.keyboard.press("Control+v")
    expect(preview(page)).to_contain_text("Pasted value: contributes · Current value: related")
    assert found_by_axe(page) == []
    preview(page).get_by_label("Replace the current value").check()
    preview(page).get_by_role("button", name="Save 1 link").click()
    expect(state(page)).to_have_text("Saved: 2 links")
    assert [cell.link(ROWS[0], code).strength for code in ("4", "9")] == [2, 2]


def test_a_paste_waits_in_its_dialog_while_the_session_has_ended(grid, cell):
    page = grid(**CLIPBOARD)
    page.evaluate("navigator.clipboard.writeText('2')")
    cell(page, ROWS[0], "4").locator("a").focus()
    page.keyboard.press("Control+v")
    save = preview(page).get_by_role("button", name="Save 1 link")
    expect(save).to_be_focused()
    page.context.clear_cookies(name="sessionid")
    save.click()
    expect(preview(page).get_by_role("alert")).to_contain_text("Your session has ended.")
    page.sign_in()  # as another tab does
    save.click()
    expect(state(page)).to_have_text(f"Saved: 4 · {ROWS[0]}")
