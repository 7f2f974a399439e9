"""Create a Job, run it once, report its progress, cancel it.

The database row holds the state. The broker only notifies workers, and `notify_again` repeats lost notifications. A
worker holds an advisory lock while it runs a Job; the lock ends with the worker. Runners can be started
again: they write in chunks and save their position in the same transaction as each chunk. `BOUNDS` says for each kind
how many Jobs may be open and how long one may run.
"""

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from kombu.exceptions import OperationalError

from activities import locks
from activities.actions.ledger import Busy, Refused
from activities.models import Job, JobFile, User

log = structlog.get_logger("activities.jobs")

#: First key of the two-part advisory lock of a Job; the second is made from its id.
JOB_LOCK = 0x5D69
#: First key of the two-part lock under which open Jobs of a kind are counted; the second is the place of the kind.
COUNT_LOCK = 0x5D70
#: Seconds between two updates of a Job's progress.
REPORTED_EVERY = 0.3
#: Seconds that whoever notifies the workers waits for the broker.
AT_MOST = 0.3
#: A Job that was started this often without finishing probably kills its workers, so it fails.
ATTEMPTS = 5
#: How long finished Jobs and their files are retained.
RETAINED_FOR = timedelta(days=30)
#: Seconds after which a worker that was notified and has not started the Job is notified again.
NOTIFIED_FOR = 20
#: Seconds between the bound of a Job and the end of a worker that does not react to it.
GRACE = 30


@dataclass(frozen=True, slots=True)
class Bound:
    """The most open Jobs of a kind, for one person and for all together, and the minutes for which one may run: less
    than the broker's `visibility_timeout`, after which it sends a message again."""

    of_one: int
    of_all: int
    minutes: int


BOUNDS: dict[str, Bound] = {
    Job.Kind.SHEET_CHECK: Bound(of_one=5, of_all=40, minutes=10),
    Job.Kind.SHEET_APPLY: Bound(of_one=5, of_all=40, minutes=25),
    Job.Kind.REVERT_BATCH: Bound(of_one=5, of_all=40, minutes=25),
    Job.Kind.BULK_EDIT: Bound(of_one=5, of_all=40, minutes=25),
    Job.Kind.TRAIN: Bound(of_one=1, of_all=1, minutes=20),
    Job.Kind.PAST: Bound(of_one=10, of_all=20, minutes=10),
    Job.Kind.SNAPSHOT: Bound(of_one=1, of_all=1, minutes=20),
}
#: Kinds that do not delay what someone waits for at a page. They have a queue and a worker of their own.
BACKGROUND = {Job.Kind.TRAIN, Job.Kind.PAST, Job.Kind.SNAPSHOT}
#: For kinds that are not listed.
USUAL_BOUND = Bound(of_one=5, of_all=40, minutes=10)


def bound_of(kind: str) -> Bound:
    return BOUNDS.get(kind, USUAL_BOUND)


def queue_of(kind: str) -> str:
    return "background" if kind in BACKGROUND else "jobs"


class Cancelled(Exception):
    """The Job was cancelled. Changes committed before that remain and are reported."""


def create_job(
    *, kind: str, asked: dict[str, Any], files: Mapping[str, tuple[str, bytes]] | None = None, by: User | None
) -> Job:
    """Create a queued Job with the files it needs, {role: (name, content)}. Workers are notified on commit.

    Raises Refused when too many Jobs of this kind are open.
    """
    with transaction.atomic():
        refuse_too_many(kind, by)
        job = Job.objects.create(kind=kind, asked=asked, by=by)
        JobFile.objects.bulk_create(
            JobFile(job=job, role=role, name=name, content=content) for role, (name, content) in (files or {}).items()
        )
        transaction.on_commit(lambda: notify_workers(job))
    return job


def refuse_too_many(kind: str, by: User | None) -> None:
    """Raise Refused when a person, or all together, have as many open Jobs of a kind as its bound allows."""
    bound = bound_of(kind)
    with connection.cursor() as cursor:  # two requests at the same time must not both find the last place
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [COUNT_LOCK, Job.Kind.values.index(kind)])
    of_kind = Job.objects.open().filter(kind=kind)
    if by and of_kind.filter(by=by).count() >= bound.of_one:
        message = ngettext(
            "You already have %(count)s unfinished job of this kind. Wait until it is finished, or cancel it.",
            "You already have %(count)s unfinished jobs of this kind. Wait until one is finished, or cancel one.",
            bound.of_one,
        )
        raise Refused(message % {"count": bound.of_one})
    if of_kind.count() >= bound.of_all:
        raise Refused(_("Too many jobs of this kind are waiting. Try again in a few minutes."))


def notify_workers(job: Job) -> None:
    """Notify the workers of a Job, but do not wait for a broker that hangs. If it does not respond, beat notifies them
    later."""
    told: list[bool] = []
    telling = threading.Thread(target=lambda: told.append(send(job)), daemon=True, name="notify workers")
    telling.start()
    telling.join(AT_MOST)
    if told == [True]:
        cache.set(notified_key(job.pk), True, NOTIFIED_FOR)


def send(job: Job) -> bool:
    """Send the message. Whether the broker has it."""
    limit = bound_of(job.kind).minutes * 60
    try:
        current_app.send_task(
            "activities.tasks.run_job",
            [str(job.pk)],
            queue=queue_of(job.kind),
            expires=30,
            soft_time_limit=limit,
            time_limit=limit + GRACE,
        )
    except (OperationalError, OSError) as error:
        log.warning("broker not available", job=str(job.pk), error=str(error).split("\n")[0])
        return False
    return True


def notify_again() -> int:
    """Notify the workers again of open Jobs, oldest first, and delete old Jobs. Returns the number notified.

    Left out are Jobs that are running, and those of which workers were notified a few seconds ago: while a long Job
    runs, those behind it would otherwise fill the queue.
    """
    Job.objects.filter(finished_at__lt=timezone.now() - RETAINED_FOR).delete()
    waiting = list(Job.objects.open().order_by("created_at").only("id", "kind"))
    notified = cache.get_many([notified_key(job.pk) for job in waiting])
    idle = [job for job in waiting if notified_key(job.pk) not in notified and not busy(job.pk)]
    for job in idle:
        notify_workers(job)
    return len(idle)


def notified_key(pk: UUID) -> str:
    return f"job-notified:{pk}"


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
        if not alone or not begin(pk):
            return False
        cache.delete(notified_key(pk))  # if this worker dies, the next one is notified at once
        job = Job.objects.get(pk=pk)
        try:
            if job.attempts > ATTEMPTS:
                raise Refused(_("It was started %(times)d times and never finished.") % {"times": ATTEMPTS})
            if job.cancel_asked:  # while no worker was running it
                raise Cancelled
            job.result = job.result | runners[job.kind](job, Progress(job))
            job.state = Job.State.DONE
        except Busy:  # it continues when workers are notified again
            job.attempts -= 1
            job.save(update_fields=["attempts"])
            return True
        except Cancelled:
            job.state = Job.State.CANCELLED
        except Refused as refusal:
            job.state, job.error = Job.State.FAILED, str(refusal)
        except SoftTimeLimitExceeded:
            log.warning("job stopped", kind=job.kind, minutes=bound_of(job.kind).minutes)
            message = _("It took longer than %(minutes)d minutes and was stopped. Incomplete changes were undone.")
            job.state, job.error = Job.State.FAILED, message % {"minutes": bound_of(job.kind).minutes}
        except Exception:
            log.exception("job failed", kind=job.kind)
            job.state, job.error = (
                Job.State.FAILED,
                _("Something went wrong on our side. Incomplete changes were undone."),
            )
        job.finished_at = timezone.now()
        job.save(update_fields=["state", "step", "done", "total", "result", "error", "finished_at"])
        return True


def begin(pk: UUID) -> bool:
    """Mark the Job as running, in one statement, unless it has been finished or cancelled. Whether it was marked."""
    began = Job.objects.open().filter(pk=pk)
    marks = {"started_at": Coalesce("started_at", Now()), "attempts": F("attempts") + 1}
    return bool(began.update(state=Job.State.RUNNING, **marks))


def cancel(*, job: Job) -> None:
    """Cancel the Job: immediately if it is queued, else at its next report of progress.

    Each statement depends on the state that it finds: a worker may start or finish the Job at the same time.
    """
    queued = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED)
    if not queued.update(state=Job.State.CANCELLED, cancel_asked=True, finished_at=timezone.now()):
        Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_asked=True)


def held(pk: UUID) -> AbstractContextManager[bool]:
    """Try to lock the Job. Whether this process holds the lock; it is released when the process ends."""
    return locks.held(*_lock_key(pk))


def busy(pk: UUID) -> bool:
    with held(pk) as alone:
        return not alone


def _lock_key(pk: UUID) -> tuple[int, int]:
    return JOB_LOCK, (pk.int & 0xFFFFFFFF) - 0x80000000
