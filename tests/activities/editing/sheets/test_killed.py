"""A worker that is killed while it applies a spreadsheet leaves whole chunks; the next one finishes, each row once."""

import signal
import subprocess
import sys
from io import BytesIO

import pytest

from activities import rules
from activities.actions import jobs, pace
from activities.actions.ledger import record
from activities.actions.sheets import check_and_apply as sheets
from activities.exchange.sheets.reading import look_over
from activities.models import Activity, Change, Job, Mapping
from activities.queries.editing.sheets import ActivityEvent
from activities.tasks import RUNNERS
from tests.activities.editing.sheets.books import append, content, downloaded, put
from tests.child_process import environment
from tests.factories.activities import ActivityFactory, GoalFactory, UserFactory

pytestmark = [pytest.mark.slow, pytest.mark.drill, pytest.mark.django_db(transaction=True)]

#: Runs the Job in chunks of two rows and dies in the middle of the third: after its writes, before its commit.
DYING = """
import os, signal, sys
import django
django.setup()
from uuid import UUID
from activities.actions import jobs, pace
from activities.actions.sheets import check_and_apply as sheets
from activities.tasks import RUNNERS
pace.CHUNK = 2
real, calls = sheets.write_activities, []
def write(found, change):
    calls.append(real(found, change))
    if len(calls) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return calls[-1]
sheets.write_activities = write
jobs.run(UUID(sys.argv[1]), RUNNERS)
"""


def test_a_killed_worker_leaves_nothing_half_done_and_the_next_finishes_once(client, monkeypatch):
    user = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"])
    client.force_login(user)
    GoalFactory(code="9")
    with record("tests", "test.write") as change:
        for number in range(7):
            ActivityFactory(title=f"Activity {number}", change=change)
    book = downloaded(client)
    for row in range(3, 10):
        put(book, "Activities", row, Title=f"Row {row}")
    new = append(
        book, "Activities", Activity="new 1", Title="New", Kind="event", Status="planned", Organisation="ITU-D"
    )
    append(book, "Mappings", Activity="new 1", Code="9", Strength=3)
    file = content(book)
    monkeypatch.setattr(pace, "CHUNK", 2)
    check = sheets.ask_check(name="a.xlsx", content=file, rows=look_over(BytesIO(file)), language="en", by=user)
    jobs.run(check.pk, RUNNERS)
    check.refresh_from_db()
    job = sheets.ask_apply(check=check, mine={}, why="", language="en", by=user)

    killed = subprocess.run([sys.executable, "-c", DYING, str(job.pk)], env=environment(), check=False)
    assert killed.returncode == -signal.SIGKILL
    job.refresh_from_db()
    assert (job.state, [chunk["rows"] for chunk in job.result["chunks"]]) == (Job.State.RUNNING, [2, 2])
    titles = sorted(Activity.objects.values_list("title", flat=True))
    assert titles == ["Activity 0", "Activity 1", "Activity 2", "Row 3", "Row 4", "Row 5", "Row 6"]

    assert jobs.notify_again() == 1, "beat finds that nobody is at it"
    assert jobs.run(job.pk, RUNNERS)
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.DONE, "")
    assert [(c["sheet"], c["from"], c["to"], c["rows"]) for c in job.result["chunks"]] == [
        ("Activities", 3, 4, 2),
        ("Activities", 5, 6, 2),
        ("Activities", 7, 8, 2),
        ("Activities", 9, new, 2),
        ("Mappings", 3, 3, 1),
    ]
    titles = sorted(Activity.objects.values_list("title", flat=True))
    assert titles == ["New", *(f"Row {row}" for row in range(3, 10))]
    assert Mapping.objects.get().activity.title == "New"
    assert Change.objects.filter(verb="sheet.apply").count() == 5
    assert ActivityEvent.objects.filter(pgh_label="update").count() == 7, "each row was written once"
    assert not jobs.run(job.pk, RUNNERS), "it is not done again"
