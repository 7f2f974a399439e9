"""Seats for work that takes seconds of a processor: so many requests can do it at a time, over all web servers."""

from django.db import connection


def take_seat(lock: int, seats: int) -> bool:
    """Take a free seat until the end of the transaction. False when all are taken. `lock` is the first key of the
    two-part advisory lock of these seats."""
    with connection.cursor() as cursor:
        for seat in range(seats):
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [lock, seat])
            if cursor.fetchone()[0]:
                return True
    return False
