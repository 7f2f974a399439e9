"""The shape of a snapshot, from which its documents are made."""

from dataclasses import dataclass
from datetime import date, datetime

from activities.columns import Column
from activities.reuse import Licence, citation

CSV, JSON_LINES, PARQUET = "csv", "jsonl", "parquet"
#: The formats of tables with their media types.
FORMATS = {CSV: "text/csv", JSON_LINES: "application/jsonl", PARQUET: "application/vnd.apache.parquet"}
#: Their names for people.
FORMAT_NAMES = {CSV: "CSV", JSON_LINES: "JSON Lines", PARQUET: "Parquet"}
KEYWORDS = ("ICT", "International Telecommunication Union", "SDG", "Sustainable Development Goals", "WSIS")


@dataclass(frozen=True, slots=True)
class Table:
    """A resource with its columns. The `key` are the columns that tell which row it is."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataFile:
    """A table in one format."""

    table: Table
    format: str
    bytes: int
    sha256: str
    rows: int

    @property
    def name(self) -> str:
        return f"{self.table.name}.{self.format}"

    @property
    def media_type(self) -> str:
        return FORMATS[self.format]


@dataclass(frozen=True, slots=True)
class Moment:
    """What a snapshot is of: the data after `change`, made at the time `at`, published under `date`.

    `figures` is the last Change that counts contain. `site` is the address of the site, without a slash at its end.
    """

    date: date
    change: int
    at: datetime
    figures: int
    licence: Licence
    site: str

    @property
    def address(self) -> str:
        """The address of the snapshot; those of its files begin with it."""
        return f"{self.site}/snapshots/{self.date.isoformat()}/"

    @property
    def citation(self) -> str:
        return citation(self.at, self.change, self.address)


@dataclass(frozen=True, slots=True)
class Contents:
    """A snapshot whose tables have been written."""

    moment: Moment
    files: tuple[DataFile, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """In the order of their files, each once."""
        return tuple(dict.fromkeys(file.table for file in self.files))
