"""Create a Job, run it once, report its progress, cancel it.

The database row holds the state. The broker only notifies workers, and `notify_again` repeats lost notifications. A
worker holds a session-level advisory lock while it runs a Job; the lock ends with the worker. Runners can be started
again: they write in chunks and save their position in the same transaction as each chunk.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from celery import current_app
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from activities.actions.ledger import Refused
from activities.models import Job, JobFile, User

log = structlog.get_logger("activities.jobs")

#: First key of the two-part advisory lock of a Job; the second is made from its id.
JOB_LOCK = 0x5D69
#: Seconds between two updates of a Job's progress.
REPORTED_EVERY = 0.3
#: A Job that was started this often without finishing probably kills its workers, so it fails.
ATTEMPTS = 5
#: How long finished Jobs and their files are retained.
RETAINED_FOR = timedelta(days=30)


class Cancelled(Exception):
    """The Job was cancelled. Changes committed before that remain and are reported."""


def create_job(
    *, kind: str, asked: dict[str, Any], files: Mapping[str, tuple[str, bytes]] | None = None, by: User | None
) -> Job:
    """Create a queued Job with the files it needs, {role: (name, content)}. Workers are notified on commit."""
    with transaction.atomic():
        job = Job.objects.create(kind=kind, asked=asked, by=by)
        JobFile.objects.bulk_create(
            JobFile(job=job, role=role, name=name, content=content) for role, (name, content) in (files or {}).items()
        )
        transaction.on_commit(lambda: notify_workers(job.pk))
    return job


def notify_workers(pk: UUID) -> None:
    """Notify the workers of a Job. If the broker is not available, beat notifies them later."""
    try:
        current_app.send_task("activities.tasks.run_job", [str(pk)], queue="jobs", expires=30)
    except (OperationalError, OSError) as error:
        log.warning("broker not available", job=str(pk), error=str(error).split("\n")[0])


def notify_again() -> int:
    """Notify the workers again of each open Job that is not running, and delete old Jobs. Returns the number
    notified."""
    Job.objects.filter(finished_at__lt=timezone.now() - RETAINED_FOR).delete()
    idle = [pk for pk in Job.objects.open().values_list("pk", flat=True) if not busy(pk)]
    for pk in idle:
        notify_workers(pk)
    return len(idle)


class Progress:
    """Reports the progress of a Job, at most every 0.3 seconds. Call it outside transactions: others see it only then.

    `report` and `start` raise Cancelled once the Job has been cancelled.
    """

    def __init__(self, job: Job):
        self.job = job
        self._reported_at = 0.0

    def start(self, step: str, total: int | None = None) -> None:
        """Begin a new step, with its `total` if known."""
        self.job.step, self.job.done, self.job.total = step, 0, total
        self._write()

    def report(self, done: int) -> None:
        self.job.done = done
        if time.monotonic() - self._reported_at > REPORTED_EVERY:
            self._write()

    def _write(self) -> None:
        self._reported_at = time.monotonic()
        fields = {name: getattr(self.job, name) for name in ("step", "done", "total")}
        Job.objects.filter(pk=self.job.pk).update(**fields)
        if Job.objects.filter(pk=self.job.pk, cancel_asked=True).exists():
            raise Cancelled


#: Does the work and returns the Job's result, as JSON.
Runner = Callable[[Job, Progress], dict[str, Any]]


def run(pk: UUID, runners: Mapping[str, Runner]) -> bool:
    """Run the Job unless it is finished or already running. Returns whether it ran. Errors are saved in the row."""
    with held(pk) as alone:
        job = Job.objects.filter(pk=pk).first()
        if not alone or job is None or job.finished:
            return False
        job.state, job.started_at = Job.State.RUNNING, job.started_at or timezone.now()
        job.attempts += 1
        job.save(update_fields=["state", "started_at", "attempts"])
        try:
            if job.attempts > ATTEMPTS:
                raise Refused(_("It was started %(times)d times and never finished.") % {"times": ATTEMPTS})
            job.result = job.result | runners[job.kind](job, Progress(job))
            job.state = Job.State.DONE
        except Cancelled:
            job.state = Job.State.CANCELLED
        except Refused as refusal:
            job.state, job.error = Job.State.FAILED, str(refusal)
        except Exception:
            log.exception("job failed", kind=job.kind)
            job.state, job.error = (
                Job.State.FAILED,
                _("Something went wrong on our side. Incomplete changes were undone."),
            )
        job.finished_at = timezone.now()
        job.save(update_fields=["state", "step", "done", "total", "result", "error", "finished_at"])
        return True


def cancel(*, job: Job) -> None:
    """Cancel the Job: immediately if it is queued, else at its next report of progress."""
    Job.objects.open().filter(pk=job.pk).update(cancel_asked=True)
    Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(state=Job.State.CANCELLED, finished_at=timezone.now())


@contextmanager
def held(pk: UUID) -> Iterator[bool]:
    """Try to lock the Job. Whether this session holds the lock; it is released when the session ends."""
    key = _lock_key(pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        alone = cursor.fetchone()[0]
    try:
        yield alone
    finally:
        if alone and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)


def busy(pk: UUID) -> bool:
    with held(pk) as alone:
        return not alone


def _lock_key(pk: UUID) -> tuple[int, int]:
    return JOB_LOCK, (pk.int & 0xFFFFFFFF) - 0x80000000
