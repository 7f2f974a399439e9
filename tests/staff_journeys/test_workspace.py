"""A focal point's morning: see what needs attention, confirm in the list, take it back, save a view, find gaps."""

import pytest
from playwright.sync_api import expect

from activities import rules
from activities.actions.activities import update_activity
from activities.models import Activity, Mapping, SavedFilter
from activities.summaries import rebuild
from tests.axe import OF_LANGUAGE, found_by_axe
from tests.factories.activities import ActionLineFactory, CrosswalkFactory, GoalFactory, MappingFactory, UserFactory

pytestmark = pytest.mark.xdist_group("staff journeys")


@pytest.fixture
def page(staff_page, staff_map):
    return staff_page(rules.FOCAL_POINT, ["ITU-D"], name="Amal")


@pytest.fixture
def plain(staff_page, staff_map):
    """A narrow window without script."""
    return staff_page(
        rules.FOCAL_POINT, ["ITU-D"], name="Amal", java_script_enabled=False, viewport={"width": 375, "height": 800}
    )


@pytest.fixture
def odd(staff_map):
    """One activity that contradicts the Matrix, and a gap that nobody serves."""
    for term in (ActionLineFactory(code="C4"), GoalFactory(code="4")):
        MappingFactory(activity=staff_map["Girls in ICT"], term=term, strength=3)
    CrosswalkFactory(from_term=ActionLineFactory(code="C4"), to_term=GoalFactory(code="9"), rationale="Skills.")


def test_confirm_in_the_list_and_take_it_back(page, staff_map):
    page.goto("/workspace/")
    page.get_by_role("link", name="All 4 are due for confirmation.").click()
    row = page.locator("li.todo", has=page.get_by_role("link", name="Broadband maps"))
    row.get_by_role("button", name="Still correct").click()
    expect(row.get_by_text("Confirmed today")).to_be_visible()
    expect(page.locator("#group-count")).to_have_text("ITU-D: 3 activities.")
    expect(page.locator("#group-status")).to_have_text("Confirmed. ITU-D: 3 activities.")
    expect(page).to_have_url("/workspace/stale/")
    assert Activity.objects.get(title="Broadband maps").confirmed_on

    # the key that confirmed, pressed once more, takes nothing back
    expect(row.get_by_text("Confirmed today")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(row.get_by_role("button", name="Undo")).to_be_focused()
    assert Activity.objects.get(title="Broadband maps").confirmed_on
    page.keyboard.press("Enter")
    expect(row).to_be_focused()
    expect(row.get_by_role("button", name="Still correct")).to_be_visible()
    expect(page.locator("#group-count")).to_have_text("ITU-D: 4 activities.")
    assert Activity.objects.get(title="Broadband maps").confirmed_on is None


def test_confirm_all_links_of_a_row(page):
    page.goto("/workspace/open/")
    page.get_by_role("button", name="Confirm the link").click()
    expect(page.get_by_text("Links confirmed")).to_be_visible()
    assert not Mapping.objects.filter(certainty="unconfirmed").exists()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Confirm the link")).to_be_visible()
    assert Mapping.objects.filter(certainty="unconfirmed").count() == 1


def test_an_entry_edited_meanwhile_shows_what_changed_and_can_be_confirmed_then(page, staff_map):
    page.goto("/workspace/stale/")
    row = staff_map["Broadband maps"]
    other = UserFactory(name="Li", role=rules.COORDINATOR)
    update_activity(activity=row, fields={"description": "Maps of fibre."}, seen=row.change_id, by=other)
    Activity.objects.filter(pk=row.pk).update(confirmed_on=None)  # an edit confirms the entry, too
    item = page.locator(f"#activity-{row.pk}")
    item.get_by_role("button", name="Still correct").click()
    expect(item.get_by_text("it has changed since you opened this list")).to_be_visible()
    expect(item.get_by_text("Description added: “Maps of fibre.”")).to_be_visible()
    item.get_by_role("button", name="Still correct").click()
    expect(item.get_by_text("Confirmed today")).to_be_visible()


def test_all_of_it_without_script(plain):
    plain.goto("/workspace/")
    plain.get_by_role("link", name="All 4 are due for confirmation.").click()
    row = plain.locator("li.todo", has=plain.get_by_role("link", name="Broadband maps"))
    row.get_by_role("button", name="Still correct").click()
    done = plain.locator(".todos--asked")
    expect(done.get_by_text("Confirmed today")).to_be_visible()
    assert Activity.objects.get(title="Broadband maps").confirmed_on
    done.get_by_role("button", name="Undo").click()
    expect(plain.locator("#group-count")).to_have_text("ITU-D: 4 activities.")

    plain.get_by_text("Save this view").click()
    plain.get_by_label("Name of the view").fill("To confirm")
    plain.get_by_role("button", name="Save", exact=True).click()
    expect(plain.get_by_text("Saved as “To confirm”.")).to_be_visible()
    expect(plain).to_have_url("/workspace/stale/")
    plain.goto("/workspace/filters/")
    plain.get_by_label("New name").fill("Each year")
    plain.get_by_role("button", name="Rename").click()
    plain.get_by_role("button", name="Remove").click()
    expect(plain.get_by_text("has been removed")).to_be_visible()
    plain.get_by_role("button", name="Undo").click()
    assert list(SavedFilter.objects.values_list("name", "query")) == [("Each year", "group=stale")]


def test_a_filtered_list_is_saved_and_opened_from_the_workspace(page):
    page.goto("/activities/")
    page.get_by_role("link", name="Innovation").first.click()
    page.get_by_text("Save this view").click()
    page.get_by_label("Name of the view").fill("Innovation only")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as “Innovation only”.")).to_be_visible()
    page.goto("/workspace/")
    page.get_by_role("link", name="Innovation only").click()
    expect(page).to_have_url("/activities/?goal=9")


def test_a_gap_opens_and_tells_why_and_who_could(page, odd):
    rebuild()
    page.goto("/gaps/")
    page.locator("summary", has_text="C4").click()
    expect(page.get_by_text("1 activity under C4 could contribute")).to_be_visible()
    expect(page.get_by_role("cell", name="Skills.")).to_be_visible()
    with page.expect_download() as caught:
        page.get_by_role("link", name="CSV").first.click()
    assert caught.value.suggested_filename == "gaps-matrix.csv"


PAGES = (
    "/workspace/",
    "/workspace/stale/",
    "/workspace/open/",
    "/workspace/unmapped/",
    "/workspace/contradictory/",
    "/workspace/unreasoned/",
    "/workspace/filters/",
    "/gaps/",
)


@pytest.mark.parametrize("role", [rules.FOCAL_POINT, rules.COORDINATOR])
@pytest.mark.parametrize("path", PAGES)
def test_pages_serve_everybody(staff_page, odd, path, role):
    """axe in both schemes and directions, and no sideways scroll at 320 pixels."""
    page = staff_page(role, ["ITU-D"])
    page.person.saved_filters.create(name="A" * 80, page="activity-list", query="goal=9")
    page.emulate_media(reduced_motion="reduce")
    response = page.goto(path)
    assert (response.status, page.locator("h1").count()) == (200, 1)
    page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
    assert found_by_axe(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.set_viewport_size({"width": 320, "height": 800})
    assert found_by_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.context.set_extra_http_headers({"Accept-Language": "ar"})
    page.goto(path)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert found_by_axe(page, only=OF_LANGUAGE) == []
