"""A resource: rows of one kind with their columns. PostgreSQL makes its JSON and its CSV."""

import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Model, QuerySet

from activities.columns import SEPARATOR, Column, Type, boolean, integer, named
from activities.models import Country, Region
from activities.queries.facts.frozen import PRESENT, Mark, at

#: Rows of one statement of a file at most, which bounds memory: no transaction is open while a client reads.
CHUNK = 5000
#: A text that a spreadsheet would read as a formula gets an apostrophe, also if there are characters before the sign
#: that it does not show. Texts that begin with a letter or digit are told apart first, for speed.
SAFE = r"""CASE WHEN {0} COLLATE "C" BETWEEN 'A' AND '~' OR {0} COLLATE "C" BETWEEN '0' AND ':' THEN {0}
    WHEN {0} ~ '^[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]*[=+@\t\r-]' THEN '''' || {0} ELSE {0} END"""
#: Key of the lock under which one batch of a file is made at a time, over all web servers. Each takes a whole processor
#: of the database, so that downloads wait for each other and not all readers for them.
TURN = (0x5D72, 0)


@dataclass(frozen=True, slots=True)
class Watched:
    """Other rows that a row shows: if one of them changes, so does the row.

    `alias` is the table in `joins`, `reason` says to a reader what changed ("its activity"). `path` leads from the
    row's model to it, as in a filter: "activity__organisation". `hides`: if it is withdrawn, the row counts as
    withdrawn too. Those that hide come first.
    """

    alias: str
    model: type[Model]
    reason: str
    path: str
    hides: bool = False


@dataclass(frozen=True, slots=True)
class Gate:
    """Rows are public only if another row has a value, as sections are if the `state` of their edition is "published".

    `path` leads from the row's model to that row, as in a filter; "" for the row itself. `alias` is its table in SQL,
    `model` its model. The value stays: what was public once may be withdrawn, but never hidden again.
    """

    alias: str
    model: type[Model]
    path: str
    column: str
    value: str

    def only_open(self, rows: QuerySet) -> QuerySet:
        """The rows that are public, or were before they were withdrawn."""
        return rows.filter(**{f"{self.path}__{self.column}" if self.path else self.column: self.value})


@dataclass(frozen=True, eq=False)
class Resource:
    """`name` is its place in addresses. `alias` names the table of `model` in SQL, `joins` has the tables beside it.

    `live` is a queryset of the rows that are listed, `gone` SQL that is true of a row that is withdrawn. `watched` are
    ordered: the feed gives the first that changed as the reason. `merged` is SQL of the id that a row was merged into.
    `own` is the reason if the row itself changed. `derived_joins` are those that only derived columns need.
    """

    name: str
    title: str
    description: str
    model: type[Model]
    alias: str
    columns: tuple[Column, ...]
    live: Callable[[], QuerySet]
    joins: str = ""
    derived_joins: str = ""
    gone: str = "false"
    merged: str = "NULL::bigint"
    watched: tuple[Watched, ...] = ()
    own: str = "the row"
    #: Models of which derived columns are made.
    shows: tuple[type[Model], ...] = ()
    #: `joins` and `derived_joins` for a language of `queries.languages.TAGS`.
    joins_in: Callable[[str], str] | None = None
    derived_joins_in: Callable[[str], str] | None = None
    #: Rows of one statement of a file; more where rows are short.
    chunk: int = 2000
    #: What decides whether rows are public at all; None where all are.
    gate: Gate | None = None
    #: Names of columns that tell a reader which row it is.
    key: tuple[str, ...] = ("id",)

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return named(self.columns)

    @property
    def facts(self) -> tuple[Column, ...]:
        """The columns that only change with a Change."""
        return tuple(column for column in self.columns if not column.derived)

    @property
    def stem(self) -> str:
        """Its name in names of files."""
        return self.name.replace("/", "-")

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def tables(self) -> frozenset[str]:
        """The tables on which a row depends."""
        models = (self.model, *(one.model for one in self.watched), *self.shows)
        return frozenset(model._meta.db_table for model in models)

    @property
    def translated(self) -> bool:
        """Whether it shows names of Terms or countries, which it can do in several languages."""
        return any(column.local for column in self.columns)

    @cached_property
    def _in(self) -> dict[str, "Resource"]:
        return {}

    def in_language(self, lang: str) -> "Resource":
        """The resource with names in a language of `queries.languages.TAGS`; it is in English itself."""
        if lang == "en" or not self.translated:
            return self
        if lang not in self._in:
            columns = tuple(replace(c, sql=c.local(lang)) if c.local else c for c in self.columns)
            joins = self.joins_in(lang) if self.joins_in else self.joins
            derived = self.derived_joins_in(lang) if self.derived_joins_in else self.derived_joins
            self._in[lang] = replace(self, columns=columns, joins=joins, derived_joins=derived)
        return self._in[lang]

    def chosen(self, names: Iterable[str]) -> tuple[Column, ...]:
        """The columns of these names, in the order of the definition; all without names. Raises KeyError."""
        wanted = set(names)
        if unknown := wanted - self.by_name.keys():
            raise KeyError(sorted(unknown)[0])
        return tuple(column for column in self.columns if column.name in wanted) if wanted else self.columns

    def joined(self, columns: Iterable[Column]) -> str:
        """SQL of the tables that these columns need beside the resource's own."""
        return f"{self.joins} {self.derived_joins}" if any(column.derived for column in columns) else self.joins

    def json(self, columns: Sequence[Column]) -> str:
        """SQL of a row as JSON text."""
        shown = ", ".join(f"{sql_of(column)} AS {column.name}" for column in columns)
        return f"(SELECT row_to_json(one) FROM (SELECT {shown}) one)::text"  # noqa: S608 - definitions

    def cells(self, columns: Sequence[Column]) -> str:
        """SQL of the cells of a row of CSV."""
        return ", ".join(cell(column) for column in columns)


def sql_of(column: Column) -> str:
    """The SQL of a column, with the site's address and the names of regions filled in. No `%` is left single."""
    sql = column.sql.replace("{site}", quoted(settings.SITE_URL))
    if "{regions}" in sql:
        sql = sql.replace("{regions}", quoted(json.dumps({r.value: str(r.label) for r in Region})) + "::jsonb")
    return sql.replace("%", "%%")


def quoted(value: str) -> str:
    """The text as a literal of SQL."""
    return "'" + value.replace("'", "''") + "'"


def cell(column: Column) -> str:
    """SQL of the column as a cell of CSV: a list joined by semicolons, objects as JSON, never a formula."""
    sql = sql_of(column)
    if column.type is Type.CODES:
        sql = f"array_to_string({sql}, '{SEPARATOR}')"
    elif column.type is Type.BOOLEAN:
        return f"CASE WHEN {sql} THEN 'true' ELSE 'false' END"
    elif column.type is Type.TIME:
        return f"""to_char({sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    if column.words:
        return f"(SELECT {SAFE.format('said').replace('%', '%%')} FROM (SELECT ({sql})::text AS said) one)"  # noqa: S608
    return f"({sql})"


@dataclass(frozen=True, slots=True)
class Page:
    """`rows` are JSON texts, `last` is the sort key of the last row if there are more, else None."""

    rows: list[str]
    last: list[Any] | None


def page(resource: Resource, keys: QuerySet, width: int, limit: int, columns: Sequence[Column] | None = None) -> Page:
    """The first `limit` rows of `keys`, an ordered `values_list` of `width` sort keys, the last of them the id.

    One query, or none if the filters exclude each other.
    """
    try:
        sql, params = keys[: limit + 1].query.sql_with_params()
    except EmptyResultSet:
        return Page([], None)
    names = ", ".join(f"k{place}" for place in range(width))
    statement = (
        f"SELECT {names}, {resource.json(columns or resource.columns)} "  # noqa: S608 - definitions and the ORM's SQL
        f"FROM (SELECT row_number() OVER () AS place, * FROM ({sql}) AS sorted ({names})) AS chosen "
        f"JOIN {resource.table} {resource.alias} ON {resource.alias}.{resource.model._meta.pk.column} = k{width - 1} "
        f"{resource.joined(columns or resource.columns)} ORDER BY chosen.place"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        rows = cursor.fetchall()
    more = rows[limit - 1] if len(rows) > limit else None
    return Page([row[-1] for row in rows[:limit]], list(more[:-1]) if more else None)


def row(resource: Resource, condition: str, params: Sequence[Any]) -> str | None:
    """The JSON text of the first row for which the SQL `condition` is true, or None. One query.

    It also says whether the row has been withdrawn, and the number of the row that it was merged into.
    """
    state = (boolean("withdrawn", "", resource.gone), integer("merged_into", "", resource.merged))
    shown = (*resource.columns, *(state if resource.gone != "false" else ()))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {resource.json(shown)} FROM {resource.table} {resource.alias} {resource.joined(shown)} "  # noqa: S608
            f"WHERE {condition} LIMIT 1",
            params,
        )
        found = cursor.fetchone()
    return found[0] if found else None


def ids_of(keys: QuerySet, width: int) -> Sequence[Any]:
    """The primary keys of all rows of `keys`, as for `page`. Eight bytes a row."""
    try:
        sql, params = keys.query.sql_with_params()
    except EmptyResultSet:
        return []
    names = ", ".join(f"k{place}" for place in range(width))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg(k{width - 1}::text, ',') FROM ({sql}) AS sorted ({names})", params)  # noqa: S608
        found = cursor.fetchone()[0] or ""
    if keys.model is Country:
        return found.split(",") if found else []
    return array("q", np.fromstring(found, dtype=np.int64, sep=",").tobytes())


def chunks_of(parts: Iterable[Sequence[Any]], most: int) -> Iterator[Sequence[Any]]:
    """The ids of one statement at a time."""
    for ids in parts:
        for start in range(0, len(ids), most):
            yield ids[start : start + most]


class Lines:
    """A file for COPY to write to. libpq writes one row at a time, so `write` is no method in Python, which would take
    several times as long."""

    def __init__(self) -> None:
        self.ended: list[bytes] = []
        self.write = self.ended.append


def csv_chunks(
    resource: Resource, parts: Iterable[Sequence[Any]], columns: Sequence[Column], mark: Mark = PRESENT
) -> Iterator[bytes]:
    """Lines of CSV (RFC 4180) with a header, of the rows with these ids in their order, in chunks. The ids come in
    parts, each of which is only asked for when the rows before it have been read."""
    yield ",".join(column.name for column in columns).encode() + b"\r\n"
    for lines in _copied(resource, parts, resource.cells(columns), columns, "CSV", mark):
        yield b"\r\n".join([*(line[:-1] for line in lines), b""])


def json_lines_chunks(
    resource: Resource, parts: Iterable[Sequence[Any]], columns: Sequence[Column], mark: Mark = PRESENT
) -> Iterator[bytes]:
    """JSON Lines of the rows with these ids in their order, in chunks. Parts as in `csv_chunks`."""
    # in CSV with a quote that JSON never contains, COPY writes each text as it is
    for lines in _copied(
        resource, parts, resource.json(columns), columns, "CSV QUOTE E'\\x01' DELIMITER E'\\x02'", mark
    ):
        yield b"".join(lines)


def _copied(
    resource: Resource, parts: Iterable[Sequence[Any]], select: str, columns: Sequence[Column], form: str, mark: Mark
) -> Iterator[list[bytes]]:
    """The lines of each chunk of rows. A row that was deleted since is left out."""
    pk = resource.model._meta.pk
    kind = "text" if resource.model is Country else "bigint"
    for ids in chunks_of(parts, min(resource.chunk, CHUNK)):
        # an array as text, which PostgreSQL parses ten times as fast as ARRAY[1, 2, …]
        wanted = f"{{{','.join(map(str, ids))}}}"
        lines = Lines()
        with at(mark), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", TURN)
            statement = cursor.mogrify(
                f"SELECT {select} FROM unnest(%s::{kind}[]) WITH ORDINALITY AS chosen (key, place) "  # noqa: S608
                f"JOIN {resource.table} {resource.alias} ON {resource.alias}.{pk.column} = chosen.key "
                f"{resource.joined(columns)} ORDER BY chosen.place",
                [wanted],
            )
            cursor.copy_expert(f"COPY ({statement.decode()}) TO STDOUT {form}", lines)
            # ends the turn also within a longer transaction, such as that of ?as_of=; nothing was written
            transaction.set_rollback(True)
        yield lines.ended
