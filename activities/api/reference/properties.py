"""JSON Schema of single values, each with its description and an example. Columns of resources, and all other fields
of answers, are described here.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from drf_spectacular.drainage import set_override
from rest_framework import serializers as s

from activities.columns import Column, Type
from activities.models import Activity, Certainty, Crosswalk, Mapping, Organisation, Region, Term

#: Names of lists of values, so that a generated client has one type for each.
NAMED: dict[tuple[str, ...], str] = {
    tuple(values): name
    for name, values in {
        "ActivityKind": Activity.Kind.values,
        "ActivityStatus": Activity.Status.values,
        "ActivityOrigin": Activity.Origin.values,
        "Language": Activity.Language.values,
        "OrganisationType": Organisation.Type.values,
        "Sector": Organisation.Sector.values,
        "Region": Region.values,
        "TermKind": Term.Kind.values,
        "Certainty": Certainty.values,
        "MappingOrigin": Mapping.Origin.values,
        "Standing": Crosswalk.Standing.values,
    }.items()
}
PLAIN: dict[Type, dict[str, Any]] = {
    Type.TEXT: {"type": "string"},
    Type.ADDRESS: {"type": "string"},
    Type.CODES: {"type": "string"},
    Type.INTEGER: {"type": "integer"},
    Type.NUMBER: {"type": "number"},
    Type.BOOLEAN: {"type": "boolean"},
    Type.DATE: {"type": "string", "format": "date"},
    Type.TIME: {"type": "string", "format": "date-time"},
}


#: Objects that are described by columns, and not by a serializer.
OBJECTS: dict[str, dict[str, Any]] = {}


def component(name: str, description: str, columns: Sequence[Column]) -> dict[str, Any]:
    """An object that has all these columns."""
    properties = {column.name: schema_of(column) for column in columns}
    OBJECTS[name] = {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": [*properties],
    }
    return reference(name)


def components() -> dict[str, dict[str, Any]]:
    """The named lists of values and the objects, as components of the description."""
    return {name: {"type": "string", "enum": list(values)} for values, name in NAMED.items()} | OBJECTS


def reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def one_of(values: Iterable[str]) -> dict[str, Any]:
    """One of these texts."""
    known = tuple(values)
    return reference(NAMED[known]) if known in NAMED else {"type": "string", "enum": list(known)}


def or_null(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        return {"oneOf": [schema, {"type": "null"}]}
    found = schema | {"type": [schema["type"], "null"]}
    return found | {"enum": [*schema["enum"], None]} if "enum" in schema else found


def schema_of(column: Column) -> dict[str, Any]:
    """The schema of a column that is not a list of objects."""
    inner = one_of(column.values) if column.values else PLAIN[column.type]
    if column.type is Type.CODES:
        inner = {"type": "array", "items": inner}
    return shown(inner, column.description, column.example, column.null)


def shown(schema: dict[str, Any], description: str, example: Any, null: bool = False) -> dict[str, Any]:
    found = or_null(schema) if null else schema
    if "$ref" in found:
        found = {"allOf": [found]}
    return found | {"description": description, "examples": [example]}


class Property(s.Field):
    """A field of an answer, by its schema."""

    def __init__(self, schema: dict[str, Any], **kwargs: Any):
        super().__init__(**kwargs)
        set_override(self, "field", schema)


def text(description: str, example: str, *, null: bool = False, values: Sequence[str] = (), **more: Any) -> Property:
    return Property(shown(one_of(values) if values else PLAIN[Type.TEXT], description, example, null), **more)


def address(description: str, example: str | None, *, null: bool = False, **more: Any) -> Property:
    """An address that is never empty, though it may be null."""
    return Property(shown({"type": "string", "format": "uri"}, description, example, null), **more)


def whole(description: str, example: int | None, *, null: bool = False, **more: Any) -> Property:
    return Property(shown(PLAIN[Type.INTEGER], description, example, null), **more)


def number(description: str, example: float | None, *, null: bool = False, **more: Any) -> Property:
    return Property(shown(PLAIN[Type.NUMBER], description, example, null), **more)


def flag(description: str, example: bool, **more: Any) -> Property:
    return Property(shown(PLAIN[Type.BOOLEAN], description, example), **more)


def when(description: str, *, null: bool = False, **more: Any) -> Property:
    return Property(shown(PLAIN[Type.TIME], description, "2026-11-30T09:30:00Z", null), **more)


def texts_by_name(description: str, example: dict[str, list[str]], **more: Any) -> Property:
    inner = {"type": "array", "items": PLAIN[Type.TEXT]}
    return Property(shown({"type": "object", "additionalProperties": inner}, description, example), **more)


def whole_by_name(description: str, example: dict[str, int], **more: Any) -> Property:
    schema = {"type": "object", "additionalProperties": PLAIN[Type.INTEGER]}
    return Property(shown(schema, description, example), **more)
