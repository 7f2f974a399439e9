"""The one write path: every published fact is written inside `record`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from activities.models import Change, User

#: Key of the transaction-level advisory lock that all writers of facts take in turn.
LEDGER_LOCK = 0x5D67


class Stale(Exception):
    """Somebody wrote the row after the editor had read it; nothing was written. `row` is how it stands now, or None."""

    def __init__(self, row: Any):
        self.row = row
        super().__init__(f"{row} was changed in the meantime")


class Refused(Exception):
    """What was asked makes no sense as things stand; nothing was written. The message says why, to a reader."""


class NothingChanged(Exception):
    """Raised inside `record` to roll the empty Change back."""


@contextmanager
def record(by: User | str, verb: str, reason: str = "", reverts: Change | None = None) -> Iterator[Change]:
    """Open a transaction, wait for the ledger's turn, and yield the new Change that each written row carries.

    `by` is the user who acts, or the name of the command or job that does. The lock is held until commit, so numbers
    follow commit order: whoever has read up to number n has missed nothing at or below n. A block that raises leaves
    neither facts nor Change. Gaps in the numbers are possible and mean nothing.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])
        user = by if isinstance(by, User) else None
        yield Change.objects.create(
            at=timezone.now(), by=user, actor=str(by)[:150], verb=verb, reason=reason, reverts=reverts
        )


def refuse_if_stale(row: Any, seen: int) -> None:
    """Raise Stale unless `seen` is the Change that last wrote the row; 0 means that the editor saw none. Call it inside
    `record`: the lock makes sure that nobody writes between this look and the write."""
    if (row.change_id if row else 0) != seen:
        raise Stale(row)
