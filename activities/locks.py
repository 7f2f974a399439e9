"""Advisory locks that outlast a transaction, such as that of a running Job.

A session-level lock belongs to one connection to PostgreSQL. A pooler in transaction mode (pgbouncer) may give each
transaction another one, so nothing here takes such locks. Instead, a transaction holds the lock, which stays open on a
connection of its own while the block runs. It has neither a snapshot nor rows, so it is in nobody's way.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, InterfaceError, connection


@contextmanager
def held(*key: int, wait: bool = False) -> Iterator[bool]:
    """Try to take the lock of one or two numbers, or wait for it. Whether the block has it.

    The lock ends with the block, with the process, and with the connection.
    """
    holder = connection.copy()
    try:
        holder.set_autocommit(False)
        numbers = ", ".join("%s" for _ in key)
        with holder.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # the block may be a long one
            cursor.execute(f"SELECT pg_{'' if wait else 'try_'}advisory_xact_lock({numbers})", key)
            mine = wait or cursor.fetchone()[0]
        yield mine
    finally:
        with suppress(DatabaseError, InterfaceError):
            holder.rollback()  # at once; the server notices a closed connection only later
        holder.close()
