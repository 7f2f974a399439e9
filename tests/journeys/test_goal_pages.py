"""Pages of Goals, Action Lines and targets in a real browser: length, tabs without script, old addresses."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.xdist_group("journeys")

#: The most pixels of a page at 1280, and of its main part at 375: with 64 pixels of header, 3,200 in all.
MOST = {(1280, "html"): 2000, (375, ".site-main"): 2690}
LONGEST = ("/goals/9/", "/goals/17/", "/goals/14/", "/action-lines/C2/", "/action-lines/C7-ehealth/", "/targets/9.c/")


@pytest.mark.parametrize("path", LONGEST)
def test_overviews_are_short(page, path):
    for (width, part), most in MOST.items():
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(path)
        assert page.locator(part).bounding_box()["height"] <= most, width


@pytest.fixture
def plain(browser, live_server, transactional_db):
    """A narrow window without script."""
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 375, "height": 667}
    )
    yield context.new_page()
    context.close()


def test_tabs_work_without_script_and_keep_the_answer(plain):
    plain.goto("/goals/9/")
    answer = plain.locator(".answer").inner_text()
    for label, path in (
        ("Who, where and when", "/goals/9/profile/"),
        ("Action Lines and gaps", "/goals/9/links/"),
        ("About", "/goals/9/about/"),
        ("Overview", "/goals/9/"),
    ):
        tabs = plain.get_by_role("navigation", name="Goal 9")
        tabs.get_by_role("link", name=label, exact=True).click()
        expect(plain).to_have_url(path)
        expect(tabs.locator("[aria-current=page]")).to_have_text(label)
        assert plain.locator(".answer").inner_text() == answer
        assert plain.evaluate("document.documentElement.scrollWidth") == 375


def test_lines_in_brief_lead_to_their_chart(page):
    page.goto("/goals/9/#where")
    line = page.locator("#where")
    expect(line).to_be_in_viewport()
    line.get_by_role("link", name="Where").click()
    expect(page).to_have_url("/goals/9/profile/#where")
    expect(page.get_by_role("heading", name="ITU region")).to_be_in_viewport()


def test_bars_of_a_country_have_the_colours_of_goals(page, shipped_map):
    page.goto("/countries/KE/")
    fill = "place => getComputedStyle(document.querySelector(`#picture-${place} .bar-cell rect`)).fill"
    assert [page.evaluate(fill, place) for place in ("goals", "action-lines")] == [
        "rgb(76, 159, 56)",
        "rgb(75, 74, 120)",
    ]
