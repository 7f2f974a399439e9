"""Several transactions that read the data of one moment, so that long work need not be one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, InterfaceError, connection, transaction

#: A mark of a moment that is held, as PostgreSQL gives it; "" for the present.
Mark = str
PRESENT: Mark = ""


@contextmanager
def held_moment() -> Iterator[Mark]:
    """Hold the present moment for the block. Transactions that begin with `at(mark)` read its data.

    A read-only transaction on a connection of its own stays open for as long.
    """
    holder = connection.copy()
    try:
        holder.set_autocommit(False)
        with holder.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # the block may be a long one
            cursor.execute("SELECT pg_export_snapshot()")
            mark = cursor.fetchone()[0]
        yield mark
    finally:
        with suppress(DatabaseError, InterfaceError):
            holder.rollback()
        holder.close()


@contextmanager
def at(mark: Mark) -> Iterator[None]:
    """A transaction that reads the data of the moment, or of the present; within another one, what that one reads."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if mark and outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SET TRANSACTION SNAPSHOT %s", [mark])
        yield
