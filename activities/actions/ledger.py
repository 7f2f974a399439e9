"""The only way to write facts: every published row is written inside `record`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from activities.models import Change, User

#: Key of the transaction-level advisory lock for writing facts: writers take turns.
LEDGER_LOCK = 0x5D67


class Stale(Exception):
    """Someone else saved the row after the editor had read it, and nothing was written. `row` is its latest version
    or None."""

    def __init__(self, row: Any):
        self.row = row
        super().__init__(f"{row} has been changed by someone else")


class Refused(Exception):
    """The request is not possible with the current values, and nothing was written. The message tells users why."""


class NothingChanged(Exception):
    """Raise it inside `record` to roll back a Change without rows."""


@contextmanager
def record(by: User | str, verb: str, reason: str = "", reverts: Change | None = None) -> Iterator[Change]:
    """Open a transaction, wait for the lock of the ledger, and yield the new Change for the rows to write.

    `by` is the user, or the name of the command or job. The lock is held until commit, and numbers follow the order
    of commits: a reader who has read up to number n has all Changes up to n. If the block raises, neither facts nor
    Change are saved. Numbers can have gaps, which mean nothing.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])
        user = by if isinstance(by, User) else None
        yield Change.objects.create(
            at=timezone.now(), by=user, actor=str(by)[:150], verb=verb, reason=reason, reverts=reverts
        )


def refuse_if_stale(row: Any, seen: int) -> None:
    """Raise Stale unless `seen` is the number of the row's latest Change; 0 means that the editor saw no row.

    Call it inside `record`: its lock excludes other writers between this check and the write."""
    if (row.change_id if row else 0) != seen:
        raise Stale(row)
