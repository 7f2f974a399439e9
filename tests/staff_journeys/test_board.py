"""The board of commitments by keyboard and without script, and a report from the form to its page."""

from playwright.sync_api import expect

from activities import rules
from roadmap.models import ProgressUpdate
from tests.axe import found_by_axe
from tests.factories.roadmap import ActionBodyFactory, ActionFactory, ProgressReportFactory


def commitments():
    """Three commitments without a report, one on track."""
    for code, status in (
        ("6.1", "not-reported"),
        ("6.2", "not-reported"),
        ("6.3", "not-reported"),
        ("6.4", "on-track"),
    ):
        ActionBodyFactory(action=ActionFactory(code=code, status=status, rule="ongoing", position=int(code[2])))


def focused(page) -> str:
    return page.evaluate("document.activeElement.getAttribute('href')")


def test_arrow_keys_move_between_cards_and_columns(staff_map, staff_page):
    commitments()
    page = staff_page(rules.COORDINATOR)
    page.goto("/roadmap/board/")
    expect(page.locator(".board-keys")).to_be_visible()
    page.focus("a[href='/roadmap/actions/6.1/']")
    found = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowLeft", "End", "Home", "ArrowUp"):
        page.keyboard.press(key)
        found.append(focused(page).split("/")[-2])
    assert found == ["6.2", "6.3", "6.3", "6.4", "6.1", "6.3", "6.1", "6.1"]
    assert page.locator("a:focus").evaluate("one => getComputedStyle(one).outlineStyle") != "none"
    assert found_by_axe(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.keyboard.press("Enter")
    expect(page).to_have_url("/roadmap/actions/6.1/")


def test_without_script_a_status_is_changed_by_a_form(staff_map, staff_page):
    commitments()
    page = staff_page(rules.COORDINATOR, java_script_enabled=False)
    page.goto("/roadmap/board/?section=6")
    card = page.locator("[id='card-6.2']")
    card.get_by_text("Change status").click()
    card.get_by_role("combobox").select_option("late")
    card.get_by_role("button", name="Report").click()
    expect(page.get_by_label("Late")).to_be_checked()
    page.get_by_label("What was done").fill("The sessions were moved to spring.")
    page.get_by_role("button", name="Publish report").click()
    expect(page.get_by_text("Published: progress of commitment 6.2.")).to_be_visible()
    expect(page.get_by_text("The sessions were moved to spring.")).to_be_visible()
    assert ProgressUpdate.objects.get().status == "late"


def test_pages_of_reports_serve_everybody(staff_map, staff_page):
    commitments()
    page = staff_page(rules.COORDINATOR)
    ProgressReportFactory(action=ActionFactory(code="6.5", rule="ongoing"), due_on=None, submitted_by=page.person)
    for path in ("6.5/", "6.5/report/", "6.5/review/"):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(f"/roadmap/actions/{path}")
        expect(page.locator("h1")).to_have_count(1)
        assert found_by_axe(page) == [], path
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path
