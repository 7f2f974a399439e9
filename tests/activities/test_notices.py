"""The outbox: each e-mail is sent, at most twice, waits longer after each failure, and is given up after a day."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from activities import rules, tasks
from activities.actions.notes import write_note
from activities.actions.outbox import mails
from activities.actions.outbox.mails import send_next, send_notices, try_again
from activities.actions.outbox.notices import notify
from activities.models import Notice
from tests.factories.activities import ActivityFactory, UserFactory

MINUTE = timedelta(minutes=1)
CONTEXT = {"note": 1, "activity": 1, "title": "T", "author": "A", "text": "t"}


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
    assert "Ana wrote about “R&D <fibre>”:\n\n> Is it 5 > 4?\n" in message.body
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
    assert (notice.sent_at, notice.error, good.sent_at is None) == (None, "NoSuchMail", False)


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


class Killed(BaseException):
    """Ends the worker between sending and noting it."""


def die(*_args, **_kwargs):
    raise Killed


def send_and_die():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mails, "finish", die)
        with pytest.raises(Killed):
            send_next()


def later():
    """As if the time for which the worker had the e-mail for itself were over."""
    Notice.objects.due().update(try_after=timezone.now())


def test_a_worker_that_dies_after_sending_sends_once_more(notice):
    send_and_die()
    assert send_next() is None  # another worker may still be at it
    later()
    assert send_notices() == 1
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 1
    assert len(mail.outbox) == 2
    later()
    assert send_notices() == 0


def test_workers_that_die_twice_leave_the_mail_to_a_coordinator(notice):
    for _ in range(2):
        send_and_die()
        later()
    assert send_notices() == 0
    notice.refresh_from_db()
    assert (notice.given_up_at is None, len(mail.outbox)) == (False, 2)
    assert try_again(notice=notice)
    assert send_notices() == 1


def test_nothing_is_sent_of_what_is_not_committed(db):
    with transaction.atomic():
        notify("note_mention", CONTEXT, to=[UserFactory()])
        transaction.set_rollback(True)
    assert (send_notices(), mail.outbox) == (0, [])


def test_a_mail_that_is_deleted_while_it_is_sent_is_not_made_again(notice, monkeypatch):
    monkeypatch.setattr(
        mails, "message_of", lambda row: (Notice.objects.all().delete(), mail.EmailMessage(to=["a@b.c"]))[1]
    )
    assert send_next() is True
    assert not Notice.objects.exists()


def test_trying_again_gives_another_day(notice, monkeypatch):
    refuse(monkeypatch, SMTPServerDisconnected("gone"))
    Notice.objects.update(created_at=timezone.now() - timedelta(days=2), try_after=timezone.now())
    send_next()
    notice.refresh_from_db()
    assert notice.given_up_at
    assert try_again(notice=notice)
    assert send_next() is False
    notice.refresh_from_db()
    assert (notice.given_up_at, notice.error) == (None, "SMTPServerDisconnected")


def test_what_was_sent_or_is_under_way_is_not_tried_again(notice):
    Notice.objects.update(begun=1)
    assert not try_again(notice=notice)
    Notice.objects.update(begun=0, sent_at=timezone.now())
    assert not try_again(notice=notice)


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_send_each_mail_once():
    user = UserFactory()
    Notice.objects.bulk_create(Notice(kind="note_mention", to=user, context=CONTEXT) for _ in range(30))

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
