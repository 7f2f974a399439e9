"""Each past version is a schema: tables of the same names, with each row as it was after a given Change.

With that schema first in the search path, the usual queries read the past version (docs/adr/0007). Tracked tables are
filled from their history, summaries by the usual rebuild. Tables without history are always read as they are now.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.utils.translation import gettext as _

from activities import summaries
from activities.models import Change, CrosswalkSummary, FacetCount, MatrixCell, SummaryState, TermSummary

DERIVED = (TermSummary, FacetCount, MatrixCell, CrosswalkSummary, SummaryState)

#: Columns of a table in order, with the expression of generated ones.
COLUMNS = """
SELECT quote_ident(a.attname), pg_get_expr(d.adbin, d.adrelid)
  FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.attgenerated <> ''
 WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"""
#: For each index: its statement, and the name and definition of its constraint if it has one.
INDEXES = """
SELECT pg_get_indexdef(i.indexrelid), quote_ident(c.conname), pg_get_constraintdef(c.oid)
  FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u')
 WHERE i.indrelid = %s::regclass ORDER BY i.indexrelid"""
#: Rows without a later Change are copied; changed and deleted rows are taken from their history.
FILL = """
INSERT INTO {past}.{table} ({columns})
SELECT {columns} FROM {home}.{table} WHERE change_id <= {number}
UNION ALL
SELECT {values} FROM (
    SELECT DISTINCT ON (pgh_obj_id) * FROM {home}.{events}
     WHERE {by_then} AND pgh_obj_id IN (
           SELECT id FROM {home}.{table} WHERE change_id > {number}
           UNION ALL SELECT pgh_obj_id FROM {home}.{events} e WHERE pgh_label = 'delete'
                        AND NOT EXISTS (SELECT 1 FROM {home}.{table} t WHERE t.id = e.pgh_obj_id))
     ORDER BY pgh_obj_id, pgh_id DESC) version
 WHERE pgh_label <> 'delete'"""
#: A deletion has the Change number that the row had before, so it is dated by its time.
BY_THEN = "change_id <= {number} AND (pgh_label <> 'delete' OR pgh_created_at <= '{at}')"

#: Callbacks for progress: start(step in words, total or None), then report(done).
Start = Callable[[str, int | None], None]
Report = Callable[[int], None]


def schema(number: int) -> str:
    return f"past_{int(number)}"


@cache
def tracked() -> tuple[tuple[str, str], ...]:
    """(table, table of its events) of all tracked tables."""
    found = []
    for model in apps.get_models():
        events: Any = getattr(model, "pgh_event_model", None)
        if events and any(field.name == "change" for field in model._meta.concrete_fields):
            found.append((model._meta.db_table, events._meta.db_table))
    return tuple(found)


@cache
def shape() -> str:
    """A digest of the tables and of the code of summaries: versions built by other code are not used."""
    digest = hashlib.blake2b(digest_size=8)
    for folder in (Path(__file__).parent, *(Path(config.path, "migrations") for config in apps.get_app_configs())):
        if folder.is_relative_to(Path(__file__).parents[2]):
            for source in sorted(folder.glob("*.py")):
                digest.update(source.name.encode() + source.read_bytes())
    return digest.hexdigest()


def build(number: int, start: Start | None = None, report: Report | None = None) -> None:
    """Build the schema from scratch. Without `report`, in one transaction. With it, in one transaction for each table,
    because progress is visible only after a commit; an unfinished schema is not used, since `PastMoment` does not list
    it."""
    with nullcontext() if report else transaction.atomic():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT quote_ident(current_schema())")
            home = cursor.fetchone()[0]
            cursor.execute(f"DROP SCHEMA IF EXISTS {schema(number)} CASCADE; CREATE SCHEMA {schema(number)}")
            if start:
                start(_("Reading the history"), sum(size(cursor, table) for table, _events in tracked()))
        done = 0
        for table, events in tracked():
            with transaction.atomic(), connection.cursor() as cursor:
                done += copy_table(cursor, number, home, table, events)
            if report:
                report(done)
        if start:
            start(_("Calculating figures"), None)
        with transaction.atomic(), connection.cursor() as cursor:
            create_views(cursor, number, home)
            for model in DERIVED:
                table = model._meta.db_table
                cursor.execute(f"CREATE UNLOGGED TABLE {schema(number)}.{table} (LIKE {home}.{table} INCLUDING ALL)")
            with in_front(cursor, number):
                summaries.fill()


def size(cursor, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - names of our own
    return cursor.fetchone()[0]


def copy_table(cursor, number: int, home: str, table: str, events: str) -> int:
    """Copy one table as it was, with its indexes. Returns the number of rows."""
    past = schema(number)
    cursor.execute(COLUMNS, [f"{home}.{table}"])
    columns = cursor.fetchall()
    # Unlogged: quick to write. A crash of the server empties it; the version is then built again.
    cursor.execute(f"CREATE UNLOGGED TABLE {past}.{table} (LIKE {home}.{table})")
    cursor.execute(
        FILL.format(
            past=past,
            home=home,
            table=table,
            events=events,
            number=number,
            columns=", ".join(name for name, _made_of in columns),
            values=", ".join(made_of or name for name, made_of in columns),
            by_then=by_then(number),
        )
    )
    rows = cursor.rowcount
    cursor.execute(INDEXES, [f"{home}.{table}"])
    for statement, name, constraint in cursor.fetchall():
        if constraint:
            cursor.execute(f"ALTER TABLE {past}.{table} ADD CONSTRAINT {name} {constraint}")
        else:
            cursor.execute(statement.replace(f" ON {home}.", f" ON {past}.", 1))
    cursor.execute(f"ANALYZE {past}.{table}")
    return rows


def by_then(number: int) -> str:
    at = Change.objects.values_list("at", flat=True).get(id=number)
    return BY_THEN.format(number=number, at=at.isoformat())


def create_views(cursor, number: int, home: str) -> None:
    """Views of the ledger and of the events, up to the Change."""
    changes = Change._meta.db_table
    cursor.execute(
        f"CREATE VIEW {schema(number)}.{changes} AS SELECT * FROM {home}.{changes} WHERE id <= {number}"  # noqa: S608
    )
    condition = by_then(number)
    for _table, events in tracked():
        cursor.execute(
            f"CREATE VIEW {schema(number)}.{events} AS SELECT * FROM {home}.{events} WHERE {condition}"  # noqa: S608
        )


@contextmanager
def in_front(cursor, number: int) -> Iterator[None]:
    """Put the schema first in the search path, within the transaction."""
    cursor.execute("SELECT current_setting('search_path')")
    before = cursor.fetchone()[0]
    cursor.execute("SELECT set_config('search_path', %s, true)", [f"{schema(number)}, {before}"])
    yield
    cursor.execute("SELECT set_config('search_path', %s, true)", [before])


def drop(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {schema(number)} CASCADE")


def built() -> list[int]:
    """Numbers of all past schemas, including unfinished ones."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT substr(nspname, 6)::bigint FROM pg_namespace WHERE nspname ~ '^past_[0-9]{1,18}$'")
        return [number for (number,) in cursor.fetchall()]


def is_whole(number: int) -> bool:
    """Whether the schema is first in the search path and has summaries. A crash of the server empties unlogged
    tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM activities_summarystate s JOIN pg_class c ON c.oid = s.tableoid "
            "WHERE c.relnamespace = to_regnamespace(%s) AND s.built_through = %s",
            [schema(number), number],
        )
        return cursor.fetchone() is not None
