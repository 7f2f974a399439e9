"""The columns of a resource of the API, said once.

JSON, CSV, JSON Lines, Parquet, the contract and the reference page are all made from them, so that none of them can
have a field that another lacks.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

#: Separates the values of a list in a cell of CSV.
SEPARATOR = ";"


class Type(StrEnum):
    """What a cell holds. `CODES` is a list of texts, `OBJECTS` a list of rows with columns of their own."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    ADDRESS = "address"
    CODES = "codes"
    OBJECTS = "objects"


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column. `sql` is the expression of its value; `{site}` in it is replaced by the site's address.

    `values` are the only ones allowed, if there are few. `null`: the value may be missing. `derived`: it is made from
    other rows, so it may change without a Change of its own row, and the feed leaves it out. `words`: people wrote it,
    so a spreadsheet must not take it for a formula. `parts` are the columns of each row of a list of objects.
    """

    name: str
    type: Type
    description: str
    sql: str
    example: Any = None
    values: tuple[str, ...] = ()
    null: bool = False
    derived: bool = False
    words: bool = False
    parts: tuple["Column", ...] = ()
    #: The SQL for a language of `queries.languages.TAGS`; None if the value does not depend on it.
    local: Callable[[str], str] | None = None


def text(name: str, description: str, sql: str, **more: Any) -> Column:
    """A text that people wrote."""
    return Column(name, Type.TEXT, description, sql, words=True, **more)


def code(name: str, description: str, sql: str, **more: Any) -> Column:
    """A text that is a code, or one of few words."""
    return Column(name, Type.TEXT, description, sql, **more)


def integer(name: str, description: str, sql: str, **more: Any) -> Column:
    return Column(name, Type.INTEGER, description, sql, **more)


def boolean(name: str, description: str, sql: str, **more: Any) -> Column:
    return Column(name, Type.BOOLEAN, description, sql, **more)


def address(name: str, description: str, sql: str, **more: Any) -> Column:
    return Column(name, Type.ADDRESS, description, sql, **more)


def codes(name: str, description: str, sql: str, **more: Any) -> Column:
    return Column(name, Type.CODES, description, sql, **more)


def named(columns: Iterable[Column]) -> dict[str, Column]:
    """{name: Column}. Raises ValueError if two have the same name."""
    found: dict[str, Column] = {}
    for column in columns:
        if column.name in found:
            raise ValueError(f"Two columns are called {column.name}.")
        found[column.name] = column
    return found
