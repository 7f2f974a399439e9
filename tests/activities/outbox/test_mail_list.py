"""/mails/: what was sent and what is stuck, for coordinators and administrators."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities import rules
from activities.models import Notice
from activities.queries.account.mails import PER_PAGE
from tests.factories.activities import UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
STATES = {
    "waiting": {},
    "stuck": {"attempts": 2, "error": "SMTPServerDisconnected"},
    "given-up": {"given_up_at": NOW, "attempts": 30, "error": "OSError"},
    "daily": {"digested_at": NOW, "optional": True},
    "sent": {"sent_at": NOW, "attempts": 1},
}


@pytest.fixture
def coordinator(client):
    person = UserFactory(role=rules.COORDINATOR)
    client.force_login(person)
    return person


def make(state, **more):
    return Notice.objects.create(kind="submission_accepted", address=f"{state}@example.org", **STATES[state] | more)


@pytest.mark.parametrize("state", STATES)
def test_each_state_shows_its_own(client, coordinator, state):
    for other in STATES:
        make(other, context={"code": "S-4K7P"})
    page = client.get(f"/mails/?state={state}").content.decode()
    assert [other for other in STATES if f"{other}@example.org" in page] == [state]
    assert ("again/" in page) is (state in ("stuck", "given-up"))
    assert "S-4K7P" in page


def test_it_opens_with_what_needs_attention(client, coordinator):
    make("sent")
    assert "sent@example.org" in client.get("/mails/").content.decode()
    make("stuck")
    assert "stuck@example.org" in client.get("/mails/").content.decode()


def test_the_page_is_bounded(client, coordinator):
    for _ in range(PER_PAGE + 1):
        make("sent")
    page = client.get("/mails/?state=sent")
    assert page.content.decode().count("sent@example.org") == PER_PAGE
    cursor = page.context["page"].next
    assert client.get(f"/mails/?state=sent&after={cursor}").content.decode().count("sent@example.org") == 1


@pytest.mark.parametrize("items", [1, 3])
def test_mail_list_query_count(client, coordinator, items, django_assert_num_queries):
    for _ in range(items):
        Notice.objects.create(kind="note_mention", to=UserFactory(), optional=True)
    with django_assert_num_queries(5):
        client.get("/mails/?state=waiting")


def test_try_again(client, coordinator):
    row = make("given-up", created_at=NOW - timedelta(days=3))
    assert client.post(f"/mails/{row.pk}/again/", {"state": "given-up"}).url == "/mails/?state=given-up"
    row.refresh_from_db()
    assert (row.given_up_at, row.error) == (None, "")
    row = make("sent")
    page = client.post(f"/mails/{row.pk}/again/", {"state": "<b>"}, follow=True)
    assert "has been sent since" in page.content.decode()
    assert client.post(f"/mails/{2**70}/again/").status_code == 404


def test_an_unknown_state_is_refused(client, coordinator):
    assert client.get("/mails/?state=lost").status_code == 400


@pytest.mark.parametrize(("role", "status"), [(None, 403), (rules.FOCAL_POINT, 403), (rules.ADMINISTRATOR, 200)])
def test_only_coordinators_and_administrators_see_addresses(client, role, status):
    row = make("stuck")
    assert client.get("/mails/").status_code == 302
    client.force_login(UserFactory(role=role) if role else UserFactory())
    assert client.get("/mails/").status_code == status
    assert (client.post(f"/mails/{row.pk}/again/").status_code == 302) is (status == 200)
