"""How long a request may wait for the database: writers for their turn, visitors for each statement."""

from collections.abc import Callable
from typing import Any

from django.db import connection

from activities.actions.history.past import VISITORS_PATIENCE
from activities.actions.ledger import Patience, patience

#: A writer of the site waits so many seconds. While writing is stuck, half of a process's 24 threads may do so, and the
#: others serve readers.
WRITERS = Patience(seconds=5, waiting=12)


def bounded(get_response):
    """Middleware that sets both limits for a request."""

    def middleware(request):
        with patience(WRITERS), connection.execute_wrapper(Visitor(request)):
            return get_response(request)

    return middleware


class Visitor:
    """Limits the time of each SELECT of a request without a sign-in. The limit goes with the statement in one message
    and ends with it, so it costs no round trip and reaches nobody else, even behind a pooler.

    Statements inside a transaction have the limit that its view sets: `?as_of=` and the comparison of two dates.
    """

    def __init__(self, request: Any):
        self.request, self.asking = request, False

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        if not many and not connection.in_atomic_block and is_select(sql) and self.is_visitor():
            sql = f"SET LOCAL statement_timeout = '{VISITORS_PATIENCE}'; {sql}"
        return execute(sql, params, many, context)

    def is_visitor(self) -> bool:
        """A request without a cookie needs no query to know it. For the API, nobody is None."""
        if self.asking:
            return False
        self.asking = True
        try:
            user = self.request.user
            return user is None or not user.is_authenticated
        finally:
            self.asking = False


def is_select(sql: str) -> bool:
    return sql.lstrip("( \n")[:7].upper().startswith(("SELECT", "WITH "))
