"""A focal point edits the links of an activity in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.staff_journeys.editing.links import mapping, row

pytestmark = pytest.mark.xdist_group("staff journeys")


def test_links_by_one_key(page, activity):
    page.goto(f"/activities/{activity.pk}/mappings/")
    expect(page.locator(".keys")).to_be_visible()
    first = row(page, "4")
    first.focus()
    page.keyboard.press("j")
    expect(row(page, "9")).to_be_focused()
    page.keyboard.press("c")
    row(page, "9").locator(".certainty--unconfirmed").wait_for(state="detached")
    assert mapping("9").certainty == "confirmed"
    expect(row(page, "9")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(row(page, "C2")).to_be_focused()
    page.keyboard.press("k")
    expect(row(page, "9")).to_be_focused()
    page.keyboard.press("e")
    text = row(page, "9").get_by_label("Rationale")
    text.fill("")
    text.press_sequentially("cjke")  # typed, not obeyed
    expect(text).to_have_value("cjke")
    page.keyboard.press("Escape")
    row(page, "9").locator("form.link__form").wait_for(state="detached")
    expect(row(page, "9")).to_be_focused()
    assert mapping("C2").certainty == "unconfirmed"
    # what was typed is back when the form opens again
    row(page, "9").get_by_role("link", name="Edit 9").click()
    expect(row(page, "9").get_by_label("Rationale")).to_have_value("cjke")
    expect(row(page, "9").get_by_text("Your unsaved text has been restored")).to_be_visible()


def test_keys_quicker_than_the_server_reach_the_link_they_are_meant_for(page, activity):
    page.goto(f"/activities/{activity.pk}/mappings/")
    waiting = []
    page.route("**/confirm/", lambda route: waiting.append(route))
    row(page, "9").focus()
    for key in ("c", "ArrowDown", "c", "k", "ArrowDown"):
        page.keyboard.press(key)
    while len(waiting) < 2:
        page.wait_for_timeout(20)
    for code, route in zip(("9", "C2"), waiting, strict=True):
        route.continue_()
        expect(row(page, code).locator(".certainty--unconfirmed")).to_have_count(0)
        page.wait_for_timeout(60)  # htmx settles a little after it has swapped, and may not fetch the focus then either
        expect(row(page, "C2")).to_be_focused()
    assert (mapping("9").certainty, mapping("C2").certainty) == ("confirmed", "confirmed")


def test_what_does_not_reach_the_server_is_told_and_nothing_is_sent_twice(page, activity):
    page.goto(f"/activities/{activity.pk}/mappings/")
    page.route("**/confirm/", lambda route: route.abort())
    row(page, "9").get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Not saved")).to_be_visible()
    page.unroute("**/confirm/")
    row(page, "9").get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Not saved")).to_be_hidden()
    expect(row(page, "9").locator(".certainty--unconfirmed")).to_have_count(0)
    expect(row(page, "9")).to_be_focused()

    page.goto(f"/activities/{activity.pk}/withdraw/")
    page.get_by_label("Reason").fill("No longer funded")
    sent = []
    page.route("**/withdraw/", lambda route: sent.append(route))
    for _time in range(2):
        page.keyboard.press("Enter")
        page.wait_for_timeout(200)
    assert len(sent) == 1
    sent[0].continue_()
    expect(page.get_by_text("This activity has been withdrawn")).to_be_visible()


def test_a_link_is_withdrawn_and_the_undo_waits(page, activity):
    page.goto(f"/activities/{activity.pk}/mappings/")
    row(page, "4").get_by_role("button", name="Withdraw").click()
    undo = row(page, "4").get_by_role("button", name="Undo")
    undo.wait_for()
    assert mapping("4").withdrawn
    page.wait_for_timeout(10_500)
    undo.click()
    row(page, "4").get_by_role("button", name="Withdraw").wait_for()
    back = mapping("4")
    assert (back.withdrawn, back.strength) == (False, 3)


def test_two_browsers_one_link_and_nothing_is_lost(page, chair, activity):
    for window in (page, chair):
        window.goto(f"/activities/{activity.pk}/mappings/")
        row(window, "9").get_by_role("link", name="Edit 9").click()
        row(window, "9").get_by_label("Rationale").wait_for()
    row(chair, "9").get_by_label("Rationale").fill("Theirs")
    row(chair, "9").get_by_role("button", name="Save").click()
    row(chair, "9").get_by_text("Theirs").wait_for()
    row(page, "9").get_by_label("Rationale").fill("Mine")
    row(page, "9").get_by_label("related").check()
    row(page, "9").get_by_role("button", name="Save").click()
    conflict = row(page, "9")
    conflict.get_by_text("This link has changed since you opened it").wait_for()
    expect(conflict.get_by_text("Theirs", exact=True)).to_be_visible()
    conflict.locator("[name=keep_rationale][value=mine]").check()
    conflict.get_by_role("button", name="Save chosen values").click()
    conflict.locator("form.link__form").wait_for(state="detached")
    kept = mapping("9")
    assert (kept.rationale, kept.strength) == ("Mine", 1)
    # the other one is in the history
    chair.goto(f"/activities/{activity.pk}/")
    expect(chair.get_by_text("Rationale added")).to_have_count(1)


def test_links_without_script(plain, activity):
    plain.goto(f"/activities/{activity.pk}/mappings/")
    plain.get_by_label("Add a link").fill("internet")
    plain.get_by_role("main").get_by_role("button", name="Find").click()
    plain.get_by_role("link", name=re.compile("Internet access")).click()
    plain.get_by_label("related").check()
    plain.get_by_role("button", name="Save").click()
    assert mapping("9.c").strength == 1
    row(plain, "9").get_by_role("button", name="Confirm").click()
    assert mapping("9").certainty == "confirmed"
    row(plain, "9").get_by_role("button", name="Withdraw").click()
    plain.locator(".undo").get_by_role("button", name="Undo").click()
    assert not mapping("9").withdrawn
    plain.get_by_role("main").get_by_role("link", name="Sustainable Development Goals").click()
    plain.get_by_role("link", name="Targets of Goal 9").click()
    expect(plain.get_by_text("linked: related")).to_be_visible()
