"""The grid by keys alone, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.staff_journeys.grid.reading import said, state, wait_for_focus

pytestmark = pytest.mark.xdist_group("staff journeys")
#: Keys and the words of the cell after each. Only C confirms a link.
STRENGTHS = (
    ("3", "main purpose, proposed"),
    ("1", "related, proposed"),
    ("0", "no link"),
    ("2", "contributes, proposed"),
)
CODES_TURNED = """[...document.querySelectorAll('.code')].filter(
    code => getComputedStyle(code).direction !== 'ltr').map(code => code.outerHTML)"""


def test_by_keys_alone(grid, cell):
    page = grid()
    key = cell.key
    cell(page, "Spectrum training", "4").locator("a").focus()
    for pressed, where in [
        ("ArrowRight", key("Spectrum training", "9")),
        ("ArrowDown", key("Broadband maps", "9")),
        ("Home", "Broadband maps ITU-D"),
        ("ArrowRight", key("Broadband maps", "4")),
        ("End", key("Broadband maps", "9")),
        ("PageDown", key("Smart villages", "9")),
        ("PageUp", "9 Innovation: show its targets"),
        ("Control+End", key("Smart villages", "9")),
        ("Control+Home", "Activity"),
    ]:
        page.keyboard.press(pressed)
        wait_for_focus(page, where)
    expect(page.locator("table[role=grid] [tabindex='0']")).to_have_count(1)

    cell(page, "Girls in ICT", "9").locator("a").focus()
    expect(page.locator("td[aria-selected='true']")).to_have_attribute("id", f"c{key('Girls in ICT', '9')}")
    for digit, words in STRENGTHS:
        page.keyboard.press(digit)
        expect(state(page)).to_have_text(f"Saved: 9, {words}")
        wait_for_focus(page, key("Girls in ICT", "9"))
    assert said(cell.link("Girls in ICT", "9")) == (False, 2, "", "proposed")
    expect(page.get_by_role("status")).to_have_text("Saved: 9, contributes, proposed")
    link = cell(page, "Girls in ICT", "9").locator("a")
    for typed, code, words in (
        ('"', "Digit3", "main purpose, proposed"),
        ("١", "Digit1", "related, proposed"),
        ("&", "Digit2", "contributes, proposed"),
    ):
        link.dispatch_event("keydown", {"key": typed, "code": code})  # French and Arabic keyboards
        expect(state(page)).to_have_text(f"Saved: 9, {words}")

    page.keyboard.press("c")
    expect(state(page)).to_have_text("Saved: 9, contributes")
    page.keyboard.press("c")
    expect(state(page)).to_have_text("This cell has no link to confirm.")
    cell(page, "Smart villages", "9").locator("a").focus()
    page.keyboard.press("c")
    expect(state(page)).to_contain_text("Saved: 9, contributes, with rationale")
    assert said(cell.link("Smart villages", "9")) == (False, 2, "Villages get networks.", "confirmed")

    page.keyboard.press("F2")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("3")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("Written by keys.")
    page.keyboard.press("Control+Enter")
    expect(state(page)).to_contain_text("Saved: 9, main purpose, with rationale")
    wait_for_focus(page, key("Smart villages", "9"))
    assert said(cell.link("Smart villages", "9")) == (False, 3, "Written by keys.", "confirmed")


def test_keys_typed_faster_than_saved_end_in_the_last(grid, cell):
    page = grid()
    page.route("**/matrix/edit/*/*/", lambda route: page.wait_for_timeout(200) or route.continue_())
    cell(page, "Girls in ICT", "9").locator("a").focus()
    for digit in "1231":
        page.keyboard.press(digit)
    expect(state(page)).to_have_text("Saved: 9, related, proposed")
    assert cell.link("Girls in ICT", "9").strength == 1


def test_arrows_follow_the_writing_direction(grid, cell):
    page = grid(extra_http_headers={"Accept-Language": "ar"})
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    cell(page, "Girls in ICT", "4").locator("a").focus()
    page.keyboard.press("ArrowLeft")
    wait_for_focus(page, cell.key("Girls in ICT", "9"))
    page.keyboard.press("ArrowRight")
    wait_for_focus(page, cell.key("Girls in ICT", "4"))
    assert page.evaluate(CODES_TURNED) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
