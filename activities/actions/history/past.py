"""Have a moment of the past at hand, read it, and keep no more of them than there is room for.

A small map's moment is built while its first reader waits; a large one's by a Job. Readers share a lock on the moment
for as long as they read, and whoever drops it takes that lock alone: a schema never goes away under a reader.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from activities.actions.jobs import Progress, ask_for
from activities.models import Job, PastMoment, User
from activities.queries.moment import Moment, showing
from activities.summaries import past

log = structlog.get_logger("activities.past")

#: First key of the two-part lock on a moment that readers share; the second is made from its number.
READ_LOCK = 0x5D6A
#: Keys of the locks that let one moment be built, and one reader ask for a Job, at a time.
BUILD_LOCK = 0x5D6B
ASK_LOCK = 0x5D6C
#: With no more versions of mappings than these a moment is built within the request.
AT_ONCE = 20_000
#: So many moments that staff asked for may be waiting or built by a Job; further askers come again.
WAITING = 3
#: And of strangers' as many: each is a copy of all facts, by the worker that spreadsheets wait for, too.
STRANGERS_WAITING = 1
#: So many moments are built by a Job for strangers within `COUNTED_FOR`.
STRANGERS_BUILDS = 12
COUNTED_FOR = timedelta(hours=1)
#: A moment whose Job failed is not tried again before.
TRIED_AGAIN = timedelta(minutes=1)
#: `used_at` is written at most so often.
NOTED_EVERY = timedelta(minutes=1)
#: Readers wait so long for the one who builds.
PATIENCE = "3s"


class BeingPrepared(Exception):
    """The moment is not at hand yet. `job` prepares it; None when others have to be prepared first, or it failed."""

    def __init__(self, job: Job | None, *, failed: bool = False):
        self.job, self.failed = job, failed
        super().__init__("the moment is being prepared")


class TooMany(Exception):
    """Strangers have had their moments for now; `seconds` until there is another."""

    def __init__(self, seconds: int):
        self.seconds = seconds
        super().__init__("too many moments were asked for")


@contextmanager
def reading(moment: Moment, *, by: User | None = None) -> Iterator[None]:
    """Whatever is asked of the database inside is answered as of the moment, and nothing can be written.

    `by` is the member of staff who asks; None for a stranger. Raises BeingPrepared, TooMany.
    """
    for _turn in range(3):
        if not at_hand(moment.number):
            prepare(moment.number, by=by)
        with transaction.atomic():
            try:
                if enter(moment.number):
                    with showing(moment):
                        yield
                    return
            finally:
                # nothing was written; in a test's own transaction this puts the search path back as well
                transaction.set_rollback(True)
        # dropped since the look, or emptied by a crash of the server
        PastMoment.objects.filter(number=moment.number).delete()
    raise BeingPrepared(None)


def at_hand(number: int) -> bool:
    """Whether the moment is built, by today's code; notes that it is in use."""
    found = PastMoment.objects.filter(number=number, shape=past.shape()).values_list("used_at", flat=True).first()
    if found is None:
        return False
    now = timezone.now()
    if found < now - NOTED_EVERY:
        PastMoment.objects.filter(number=number).update(used_at=now)
    return True


def enter(number: int) -> bool:
    """Put the moment in front, read only, until the transaction ends. False when it is gone or empty."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET TRANSACTION READ ONLY; "
            "SELECT set_config('search_path', %s || ', ' || current_setting('search_path'), true), "
            "pg_advisory_xact_lock_shared(%s, %s)",
            [past.schema(number), *lock_key(number)],
        )
    return past.is_whole(number)


def prepare(number: int, *, by: User | None) -> None:
    """Build the moment at once where that is quick; else see to it that a Job does, and raise BeingPrepared."""
    if not is_small():
        raise BeingPrepared(job_for(number, by=by))
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BUILD_LOCK])
                cursor.execute("SET LOCAL lock_timeout = 0")
            if not at_hand(number):
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
    """Build it and enter it in the register. The caller holds BUILD_LOCK."""
    began = timezone.now()
    with alone_with(number) as alone:
        if not alone:
            return
        PastMoment.objects.filter(number=number).delete()
        past.build(number, *((progress.start, progress.tell) if progress else ()))
        now = timezone.now()
        seconds = (now - began).total_seconds()
        PastMoment.objects.create(number=number, shape=past.shape(), built_at=now, used_at=now, seconds=seconds)
    log.info("moment of the past built", number=number, seconds=round(seconds, 2))


@contextmanager
def alone_with(number: int) -> Iterator[bool]:
    """Whether nobody is reading the moment; nobody starts to while this lasts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", lock_key(number))
        alone = cursor.fetchone()[0]
        try:
            yield alone
        finally:
            if alone and connection.is_usable():
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", lock_key(number))


def job_for(number: int, *, by: User | None) -> Job | None:
    """The open Job that prepares the moment, asked for if there is room in the queue. Raises TooMany."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ASK_LOCK])
        of_past = Job.objects.filter(kind=Job.Kind.PAST)
        found = of_past.open().filter(asked__change=number).first()
        alike = of_past.filter(by__isnull=by is None)
        if found or alike.open().count() >= (WAITING if by else STRANGERS_WAITING):
            return found
        since = timezone.now() - TRIED_AGAIN
        if of_past.filter(asked__change=number, state=Job.State.FAILED, finished_at__gt=since).exists():
            raise BeingPrepared(None, failed=True)
        if not by:
            refuse_too_many()
        return ask_for(kind=Job.Kind.PAST, asked={"change": number}, by=by)


def refuse_too_many() -> None:
    """Raise TooMany when strangers have had their builds."""
    now = timezone.now()
    of_strangers = Job.objects.filter(kind=Job.Kind.PAST, by=None, created_at__gt=now - COUNTED_FOR)
    times = list(of_strangers.order_by("-created_at").values_list("created_at", flat=True)[:STRANGERS_BUILDS])
    if len(times) == STRANGERS_BUILDS:
        raise TooMany(max(1, round((times[-1] + COUNTED_FOR - now).total_seconds())))


def run(job: Job, progress: Progress) -> dict[str, Any]:
    """The Job: build its moment unless somebody has, when no other is being built."""
    number = job.asked["change"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [BUILD_LOCK])
        try:
            if not at_hand(number):
                build(number, progress)
        finally:
            if connection.is_usable():
                cursor.execute("SELECT pg_advisory_unlock(%s)", [BUILD_LOCK])
    make_room(number)
    return {"change": number}


def make_room(kept: int) -> None:
    """Drop the least recently used moments beyond PAST_RETAINED, and schemas in no register. Those in use stay."""
    known = list(PastMoment.objects.exclude(number=kept).order_by("-used_at").values_list("number", flat=True))
    for number in known[max(0, settings.PAST_RETAINED - 1) :]:
        drop(number)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [BUILD_LOCK])
        if cursor.fetchone()[0]:  # nobody is at one that has yet to be entered
            for number in set(past.built()) - set(PastMoment.objects.values_list("number", flat=True)):
                drop(number)


def drop(number: int) -> bool:
    """Whether the moment could be dropped: nobody was reading it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", lock_key(number))
        if not cursor.fetchone()[0]:
            return False
        PastMoment.objects.filter(number=number).delete()
        past.drop(number)
    return True


def make_way() -> None:
    """Before migrations: drop all moments, each when its readers are done. Rows of the register stay, since its table
    may not be there yet; whoever reads one next finds the moment gone and has it built anew."""
    for number in past.built():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", lock_key(number))
            past.drop(number)


def lock_key(number: int) -> tuple[int, int]:
    return READ_LOCK, number % 0x80000000
