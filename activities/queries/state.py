"""How far facts and figures have come: what ETags, cursors and "as of" are made of."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

STATE = """
SELECT coalesce(c.id, 0), c.at, coalesce(s.built_through, 0), b.at, s.built_at
  FROM (SELECT) one
  LEFT JOIN LATERAL (SELECT id, at FROM activities_change ORDER BY id DESC LIMIT 1) c ON true
  LEFT JOIN activities_summarystate s ON s.id = 1
  LEFT JOIN activities_change b ON b.id = s.built_through"""


@dataclass(frozen=True, slots=True)
class State:
    """The last Change and its time; the last Change that the figures contain, its time, and when they were built."""

    change: int
    changed_at: datetime | None
    built_through: int
    figures_at: datetime | None
    built_at: datetime | None


def read_state() -> State:
    """One query. Read it before the rows: what is read afterwards holds at least all Changes up to `change`."""
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        return State(*cursor.fetchone())
