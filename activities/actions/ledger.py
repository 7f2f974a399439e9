"""The only way to write facts: every published row is written inside `record`."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import Change, User

#: Key of the transaction-level advisory lock for writing facts: writers take turns.
LEDGER_LOCK = 0x5D67
LOCK_NOT_AVAILABLE = "55P03"


class Stale(Exception):
    """Someone else saved the row after the editor had read it, and nothing was written. `row` is its latest version
    or None."""

    def __init__(self, row: Any):
        self.row = row
        super().__init__(f"{row} has been changed by someone else")


class Refused(Exception):
    """The request is not possible with the current values, and nothing was written. The message tells users why."""


class Busy(Exception):
    """Others are writing, and the turn did not come in time. Nothing was written; the same request can be repeated."""

    def __init__(self) -> None:
        super().__init__(_("Other changes are being saved at the moment, so yours could not be saved. Try again."))


class NothingChanged(Exception):
    """Raise it inside `record` to roll back a Change without rows."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a writer waits for its turn, in seconds; 0 means that nothing may be written. When nobody has had a turn
    for a second, at most `waiting` threads of the process go on waiting."""

    seconds: float
    waiting: int = 1000


#: For commands and Jobs, where no one waits at a screen.
UNWATCHED = Patience(seconds=60)
_patience = ContextVar("patience", default=UNWATCHED)


@contextmanager
def patience(limit: Patience) -> Iterator[None]:
    """Writers in this context wait no longer than `limit`."""
    token = _patience.set(limit)
    try:
        yield
    finally:
        _patience.reset(token)


@contextmanager
def writers_waiting() -> Iterator[None]:
    """A transaction in which nobody else writes facts: it has the lock of the ledger until commit. Raises Busy if the
    lock is not free in time. `record` is for writing facts."""
    limit = _patience.get()
    if not limit.seconds:
        raise Busy
    end = time.monotonic() + limit.seconds
    try:
        with _turns.turn(limit), transaction.atomic():
            left = max(1, round(1000 * (end - time.monotonic())))
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = {left}; SELECT pg_advisory_xact_lock({LEDGER_LOCK})")
            yield
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) == LOCK_NOT_AVAILABLE:
            raise Busy from error
        raise


@contextmanager
def record(
    by: User | str, verb: str, reason: str = "", reverts: Change | None = None, batch: UUID | None = None
) -> Iterator[Change]:
    """Open a transaction, wait for the lock of the ledger, and yield the new Change for the rows to write.

    `by` is the user, or the name of the command or job. Changes of one import or large edit share a `batch`. The lock
    is held until commit, and numbers follow the order of commits: a reader who has read up to number n has all Changes
    up to n. If the block raises, neither facts nor Change are saved. Numbers can have gaps, which mean nothing. Raises
    Busy if the lock is not free in time.
    """
    with writers_waiting():
        yield Change.objects.create(
            at=timezone.now(),
            by=by if isinstance(by, User) else None,
            actor=str(by)[:150],
            verb=verb,
            reason=reason,
            reverts=reverts,
            batch=batch,
        )


class Turns:
    """One thread of the process at a time waits for the lock in the database and writes.

    The others wait here, where they need neither a transaction nor the interpreter: whoever has the lock of all
    processes is then not slowed down by those who wait for it.
    """

    #: Seconds without a turn for anybody, after which only so many go on waiting.
    STUCK = 1.0

    def __init__(self) -> None:
        self._lock, self._waiting, self._counting = threading.RLock(), 0, threading.Lock()
        self._moved = time.monotonic()

    @contextmanager
    def turn(self, limit: Patience) -> Iterator[None]:
        """Wait for a turn. Raises Busy."""
        with self._counting:
            surplus = self._waiting >= limit.waiting
            self._waiting += 1
        try:
            mine = self._wait(limit.seconds, surplus)
        finally:
            with self._counting:
                self._waiting -= 1
        if not mine:
            raise Busy
        try:
            yield
        finally:
            self._moved = time.monotonic()
            self._lock.release()

    def _wait(self, seconds: float, surplus: bool) -> bool:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._lock.acquire(timeout=min(left, 0.1) if surplus else left):
                self._moved = time.monotonic()
                return True
            if surplus and time.monotonic() - self._moved > self.STUCK:
                return False
        return False


_turns = Turns()


def refuse_if_stale(row: Any, seen: int) -> None:
    """Raise Stale unless `seen` is the number of the row's latest Change; 0 means that the editor saw no row.

    Call it inside `record`: its lock excludes other writers between this check and the write."""
    if (row.change_id if row else 0) != seen:
        raise Stale(row)
