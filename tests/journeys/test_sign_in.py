"""Signing in, in a real browser: sign-up by mail, second step by app, passkeys, and staff who must have one."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import expect

from activities import rules
from activities.models import Activity, User
from tests.axe import found_by_axe
from tests.signing_in import code_now

pytestmark = pytest.mark.xdist_group("sign-in")
PASSWORD = "three quiet rivers"


@pytest.fixture(autouse=True)
def nobody_tried_yet(transactional_db):
    cache.clear()
    mail.outbox.clear()
    yield
    User.objects.filter(email__endswith="@journeys.example").delete()


@pytest.fixture
def look(page):
    """look() → axe finds nothing on the page, and it fits into 320 px."""

    def look():
        assert found_by_axe(page) == []
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.set_viewport_size({"width": 1280, "height": 800})

    return look


@pytest.fixture
def make():
    """make("ana", role) → an account whose address is verified."""

    def make(name, role=None, **fields):
        user = User.objects.create_user(f"{name}@journeys.example", PASSWORD, name=name.capitalize(), **fields)
        user.vouch_for_email()
        if role:
            user.groups.add(Group.objects.get_or_create(name=role)[0])
        return user

    return make


@pytest.fixture
def passkeys(page):
    """A virtual device that holds passkeys and says yes to everything."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    device = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return lambda: session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]


def sign_in(page, email, password=PASSWORD):
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page):
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()


def confirm_it_is_you(page):
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def test_from_sign_up_to_ones_own_account(page, look):
    page.goto("/")
    page.get_by_role("link", name="Sign in").click()
    look()
    page.get_by_role("link", name="Create an account").click()
    look()
    page.get_by_role("button", name="Create account").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert page.locator(".error-summary li").all_inner_texts() == ["Enter an e-mail address.", "Enter a password."]
    look()
    page.get_by_label("Your name").fill("Ana Lima")
    page.get_by_label("E-mail address").fill("ana@journeys.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_role("heading", name="Check your e-mail").wait_for()
    look()
    page.goto(re.search(r"http\S+", mail.outbox[0].body)[0])
    look()
    page.get_by_role("button", name="Yes, this is my address").click()
    sign_in(page, "ana@journeys.example", "a wrong one")
    expect(page.get_by_label("E-mail address")).to_have_value("ana@journeys.example")
    expect(page.locator(".error-summary")).to_be_focused()
    look()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("Ana Lima").first.click()
    look()
    page.get_by_role("link", name="Your account").click()
    look()
    expect(page.get_by_label("Your name")).to_have_value("Ana Lima")


def test_the_second_step_by_app(page, make, look):
    make("ben")
    sign_in(page, "ben@journeys.example")
    page.goto("/accounts/2fa/")
    look()
    page.get_by_role("link", name="Set up app").click()
    look()
    confirm_it_is_you(page)
    look()
    page.get_by_label("Code").fill(code_now(page.locator(".account__key").inner_text()))
    page.get_by_role("button", name="Finish").click()
    codes = page.locator(".account__codes li").all_inner_texts()
    assert len(codes) == 10
    look()
    sign_out(page)
    sign_in(page, "ben@journeys.example")
    page.get_by_role("heading", name="Second step").wait_for()
    expect(page.get_by_role("button", name="Use passkey")).to_have_count(0)  # none was added
    look()
    page.get_by_label("Code").fill("1")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/accounts/")
    expect(page.locator("main")).to_contain_text("9 left")


def test_a_passkey_in_place_of_the_password(page, make, look, passkeys):
    make("cy")
    sign_in(page, "cy@journeys.example")
    page.goto("/accounts/2fa/webauthn/add/")
    confirm_it_is_you(page)
    page.get_by_label("Name").fill("Blue key")
    look()
    page.get_by_role("button", name="Add passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    assert len(passkeys()) == 1
    page.goto("/accounts/2fa/webauthn/")
    expect(page.locator("main")).to_contain_text("Blue key · used without a password")
    look()
    sign_out(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("You are signed in as Cy.").wait_for()
    sign_out(page)
    sign_in(page, "cy@journeys.example")  # and as the second step after the password
    page.get_by_role("button", name="Use passkey").click()
    page.get_by_text("You are signed in as Cy.").wait_for()
    page.goto("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Rename").click()
    confirm_it_is_you(page)
    page.get_by_label("Name").fill("Red key")
    look()
    page.get_by_role("button", name="Save name").click()
    page.get_by_text("Red key · used without a password").wait_for()


def test_a_passkey_that_does_not_come_is_said(page, make):
    make("dee")
    page.goto("/accounts/login/")
    page.evaluate(
        "() => { navigator.credentials.get = async () => { throw new DOMException('no', 'NotAllowedError') } }"
    )
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("No passkey was used. Try again, or sign in with your password.").wait_for()


def test_staff_must_set_up_a_second_step_where_it_is_required(page, make, passkeys, settings, look):
    settings.REQUIRE_STAFF_MFA = True
    make("eve", rules.COORDINATOR)
    page.goto("/workspace/")
    page.get_by_label("E-mail address").fill("eve@journeys.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("Your role needs a second step").wait_for()
    look()
    page.get_by_role("link", name="Add passkey").click()
    confirm_it_is_you(page)
    page.get_by_role("button", name="Add passkey").click()
    page.get_by_role("link", name="I have saved the codes, continue").click()
    expect(page).to_have_url("/workspace/")


def test_a_note_and_whom_it_tells(page, make, client, live_server, look):
    author, reader = make("flo", rules.FOCAL_POINT, sectors=["ITU-D"]), make("gus", rules.COORDINATOR)
    sign_in(page, author.email)
    page.goto(f"/activities/{Activity.objects.first().pk}/")
    page.get_by_label("New note").fill("Is the end year right, @Gus?")
    page.get_by_role("button", name="Add note").click()
    page.locator(".note").wait_for()
    look()
    expect(page.get_by_label("New note")).to_have_value("")
    assert reader.notices.get().context["text"] == "Is the end year right, @Gus?"
    page.locator(".note").get_by_role("button", name="Withdraw").click()
    page.get_by_text("Withdrawn by its author.").wait_for()
    assert not reader.notices.exists()
    author.notes.all().delete()


def test_the_menu_of_staff_on_a_telephone(page, make, look):
    make("hal", rules.ADMINISTRATOR, is_staff=True)
    sign_in(page, "hal@journeys.example")
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto("/")
    page.get_by_text("Menu", exact=True).press("Enter")
    menu = page.locator("details.account-menu")
    menu.locator("summary").press("Enter")
    boxes = [link.bounding_box() for link in menu.get_by_role("link").all()]
    assert boxes[0]["x"] >= 0
    assert {box["height"] >= 24 for box in boxes} == {True}
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
