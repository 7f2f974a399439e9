"""Who gets optional e-mails, when, and how they end them."""

from datetime import timedelta
from email.utils import unquote
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from activities import tasks
from activities.actions.outbox.digests import make_digests
from activities.actions.outbox.mails import send_notices
from activities.actions.outbox.notices import notify
from activities.actions.outbox.signed import correction_key, unsubscribe_key
from activities.models import Notice, RefusedAddress, User
from tests.factories.activities import UserFactory

pytestmark = pytest.mark.django_db
MENTION = {"note": 1, "activity": 1, "title": "T", "author": "A", "text": "t"}
INVITED = MENTION | {"person": "A", "organisation": "O"}
NEEDED = {"organisation": "Institute"}
#: Of a day on which everything that the tests make is due.
MORNING = timezone.now().replace(hour=9, minute=0) + timedelta(days=1)


def mention(person):
    notify("note_mention", MENTION, to=[person])


def test_optional_mails_respect_the_choice():
    each, daily, none = (UserFactory(mails=choice) for choice in ("each", "daily", "none"))
    for person in (each, daily, none):
        mention(person)
        notify("membership_approved", NEEDED, to=[person])
    send_notices()
    assert sorted((message.to[0], "mentioned" in message.subject) for message in mail.outbox) == sorted(
        [(each.email, True), (each.email, False), (daily.email, False), (none.email, False)]
    )


def test_a_choice_made_after_the_mail_counts():
    person = UserFactory()
    mention(person)
    User.objects.update(mails="none")
    assert send_notices() == 0
    assert Notice.objects.get().error == "refused by the receiver"


def test_the_daily_mail_is_made_once_and_has_everything():
    person = UserFactory(mails="daily")
    mention(person)
    mention(person)
    notify("submission_accepted", {"own": []}, to=[person], after=timedelta(days=5))  # not yet
    assert make_digests(MORNING) == 1
    Notice.objects.filter(kind="digest").update(created_at=MORNING)
    mention(person)
    assert make_digests(MORNING) == 0
    assert send_notices() == 1
    assert [message.subject for message in mail.outbox] == ["SDG Map: 2 messages today"]
    assert make_digests(MORNING + timedelta(days=1)) == 1
    send_notices()
    assert mail.outbox[1].subject == "SDG Map: one message today"


def test_no_daily_mail_before_six_and_none_for_nothing():
    person = UserFactory(mails="daily")
    assert make_digests(MORNING) == 0
    mention(person)
    assert make_digests(MORNING.replace(hour=5)) == 0


def test_who_changes_from_daily_to_each_gets_what_waits():
    person = UserFactory(mails="daily")
    mention(person)
    assert send_notices() == 0
    User.objects.update(mails="each")
    assert send_notices() == 1


def test_the_daily_mail_is_not_sent_to_who_has_refused_since():
    person = UserFactory(mails="daily")
    mention(person)
    make_digests(MORNING)
    User.objects.update(mails="none")
    assert send_notices() == 0


def test_tasks_run_them():
    tasks.make_digests()
    tasks.remind_owners()


# One click (RFC 8058)


def sent_to(**receiver):
    notify(
        "note_mention" if "to" in receiver else "membership_invited",
        MENTION | {"person": "A", "organisation": "O"},
        **receiver,
    )
    send_notices()
    return mail.outbox[-1]


def test_one_click_ends_optional_mails_of_a_person(client):
    person = UserFactory()
    message = sent_to(to=[person])
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    there = urlsplit(unquote(message.extra_headers["List-Unsubscribe"])).path
    assert there in message.body
    assert there in message.alternatives[0][0]
    assert client.get(there).status_code == 200
    person.refresh_from_db()
    assert person.mails == "each", "programs open links in e-mails"
    client.handler.enforce_csrf_checks = True
    assert client.post(there, {"List-Unsubscribe": "One-Click"}).status_code == 200
    person.refresh_from_db()
    assert person.mails == "none"
    assert client.post(there).status_code == 200


def test_one_click_ends_optional_mails_of_an_address(client):
    message = sent_to(addresses=["New@example.org"])
    there = urlsplit(unquote(message.extra_headers["List-Unsubscribe"])).path
    client.post(there)
    assert "example.org" not in RefusedAddress.objects.get().digest
    notify("membership_invited", INVITED, addresses=["new@EXAMPLE.org"])
    assert not Notice.objects.due().exists()
    notify("correction_confirm", {"code": "S-2345"}, addresses=["new@example.org"])
    assert Notice.objects.due().count() == 1


def test_needed_mails_have_no_such_link():
    person = UserFactory()
    notify("membership_approved", NEEDED, to=[person])
    send_notices()
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


@pytest.mark.parametrize(
    "change", [lambda key: key[:-2], lambda key: "x" + key, lambda _key: "%00", lambda _key: "nothing"]
)
def test_a_bad_signature_changes_nothing(client, change):
    person = UserFactory()
    there = reverse("unsubscribe", args=[change(unsubscribe_key(person.pk, ""))])
    for response in (client.get(there), client.post(there)):
        assert response.status_code == 404
        assert "link" in response.content.decode()
    person.refresh_from_db()
    assert person.mails == "each"


def test_a_link_for_something_else_does_not_unsubscribe(client):
    assert client.post(reverse("unsubscribe", args=[correction_key("S-2345")])).status_code == 404


def test_the_account_page_has_the_choice(client):
    person = UserFactory()
    client.force_login(person)
    assert 'name="mails"' in client.get("/accounts/").content.decode()
    assert client.post("/accounts/", {"mails": "daily"}).status_code == 302
    person.refresh_from_db()
    assert person.mails == "daily"
    assert client.post("/accounts/", {"mails": "hourly"}).status_code == 422


def test_old_daily_parts_are_deleted():
    Notice.objects.create(kind="note_mention", to=UserFactory(), digested_at=timezone.now() - timedelta(days=91))
    tasks.forget_expired()
    assert not Notice.objects.exists()
