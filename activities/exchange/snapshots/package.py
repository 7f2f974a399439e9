"""datapackage.json: a Data Package (https://datapackage.org/standard/data-package/) with the schema of each table."""

from typing import Any

from activities.columns import SEPARATOR, Column, Type
from activities.exchange.snapshots.contents import CSV, FORMAT_NAMES, JSON_LINES, KEYWORDS, PARQUET, Contents, DataFile
from activities.reuse import PUBLISHER, PUBLISHER_URL, Licence

#: Types of Table Schema. A list is a text with semicolons in CSV and an array elsewhere.
TYPES = {
    Type.TEXT: "string",
    Type.ADDRESS: "string",
    Type.INTEGER: "integer",
    Type.NUMBER: "number",
    Type.BOOLEAN: "boolean",
    Type.DATE: "date",
    Type.TIME: "datetime",
    Type.CODES: "array",
    Type.OBJECTS: "array",
}


def package(contents: Contents) -> dict[str, Any]:
    """The Data Package. `citation`, `change`, `figures` and `asOf` are our own properties."""
    moment = contents.moment
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "sdg-map",
        "id": moment.address,
        "title": "SDG Map",
        "description": "How activities of ITU and others help to achieve the Sustainable Development Goals. "
        "A text of a CSV file that begins with =, +, -, @, a tab or a carriage return has an apostrophe before it, so "
        "that spreadsheets do not take it for a formula; the other formats have it as it is.",
        "homepage": moment.address,
        "version": str(moment.change),
        "created": moment.at.isoformat(),
        "keywords": list(KEYWORDS),
        "licenses": [licence(moment.licence)],
        "contributors": [{"title": PUBLISHER, "path": PUBLISHER_URL, "roles": ["publisher"]}],
        "citation": moment.citation,
        "change": moment.change,
        "figures": moment.figures,
        "asOf": moment.at.isoformat(),
        "resources": [resource(file, moment.licence) for file in contents.files],
    }


def licence(one: Licence) -> dict[str, str]:
    return {"name": one.code, "title": one.name, "path": one.url}


def resource(file: DataFile, of: Licence) -> dict[str, Any]:
    """A file. Tools for Data Packages read CSV and JSON Lines as tables, and count their `rows`. For them, Parquet is
    any file, and so are JSON Lines without lines."""
    table = file.table
    known: dict[str, Any] = {
        "name": table.name if file.format == CSV else f"{table.name}-{file.format}",
        "path": file.name,
        "title": f"{table.title} as {FORMAT_NAMES[file.format]}",
        "description": table.description,
        "format": file.format,
        "mediatype": file.media_type,
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "licenses": [licence(of)],
    }
    if file.format == PARQUET or (file.format == JSON_LINES and not file.rows):
        return known | {"type": "file", "rowCount": file.rows}
    fields = [described(column, file.format) for column in table.columns]
    tabular: dict[str, Any] = {
        "type": "table",
        "rows": file.rows,
        "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": list(table.key)},
    }
    if file.format == CSV:
        tabular["dialect"] = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True}
    return known | tabular


def described(column: Column, form: str) -> dict[str, Any]:
    """A field. An empty cell of CSV is a missing value, or an empty text where none can be missing."""
    found: dict[str, Any] = {"name": column.name, "type": TYPES[column.type], "description": column.description}
    text = column.type in (Type.TEXT, Type.ADDRESS)
    if form == CSV and column.type is Type.CODES:
        found |= {"type": "list", "delimiter": SEPARATOR, "itemType": "string"}
    constraints: dict[str, Any] = {}
    if not column.null and column.type is not Type.CODES:
        constraints["required"] = True
    if column.values and text:
        constraints["enum"] = list(column.values)
    found["missingValues"] = [] if text and not column.null else [""]
    if column.example is not None and column.type not in (Type.CODES, Type.OBJECTS):
        found["example"] = column.example
    if column.type is Type.ADDRESS:
        found["rdfType"] = "http://www.w3.org/2001/XMLSchema#anyURI"
    return found | ({"constraints": constraints} if constraints else {})
