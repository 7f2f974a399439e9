"""Build past versions of the data, read them, and drop those used least recently.

With little data, a version is built while its first reader waits; with much data, by a Job. Readers share a lock on the
version while they read. Dropping a version needs the same lock exclusively, so a schema is never dropped under a
reader. A version that is ready is shown to anyone. Builds for visitors are counted, for all of them together and for
each address, unless something published cites the version: otherwise one visitor could have every Change built.
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
from activities.actions.quotas import count
from activities.extensions import is_cited
from activities.locks import held
from activities.models import Job, PastMoment, SummaryState, User
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
#: The same for visitors. Each Job copies all data, on the worker that also trains models.
VISITORS_WAITING = 1
#: Of PAST_LIMIT, the share of builds with much data, and the share of one address.
WITH_MUCH, OF_ONE = 5, 4
#: Seconds for which a build counts.
COUNTED_FOR = 3600
#: The wait before a version whose Job failed is tried again.
TRIED_AGAIN = timedelta(minutes=1)
#: The shortest time between two updates of `used_at`.
NOTED_EVERY = timedelta(minutes=1)
#: The longest statement of a visitor's request.
VISITORS_PATIENCE = "10s"
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
def reading(moment: Moment, *, by: User | None = None, address: str = "") -> Iterator[None]:
    """Inside the context, all database reads return the past version, and nothing can be written.

    `by` is the member of staff who reads; None for a visitor, at this `address`. Raises BeingPrepared, TooMany.
    """
    for _turn in range(3):
        if not is_ready(moment.number):
            prepare(moment.number, by=by, address=address)
        with transaction.atomic():
            try:
                if enter(moment.number, staff=by is not None):
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


def enter(number: int, *, staff: bool = False) -> bool:
    """Put the version first in the search path, read-only, until the transaction ends. False if it is missing or
    empty. Statements of visitors have a limit of time."""
    limit = "" if staff else f"SET LOCAL statement_timeout = '{VISITORS_PATIENCE}'; "
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET TRANSACTION READ ONLY; {limit}"
            "SELECT set_config('search_path', %s || ', ' || current_setting('search_path'), true), "
            "pg_advisory_xact_lock_shared(%s, %s)",
            [past.schema(number), *lock_key(number)],
        )
    return past.is_whole(number)


def prepare(number: int, *, by: User | None, address: str = "") -> None:
    """Build the version now if that is quick. Otherwise create a Job for it and raise BeingPrepared. Raises TooMany."""
    if not is_small():
        raise BeingPrepared(job_for(number, by=by, address=address))
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BUILD_LOCK])
                cursor.execute("SET LOCAL lock_timeout = 0")
            if not is_ready(number):
                if not by:
                    count_build(number, address, settings.PAST_LIMIT)
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
    with held(*lock_key(number)) as alone:  # no one is reading the version, and no one can start to
        if not alone:
            return
        PastMoment.objects.filter(number=number).delete()
        past.build(number, *((progress.start, progress.report) if progress else ()))
        now = timezone.now()
        seconds = (now - began).total_seconds()
        PastMoment.objects.create(number=number, shape=past.shape(), built_at=now, used_at=now, seconds=seconds)
    log.info("past version built", number=number, seconds=round(seconds, 2))


def job_for(number: int, *, by: User | None, address: str = "") -> Job | None:
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
            count_build(number, address, settings.PAST_LIMIT // WITH_MUCH)
        return create_job(kind=Job.Kind.PAST, asked={"change": number}, by=by)


def count_build(number: int, address: str, limit: int) -> None:
    """Count a build for a visitor, in the caller's transaction. Raises TooMany when this address, or visitors together,
    have had their builds. What is cited is not counted; the figures on all pages cite the version they show."""
    if not settings.PAST_LIMIT or is_cited(number) or SummaryState.objects.filter(built_through=number).exists():
        return
    for who, most in ((address, max(1, limit // OF_ONE)), ("everyone", limit)):
        counted = count("past", who, 1, COUNTED_FOR)
        if counted.used > most:
            raise TooMany(max(1, round(counted.seconds)))


def run(job: Job, progress: Progress) -> dict[str, Any]:
    """The Job: wait for other builds, then build the version unless it exists."""
    number = job.asked["change"]
    with held(BUILD_LOCK, wait=True):
        if not is_ready(number):
            build(number, progress)
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
