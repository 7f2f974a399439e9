"""The reference page in a browser, and its search."""

import pytest
from playwright.sync_api import expect

from tests.factories.activities import MappingFactory, TargetFactory

DOCS = "/api/v1/docs/"


@pytest.mark.parametrize("width", [1280, 375])
def test_it_reads_in_a_browser_without_breach_of_the_policy(page, transactional_db, width):
    MappingFactory(term=TargetFactory(code="9.c"))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(DOCS)
    assert page.title() == "API documentation – SDG Map – ITU"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("Search addresses, parameters and columns").fill("country_alpha3")
    expect(page.get_by_role("status").filter(has_text="Parts of the documentation with")).to_be_visible()
    assert "frameworks-list" not in page.locator("#reference li").evaluate_all("parts => parts.map((part) => part.id)")
    assert page.url.endswith("?q=country_alpha3")
    page.get_by_role("link", name="List mappings").click()
    expect(page.locator("h1")).to_have_text("Activities and mappings")
    assert page.url.endswith("/docs/activities-and-mappings/#mappings-list")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
