"""The tables of a snapshot: the same rows in three formats, in the API and in the database."""

import csv
import io
import json
from datetime import date, datetime

import pyarrow as pa
import pytest
from pyarrow import parquet

from activities.columns import Column, Type
from activities.exchange.snapshots.parquet import schema
from activities.models import Mapping
from activities.queries.facts.registry import resources
from tests.activities.snapshots.conftest import HOSTILE


def content(client, snapshot, name):
    return client.get(f"/snapshots/{snapshot.date}/{name}").getvalue()


def objects(body):
    return [json.loads(line) for line in body.splitlines()]


def lines(body):
    return list(csv.reader(io.StringIO(body.decode(), newline="")))


def as_json(value):
    """A value of Parquet as JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [as_json(one) for one in value]
    if isinstance(value, dict):
        return {name: as_json(one) for name, one in value.items()}
    return value


def in_order(rows):
    return sorted(rows, key=str)


def test_all_formats_have_the_rows_of_the_api(client, snapshot):
    for resource in resources().values():
        api = {form: client.get(f"/api/v1/{resource.name}.{form}").getvalue() for form in ("csv", "jsonl")}
        as_csv = lines(content(client, snapshot, f"{resource.stem}.csv"))
        as_lines = objects(content(client, snapshot, f"{resource.stem}.jsonl"))
        table = parquet.read_table(pa.BufferReader(content(client, snapshot, f"{resource.stem}.parquet")))
        assert as_csv[0] == table.column_names == [column.name for column in resource.columns]
        assert in_order(as_csv) == in_order(lines(api["csv"])), resource.name
        assert in_order(as_lines) == in_order(objects(api["jsonl"])), resource.name
        assert [as_json(row) for row in table.to_pylist()] == as_lines, resource.name
        counted = snapshot.files.filter(table=resource.stem).values_list("rows", flat=True)
        assert list(counted) == [len(as_lines)] * 3


def test_hostile_text_missing_values_and_lists(client, snapshot, small_map):
    as_lines = {row["id"]: row for row in objects(content(client, snapshot, "activities.jsonl"))}
    table = parquet.read_table(pa.BufferReader(content(client, snapshot, "activities.parquet")))
    as_parquet = {row["id"]: row for row in table.to_pylist()}
    header, *rows = lines(content(client, snapshot, "activities.csv"))
    as_csv = {int(row[0]): dict(zip(header, row, strict=True)) for row in rows}
    second = next(pk for pk in as_csv if pk != small_map.pk)
    assert len(as_csv) == 2

    names = ("title", "start_year", "end_year", "worldwide", "countries", "partners", "organisation", "confirmed_on")

    def values(row):
        return tuple(row[name] for name in names)

    first = (HOSTILE, 2019, None, False, ["KE", "CH"], ["-UNICEF", "Ünïcode"], small_map.organisation.slug)
    assert values(as_lines[small_map.pk]) == (*first, "2026-03-31")
    assert values(as_parquet[small_map.pk]) == (*first, date(2026, 3, 31))
    assert values(as_csv[small_map.pk]) == (
        "'" + HOSTILE,
        "2019",
        "",
        "false",
        "KE;CH",
        "'-UNICEF;Ünïcode",
        small_map.organisation.slug,
        "2026-03-31",
    )
    plain = ("Plain", None, None, True, [], [], None, None)
    assert values(as_lines[second]) == values(as_parquet[second]) == plain
    assert values(as_csv[second]) == ("Plain", "", "", "true", "", "", "", "")
    links = {link["code"]: link["rationale"] for link in as_parquet[small_map.pk]["mappings"]}
    assert links == {"9": "", "9.c": HOSTILE}


def test_only_live_rows_of_the_database(client, snapshot):
    rows = objects(content(client, snapshot, "mappings.jsonl"))
    live = Mapping.objects.live().filter(activity__withdrawn=False).order_by("id")
    assert [(row["id"], row["rationale"], row["strength"], row["change"]) for row in rows] == list(
        live.values_list("id", "rationale", "strength", "change")
    )


def test_parquet_says_what_it_is(client, snapshot, settings):
    file = parquet.ParquetFile(pa.BufferReader(content(client, snapshot, "mappings.parquet")))
    about = {key.decode(): value.decode() for key, value in file.schema_arrow.metadata.items()}
    assert {name: about[name] for name in ("title", "licence", "change", "source")} == {
        "title": "Mappings",
        "licence": "CC-BY-3.0-IGO",
        "change": str(snapshot.change_id),
        "source": f"{settings.SITE_URL}/snapshots/{snapshot.date}/",
    }
    assert about["citation"].startswith("International Telecommunication Union, SDG Map, data as of ")
    strength = file.schema_arrow.field("strength")
    assert strength.metadata[b"description"].startswith(b"Strength of the link")


def test_each_type_has_its_own_in_parquet():
    parts = (Column("day", Type.DATE, "", ""), Column("n", Type.INTEGER, "", ""))
    columns = [Column(kind.value, kind, "", "", parts=parts if kind is Type.OBJECTS else ()) for kind in Type]
    assert {field.name: str(field.type) for field in schema(columns)} == {
        "text": "string",
        "integer": "int64",
        "number": "double",
        "boolean": "bool",
        "date": "date32[day]",
        "time": "timestamp[us, tz=UTC]",
        "address": "string",
        "codes": "list<item: string>",
        "objects": "list<item: struct<day: date32[day], n: int64>>",
    }


def test_a_column_that_is_not_defined_is_an_error(snapshot):
    from activities.exchange.snapshots.contents import Table
    from activities.exchange.snapshots.parquet import ParquetWriter
    from tests.activities.snapshots.test_package import moment

    table = Table("x", "X", "", (Column("id", Type.INTEGER, "", ""),), ("id",))
    with pytest.raises(ValueError, match="unexpected field"), ParquetWriter(io.BytesIO(), table, moment()) as writer:
        writer.add(b'{"id": 1, "other": 2}\n')
