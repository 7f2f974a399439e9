"""Ask for a Job, run it once, tell how far it is, cancel it.

The row is the truth and the broker only a bell: whatever the bell loses, `ring_again` finds. A session-level advisory
lock, which dies with the worker, says that somebody is at a Job. Runners are safe to start again: they write in chunks
and keep, in the chunk's own transaction, how far they have come.
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
#: Seconds between two writes of how far a Job is.
TOLD_EVERY = 0.3
#: A Job that was begun so often and never ended has killed its workers: it would go on doing so.
ATTEMPTS = 5
#: Finished Jobs and their files are kept so long.
RETAINED_FOR = timedelta(days=30)


class Cancelled(Exception):
    """Its asker has called the Job off; what was committed before stays and is told."""


def ask_for(
    *, kind: str, asked: dict[str, Any], files: Mapping[str, tuple[str, bytes]] | None = None, by: User | None
) -> Job:
    """A queued Job with the files that it needs, {role: (name, content)}. A worker is told at commit."""
    with transaction.atomic():
        job = Job.objects.create(kind=kind, asked=asked, by=by)
        JobFile.objects.bulk_create(
            JobFile(job=job, role=role, name=name, content=content) for role, (name, content) in (files or {}).items()
        )
        transaction.on_commit(lambda: ring(job.pk))
    return job


def ring(pk: UUID) -> None:
    """Tell the workers. With the broker away nothing is lost: beat rings again."""
    try:
        current_app.send_task("activities.tasks.run_job", [str(pk)], queue="jobs", expires=30)
    except (OperationalError, OSError) as error:
        log.warning("broker away", job=str(pk), error=str(error).split("\n")[0])


def ring_again() -> int:
    """Ring for each open Job that nobody is at, and forget old ones. How many were rung for."""
    Job.objects.filter(finished_at__lt=timezone.now() - RETAINED_FOR).delete()
    idle = [pk for pk in Job.objects.open().values_list("pk", flat=True) if not busy(pk)]
    for pk in idle:
        ring(pk)
    return len(idle)


class Progress:
    """How far a Job is, told at most every third of a second. Tell it outside of transactions, or nobody can see it.

    Raises Cancelled from `tell` and `start` once the asker has called the Job off.
    """

    def __init__(self, job: Job):
        self.job = job
        self._told_at = 0.0

    def start(self, step: str, total: int | None = None) -> None:
        """A new step, of `total` pieces when that is known."""
        self.job.step, self.job.done, self.job.total = step, 0, total
        self._write()

    def tell(self, done: int) -> None:
        self.job.done = done
        if time.monotonic() - self._told_at > TOLD_EVERY:
            self._write()

    def _write(self) -> None:
        self._told_at = time.monotonic()
        fields = {name: getattr(self.job, name) for name in ("step", "done", "total")}
        Job.objects.filter(pk=self.job.pk).update(**fields)
        if Job.objects.filter(pk=self.job.pk, cancel_asked=True).exists():
            raise Cancelled


#: Does the work and returns what the Job found, as JSON.
Runner = Callable[[Job, Progress], dict[str, Any]]


def run(pk: UUID, runners: Mapping[str, Runner]) -> bool:
    """Run the Job unless it is finished or somebody is at it. Whether it ran. What goes wrong is told in the row."""
    with held(pk) as alone:
        job = Job.objects.filter(pk=pk).first()
        if not alone or job is None or job.finished:
            return False
        job.state, job.started_at = Job.State.RUNNING, job.started_at or timezone.now()
        job.attempts += 1
        job.save(update_fields=["state", "started_at", "attempts"])
        try:
            if job.attempts > ATTEMPTS:
                raise Refused(_("It was begun %(times)d times and never came to an end.") % {"times": ATTEMPTS})
            job.result = job.result | runners[job.kind](job, Progress(job))
            job.state = Job.State.DONE
        except Cancelled:
            job.state = Job.State.CANCELLED
        except Refused as refusal:
            job.state, job.error = Job.State.FAILED, str(refusal)
        except Exception:
            log.exception("job failed", kind=job.kind)
            job.state, job.error = Job.State.FAILED, _("Something went wrong on our side. Nothing half-done was kept.")
        job.finished_at = timezone.now()
        job.save(update_fields=["state", "step", "done", "total", "result", "error", "finished_at"])
        return True


def cancel(*, job: Job) -> None:
    """Call the Job off: at once when nobody is at it, else at its next step."""
    Job.objects.open().filter(pk=job.pk).update(cancel_asked=True)
    Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(state=Job.State.CANCELLED, finished_at=timezone.now())


@contextmanager
def held(pk: UUID) -> Iterator[bool]:
    """Whether this session is the one that is at the Job. A session that dies lets go."""
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
