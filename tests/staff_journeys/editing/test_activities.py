"""A focal point enters and edits activities in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from activities import rules
from activities.models import Activity, Mapping, Term
from tests.factories.activities import (
    ActivityFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.signing_in import PASSWORD, session_cookie
from tests.staff_journeys.editing.conftest import ARABIC

pytestmark = pytest.mark.xdist_group("staff journeys")


def saved(page, address):
    page.wait_for_url(re.compile(re.escape(address) + "$"))


def test_enter_an_activity_and_say_what_it_contributes_to(page, activity):
    page.goto("/activities/new/")
    page.get_by_label("Title", exact=True).fill("Schools online in Kenya")
    page.get_by_label("Kind").select_option("project")
    page.get_by_label("Status").select_option("ongoing")
    page.get_by_label("Show countries whose name contains").fill("ken")
    page.get_by_label("Kenya").check()
    expect(page.locator("[data-count]")).to_have_text("1 chosen", use_inner_text=True)
    page.get_by_label("End year").fill("1700")
    page.get_by_label("Title", exact=True).press("Enter")  # the first button of the form is Save
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").click()
    expect(page.locator("#id_end_year")).to_be_focused()
    page.get_by_label("End year").fill("")
    page.get_by_role("button", name="Save and edit links").click()
    page.wait_for_url(re.compile(r"/mappings/$"))
    made = Activity.objects.get(title="Schools online in Kenya")
    assert (made.countries, made.end_year) == (["KE"], None)

    field = page.get_by_role("combobox", name="Add a link")
    field.fill("éducation")
    page.get_by_role("option").first.wait_for()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field).to_have_attribute("aria-activedescendant", f"option-{Term.objects.get(code='4').pk}")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.fill("SDG 9")
    page.get_by_role("option").nth(1).wait_for()
    field.press("ArrowDown")
    field.press("Enter")
    form = page.locator("#adding form")
    form.get_by_label("main purpose").check()
    form.get_by_label("Rationale").fill("Schools get the Internet.")
    form.get_by_role("button", name="Save").click()
    page.locator("#added [data-link]").wait_for()
    expect(page.locator("#adding")).to_have_text("", use_inner_text=True)
    made = Mapping.objects.get(activity=made)
    assert (made.term.code, made.strength, made.rationale) == ("9.c", 3, "Schools get the Internet.")


def test_two_browsers_one_activity_and_nothing_is_lost(page, chair, activity):
    for window in (page, chair):
        window.goto(f"/activities/{activity.pk}/edit/")
    chair.get_by_label("Start year").fill("2020")
    chair.get_by_label("Description", exact=True).fill("Theirs")
    chair.get_by_role("main").get_by_role("button", name="Save").last.click()
    saved(chair, f"/activities/{activity.pk}/")
    page.get_by_label("Description", exact=True).fill("Mine\n\nin two paragraphs")
    page.get_by_label("Partners").fill("UNICEF")
    page.get_by_role("main").get_by_role("button", name="Save").last.click()
    page.get_by_role("heading", name="This activity has changed since you opened it").wait_for()
    page.locator("[name=keep_description][value=mine]").check()
    page.get_by_role("button", name="Save chosen values").click()
    saved(page, f"/activities/{activity.pk}/")
    row = Activity.objects.get(pk=activity.pk)
    assert (row.description, row.start_year, row.partners) == ("Mine\n\nin two paragraphs", 2020, ["UNICEF"])


def test_an_expired_session_loses_nothing(page, activity):
    page.goto(f"/activities/{activity.pk}/edit/")
    page.get_by_label("Description", exact=True).fill("Typed for an hour")
    page.get_by_label("Brazil").evaluate("box => box.closest('details').open = true")
    page.get_by_label("Brazil").check()
    page.locator("[data-draft-state]").get_by_text("Draft stored in this browser at").wait_for()
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("main").get_by_role("button", name="Save").last.click()
    page.wait_for_url(re.compile(r"/login/\?next="))
    expect(page.get_by_text("Sign in to continue. Your text is saved.")).to_be_visible()
    page.sign_in()
    page.goto(f"/activities/{activity.pk}/edit/")
    expect(page.get_by_label("Description", exact=True)).to_have_value("Typed for an hour")
    expect(page.get_by_label("Brazil")).to_be_checked()
    expect(page.get_by_text("Your unsaved text has been restored")).to_be_visible()
    page.get_by_role("main").get_by_role("button", name="Save").last.click()
    saved(page, f"/activities/{activity.pk}/")
    assert Activity.objects.get(pk=activity.pk).countries == ["BR", "KE"]
    # saved is forgotten
    page.goto(f"/activities/{activity.pk}/edit/")
    expect(page.locator("[data-draft-back]")).to_be_hidden()


def test_an_expired_session_loses_nothing_without_script(plain, activity):
    plain.person.set_password(PASSWORD)
    plain.person.save()
    plain.person.vouch_for_email()
    plain.sign_in()  # a new password ends sessions
    plain.goto(f"/activities/{activity.pk}/edit/")
    plain.get_by_label("Description", exact=True).fill("Typed for an hour")
    plain.context.clear_cookies(name="sessionid")
    plain.get_by_role("main").get_by_role("button", name="Save").last.click()
    expect(plain.get_by_text("Sign in to continue. Your text is saved.")).to_be_visible()
    plain.get_by_label("E-mail address").fill(plain.person.email)
    plain.get_by_label("Password", exact=True).fill(PASSWORD)
    plain.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(plain.get_by_text("Nothing was saved, because your session had ended.")).to_be_visible()
    expect(plain.get_by_label("Description", exact=True)).to_have_value("Typed for an hour")
    assert Activity.objects.get(pk=activity.pk).description == "One."
    plain.get_by_role("main").get_by_role("button", name="Save").last.click()
    saved(plain, f"/activities/{activity.pk}/")
    assert Activity.objects.get(pk=activity.pk).description == "Typed for an hour"


def test_the_page_to_sign_in_says_that_the_browser_keeps_a_draft(page, activity):
    page.goto(f"/activities/{activity.pk}/mappings/{activity.mappings.first().term_id}/")
    page.get_by_label("Rationale").fill("Typed for an hour")
    page.context.clear_cookies(name="sessionid")
    page.goto("/accounts/login/?next=/workspace/")
    expect(page.get_by_text("Sign in to continue. Your text is saved.")).to_be_visible()
    page.evaluate("sessionStorage.clear()")
    page.reload()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_text("Sign in to continue. Your text is saved.")).to_be_hidden()


def test_a_draft_of_one_person_is_not_shown_to_another(page, activity, live_server):
    page.goto(f"/activities/{activity.pk}/edit/")
    page.get_by_label("Description", exact=True).fill("Typed")
    page.locator("[data-draft-state]").get_by_text("Draft stored in this browser at").wait_for()
    page.context.clear_cookies()
    page.context.add_cookies([session_cookie(UserFactory(role=rules.COORDINATOR), live_server.url)])
    page.goto(f"/activities/{activity.pk}/edit/")
    expect(page.get_by_label("Description", exact=True)).to_have_value("One.")


def test_a_discarded_draft_gives_the_saved_text_back(page, activity):
    page.goto(f"/activities/{activity.pk}/edit/")
    page.get_by_label("Description", exact=True).fill("Typed")
    page.locator("[data-draft-state]").get_by_text("Draft stored in this browser at").wait_for()
    page.reload()
    page.get_by_role("button", name="Discard the draft").click()
    expect(page.get_by_label("Description", exact=True)).to_have_value("One.")
    expect(page.locator("[data-draft-back]")).to_be_hidden()


def test_a_coordinator_finds_a_stakeholder_in_place(chair, activity):
    page = chair
    OrganisationFactory(name="Giga school initiative")
    page.goto("/activities/new/")
    page.get_by_label("Title", exact=True).fill("Kept while looking")
    page.get_by_label("Or find a stakeholder by name").fill("giga")
    page.get_by_label("Or find a stakeholder by name").press("Enter")
    page.get_by_label("Giga school initiative").check()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Kept while looking")


def test_merge_withdraw_restore_without_script(plain, activity):
    twin = ActivityFactory(title="مشروع القرى الذكية", slug="twin")
    plain.goto(f"/activities/{twin.pk}/")
    plain.get_by_role("link", name="Merge").click()
    plain.get_by_role("link", name=ARABIC).click()
    plain.get_by_role("link", name=f"Keep record {activity.pk} instead").click()
    plain.get_by_label("Reason").fill("Entered twice")
    plain.get_by_role("button", name="Merge").click()
    expect(plain).to_have_url(f"/activities/{activity.pk}/")
    plain.goto(f"/activities/{twin.pk}/")
    expect(plain).to_have_url(f"/activities/{activity.pk}/")
    plain.get_by_role("link", name="Withdraw").click()
    plain.get_by_label("Reason").fill("No longer funded")
    plain.get_by_role("button", name="Withdraw").click()
    expect(plain.get_by_text("This activity has been withdrawn")).to_be_visible()
    plain.get_by_role("link", name="Restore").click()
    plain.get_by_role("button", name="Restore").click()
    plain.get_by_role("button", name="Confirm it is still correct").click()
    expect(plain.get_by_text("Confirmed today.")).to_be_visible()
