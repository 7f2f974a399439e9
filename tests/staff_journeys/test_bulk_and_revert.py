"""A focal point links many activities at once and reverts it, in a real browser, with and without scripts."""

import pytest
from playwright.sync_api import expect

from activities import rules
from activities.actions.activities import update_activity
from activities.models import Activity, Change, Mapping
from tests.axe import found_by_axe

pytestmark = pytest.mark.xdist_group("staff journeys")


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def page(request, staff_map, staff_page):
    page = staff_page(rules.FOCAL_POINT, ["ITU-D"], name="Amal", java_script_enabled=request.param)
    page.scripted = request.param
    return page


@pytest.fixture
def looked_at(page):
    """looked_at() → problems of the current page: axe in light and dark, and pixels too wide at 320."""

    def look():
        if not page.scripted:
            return []
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        found = found_by_axe(page)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        page.set_viewport_size({"width": 320, "height": 800})
        found += found_by_axe(page)
        wider = page.evaluate("document.documentElement.scrollWidth") - 320
        page.set_viewport_size({"width": 1280, "height": 800})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        return found + ([f"{wider} px too wide"] if wider else [])

    return look


def links(code) -> list[str]:
    rows = Mapping.objects.live().filter(term__code=code).order_by("activity__title")
    return list(rows.values_list("activity__title", flat=True))


def test_bulk_add_preview_apply_revert(page, looked_at):
    page.goto("/activities/")
    for title in ("Broadband maps", "Girls in ICT"):
        page.get_by_role("checkbox", name=title).check()
    page.get_by_role("button", name="Edit selected activities").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Edit many activities")
    expect(page.get_by_role("radio", name="Only the activities ticked below")).to_be_checked()
    assert looked_at() == []

    page.get_by_role("button", name="Preview changes").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose the change to make.")
    page.get_by_role("radio", name="Add links").check()
    page.locator("[name=link-terms]").fill("C4 9.1")
    page.locator("[name=link-rationale]").fill("It teaches how networks are planned.")
    page.get_by_role("button", name="Preview changes").click()
    expect(page.get_by_text("2 activities selected. Nothing has been saved yet.")).to_be_visible()
    expect(page.get_by_text("4 links will be added.")).to_be_visible()
    assert looked_at() == []
    assert links("C4") == []

    page.get_by_label("Reason (optional)").fill("Agreed in the Task Force")
    page.get_by_role("button", name="Save 4 changes").click()
    expect(page.get_by_role("status")).to_contain_text("4 rows were changed")
    expect(page.get_by_text("Agreed in the Task Force")).to_be_visible()
    assert links("C4") == links("9.1") == ["Broadband maps", "Girls in ICT"]
    assert looked_at() == []

    page.get_by_role("button", name="Revert this change").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Change reverted")
    assert links("C4") == links("9.1") == []
    page.get_by_role("link", name="View that change").click()
    expect(page.get_by_text("Reverted by change")).to_be_visible()
    assert looked_at() == []
    page.goto("/changes/")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Change reverted")
    assert looked_at() == []


def test_others_come_first_and_nothing_is_lost(page, staff_map, looked_at):
    page.goto("/activities/bulk/")
    page.get_by_role("radio", name="Add links").check()
    page.locator("[name=link-terms]").fill("C4")
    page.get_by_role("button", name="Preview changes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Preview: Add links")
    page.go_back()
    expect(page.locator("[name=link-terms]")).to_have_value("C4")
    page.get_by_role("radio", name="Set the status").check()
    page.locator("[name=status-status]").select_option("completed")
    page.get_by_role("button", name="Preview changes").click()
    expect(page.get_by_text("1 activity is left out because you cannot edit it.")).to_be_visible()
    first = staff_map["Smart villages"]
    update_activity(activity=first, fields={"status": "suspended"}, seen=first.change_id, by="A colleague")
    page.get_by_label("Reason (optional)").fill("Yearly review")
    page.get_by_role("button", name="Save 4 changes").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("other people have changed these rows")
    expect(page.get_by_role("main")).to_contain_text("Smart villages")
    expect(page.get_by_role("main")).to_contain_text("Suspended")
    assert looked_at() == []
    page.get_by_role("button", name="New preview").click()
    expect(page.get_by_label("Reason (optional)")).to_have_value("Yearly review")
    page.get_by_role("button", name="Save 4 changes").click()
    expect(page.get_by_role("status")).to_contain_text("4 rows were changed")
    assert set(Activity.objects.filter(organisation__sector="ITU-D").values_list("status", flat=True)) == {"completed"}

    change = Change.objects.latest("id")
    update_activity(activity=first, fields={"status": "planned"}, seen=change.pk, by="A colleague")
    page.get_by_role("button", name="Revert this change").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was saved")
    expect(page.get_by_text("1 row cannot be reverted.")).to_be_visible()
    assert looked_at() == []
    page.get_by_role("button", name="Revert the others").click()
    expect(page.get_by_role("status")).to_contain_text("was reverted")
    found = dict(Activity.objects.filter(organisation__sector="ITU-D").values_list("title", "status"))
    assert found.pop("Smart villages") == "planned"
    assert set(found.values()) == {"ongoing"}
