"""/accounts/webhooks/: everyone's own webhooks, their secrets and their log."""

import json

import pytest
from django.utils import timezone

from activities.actions.outbox.webhooks.managing import create_webhook
from activities.actions.outbox.webhooks.signing import secret_of
from activities.actions.submissions.deletion import delete_person
from activities.models import Delivery, Webhook
from activities.queries.account.webhooks import PER_PAGE
from tests.factories.activities import (
    ActionLineFactory,
    CountryFactory,
    GoalFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ADDRESS = "https://receiver.example/hook"


@pytest.fixture
def owner(client):
    person = UserFactory()
    client.force_login(person)
    return person


@pytest.fixture
def webhook(owner):
    return create_webhook(fields={"name": "Our portal", "address": ADDRESS}, by=owner)


def event(webhook, **fields):
    return Delivery.objects.create(webhook=webhook, payload='{"type": "x"}', **{"change_number": 7, **fields})


def page(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_a_stakeholder_adds_a_webhook_and_sees_its_secret_once(client, owner):
    GoalFactory(code="9"), ActionLineFactory(code="C2"), CountryFactory(code="KE"), OrganisationFactory(slug="itu-d")
    sent = {
        "name": "Our portal",
        "address": "receiver.example/hook",
        "resources": ["activities", "mappings"],
        "goals": "9",
        "action_lines": " c2;C2 ",
        "countries": "ke",
        "organisations": "ITU-D",
    }
    response = client.post("/accounts/webhooks/new/", sent)
    one = Webhook.objects.get(user=owner)
    assert (response.status_code, response["Location"]) == (302, f"/accounts/webhooks/{one.pk}/")
    assert (one.address, one.host, one.off) == (ADDRESS, "receiver.example", "")
    assert one.get_filters() == {
        "resources": ["activities", "mappings"],
        "goals": ["9"],
        "action_lines": ["C2"],
        "countries": ["KE"],
        "organisations": ["itu-d"],
    }
    first, again = (client.get(response["Location"]) for _ in range(2))
    assert secret_of(one) in first.content.decode()
    assert first["Cache-Control"] == "private, no-store"
    assert secret_of(one) not in again.content.decode()
    assert "whsec_••••••••" in again.content.decode()
    assert "Activities, Links of activities" in again.content.decode()
    assert one.key not in str(client.session.items())


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "Enter a name."),
        ("address", "", "Enter the address of your receiver."),
        ("address", "http://receiver.example/", "Enter an address that starts with https://."),
        ("address", "https://user:pw@receiver.example/", "without a user name or a password"),
        ("address", "https://receiver.example:25/", "Use a port from 1024 on"),
        ("address", "https://127.0.0.1/", "This address is in a private network."),
        ("address", "https://[::1]/", "This address is in a private network."),
        ("address", "javascript:alert(1)", "Enter the full address of your receiver"),
        ("address", "https://a b/", "Enter the full address of your receiver"),
        ("resources", "notes", "Select a valid choice"),
        ("goals", "9, 99", "Goals: “99” is not known. Did you mean 9?"),
        ("action_lines", "x", "“x” is not known."),
        ("countries", "KEN", "“KEN” is not known. Did you mean KE?"),
        ("organisations", "itu-e", "“itu-e” is not known. Did you mean itu-d?"),
        ("goals", ",".join(map(str, range(100, 170))), "There are 70 values. Enter no more than 60."),
    ],
)
def test_refusals_of_the_form(client, owner, field, value, message):
    GoalFactory(code="9"), CountryFactory(code="KE"), OrganisationFactory(slug="itu-d")
    sent = {"name": "Our portal", "address": ADDRESS, field: value}
    response = client.post("/accounts/webhooks/new/", sent)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not Webhook.objects.exists()


def test_what_was_typed_comes_back_with_the_errors(client, owner):
    sent = {"name": "Our <b>portal</b>", "address": "ftp://x", "countries": "XX, YY", "resources": ["texts"]}
    shown = client.post("/accounts/webhooks/new/", sent).content.decode()
    assert "Our &lt;b&gt;portal&lt;/b&gt;" in shown
    assert 'value="XX, YY"' in shown
    assert 'value="texts" id="id_resources_5" checked' in shown


def test_links_fill_in_the_form(client, owner):
    assert 'value="9"' in page(client, "/accounts/webhooks/new/?goals=9")


def test_more_than_the_limit_are_refused_by_page_and_form(client, owner, webhook, settings):
    settings.WEBHOOKS_LIMIT = 1
    assert "/accounts/webhooks/new/" not in page(client, "/accounts/webhooks/")
    response = client.post("/accounts/webhooks/new/", {"name": "Second", "address": ADDRESS})
    assert response.status_code == 422
    assert "You have 1 webhooks, which is the most for one person." in response.content.decode()


def test_edit(client, owner, webhook):
    path = f"/accounts/webhooks/{webhook.pk}/edit/"
    assert ADDRESS in page(client, path)
    response = client.post(path, {"name": "New", "address": "https://other.example/"})
    webhook.refresh_from_db()
    assert (response.status_code, webhook.name, webhook.host) == (302, "New", "other.example")
    assert client.post(path, {"name": "", "address": ADDRESS}).status_code == 422


def test_a_new_secret_is_shown_once(client, owner, webhook):
    before = secret_of(webhook)
    path = f"/accounts/webhooks/{webhook.pk}/"
    assert client.post(f"{path}secret/").status_code == 302
    webhook.refresh_from_db()
    assert secret_of(webhook) != before
    assert secret_of(webhook) in page(client, path)
    assert secret_of(webhook) not in page(client, path)


def test_switching_off_and_on(client, owner, webhook):
    path = f"/accounts/webhooks/{webhook.pk}/"
    client.post(f"{path}switch/", {"to": "off"})
    client.post(f"{path}switch/", {"to": "off"})
    assert "You switched it off." in page(client, path)
    client.post(f"{path}switch/", {"to": "on"})
    webhook.refresh_from_db()
    assert (webhook.off, webhook.off_at) == ("", None)


def test_a_test_event_is_in_the_log_until_it_is_sent(client, owner, webhook):
    path = f"/accounts/webhooks/{webhook.pk}/"
    client.post(f"{path}test/")
    shown = page(client, path)
    assert "Test event" in shown
    assert 'hx-trigger="load delay:2s"' in shown
    payload = json.loads(webhook.deliveries.get().payload)
    assert (payload["type"], payload["data"]["message"]) == ("webhook.test", "This is a test event of SDG Map.")
    webhook.deliveries.update(state="delivered", attempts=1, status=200, milliseconds=1234)
    shown = page(client, path)
    assert "Delivered" in shown
    assert "1,234 ms" in shown
    assert "hx-trigger" not in shown.partition('id="webhook-log"')[2][:200]


def test_the_log_shows_why_an_event_failed_and_sends_it_again(client, owner, webhook):
    one = event(
        webhook, state="given-up", attempts=3, status=302, error="redirect", excerpt="<script>alert(1)</script>"
    )
    path = f"/accounts/webhooks/{webhook.pk}/"
    shown = page(client, path)
    assert "Redirects are not followed" in shown
    assert "&lt;script&gt;alert(1)" in shown
    assert client.post(f"{path}events/{one.pk}/again/").status_code == 302
    one.refresh_from_db()
    assert (one.state, one.attempts) == ("waiting", 3)


def test_a_failing_webhook_says_since_when(client, owner, webhook):
    Webhook.objects.update(failures=3, failing_since=timezone.now())
    assert "Nothing can be delivered" in page(client, f"/accounts/webhooks/{webhook.pk}/")
    assert "Failing" in page(client, "/accounts/webhooks/")


def test_the_log_is_bounded(client, owner, webhook):
    for number in range(PER_PAGE + 1):
        event(webhook, change_number=number + 1)
    path = f"/accounts/webhooks/{webhook.pk}/"
    response = client.get(path)
    assert response.content.decode().count('class="webhooks__row') == PER_PAGE
    cursor = response.context["log"].next
    assert page(client, f"{path}?after={cursor}").count('class="webhooks__row') == 1


def test_limits_on_sending_by_hand_are_explained(client, owner, webhook, monkeypatch):
    monkeypatch.setattr("activities.actions.outbox.webhooks.managing.BY_HAND", 0)
    path = f"/accounts/webhooks/{webhook.pk}/"
    one = event(webhook, state="delivered")
    for act in ("test/", f"events/{one.pk}/again/"):
        client.post(f"{path}{act}")
        assert "You have sent many events by hand within an hour." in page(client, path)


def test_deleting_asks_first(client, owner, webhook):
    event(webhook)
    path = f"/accounts/webhooks/{webhook.pk}/delete/"
    assert "Delete “<bdi>Our portal</bdi>”?" in page(client, path)
    assert client.post(path).status_code == 302
    assert not Webhook.objects.exists()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("act", ["", "edit/", "test/", "secret/", "switch/", "delete/", "events/{event}/again/"])
def test_another_persons_webhook_is_not_there(client, owner, act):
    other = create_webhook(fields={"name": "Theirs", "address": ADDRESS}, by=UserFactory())
    path = f"/accounts/webhooks/{other.pk}/{act.format(event=event(other).pk)}"
    assert {client.get(path).status_code, client.post(path, {"to": "off"}).status_code} <= {404, 405}
    other.refresh_from_db()
    assert (other.off, other.earlier_key, other.deliveries.count()) == ("", "", 1)


def test_an_event_of_another_webhook_is_not_sent_through_ones_own(client, owner, webhook):
    other = create_webhook(fields={"name": "Theirs", "address": ADDRESS}, by=UserFactory())
    theirs = event(other, state="delivered")
    assert client.post(f"/accounts/webhooks/{webhook.pk}/events/{theirs.pk}/again/").status_code == 404


@pytest.mark.parametrize("items", [1, 3])
def test_list_query_count(client, owner, items, django_assert_num_queries):
    for _ in range(items):
        event(create_webhook(fields={"name": "One", "address": ADDRESS}, by=owner))
    with django_assert_num_queries(4):  # session, person, roles, webhooks
        page(client, "/accounts/webhooks/")


@pytest.mark.parametrize("items", [1, 3])
def test_log_query_count(client, owner, webhook, items, django_assert_num_queries):
    for number in range(items):
        event(webhook, change_number=number + 1)
    with django_assert_num_queries(5):  # session, person, roles, webhook, events
        page(client, f"/accounts/webhooks/{webhook.pk}/")


def test_ones_data_has_the_webhooks_without_their_secrets(client, owner, webhook):
    data = client.get("/accounts/data/my-data.json").json()
    assert [(one["name"], one["address"]) for one in data["webhooks"]] == [("Our portal", ADDRESS)]
    assert "whsec_" not in json.dumps(data)
    assert webhook.key not in json.dumps(data)


def test_they_go_with_the_account(owner, webhook):
    event(webhook)
    delete_person(by=owner)
    assert not Webhook.objects.exists()
    assert not Delivery.objects.exists()
