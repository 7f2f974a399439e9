"""A review round in real processes: eight confirm at once and each counts once; a killed worker loses no reminder."""

import signal
import subprocess
import sys

import pytest
from django.utils import timezone

from activities import rules
from activities.models import Activity, Change, Notice
from roadmap.actions.rounds.reminding import remind_all
from roadmap.actions.rounds.states import close_round
from roadmap.models import RoundItem, RoundMail
from tests.child_process import environment
from tests.factories.activities import ActivityFactory, OrganisationFactory, UserFactory
from tests.factories.rounds import round_opened

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ACTIVITIES, PROCESSES = 120, 8
#: Each activity is confirmed by two of the processes, as by a double click.
CLIENT = """
import os
import django
django.setup()
from activities.models import Activity, User
from roadmap.actions.rounds.answering import confirm_item
from roadmap.models import Round

one, person = Round.objects.get(), User.objects.get(name="Ben Carter")
place, processes = int(os.environ["PLACE"]), int(os.environ["PROCESSES"])
for number, seen in Activity.objects.order_by("pk").values_list("pk", "change_id"):
    if number % processes in (place, (place + 1) % processes):
        confirm_item(one=one, activity=number, seen=SEEN[number], by=person)
"""
#: A worker that is killed by the operating system when the e-mail is in the outbox, before it is marked as made.
WORKER = """
import os, signal
import django
django.setup()
from roadmap.actions.rounds import reminding

class Killed:
    def bulk_create(self, rows):
        os.kill(os.getpid(), signal.SIGKILL)

class Marks:
    objects = Killed()

def filtered(*args, **kwargs):
    return reminding_mail.objects.filter(*args, **kwargs)

reminding_mail = reminding.RoundMail
Killed.filter = staticmethod(filtered)
reminding.RoundMail = Marks
reminding.remind_all(reminding.timezone.localdate())
"""


@pytest.fixture
def start():
    """start(code, …) → a process on this test's database."""
    running = []

    def start(code, **more):
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            env=environment(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()


@pytest.fixture
def one():
    itu = OrganisationFactory(sector="ITU-D")
    for _ in range(ACTIVITIES):
        ActivityFactory(organisation=itu, confirmed_on=None)
    UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"], name="Ben Carter")
    return round_opened()


def test_each_confirmation_is_counted_once(one, start):
    seen = dict(Activity.objects.values_list("pk", "change_id"))
    code = f"SEEN = {seen}\n{CLIENT}"
    clients = [start(code, PLACE=str(place), PROCESSES=str(PROCESSES)) for place in range(PROCESSES)]
    for client in clients:
        said, _ = client.communicate(timeout=240)
        assert client.returncode == 0, said
    closed = close_round(one=one, by=UserFactory(role=rules.COORDINATOR))
    assert RoundItem.objects.filter(answer="confirmed").count() == ACTIVITIES
    assert Change.objects.filter(verb="activity.confirm").count() == ACTIVITIES
    assert Activity.objects.filter(confirmed_on=timezone.localdate()).count() == ACTIVITIES
    assert closed.closed_change == Change.objects.latest("pk").pk


def test_a_killed_worker_loses_no_reminder_and_repeats_none(one, start):
    worker = start(WORKER)
    said, _ = worker.communicate(timeout=120)
    assert worker.returncode == -signal.SIGKILL, said
    assert (Notice.objects.count(), RoundMail.objects.count()) == (0, 0)
    assert remind_all(timezone.localdate()) == 1
    assert remind_all(timezone.localdate()) == 0
    assert (Notice.objects.count(), RoundMail.objects.count()) == (1, 1)
