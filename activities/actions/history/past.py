"""Build past versions of the data, read them, and drop those used least recently.

With little data, a version is built while its first reader waits; with much data, by a Job. Readers share a lock on the
version while they read. Dropping a version needs the same lock exclusively, so a schema is never dropped under a
reader.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from activities.actions.jobs import Progress, create_job
from activities.models import Job, PastMoment, User
from activities.queries.moment import Moment, showing
from activities.summaries import past

log = structlog.get_logger("activities.past")

#: First key of the two-part lock that readers of a version share. The second key is made from the version's number.
READ_LOCK = 0x5D6A
#: Keys of two locks: one version is built at a time, and one reader creates a Job at a time.
BUILD_LOCK = 0x5D6B
ASK_LOCK = 0x5D6C
#: With at most this many rows in the history of mappings, a version is built within the request.
AT_ONCE = 20_000
#: The most open Jobs that staff can have at a time; further requests wait and are repeated.
WAITING = 3
#: The same for visitors. Each Job copies all data, on the worker that also handles spreadsheets.
VISITORS_WAITING = 1
#: The most versions that Jobs build for visitors within `COUNTED_FOR`.
VISITORS_BUILDS = 12
COUNTED_FOR = timedelta(hours=1)
#: The wait before a version whose Job failed is tried again.
TRIED_AGAIN = timedelta(minutes=1)
#: The shortest time between two updates of `used_at`.
NOTED_EVERY = timedelta(minutes=1)
#: How long a reader waits for a build by another reader.
PATIENCE = "3s"


class BeingPrepared(Exception):
    """The version is not ready. `job` builds it; None when other versions are built first, or when building failed."""

    def __init__(self, job: Job | None, *, failed: bool = False):
        self.job, self.failed = job, failed
        super().__init__("the version is being prepared")


class TooMany(Exception):
    """Visitors have reached their limit of builds; `seconds` until the next one is possible."""

    def __init__(self, seconds: int):
        self.seconds = seconds
        super().__init__("too many versions were requested")


@contextmanager
def reading(moment: Moment, *, by: User | None = None) -> Iterator[None]:
    """Inside the context, all database reads return the past version, and nothing can be written.

    `by` is the member of staff who reads; None for a visitor. Raises BeingPrepared, TooMany.
    """
    for _turn in range(3):
        if not is_ready(moment.number):
            prepare(moment.number, by=by)
        with transaction.atomic():
            try:
                if enter(moment.number):
                    with showing(moment):
                        yield
                    return
            finally:
                # nothing was written; in a test's own transaction this also resets the search path
                transaction.set_rollback(True)
        # dropped since the check, or emptied by a crash of the database server
        PastMoment.objects.filter(number=moment.number).delete()
    raise BeingPrepared(None)


def is_ready(number: int) -> bool:
    """Whether the version was built by the current code. Records that it was used."""
    found = PastMoment.objects.filter(number=number, shape=past.shape()).values_list("used_at", flat=True).first()
    if found is None:
        return False
    now = timezone.now()
    if found < now - NOTED_EVERY:
        PastMoment.objects.filter(number=number).update(used_at=now)
    return True


def enter(number: int) -> bool:
    """Put the version first in the search path, read-only, until the transaction ends. False if it is missing or
    empty."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET TRANSACTION READ ONLY; "
            "SELECT set_config('search_path', %s || ', ' || current_setting('search_path'), true), "
            "pg_advisory_xact_lock_shared(%s, %s)",
            [past.schema(number), *lock_key(number)],
        )
    return past.is_whole(number)


def prepare(number: int, *, by: User | None) -> None:
    """Build the version now if that is quick. Otherwise create a Job for it and raise BeingPrepared."""
    if not is_small():
        raise BeingPrepared(job_for(number, by=by))
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BUILD_LOCK])
                cursor.execute("SET LOCAL lock_timeout = 0")
            if not is_ready(number):
                build(number)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) != "55P03":  # lock_not_available
            raise
        raise BeingPrepared(None) from error
    make_room(number)


def is_small() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM (SELECT FROM activities_mappingevent LIMIT %s) AS few", [AT_ONCE + 1])
        return cursor.fetchone()[0] <= AT_ONCE


def build(number: int, progress: Progress | None = None) -> None:
    """Build the version and register it. The caller holds BUILD_LOCK."""
    began = timezone.now()
    with alone_with(number) as alone:
        if not alone:
            return
        PastMoment.objects.filter(number=number).delete()
        past.build(number, *((progress.start, progress.report) if progress else ()))
        now = timezone.now()
        seconds = (now - began).total_seconds()
        PastMoment.objects.create(number=number, shape=past.shape(), built_at=now, used_at=now, seconds=seconds)
    log.info("past version built", number=number, seconds=round(seconds, 2))


@contextmanager
def alone_with(number: int) -> Iterator[bool]:
    """Whether no one is reading the version. While this lasts, no one can start to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", lock_key(number))
        alone = cursor.fetchone()[0]
        try:
            yield alone
        finally:
            if alone and connection.is_usable():
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", lock_key(number))


def job_for(number: int, *, by: User | None) -> Job | None:
    """The open Job that builds the version, created if the limits allow it; else None. Raises TooMany."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ASK_LOCK])
        of_past = Job.objects.filter(kind=Job.Kind.PAST)
        found = of_past.open().filter(asked__change=number).first()
        alike = of_past.filter(by__isnull=by is None)
        if found or alike.open().count() >= (WAITING if by else VISITORS_WAITING):
            return found
        since = timezone.now() - TRIED_AGAIN
        if of_past.filter(asked__change=number, state=Job.State.FAILED, finished_at__gt=since).exists():
            raise BeingPrepared(None, failed=True)
        if not by:
            refuse_too_many()
        return create_job(kind=Job.Kind.PAST, asked={"change": number}, by=by)


def refuse_too_many() -> None:
    """Raise TooMany when visitors have reached their limit of builds."""
    now = timezone.now()
    of_visitors = Job.objects.filter(kind=Job.Kind.PAST, by=None, created_at__gt=now - COUNTED_FOR)
    times = list(of_visitors.order_by("-created_at").values_list("created_at", flat=True)[:VISITORS_BUILDS])
    if len(times) == VISITORS_BUILDS:
        raise TooMany(max(1, round((times[-1] + COUNTED_FOR - now).total_seconds())))


def run(job: Job, progress: Progress) -> dict[str, Any]:
    """The Job: wait for other builds, then build the version unless it exists."""
    number = job.asked["change"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [BUILD_LOCK])
        try:
            if not is_ready(number):
                build(number, progress)
        finally:
            if connection.is_usable():
                cursor.execute("SELECT pg_advisory_unlock(%s)", [BUILD_LOCK])
    make_room(number)
    return {"change": number}


def make_room(needed: int) -> None:
    """Drop the least recently used versions beyond PAST_RETAINED, and unregistered schemas. Versions in use stay."""
    known = list(PastMoment.objects.exclude(number=needed).order_by("-used_at").values_list("number", flat=True))
    for number in known[max(0, settings.PAST_RETAINED - 1) :]:
        drop(number)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [BUILD_LOCK])
        if cursor.fetchone()[0]:  # no unregistered schema is being built
            for number in set(past.built()) - set(PastMoment.objects.values_list("number", flat=True)):
                drop(number)


def drop(number: int) -> bool:
    """Drop the version unless someone is reading it. Whether it was dropped."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", lock_key(number))
        if not cursor.fetchone()[0]:
            return False
        PastMoment.objects.filter(number=number).delete()
        past.drop(number)
    return True


def drop_all() -> None:
    """Before migrations: drop all versions, each when its readers have finished.

    The register is left alone, because its table may not exist yet. The next reader of a registered version finds its
    schema missing and builds it again.
    """
    for number in past.built():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", lock_key(number))
            past.drop(number)


def lock_key(number: int) -> tuple[int, int]:
    return READ_LOCK, number % 0x80000000
