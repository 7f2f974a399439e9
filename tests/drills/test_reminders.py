"""Reminders when a worker is killed between writing and marking them, or two schedulers run at once: none is lost, and
none is sent twice."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from activities import rules
from activities.models import Notice
from roadmap.actions.progress.reminding import remind_reporters
from roadmap.actions.rounds.reminding import remind_all
from roadmap.actions.task_force.reminding import remind_owners
from roadmap.models import ReportRequest
from tests.child_process import environment
from tests.factories.activities import ActivityFactory, OrganisationFactory, UserFactory
from tests.factories.plans import FollowUpFactory, MemberFactory
from tests.factories.roadmap import ActionBodyFactory, ActionFactory, BodyFactory
from tests.factories.rounds import round_opened
from tests.waiting import wait_for_waiting

#: A worker that the operating system kills once the e-mails are written, before their requests are marked.
WORKER = """
import os, signal
import django
django.setup()
from datetime import date
from roadmap.actions.progress import reminding
from roadmap.models import ReportRequest

if os.environ["KILL"] == "1":
    def killed(*args, **more):
        os.kill(os.getpid(), signal.SIGKILL)
    from django.db.models import QuerySet
    real = QuerySet.bulk_update
    def bulk_update(self, rows, fields, **more):
        if "step" in fields:
            killed()
        return real(self, rows, fields, **more)
    QuerySet.bulk_update = bulk_update
reminding.remind_reporters(date(2026, 12, 1))
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_before_it_marks_loses_no_reminder():
    people = [UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-T"]) for _ in range(2)]
    for number in range(3):
        ActionBodyFactory(action=ActionFactory(code=f"6.{number + 1}", rule="yearly"))

    def work(*, kill):
        env = environment(KILL=str(int(kill)))
        return subprocess.run([sys.executable, "-c", WORKER], env=env, timeout=120, check=False).returncode

    assert [work(kill=True) for _ in range(3)] == [-signal.SIGKILL] * 3
    assert (Notice.objects.count(), ReportRequest.objects.count()) == (0, 0)
    assert (work(kill=False), work(kill=False)) == (0, 0)
    assert sorted(Notice.objects.values_list("to", flat=True)) == sorted(person.pk for person in people)
    assert [len(one.context["reports"]) for one in Notice.objects.all()] == [3, 3]
    assert set(ReportRequest.objects.values_list("step", flat=True)) == {ReportRequest.Step.MONTH}


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_remind_nobody_twice():
    """The beats of two servers, or one that fires again while its task still runs."""
    day = timezone.localdate()
    person = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"])
    action = ActionFactory(code="6.5", rule="once", due_on=day + timedelta(days=5))
    ActionBodyFactory(action=action, body=BodyFactory(name="BDT", sector="ITU-D"))
    FollowUpFactory(owner=MemberFactory(user=person), due=day)
    ActivityFactory(organisation=OrganisationFactory(sector="ITU-D"))
    round_opened(opens_on=day, deadline=day + timedelta(days=40))

    def remind(how):
        try:
            return how(day)
        finally:
            connections.close_all()

    runs = {"report_due": remind_reporters, "follow_up_due": remind_owners, "round_due": remind_all}
    with ThreadPoolExecutor(6) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE activities_notice")
            waiting = {kind: [pool.submit(remind, how) for _ in range(2)] for kind, how in runs.items()}
            wait_for_waiting(5)
        sent = {kind: sorted(one.result(timeout=60) for one in both) for kind, both in waiting.items()}
    assert sent == {kind: [0, 1] for kind in runs}
    assert sorted(Notice.objects.values_list("kind", "to")) == sorted((kind, person.pk) for kind in runs)
