"""A focal point edits activities and their links in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from activities import rules
from activities.models import Activity, Mapping, Term
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    ChangeFactory,
    CountryFactory,
    FrameworkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermTextFactory,
    UserFactory,
)
from tests.staff_journeys.conftest import signed_in

pytestmark = pytest.mark.xdist_group("staff journeys")
ARABIC = "مشروع القرى الذكية في النيجر 2021–2023"


@pytest.fixture
def activity(transactional_db):
    """One of ITU-D's with an Arabic title, a Goal and an Action Line; targets to choose from."""
    for code in ("KE", "BR", "FJ"):
        CountryFactory(code=code)
    FrameworkFactory(slug="sdg", title="Sustainable Development Goals")
    FrameworkFactory(slug="wsis", title="WSIS Action Lines")
    FrameworkFactory(slug="sp-2024", title="ITU Strategic Plan 2024–2027")
    made = ActivityFactory(title=ARABIC, slug="villages", description="One.", countries=["KE"], start_year=2021)
    MappingFactory(activity=made, term=GoalFactory(code="9", title="Industry"), certainty="unconfirmed")
    MappingFactory(activity=made, term=ActionLineFactory(code="C2", title="Infrastructure"), certainty="unconfirmed")
    MappingFactory(activity=made, term=GoalFactory(code="4", title="Quality education"), strength=3)
    TargetFactory(code="9.c", title="Internet access for all")
    TermTextFactory(term=Term.objects.get(code="4"), language="fr", title="Éducation de qualité")
    return made


@pytest.fixture
def page(staff_page):
    """The focal point of ITU-D's."""
    return staff_page(rules.FOCAL_POINT, ["ITU-D"], name="Amal")


@pytest.fixture
def chair(staff_page):
    """A coordinator's."""
    return staff_page(rules.COORDINATOR, name="Boris")


@pytest.fixture
def plain(staff_page):
    """A narrow window without script."""
    narrow = {"width": 375, "height": 800}
    return staff_page(rules.FOCAL_POINT, ["ITU-D"], java_script_enabled=False, viewport=narrow)


def sideways(page) -> int:
    """Pixels by which the page is wider than a window of 320."""
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 800})
    wider = page.evaluate("document.documentElement.scrollWidth") - 320
    page.set_viewport_size(before)
    return wider


def mapping(code) -> Mapping:
    return Mapping.objects.get(term__code=code)


def saved(page, address):
    page.wait_for_url(re.compile(re.escape(address) + "$"))


def row(page, code):
    return page.locator(f"#link-{Term.objects.get(code=code).pk}")


def test_enter_an_activity_and_say_what_it_contributes_to(page, activity):
    page.goto("/activities/new/")
    page.get_by_label("Title").fill("Schools online in Kenya")
    page.get_by_label("Kind").select_option("project")
    page.get_by_label("Status").select_option("ongoing")
    page.get_by_label("Show countries whose name contains").fill("ken")
    page.get_by_label("Kenya").check()
    expect(page.locator("[data-count]")).to_have_text("1 chosen", use_inner_text=True)
    page.get_by_label("End year").fill("1700")
    page.get_by_label("Title").press("Enter")  # the first button of the form is Save
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
    # the other's stands in the history
    chair.goto(f"/activities/{activity.pk}/")
    expect(chair.get_by_text("Rationale added")).to_have_count(1)


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


def test_a_draft_of_one_person_is_not_shown_to_another(page, activity, live_server):
    page.goto(f"/activities/{activity.pk}/edit/")
    page.get_by_label("Description", exact=True).fill("Typed")
    page.locator("[data-draft-state]").get_by_text("Draft stored in this browser at").wait_for()
    page.context.clear_cookies()
    page.context.add_cookies([signed_in(UserFactory(role=rules.COORDINATOR), live_server.url)])
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
    page.get_by_label("Title").fill("Kept while looking")
    page.get_by_label("Or find a stakeholder by name").fill("giga")
    page.get_by_label("Or find a stakeholder by name").press("Enter")
    page.get_by_label("Giga school initiative").check()
    expect(page.get_by_label("Title")).to_have_value("Kept while looking")


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


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_serves_everybody(chair, activity, found_by_axe, language):
    page = chair
    twin = ActivityFactory(title="مشروع القرى الذكية", slug="twin")
    MappingFactory(activity=twin, term=Term.objects.get(code="9.c"))
    withdrawn = MappingFactory(activity=activity, term=TargetFactory(code="9.1"), withdrawn=True)
    page.context.set_extra_http_headers({"Accept-Language": language})
    page.emulate_media(reduced_motion="reduce")
    found = {}
    here = f"/activities/{activity.pk}"
    for path in (
        "/activities/new/",
        f"{here}/",
        f"{here}/edit/",
        f"{here}/confirm/",
        f"{here}/withdraw/",
        f"{here}/restore/",
        f"{here}/merge/",
        f"{here}/merge/?q=zzz",
        f"{here}/merge/?with={twin.pk}",
        f"{here}/mappings/",
        f"{here}/mappings/?withdrawn={withdrawn.term_id}",
        f"{here}/mappings/{Term.objects.get(code='9.c').pk}/",
        f"/terms/pick/?activity={activity.pk}&q=education",
        f"/terms/pick/?activity={activity.pk}&browse=sdg",
        "/terms/pick/?q=zzz",
    ):
        response = page.goto(path)
        assert len(response.body()) < 100_000
        found[path] = (response.status, page.locator("h1").count(), found_by_axe(page), sideways(page))
    assert found == {path: (200, 1, [], 0) for path in found}


def test_refusals_and_conflicts_serve_everybody(page, activity, found_by_axe):
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"/activities/{activity.pk}/edit/")
    page.get_by_label("Title").fill("")
    page.get_by_label("Source", exact=True).fill("javascript:alert(1)")
    page.get_by_role("main").get_by_role("button", name="Save").last.click()
    page.locator(".error-summary").wait_for()
    assert (found_by_axe(page), sideways(page)) == ([], 0)
    page.get_by_label("Title").fill("Mine")
    page.get_by_label("Source", exact=True).fill("")
    Activity.objects.filter(pk=activity.pk).update(
        title="Theirs, a very long title " + "x" * 300, change=ChangeFactory()
    )
    page.get_by_role("main").get_by_role("button", name="Save").last.click()
    page.get_by_role("heading", name="This activity has changed since you opened it").wait_for()
    assert (found_by_axe(page), sideways(page)) == ([], 0)
    page.goto(f"/activities/{activity.pk}/mappings/")
    row(page, "9").get_by_role("link", name="Edit 9").click()
    row(page, "9").get_by_label("Rationale").fill("Mine")
    Mapping.objects.filter(pk=mapping("9").pk).update(rationale="Theirs", change=ChangeFactory())
    row(page, "9").get_by_role("button", name="Save").click()
    row(page, "9").get_by_text("Your value").first.wait_for()
    field = page.get_by_role("combobox", name="Add a link")
    field.fill("9")
    page.get_by_role("option").first.wait_for()
    assert (found_by_axe(page), sideways(page)) == ([], 0)
