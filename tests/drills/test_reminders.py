"""A worker is killed between writing reminders of reports and marking them: none is lost, and none is sent twice."""

import os
import signal
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.db import connection

from activities import rules
from activities.models import Notice
from roadmap.models import ReportRequest
from tests.factories.activities import UserFactory
from tests.factories.roadmap import ActionBodyFactory, ActionFactory

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
    at = connection.settings_dict
    host = at["HOST"] or at["OPTIONS"].get("host", "")
    database = f"postgres://{quote(at['USER'])}:{quote(at['PASSWORD'])}@/{at['NAME']}?host={host}"
    database += f"&port={at['PORT']}" if at["PORT"] else ""

    def work(*, kill):
        env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "sdgmap.settings",
            "DATABASE_URL": database,
            "BROKER_URL": "redis://127.0.0.1:1",
            "DEBUG": "1",
            "KILL": str(int(kill)),
        }
        return subprocess.run([sys.executable, "-c", WORKER], env=env, timeout=120, check=False).returncode

    assert [work(kill=True) for _ in range(3)] == [-signal.SIGKILL] * 3
    assert (Notice.objects.count(), ReportRequest.objects.count()) == (0, 0)
    assert (work(kill=False), work(kill=False)) == (0, 0)
    assert sorted(Notice.objects.values_list("to", flat=True)) == sorted(person.pk for person in people)
    assert [len(one.context["reports"]) for one in Notice.objects.all()] == [3, 3]
    assert set(ReportRequest.objects.values_list("step", flat=True)) == {ReportRequest.Step.MONTH}
