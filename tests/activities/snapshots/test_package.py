"""What describes a snapshot: datapackage.json, the catalogues, README.txt, CITATION.cff and SHA256SUMS."""

import hashlib
import json
import os
from datetime import UTC, date, datetime
from pathlib import Path

import frictionless
import pyshacl
import pytest
import rdflib
import yaml

from activities.columns import Column, Type
from activities.exchange.snapshots.catalogue import Dated, catalogue_of_all
from activities.exchange.snapshots.contents import Moment
from activities.exchange.snapshots.package import described
from activities.reuse import licence_of

#: A folder with others' shapes, which are not ours to ship: those of DCAT-AP 3 are in its folder `dcat-ap`.
SHAPES = Path(os.environ.get("SHAPES", "")) / "dcat-ap"
#: rdflib's own reader of JSON-LD.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")


def moment():
    return Moment(
        date(2026, 11, 30),
        412,
        datetime(2026, 11, 30, tzinfo=UTC),
        412,
        licence_of("CC0-1.0"),
        "https://sdgmap.example",
    )


@pytest.fixture
def folder(client, snapshot, tmp_path):
    """The snapshot as a consumer downloads it."""
    target = tmp_path / "downloaded"
    target.mkdir()
    for file in snapshot.files.all():
        (target / file.name).write_bytes(client.get(file.get_absolute_url()).getvalue())
    return target


def test_frictionless_validates_the_package(folder, snapshot):
    report = frictionless.validate(folder / "datapackage.json")
    assert report.flatten(["name", "type", "message"]) == []
    assert report.valid
    tables = snapshot.files.exclude(table="")
    assert report.stats["tasks"] == tables.count()
    assert report.stats["warnings"] == 0
    package = json.loads((folder / "datapackage.json").read_bytes())
    assert {name: package[name] for name in ("licenses", "change", "version", "figures")} == {
        "licenses": [
            {
                "name": "CC-BY-3.0-IGO",
                "title": "Creative Commons Attribution 3.0 IGO",
                "path": "https://spdx.org/licenses/CC-BY-3.0-IGO.html",
            }
        ],
        "change": snapshot.change_id,
        "version": str(snapshot.change_id),
        "figures": snapshot.change_id,
    }


def test_frictionless_finds_a_changed_byte(folder):
    file = folder / "terms.csv"
    file.write_bytes(file.read_bytes().replace(b"9.c", b"9.d"))
    report = frictionless.validate(folder / "datapackage.json")
    assert [task.name for task in report.tasks if not task.valid] == ["terms"]


def test_a_field_is_made_from_its_column():
    column = Column("regions", Type.CODES, "Regions.", "", values=("africa",))
    assert described(column, "csv") == {
        "name": "regions",
        "type": "list",
        "description": "Regions.",
        "delimiter": ";",
        "itemType": "string",
        "missingValues": [""],
    }
    assert described(column, "jsonl")["type"] == "array"
    kind = Column("kind", Type.TEXT, "Kind.", "", values=("goal", "target"), example="goal")
    assert described(kind, "csv") == {
        "name": "kind",
        "type": "string",
        "description": "Kind.",
        "missingValues": [],
        "example": "goal",
        "constraints": {"required": True, "enum": ["goal", "target"]},
    }


def test_checksums_are_those_of_all_files(folder, snapshot):
    listed = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    files = {file.name: file for file in snapshot.files.exclude(name="SHA256SUMS")}
    assert listed == {name: file.sha256 for name, file in files.items()}
    for name, file in files.items():
        body = (folder / name).read_bytes()
        assert (hashlib.sha256(body).hexdigest(), len(body)) == (file.sha256, file.bytes), name


def test_the_texts_name_the_licence_and_the_citation(folder, snapshot):
    readme = (folder / "README.txt").read_text()
    assert "Creative Commons Attribution 3.0 IGO (CC-BY-3.0-IGO)" in readme
    assert "Cite it as: International Telecommunication Union, SDG Map, data as of" in readme
    assert "mappings, 3 rows: Links of activities to Terms" in readme
    cited = yaml.safe_load((folder / "CITATION.cff").read_text())
    assert (cited["license"], cited["version"], cited["date-released"], cited["type"]) == (
        "CC-BY-3.0-IGO",
        str(snapshot.change_id),
        snapshot.date,
        "dataset",
    )


@pytest.fixture
def catalogues(client, snapshot):
    """Both catalogues as graphs."""
    addresses = (f"/snapshots/{snapshot.date}/catalogue.jsonld", "/snapshots/catalogue.jsonld")
    return [rdflib.Graph().parse(data=client.get(one).getvalue(), format="json-ld") for one in addresses]


def test_catalogues_have_a_dataset_for_each_table_and_a_distribution_for_each_file(catalogues, snapshot):
    tables = snapshot.files.exclude(table="")
    for graph in catalogues:
        counted = {kind: len(set(graph.subjects(rdflib.RDF.type, DCAT[kind]))) for kind in ("Dataset", "Distribution")}
        assert counted == {"Dataset": tables.count() // 3, "Distribution": tables.count()}
    own, of_all = catalogues
    sizes = {int(size) for size in of_all.objects(None, DCAT.byteSize)}
    assert sizes == set(tables.values_list("bytes", flat=True))
    (inner,) = of_all.objects(None, DCAT.catalog)
    assert set(own.subjects(rdflib.RDF.type, DCAT.Catalog)) == {inner}


def test_a_catalogue_without_snapshots_has_the_api():
    graph = rdflib.Graph().parse(
        data=json.dumps(catalogue_of_all(None, [], licence_of("CC0-1.0"), "https://sdgmap.example")), format="json-ld"
    )
    assert [str(one) for one in graph.objects(None, DCAT.endpointURL)] == ["https://sdgmap.example/api/v1/"]


def test_each_dated_catalogue_has_the_licence_that_it_had():
    dated = [Dated(date(2026, 11, 30), "CC0-1.0"), Dated(date(2026, 10, 1), "CC-BY-4.0")]
    node = catalogue_of_all(None, dated, licence_of("CC0-1.0"), "https://sdgmap.example")
    licences = {one["@id"]: one["dct:license"]["@id"] for one in node["@graph"] if one["@type"] == "dcat:Catalog"}
    assert licences == {
        "https://sdgmap.example/snapshots/catalogue.jsonld#catalogue": "http://spdx.org/licenses/CC0-1.0",
        "https://sdgmap.example/snapshots/2026-11-30/catalogue.jsonld#catalogue": "http://spdx.org/licenses/CC0-1.0",
        "https://sdgmap.example/snapshots/2026-10-01/catalogue.jsonld#catalogue": "http://spdx.org/licenses/CC-BY-4.0",
    }


@pytest.mark.skipif(not SHAPES.is_dir(), reason="SHAPES names no folder with dcat-ap/*.ttl")
def test_catalogues_conform_to_the_shapes_of_dcat_ap(catalogues):
    """All shapes of release 3.0.1, those of classes and of controlled vocabularies too. What they only recommend is not
    asked for."""
    shapes = rdflib.Graph()
    for file in sorted(SHAPES.glob("*.ttl")):
        shapes.parse(file)
    for graph in catalogues:
        conforms, _report, text = pyshacl.validate(graph, shacl_graph=shapes, allow_warnings=True)
        assert conforms, text
