"""Wait for what other connections to the database do."""

import time

from django.db import connection


def wait_for_waiting(number: int) -> None:
    """Return as soon as so many connections wait for a lock."""
    end = time.monotonic() + 60
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # it is kept until the end of a transaction
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] >= number:
                return
            time.sleep(0.02)
    raise AssertionError("They do not wait for each other.")
