"""The latest Changes of facts and figures, used for ETags, cursors and "as of" dates."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from activities.models import Change, SummaryState
from activities.queries.moment import shown

#: `place` is a cheap sign of where the rows come from. The rest of the epoch is only read for another one: the server
#: reads it from a file.
STATE = """
SELECT coalesce(c.id, 0), c.at, coalesce(s.built_through, 0), b.at, s.built_at, {facts},
       p.place, CASE WHEN p.place <> %s THEN activities_epoch_parts() END
  FROM (SELECT concat_ws(' ', (SELECT mark FROM activities_epoch WHERE id = 1), to_regclass('activities_epoch')::oid,
               pg_postmaster_start_time(), pg_is_in_recovery()) AS place OFFSET 0) p
  LEFT JOIN LATERAL (SELECT id, at FROM activities_change ORDER BY id DESC LIMIT 1) c ON true
  LEFT JOIN activities_summarystate s ON s.id = 1
  LEFT JOIN activities_change b ON b.id = s.built_through"""


#: `place` and epoch of the last answer.
_known = [("", "")]


@dataclass(frozen=True, slots=True)
class State:
    """The last Change and its time; the last Change that the figures contain, its time, and when they were built.

    `facts` marks the version of the tables asked for. `epoch` is another one if the database is: if a backup was
    restored, or the server was taken back to an earlier time. Numbers of Changes only compare within one epoch.
    """

    change: int
    changed_at: datetime | None
    built_through: int
    figures_at: datetime | None
    built_at: datetime | None
    facts: str
    epoch: str


@dataclass(frozen=True, slots=True)
class AsOf:
    """The last Change that the figures contain: its number and its time. Both are None before the first rebuild."""

    change: int | None = None
    date: datetime | None = None

    @property
    def day(self) -> str:
        """The date for file names, in the site's time zone: "2026-11-29", or "" before the first rebuild."""
        return timezone.localdate(self.date).isoformat() if self.date else ""


def read_state(tables: Collection[str] = ()) -> State:
    """The State, in one query. Read it before the rows: they then contain at least all Changes up to `change`.

    `facts` is the last version of rows of these tables, which have a history; without tables, or in a past version, it
    is the last Change.
    """
    versions = [f"(SELECT max(pgh_id) FROM {table}event)" for table in sorted(tables)]  # noqa: S608 - names of models
    facts = "coalesce(c.id, 0)::text" if shown() or not versions else f"concat_ws('.', {', '.join(versions)})"
    known_place, epoch = _known[0]
    with connection.cursor() as cursor:
        cursor.execute(STATE.format(facts=facts), [known_place])
        change, changed_at, through, figures_at, built_at, version, place, parts = cursor.fetchone()
    if parts is not None:
        epoch = hashlib.blake2b(f"{place.split(' ', 1)[0]} {parts}".encode(), digest_size=8).hexdigest()
        _known[0] = (place, epoch)
    return State(change, changed_at, through, figures_at, built_at, version, epoch)


def figures_as_of() -> AsOf:
    """The last Change that the figures contain. All pages with figures show it. One query."""
    built_through = SummaryState.objects.values("built_through")[:1]
    found = Change.objects.filter(id__in=built_through).values_list("id", "at").first()
    return AsOf(*found) if found else AsOf()
