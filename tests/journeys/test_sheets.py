"""Sheets on A4 as Chromium prints them, and pages as they are printed themselves."""

import re

import pytest

pytestmark = pytest.mark.xdist_group("every page")
LONG = "digital-initiatives-group-at-itech-university-of-washington"
ONE_PAGE = (
    "/countries/KE/",
    "/countries/TV/",
    "/regions/global/",
    "/goals/9/",
    "/goals/17/",
    "/action-lines/C7-ehealth/",
    "/organisations/itu-d/",
    f"/organisations/{LONG}/",
)
#: Boxes that end beyond the sheet, or whose text is cut.
OVERFLOWING = """[...document.querySelectorAll('.sheet *')].filter(each =>
    each.getBoundingClientRect().right > document.querySelector('.sheet').getBoundingClientRect().right + 1
    || (each.children.length === 0 && each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 1)
).map(each => each.outerHTML.slice(0, 80))"""


def sheets(page) -> int:
    """The number of pages of paper."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("path", ONE_PAGE)
def test_a_sheet_is_one_page_of_a4_with_nothing_cut(page, path):
    page.goto(path + "?view=sheet")
    assert sheets(page) == 1
    page.set_viewport_size({"width": 688, "height": 1039})  # 182 × 275 mm
    page.emulate_media(media="print")
    assert page.evaluate(OVERFLOWING) == []
    assert (
        page.locator(".site-header, .site-footer, .no-print").evaluate_all(
            "all => all.filter(each => each.getClientRects().length).map(each => each.className)"
        )
        == []
    )


def test_activities_take_two_pages_at_most(page):
    page.goto("/activities/")
    longest = page.request.get("/api/v1/activities/?limit=500").json()["results"]
    longest.sort(key=lambda each: len(each["description"]) + sum(150 + len(m["rationale"]) for m in each["mappings"]))
    for activity in (longest[0], longest[-2], longest[-1]):
        page.goto(f"/activities/{activity['id']}/?view=sheet")
        assert sheets(page) <= 2, activity["id"]


def test_lists_print_as_tables_of_forty_rows_a_page(page):
    page.goto("/activities/?goal=9&view=table")
    assert page.locator(".listing-table tbody tr").count() == 40
    page.set_viewport_size({"width": 680, "height": 1000})
    page.emulate_media(media="print")
    assert page.locator(".filter-chip").first.is_visible()
    assert not page.locator(".listing__form, .facet, .downloads, .pager").first.is_visible()
    rows = page.locator(".listing-table tbody tr").evaluate_all("all => all.map(r => r.getBoundingClientRect().height)")
    assert sum(rows) / len(rows) < 28  # pixels: 7.4 mm
