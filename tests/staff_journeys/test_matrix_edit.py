"""The grid in real browsers: by keys alone, two people in one cell, undo, a network that fails, and without script."""

import re

import pytest
from playwright.sync_api import expect

from activities import rules
from activities.actions.mappings import set_mapping
from activities.models import Change, Mapping, Term

pytestmark = pytest.mark.xdist_group("staff journeys")
CODES_TURNED = """[...document.querySelectorAll('.code')].filter(
    code => getComputedStyle(code).direction !== 'ltr').map(code => code.outerHTML)"""


@pytest.fixture
def cell(staff_map):
    """cell(page, title, code) → the cell's locator; `cell.link(title, code)` → the row in the database."""

    def key(title, code):
        return f"{staff_map[title].pk}-{Term.objects.get(code=code).pk}"

    def find(page, title, code):
        return page.locator(f"#c{key(title, code)}")

    find.link = lambda title, code: Mapping.objects.filter(activity=staff_map[title], term__code=code).first()
    find.key = key
    return find


@pytest.fixture
def grid(staff_page, staff_map):
    """grid(…) → a focal point of ITU-D at the grid."""

    def go(address="/matrix/edit/", *, role=rules.FOCAL_POINT, **options):
        page = staff_page(role, ["ITU-D"], **options)
        page.goto(address)
        if options.get("java_script_enabled", True):
            page.wait_for_selector("table[data-grid='on']")
        return page

    return go


def wait_for_focus(page, key: str) -> None:
    """Until the focus is in the cell of this key, or on what reads so."""
    page.wait_for_function(
        """key => {
          const on = document.activeElement;
          return (on.closest('td')?.id.slice(1) ?? on.textContent.trim()) === key;
        }""",
        arg=key,
    )


def state(page):
    return page.locator("#mx-state")


def said(link) -> tuple:
    return (link.withdrawn, link.strength, link.rationale, link.certainty)


# --- Two people, one cell ---


def test_two_browsers_edit_the_same_cell_and_neither_loses_anything(grid, cell):
    ana, lee = grid(name="Ana Diallo"), grid(name="Lee Chen")
    where = ("Smart villages", "9")
    began = cell.link(*where).change_id
    for page in (ana, lee):
        cell(page, *where).locator("a").press("Enter")
        page.get_by_label("Rationale").wait_for()

    ana.get_by_label("Rationale").fill("Ana's reason, long thought about.")
    ana.keyboard.press("Control+Enter")
    expect(state(ana)).to_have_text("Saved: 9, contributes, unconfirmed, with rationale, 1 target linked")

    lee.get_by_label("main purpose").check()
    lee.get_by_label("Rationale").fill("Lee's reason, no less so.")
    lee.get_by_role("button", name="Save link").click()
    panel = lee.get_by_role("dialog")
    expect(panel.get_by_text("This link has changed since you opened it")).to_be_visible()
    expect(panel.get_by_role("group", name="Rationale")).to_contain_text("Ana's reason, long thought about.")
    expect(panel.get_by_role("group", name="Rationale")).to_contain_text("Lee's reason, no less so.")
    expect(panel.get_by_role("group", name="Strength")).to_contain_text("main purpose")
    expect(panel).to_contain_text("Ana Diallo changed this at")
    assert said(cell.link(*where)) == (False, 2, "Ana's reason, long thought about.", "unconfirmed")

    # closing the choice loses nothing either, nor what was written instead of both
    rationale = panel.get_by_role("group", name="Rationale")
    expect(rationale.get_by_role("textbox")).to_be_hidden()
    rationale.get_by_label("Another value").check()
    rationale.get_by_role("textbox").fill("A reason of both.")
    lee.keyboard.press("Escape")
    wait_for_focus(lee, cell.key(*where))
    expect(state(lee)).to_contain_text("Open the cell to choose a value.")
    lee.keyboard.press("Enter")
    expect(rationale.get_by_role("textbox")).to_have_value("A reason of both.")
    panel.get_by_role("button", name="Save chosen values").click()
    expect(state(lee)).to_contain_text("Saved: 9, main purpose")
    assert said(cell.link(*where)) == (False, 3, "A reason of both.", "unconfirmed")

    # Ana, whose page is older now, is told as well
    cell(ana, *where).locator("a").press("1")
    expect(ana.get_by_role("dialog").get_by_role("group", name="Strength")).to_contain_text("main purpose")
    ana.get_by_role("link", name="Discard my changes").click()
    expect(cell(ana, *where)).to_have_class("s3 u r")
    actors = Change.objects.filter(pk__gt=began, verb="mapping.set").order_by("pk").values_list("actor", flat=True)
    assert list(actors) == ["Ana Diallo", "Lee Chen"]


def test_a_conflict_in_a_cell_left_behind_waits_there(grid, cell, staff_map):
    page = grid()
    where = ("Girls in ICT", "4")
    goal = Term.objects.get(code="4")
    set_mapping(activity=staff_map[where[0]], term=goal, strength=1, seen=0, by="somebody else")
    link = cell(page, *where).locator("a")
    page.route("**/matrix/edit/*/*/", lambda route: page.wait_for_timeout(300) or route.continue_())
    link.press("3")
    page.keyboard.press("ArrowRight")  # on to the next one, as people do
    expect(cell(page, *where)).to_have_class(re.compile("is-conflict"))
    expect(state(page)).to_contain_text("Someone else changed this link.")
    expect(page.get_by_role("dialog")).to_have_count(0)
    wait_for_focus(page, cell.key("Girls in ICT", "9"))
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # nothing is chosen yet, so nothing is written
    expect(page.get_by_role("dialog")).to_contain_text("Strength: choose a value, or write another.")
    assert cell.link(*where).strength == 1
    page.get_by_role("dialog").get_by_label("Your value").check()
    page.get_by_role("dialog").get_by_role("button", name="Save chosen values").click()
    expect(state(page)).to_have_text("Saved: 4, main purpose")
    assert cell.link(*where).strength == 3


# --- Keys ---


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
    for digit, words in (("3", "main purpose"), ("1", "related"), ("0", "no link"), ("2", "contributes")):
        page.keyboard.press(digit)
        expect(state(page)).to_have_text(f"Saved: 9, {words}")
        wait_for_focus(page, key("Girls in ICT", "9"))
    assert said(cell.link("Girls in ICT", "9")) == (False, 2, "", "confirmed")
    expect(page.get_by_role("status")).to_have_text("Saved: 9, contributes")
    link = cell(page, "Girls in ICT", "9").locator("a")
    for typed, code, words in (
        ('"', "Digit3", "main purpose"),
        ("١", "Digit1", "related"),
        ("&", "Digit2", "contributes"),
    ):
        link.dispatch_event("keydown", {"key": typed, "code": code})  # French and Arabic keyboards
        expect(state(page)).to_have_text(f"Saved: 9, {words}")

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
    expect(state(page)).to_have_text("Saved: 9, related")
    assert cell.link("Girls in ICT", "9").strength == 1


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
    expect(state(page)).to_have_text("Saved: 4, contributes, with rationale")
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
    expect(state(page)).to_have_text("Saved: 4, related, with rationale")
    expect(page.get_by_role("dialog")).to_have_count(0)  # the second click fell on the grid


# --- Undo ---


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
    expect(state(page)).to_have_text("Saved: 4, main purpose")

    page.keyboard.press("Control+z")
    expect(state(page)).to_have_text("Undone: 4, no link")
    page.get_by_role("button", name="Undo").click()
    expect(state(page)).to_contain_text("Undone: 9, contributes, unconfirmed")
    assert (cell.link("Girls in ICT", "4").withdrawn, said(cell.link(*villages))) == (True, before)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()

    page.get_by_role("button", name="Redo").click()
    expect(state(page)).to_contain_text("Redone: 9, contributes, with rationale")
    page.keyboard.press("Control+y")
    expect(state(page)).to_have_text("Redone: 4, main purpose")
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
        expect(state(page)).to_have_text(f"Saved: 4, {words}")
    for number in reversed(range(20)):
        words = ("related", "contributes", "main purpose")[(number - 1) % 3] if number else "no link"
        page.keyboard.press("Control+z")
        expect(state(page)).to_have_text(f"Undone: 4, {words}")
    assert cell.link("Girls in ICT", "4").withdrawn


# --- When saving fails ---


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
    expect(state(page)).to_have_text("Saved: 4, main purpose")
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
    expect(state(page)).to_have_text("Saved: 4, main purpose, with rationale")
    assert cell.link("Girls in ICT", "4").rationale == "Typed before the session ended."


# --- Everybody ---


def test_columns_open_into_targets_and_close_again(grid, cell):
    page = grid("/matrix/edit/?kind=project")
    page.get_by_role("columnheader").get_by_role("link", name="9 Innovation").click()
    page.wait_for_selector("table[data-grid='on']")
    cell(page, "Girls in ICT", "9.1").locator("a").press("2")
    expect(state(page)).to_have_text("Saved: 9.1, contributes")
    expect(cell(page, "Girls in ICT", "9")).to_contain_text("1")
    page.get_by_role("link", name="All Goals", exact=True).click()
    expect(cell(page, "Girls in ICT", "9")).to_contain_text("no link, 1 target linked")
    expect(page).to_have_url(re.compile(re.escape("?kind=project&columns=goals") + "$"))


def test_the_grid_and_its_editor_serve_everybody(grid, cell, found_by_axe):
    page = grid()
    page.emulate_media(reduced_motion="reduce")
    assert found_by_axe(page) == []
    cell(page, "Smart villages", "9").locator("a").click()
    page.get_by_role("dialog").wait_for()
    assert found_by_axe(page) == []
    page.keyboard.press("Escape")

    page.set_viewport_size({"width": 320, "height": 800})
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert found_by_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    cell(page, "Smart villages", "9").locator("a").click()
    page.get_by_role("dialog").wait_for()
    assert found_by_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_choice_of_a_conflict_serves_everybody(grid, cell, staff_map, found_by_axe):
    page = grid()
    goal = Term.objects.get(code="4")
    set_mapping(activity=staff_map["Girls in ICT"], term=goal, strength=1, seen=0, by="somebody else")
    cell(page, "Girls in ICT", "4").locator("a").press("3")
    page.get_by_role("dialog").wait_for()
    assert found_by_axe(page) == []


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


def test_without_script(grid, cell):
    page = grid("/matrix/edit/?sort=title", java_script_enabled=False, viewport={"width": 375, "height": 800})
    page.get_by_label("Columns", exact=True).select_option("targets-of:9")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("sort=title"))
    cell(page, "Girls in ICT", "9.c").locator("a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Girls in ICT", use_inner_text=True)
    page.get_by_label("main purpose").check()
    page.get_by_label("Rationale").fill("Without script.")
    page.get_by_role("button", name="Save link").click()
    assert re.search(r"\?columns=targets-of%3A9&q=&sort=title.*#c\d+-\d+$", page.url)
    expect(page.get_by_text("Saved: “Girls in ICT”, 9.c.")).to_be_visible()
    expect(cell(page, "Girls in ICT", "9.c")).to_have_class("s3 r")
    assert said(cell.link("Girls in ICT", "9.c")) == (False, 3, "Without script.", "confirmed")


def test_a_conflict_without_script(grid, cell, staff_map):
    page = grid(java_script_enabled=False)
    where = ("Smart villages", "9")
    cell(page, *where).locator("a").click()
    row = cell.link(*where)
    set_mapping(activity=row.activity, term=row.term, strength=1, seen=row.change_id, by="somebody else")
    page.get_by_label("main purpose").check()
    page.get_by_role("button", name="Save link").click()
    expect(page.get_by_role("group", name="Strength")).to_contain_text("related")
    page.get_by_label("Your value").check()
    page.get_by_role("button", name="Save chosen values").click()
    expect(cell(page, *where)).to_have_class("s3 u r")
    assert said(cell.link(*where)) == (False, 3, "Villages get networks.", "unconfirmed")
