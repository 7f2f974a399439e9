"""Examples of answers, made of the examples of their properties."""

import csv
import io
from collections.abc import Iterable
from typing import Any

import orjson

from activities.columns import Column
from activities.queries.facts.resource import SEPARATOR


def example_of(schema: dict[str, Any], components: dict[str, Any]) -> Any:
    """An example of a schema. Raises ValueError if a part of it has none."""
    if "examples" in schema:
        return schema["examples"][0]
    if "$ref" in schema:
        return example_of(components[schema["$ref"].rpartition("/")[2]], components)
    for choice in ("allOf", "oneOf", "anyOf"):
        if choice in schema:
            return example_of(schema[choice][0], components)
    if "enum" in schema:
        return schema["enum"][0]
    if "properties" in schema:
        return {name: example_of(inner, components) for name, inner in schema["properties"].items()}
    if schema.get("type") == "array":
        return [example_of(schema["items"], components)]
    raise ValueError(f"No example of {schema}")


def row_of(columns: Iterable[Column]) -> dict[str, Any]:
    """A row of a resource; lists of objects have one."""
    return {column.name: [row_of(column.parts)] if column.parts else column.example for column in columns}


def as_json_lines(columns: Iterable[Column]) -> str:
    return orjson.dumps(row_of(columns)).decode() + "\n"


def as_csv(columns: Iterable[Column]) -> str:
    found = row_of(columns)
    text = io.StringIO()
    csv.writer(text).writerows([found, map(cell, found.values())])
    return text.getvalue()


def cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        objects = value and isinstance(value[0], dict)
        return orjson.dumps(value).decode() if objects else SEPARATOR.join(value)
    return value
