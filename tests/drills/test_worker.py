"""An edit reaches the figures through a real worker, beat and broker; when one is away, it waits and then does."""

import socket
import subprocess
import sys

import pytest

from activities.actions.jobs import create_job
from activities.actions.ledger import record
from activities.models import Job, Notice, SummaryState, TermSummary
from sdgmap import embedded
from sdgmap.celery import app as celery
from sdgmap.processes import wait_until
from tests.child_process import environment
from tests.drills import SOON
from tests.factories.activities import MappingFactory, TargetFactory, UserFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def broker(var):
    embedded.start(var, database=False)
    return embedded.broker_url(var)


@pytest.fixture
def jobs(var, broker, tmp_path):
    """start(kind, setting=…) → a Celery worker or beat on this test's database and broker; all are ended afterwards."""
    env = environment(BROKER_URL=broker, SUMMARY_INTERVAL="1")
    plain = ["worker", "--concurrency", "1", "--without-mingle", "--without-gossip"]
    commands = {
        "worker": plain,
        "jobs": [*plain, "--queues", "jobs", "--hostname", "jobs@%h"],
        "background": [*plain, "--queues", "background", "--hostname", "background@%h"],
        "outbox": [*plain, "--queues", "outbox", "--hostname", "outbox@%h", "--pool", "solo"],
        "webhooks": [*plain, "--queues", "webhooks", "--hostname", "webhooks@%h", "--pool", "solo"],
        "beat": ["beat", "--pidfile", ""],
    }
    running = []

    def start(kind, **more):
        command = [sys.executable, "-m", "celery", "-A", "sdgmap", *commands[kind]]
        with (tmp_path / f"{kind}-{len(running)}.log").open("w") as log:
            running.append(subprocess.Popen(command, env=env | more, stdout=log, stderr=subprocess.STDOUT))
        return running[-1]

    yield start
    for process in running:
        process.kill()  # how they stop when asked to is for test_run.py to see
    for process in running:
        process.wait()


def edit(target):
    """One more activity for the target; returns the number of its Change."""
    with record("tests", "mapping.set") as change:
        MappingFactory(term=target, change=change)
    return change.id


def shown(number):
    """Whether the figures contain the Change."""
    return SummaryState.objects.filter(built_through__gte=number).exists()


def test_an_edit_is_soon_in_the_figures_and_outlives_worker_and_broker(var, jobs, monkeypatch):
    target = TargetFactory(code="9.c")
    worker, _ = jobs("worker"), jobs("beat")
    first = edit(target)
    assert wait_until(lambda: shown(first), seconds=120), "the worker never came up"

    number = edit(target)
    assert wait_until(lambda: shown(number), seconds=SOON)

    worker.kill()
    worker.wait()
    number = edit(target)
    assert not wait_until(lambda: shown(number), seconds=3), "nobody is there to rebuild"
    jobs("worker")
    assert wait_until(lambda: shown(number), seconds=120)

    embedded.stop(var)
    with monkeypatch.context() as patch:
        patch.setattr(celery, "send_task", lambda *_args, **_: pytest.fail("an edit does not need the broker"))
        number = edit(target)
    embedded.start(var, database=False)
    assert wait_until(lambda: shown(number), seconds=120)
    assert TermSummary.objects.get(term=target).activities == target.mappings.count()


def test_a_mail_server_that_never_answers_delays_no_figures(jobs):
    target = TargetFactory(code="9.c")
    jobs("worker")
    jobs("beat")
    first = edit(target)
    assert wait_until(lambda: shown(first), seconds=120), "the worker never came up"
    told = {"author": "Jan", "title": "Schools", "text": "Look.", "activity": 1, "note": 1}
    for _ in range(6):  # each waits for ten seconds
        Notice.objects.create(kind="note_mention", to=UserFactory(), context=told)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(120)
        jobs("outbox", EMAIL_URL=f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        waiting, _address = silent.accept()  # the worker for e-mails now waits for a greeting
        with waiting:
            number = edit(target)
            assert wait_until(lambda: shown(number), seconds=SOON)

            assert wait_until(lambda: Notice.objects.filter(attempts=1).exists(), seconds=60)


def test_an_upload_does_not_wait_for_training(jobs):
    """Training was requested first; only the worker for jobs is there."""

    def finished(job):
        job.refresh_from_db()
        return job.state in (Job.State.DONE, Job.State.FAILED)

    training = create_job(kind=Job.Kind.TRAIN, asked={}, by=None)
    upload = create_job(kind=Job.Kind.SHEET_CHECK, asked={}, files={"sent": ("a.xlsx", b"PK")}, by=UserFactory())
    jobs("beat")
    jobs("worker")  # beat's tasks are in its queue
    jobs("jobs")
    assert wait_until(lambda: finished(upload), seconds=120)
    assert not finished(training)
    jobs("background")
    assert wait_until(lambda: finished(training), seconds=120)
