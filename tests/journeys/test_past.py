"""A reader views a past date, follows links, compares dates and returns to today, with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from activities.models import Change
from activities.summaries import past
from tests.axe import found_by_axe

pytestmark = pytest.mark.xdist_group("past")


@pytest.fixture(autouse=True)
def _no_moments_left(transactional_db):
    yield
    for number in past.built():
        past.drop(number)


def banner(page):
    return page.get_by_role("region", name="Date shown")


def test_a_reader_stays_in_the_moment_until_going_home(page):
    number = Change.objects.latest("id").id
    page.goto(f"/goals/9/?as_of={number}")
    expect(banner(page).get_by_text(re.compile(f"version {number} of"))).to_be_visible()
    assert found_by_axe(page) == []
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Activities").click()
    expect(page).to_have_url(f"/activities/?as_of={number}")
    page.get_by_label("Words in title").fill("cybersecurity")
    page.get_by_role("main").get_by_role("button", name="Search").click()  # htmx swaps the list
    page.wait_for_url(re.compile("q=cybersecurity"))
    expect(page).to_have_url(re.compile(f"as_of={number}"))
    page.get_by_role("link", name=re.compile("^ITU-D")).first.click()
    page.wait_for_url(re.compile("sector=ITU-D"))
    expect(page).to_have_url(re.compile(f"as_of={number}"))
    expect(banner(page)).to_be_visible()
    page.reload()
    expect(banner(page)).to_be_visible()
    banner(page).get_by_role("link", name="Back to today").click()
    expect(page).not_to_have_url(re.compile("as_of"))
    expect(page).to_have_url(re.compile("sector=ITU-D"))
    expect(banner(page)).to_have_count(0)


def test_the_matrix_opens_its_cells_within_the_moment(page):
    number = Change.objects.latest("id").id
    page.goto(f"/matrix/?as_of={number}")
    with page.expect_response(re.compile("/matrix/C2/9/")) as answer:
        page.locator("td a[href^='/matrix/C2/9/']").click()
    assert f"as_of={number}" in answer.value.url
    page.locator("#crossing-panel .crossing__title").wait_for()


def test_narrow_on_paper_and_from_right_to_left(page):
    number = Change.objects.latest("id").id
    page.emulate_media(reduced_motion="reduce")
    for path in (f"/goals/9/?as_of={number}", f"/compare/?from={number}"):
        page.set_viewport_size({"width": 320, "height": 800})
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        assert found_by_axe(page) == []
    page.goto(f"/goals/9/?as_of={number}")
    page.emulate_media(media="print")
    expect(banner(page)).to_be_visible()
    expect(banner(page).get_by_role("link", name="Back to today")).to_have_count(0)
    page.emulate_media(media="screen", color_scheme="dark", reduced_motion="reduce")
    assert found_by_axe(page) == []
    page.context.set_extra_http_headers({"Accept-Language": "ar"})
    page.goto(f"/goals/9/?as_of={number}")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator(".past-banner")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_day_is_asked_for_without_script(browser, live_server, transactional_db):
    change = Change.objects.latest("id")
    day = change.at.date().isoformat()
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    plain = context.new_page()
    plain.goto("/activities/?goal=9")
    plain.get_by_label("View this page on").fill(day)
    plain.get_by_role("button", name="Show", exact=True).click()
    expect(plain).to_have_url(f"/activities/?goal=9&as_of={day}")
    expect(banner(plain)).to_be_visible()
    plain.get_by_label("View this page on").fill("2001-01-01")
    plain.get_by_role("button", name="Show", exact=True).click()
    expect(plain.get_by_role("heading", level=1)).to_have_text(
        "Nothing had been published by then", use_inner_text=True
    )
    plain.get_by_role("link", name=re.compile("^View this page on")).click()
    expect(banner(plain)).to_be_visible()
    context.close()
