"""The map as it ships, for tests that only read it: loaded once for many tests, taken away after them."""

import contextlib
import io

from django.core.management import call_command
from django.db import connection, connections


@contextlib.contextmanager
def loaded_map(blocker):
    """Reference data, activities and summaries in the test database; `blocker` is pytest-django's django_db_blocker."""
    with blocker.unblock():
        call_command("load_reference", stdout=io.StringIO())
        call_command("rebuild_summaries", stdout=io.StringIO())
        with connection.cursor() as cursor:
            # Autovacuum would come a minute late, and until then all would be planned for empty tables.
            cursor.execute("VACUUM ANALYZE")
    try:
        yield
    finally:
        with blocker.unblock():
            # Numbers of Changes go on counting, for what the process keeps by their number must not come back.
            call_command("flush", interactive=False, reset_sequences=False, verbosity=0)
            # While a browser lives in this thread, its event loop gives the thread other connections than afterwards;
            # one left open would outlive the test database.
            connections.close_all()
