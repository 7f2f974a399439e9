"""Workers are killed between sending an e-mail and noting it: none is lost, and none is sent more than twice."""

import signal
import subprocess
import sys
from collections import Counter

import pytest
from django.core import mail
from django.utils import timezone

from activities.actions.outbox import mails
from activities.models import Notice
from tests.child_process import environment
from tests.factories.activities import UserFactory

KILLED = 100
CONTEXT = {"author": "Jan", "title": "Schools", "text": "Look.", "activity": 1, "note": 1}
#: A worker that is killed by the operating system as soon as the mail server has taken its first e-mail.
WORKER = """
import os, signal
import django
django.setup()
from django.core.mail.backends.base import BaseEmailBackend
from activities.actions.outbox import mails

class TakenThenKilled(BaseEmailBackend):
    def send_messages(self, messages):
        with open(os.environ["TAKEN"], "a") as taken:
            for message in messages:
                print(message.extra_headers["Message-ID"], file=taken, flush=True)
        if os.environ["KILL"] == "1":
            os.kill(os.getpid(), signal.SIGKILL)
        return len(messages)

import django.core.mail
django.core.mail.get_connection = lambda *args, **kwargs: TakenThenKilled()
mails.send_notices()
"""


class Killed(BaseException):
    """What ends a worker at once, as no code can catch it."""


def make(number):
    user = UserFactory()
    return Notice.objects.bulk_create(Notice(kind="note_mention", to=user, context=CONTEXT) for _ in range(number))


def claims_end():
    """As if CLAIMED_FOR had passed."""
    Notice.objects.due().update(try_after=timezone.now())


@pytest.mark.django_db
def test_a_hundred_kills_lose_no_mail_and_send_none_three_times(monkeypatch):
    made = make(KILLED)
    finish = mails.finish

    def die(*_args):
        raise Killed

    monkeypatch.setattr(mails, "finish", die)
    for _ in range(KILLED):
        with pytest.raises(Killed):
            mails.send_next()
    monkeypatch.setattr(mails, "finish", finish)
    claims_end()
    assert mails.send_notices() == KILLED
    claims_end()
    assert mails.send_notices() == 0
    times = Counter(message.extra_headers["Message-ID"] for message in mail.outbox)
    assert (len(times), set(times.values())) == (len(made), {2})


@pytest.mark.django_db
def test_kills_again_and_again_at_the_same_mail_stop_after_two(monkeypatch):
    (one,) = make(1)

    def die(*_args):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(mails, "finish", die)
        for _ in range(2):
            with pytest.raises(Killed):
                mails.send_next()
            claims_end()
        assert mails.send_next() is False
    one.refresh_from_db()
    assert (len(mail.outbox), one.given_up_at is None) == (2, False)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_workers_that_are_really_killed(tmp_path):
    made = make(3)
    taken = tmp_path / "taken"

    def work(*, kill):
        env = environment(TAKEN=str(taken), KILL=str(int(kill)))
        return subprocess.run([sys.executable, "-c", WORKER], env=env, timeout=120, check=False).returncode

    assert [work(kill=True) for _ in made] == [-signal.SIGKILL] * 3
    assert work(kill=False) == 0  # others still have them for themselves
    assert Counter(taken.read_text().split()).total() == 3
    claims_end()
    assert work(kill=False) == 0
    times = Counter(taken.read_text().split())
    assert sorted(name.partition("@")[0] for name in times) == sorted(f"<notice-{one.pk}" for one in made)
    assert set(times.values()) == {2}
    assert not Notice.objects.due().exists()
