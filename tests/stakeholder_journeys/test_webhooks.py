"""A data engineer adds a webhook, tries it, and deletes it, with the keyboard and a narrow window in mind."""

import re

import pytest
from playwright.sync_api import expect

from activities.actions.outbox.webhooks.sending import send_webhooks
from activities.models import Webhook
from tests.axe import found_by_axe
from tests.factories.activities import GoalFactory, UserFactory
from tests.receiver import receiving, says
from tests.signing_in import session_cookie


@pytest.fixture
def engineer(transactional_db, page, live_server, settings):
    settings.WEBHOOKS_PRIVATE_ALLOWED = True
    GoalFactory(code="9", title="Innovation")
    page.context.add_cookies([session_cookie(UserFactory(), live_server.url)])
    return page


def look(page):
    """Nothing that axe finds, in light and dark, and nothing wider than 320 pixels."""
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert found_by_axe(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.set_viewport_size({"width": 1280, "height": 800})


def test_from_the_account_to_an_event_that_arrives(engineer):
    page = engineer
    page.goto("/accounts/")
    page.get_by_role("link", name="Have your own system notified of changes").click()
    look(page)
    page.get_by_role("link", name="Add a webhook").click()
    page.get_by_role("textbox", name="Goals").fill("99")
    page.get_by_role("button", name="Add webhook").click()
    expect(page.get_by_role("link", name="Goals: “99” is not known. Did you mean 9?")).to_be_visible()
    look(page)
    with receiving(says(200, b"Thank you")) as receiver:
        page.get_by_role("textbox", name="Name").fill("Our portal")
        page.get_by_role("textbox", name="Address").fill(receiver.url)
        page.get_by_role("textbox", name="Goals").fill("9")
        page.get_by_label("Links of activities").check()
        page.get_by_role("button", name="Add webhook").click()
        expect(page.get_by_text(re.compile("^whsec_[A-Za-z0-9+/]{43}=$"))).to_be_visible()
        look(page)
        page.get_by_role("button", name="Send a test event").click()
        expect(page.get_by_text("Test event: Waiting")).to_be_visible()
        expect(page.get_by_text("whsec_••••••••")).to_be_visible()
        send_webhooks()
        expect(page.get_by_text("Test event: Delivered")).to_be_visible()  # without a reload
        page.get_by_text("Details").click()
        expect(page.get_by_text("Thank you")).to_be_visible()
        look(page)
    page.get_by_role("link", name="Delete webhook").click()
    look(page)
    page.get_by_role("button", name="Delete webhook").click()
    expect(page.get_by_text("“Our portal” was deleted.")).to_be_visible()
    assert not Webhook.objects.exists()
