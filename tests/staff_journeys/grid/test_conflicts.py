"""Two people in one cell of the grid, in real browsers."""

import re

import pytest
from playwright.sync_api import expect

from activities.actions.links.mappings import set_mapping
from activities.models import Change, Term
from tests.axe import found_by_axe
from tests.staff_journeys.grid.reading import said, state, wait_for_focus

pytestmark = pytest.mark.xdist_group("staff journeys")


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

    # Ana, whose page is out of date now, is notified, too
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
    expect(state(page)).to_have_text("Saved: 4, main purpose, proposed")
    assert cell.link(*where).strength == 3


def test_the_choice_of_a_conflict_serves_everybody(grid, cell, staff_map):
    page = grid()
    goal = Term.objects.get(code="4")
    set_mapping(activity=staff_map["Girls in ICT"], term=goal, strength=1, seen=0, by="somebody else")
    cell(page, "Girls in ICT", "4").locator("a").press("3")
    page.get_by_role("dialog").wait_for()
    assert found_by_axe(page) == []


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
