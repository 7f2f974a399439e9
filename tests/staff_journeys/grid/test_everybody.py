"""The grid serves everybody: columns, accessibility rules, narrow windows, no script."""

import re

import pytest
from playwright.sync_api import expect

from tests.axe import found_by_axe
from tests.staff_journeys.grid.reading import said, state

pytestmark = pytest.mark.xdist_group("staff journeys")


def test_columns_open_into_targets_and_close_again(grid, cell):
    page = grid("/matrix/edit/?kind=project")
    page.get_by_role("columnheader").get_by_role("link", name="9 Innovation").click()
    page.wait_for_selector("table[data-grid='on']")
    cell(page, "Girls in ICT", "9.1").locator("a").press("2")
    expect(state(page)).to_have_text("Saved: 9.1, contributes, proposed")
    expect(cell(page, "Girls in ICT", "9")).to_contain_text("1")
    page.get_by_role("link", name="All Goals", exact=True).click()
    expect(cell(page, "Girls in ICT", "9")).to_contain_text("no link, 1 target linked")
    expect(page).to_have_url(re.compile(re.escape("?kind=project&columns=goals") + "$"))


def test_the_grid_and_its_editor_serve_everybody(grid, cell):
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
    page.get_by_text("Show as grid").click()
    assert found_by_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    cell(page, "Smart villages", "9").locator("a").click()
    page.get_by_role("dialog").wait_for()
    assert found_by_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_without_script(grid, cell):
    page = grid("/matrix/edit/?sort=title", java_script_enabled=False, viewport={"width": 375, "height": 800})
    page.get_by_label("Columns", exact=True).select_option("targets-of:9")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("sort=title"))
    page.get_by_text("Show as grid").click()
    cell(page, "Girls in ICT", "9.c").locator("a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Girls in ICT", use_inner_text=True)
    page.get_by_label("main purpose").check()
    page.get_by_label("Rationale").fill("Without script.")
    page.get_by_role("button", name="Save link").click()
    assert re.search(r"\?columns=targets-of%3A9&q=&sort=title.*#c\d+-\d+$", page.url)
    expect(page.get_by_text("Saved: “Girls in ICT”, 9.c.")).to_be_visible()
    expect(cell(page, "Girls in ICT", "9.c")).to_have_class("s3 u r")
    assert said(cell.link("Girls in ICT", "9.c")) == (False, 3, "Without script.", "proposed")
