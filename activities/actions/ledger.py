"""The one write path: every published fact is written inside `record`."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils import timezone

from activities.models import Change, User

#: Key of the transaction-level advisory lock that all writers of facts take in turn.
LEDGER_LOCK = 0x5D67


@contextmanager
def record(by: User | str, verb: str, reason: str = "") -> Iterator[Change]:
    """Open a transaction, wait for the ledger's turn, and yield the new Change that each written row carries.

    `by` is the user who acts, or the name of the command or job that does. The lock is held until commit, so numbers
    follow commit order: whoever has read up to number n has missed nothing at or below n. A block that raises leaves
    neither facts nor Change. Gaps in the numbers are possible and mean nothing.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])
        user = by if isinstance(by, User) else None
        yield Change.objects.create(at=timezone.now(), by=user, actor=str(by)[:150], verb=verb, reason=reason)
