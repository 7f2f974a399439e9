"""A table as Parquet, made from its JSON Lines. Only what writes snapshots imports this: Arrow takes much memory."""

import io
from collections.abc import Sequence
from typing import Self

import pyarrow as pa
from pyarrow import json as arrow_json
from pyarrow import parquet

from activities.columns import Column, Type
from activities.exchange.snapshots.contents import Moment, Table

#: Bytes of a group of rows in memory: what a reader can skip, and what is held while it is written.
GROUP = 16 * 1024 * 1024
#: Returns memory at once; Arrow's own allocator keeps it for later.
pa.set_memory_pool(pa.system_memory_pool())
#: Types of Arrow. JSON has dates and times as texts: they are read so, and converted.
TYPES = {
    Type.TEXT: pa.string(),
    Type.ADDRESS: pa.string(),
    Type.INTEGER: pa.int64(),
    Type.NUMBER: pa.float64(),
    Type.BOOLEAN: pa.bool_(),
    Type.DATE: pa.date32(),
    Type.TIME: pa.timestamp("us", tz="UTC"),
    Type.CODES: pa.list_(pa.string()),
}
AS_TEXT = {Type.DATE: pa.string(), Type.TIME: pa.string()}


def schema(columns: Sequence[Column], metadata: dict[str, str] | None = None, *, read: bool = False) -> pa.Schema:
    """The schema of the columns, with their descriptions; as JSON has them if `read`."""
    return pa.schema([field(column, read) for column in columns], metadata=metadata)


def field(column: Column, read: bool) -> pa.Field:
    if column.type is Type.OBJECTS:
        kind = pa.list_(pa.struct([field(part, read) for part in column.parts]))
    else:
        kind = (AS_TEXT.get(column.type) if read else None) or TYPES[column.type]
    return pa.field(column.name, kind, metadata=None if read else {"description": column.description})


def about(table: Table, moment: Moment) -> dict[str, str]:
    """What the file says of itself."""
    return {
        "title": table.title,
        "description": table.description,
        "licence": moment.licence.code,
        "licence_url": moment.licence.url,
        "citation": moment.citation,
        "source": moment.address,
        "change": str(moment.change),
        "as_of": moment.at.isoformat(),
    }


class ParquetWriter:
    """Writes the rows of a table into `target`, a group of rows at a time. A context: the file is whole after it."""

    def __init__(self, target: io.RawIOBase, table: Table, moment: Moment):
        self.read_as = schema(table.columns, read=True)
        self.schema = schema(table.columns, about(table, moment))
        self.writer = parquet.ParquetWriter(target, self.schema, compression="zstd")
        self.waiting: list[pa.Table] = []

    def add(self, lines: bytes) -> None:
        """Add rows as JSON Lines. Raises ValueError for a column that the table does not have."""
        rows = arrow_json.read_json(
            pa.BufferReader(lines),
            read_options=arrow_json.ReadOptions(use_threads=False, block_size=len(lines) + 1),
            parse_options=arrow_json.ParseOptions(explicit_schema=self.read_as, unexpected_field_behavior="error"),
        )
        self.waiting.append(rows.cast(self.schema))
        if sum(table.nbytes for table in self.waiting) >= GROUP:
            self._write()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        if not failed:
            self._write()
        self.writer.close()  # before the target is closed, into which it would write later

    def _write(self) -> None:
        if self.waiting:
            group = pa.concat_tables(self.waiting)
            self.writer.write_table(group, row_group_size=len(group))
            self.waiting = []
