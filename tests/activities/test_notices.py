"""The outbox: each e-mail is sent at least once, waits longer after each failure, and is given up after a day."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.utils import timezone

from activities import rules, tasks
from activities.actions.notes import write_note
from activities.actions.outbox.mails import send_next, send_notices
from activities.models import Notice
from tests.factories.activities import ActivityFactory, UserFactory

MINUTE = timedelta(minutes=1)


@pytest.fixture
def notice(db):
    author, reader = UserFactory(role=rules.FOCAL_POINT, name="Ana"), UserFactory(role=rules.COORDINATOR, name="Ben")
    write_note(activity=ActivityFactory(title="R&D <fibre>"), text="Is it 5 > 4?", mentions=[reader], by=author)
    return Notice.objects.get()


def refuse(monkeypatch, error):
    def send(self):
        raise error

    monkeypatch.setattr("django.core.mail.EmailMessage.send", send)


def test_a_mention_arrives(notice, settings):
    settings.SITE_URL = "https://sdgmap.example"
    tasks.send_notices()
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([notice.to.email], "SDG Map: Ana mentioned you in a note")
    assert "Ana wrote about “R&D <fibre>”:\n\nIs it 5 > 4?\n" in message.body
    context = notice.context
    assert f"https://sdgmap.example/activities/{context['activity']}/notes/#note-{context['note']}" in message.body
    assert message.extra_headers["Message-ID"] == f"<notice-{notice.pk}@sdgmap.example>"
    notice.refresh_from_db()
    assert (notice.attempts, notice.error, notice.sent_at is None) == (1, "", False)
    assert send_notices() == 0
    assert len(mail.outbox) == 1


def test_pauses_grow_and_no_address_is_kept_or_logged(notice, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    refuse(monkeypatch, SMTPRecipientsRefused({notice.to.email: (450, b"mailbox busy")}))
    pauses = []
    for _attempt in range(8):
        Notice.objects.update(try_after=timezone.now())
        before = timezone.now()
        assert send_next() is False
        notice.refresh_from_db()
        pauses.append(round((notice.try_after - before) / MINUTE))
        assert send_next() is None  # the pause is not over
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    assert notice.error == "SMTPRecipientsRefused"
    told = "".join(f"{r.getMessage()}{r.msg}" for r in caplog.records if not r.name.startswith("django.db"))
    assert "notice postponed" in told
    assert notice.to.email not in told


def test_it_is_given_up_after_a_day(notice, monkeypatch):
    refuse(monkeypatch, SMTPServerDisconnected("gone"))
    Notice.objects.update(created_at=timezone.now() - timedelta(days=1), try_after=timezone.now())
    assert send_next() is False
    notice.refresh_from_db()
    assert (notice.given_up_at is None, notice.error) == (False, "SMTPServerDisconnected")
    assert send_next() is None


def test_a_mail_that_cannot_even_be_made_holds_up_nobody(notice):
    Notice.objects.filter(pk=notice.pk).update(kind="no_such_mail")
    good = Notice.objects.create(kind=notice.kind, to=notice.to, context=notice.context)
    assert send_notices() == 1
    notice.refresh_from_db()
    good.refresh_from_db()
    assert (notice.sent_at, notice.error, good.sent_at is None) == (None, "TemplateDoesNotExist", False)


def test_it_is_sent_once_the_server_is_back(notice, monkeypatch):
    with pytest.MonkeyPatch.context() as patch:
        refuse(patch, ConnectionRefusedError("no"))
        send_notices()
    Notice.objects.update(try_after=timezone.now())
    assert send_notices() == 1
    notice.refresh_from_db()
    assert (notice.attempts, notice.error) == (2, "")


def test_nobody_writes_to_an_account_that_is_switched_off(notice):
    notice.to.is_active = False
    notice.to.save()
    assert send_notices() == 0
    notice.refresh_from_db()
    assert (notice.given_up_at is None, notice.error, mail.outbox) == (False, "account switched off", [])


def test_one_that_fails_does_not_hold_up_the_others(notice, monkeypatch):
    other = Notice.objects.create(kind=notice.kind, to=UserFactory(), context=notice.context)
    send = mail.EmailMessage.send

    def fail_for_one(self, *args, **kwargs):
        if self.to == [notice.to.email]:
            raise SMTPServerDisconnected("gone")
        return send(self, *args, **kwargs)

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail_for_one)
    assert send_notices() == 1
    assert [message.to for message in mail.outbox] == [[other.to.email]]


def test_a_worker_that_dies_after_sending_sends_again(notice, monkeypatch):
    """At least once: the mark is part of a transaction that the crash undoes; the Message-ID is the same."""

    class Killed(BaseException):
        pass

    def die(self, **_):
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Notice, "save", die)
        with pytest.raises(Killed):
            send_next()
    assert send_notices() == 1
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 1
    assert len(mail.outbox) == 2


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_send_each_mail_once():
    user = UserFactory()
    context = {"note": 1, "activity": 1, "title": "T", "author": "A", "text": "t"}
    Notice.objects.bulk_create(Notice(kind="note_mention", to=user, context=context) for _ in range(30))

    def work(_):
        try:
            return send_notices()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(work, range(4))) == 30
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == len(mail.outbox) == 30
    assert not Notice.objects.due().exists()


def test_old_mails_and_ended_sessions_are_forgotten(notice, client):
    old, recent = timezone.now() - timedelta(days=91), timezone.now() - timedelta(days=89)
    kinds = {"sent": {"sent_at": old}, "given up": {"given_up_at": old}, "recent": {"sent_at": recent}}
    for kind, fields in kinds.items():
        Notice.objects.create(kind=kind, to=notice.to, **fields)
    client.force_login(notice.to)
    lasting = client.session.session_key
    Session.objects.create(session_key="ended", session_data="", expire_date=old)
    tasks.forget_expired()
    assert [each.kind for each in Notice.objects.all()] == ["note_mention", "recent"]
    assert [each.session_key for each in Session.objects.all()] == [lasting]
