"""How long pages are, in pixels, at 1280 and at 375: the tallest that ship. Goals are in test_goal_pages."""

import pytest

from activities.models import Activity

pytestmark = pytest.mark.xdist_group("journeys")

COUNTRY, ACTIVITY, LIST = (2300, 3500), (1800, 2800), (3800, 5200)
PAGES = {
    "/countries/KE/": COUNTRY,
    "/regions/africa/": COUNTRY,
    "/regions/americas/": COUNTRY,
    "/organisations/itu-d/": COUNTRY,
    "/activities/": LIST,
    "/activities/?q=health": LIST,
    "/activities/?view=table": LIST,
    "/organisations/": LIST,
    "/search/?q=health": LIST,
    "/roadmap/progress/": (1800, 2400),
    "/roadmap/editions/2019/": (1800, 2400),
    "/roadmap/documents/": LIST,
    "/roadmap/hlpf/": LIST,
    "/roadmap/mechanisms/cstd/": LIST,
    "/roadmap/operational-plans/": LIST,
    "/roadmap/targets/": (3800, 5700),
    "/roadmap/plans/sp-2020/": LIST,
    "/roadmap/plans/sp-2024/": LIST,
}
ACTIVITIES = (
    "EQUALS: Global Partnership to Bridge the Gender Digital Divide",
    "ITU strategic plan 2020–2023 and its linkages with the SDGs",
    "National Emergency Telecommunication Plans (NETP) assistance",
    "National CIRT readiness and maturity assessments 2025",
    "WSIS Forum",
)


def heights(page, path):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(path)
    found = []
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 800})
        found.append(page.locator("html").bounding_box()["height"])
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    return found


@pytest.mark.parametrize(("path", "most"), PAGES.items(), ids=PAGES)
def test_pages_are_short(page, path, most):
    wide, narrow = heights(page, path)
    assert (wide <= most[0], narrow <= most[1]) == (True, True), (wide, narrow)


@pytest.mark.parametrize("title", ACTIVITIES)
def test_pages_of_activities_are_short(page, title):
    wide, narrow = heights(page, Activity.objects.get(title=title).get_absolute_url())
    assert (wide <= ACTIVITY[0], narrow <= ACTIVITY[1]) == (True, True), (wide, narrow)


def test_reasons_of_the_matrix_wait_for_the_reader_on_a_phone(page):
    path = Activity.objects.get(title=ACTIVITIES[3]).get_absolute_url()
    page.goto(path)
    reasons = page.locator(".why--official")
    assert reasons.first.is_visible()
    page.set_viewport_size({"width": 375, "height": 800})
    assert not reasons.first.is_visible()
    page.get_by_text("reasons from the WSIS-SDG Matrix").first.click()
    assert reasons.first.is_visible()
