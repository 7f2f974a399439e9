"""Catalogues of the snapshots in JSON-LD, as DCAT-AP 3 has them (https://semiceu.github.io/DCAT-AP/releases/3.0.1/).

Each snapshot has a catalogue of its own, which never changes: a Dataset for each table, a Distribution for each file.
The catalogue of all of them has the newest datasets and names the catalogues of the others. A table is a DatasetSeries
there, which each dated Dataset belongs to.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from activities.exchange.snapshots.contents import (
    CSV,
    FORMAT_NAMES,
    FORMATS,
    JSON_LINES,
    KEYWORDS,
    PARQUET,
    Contents,
    DataFile,
    Moment,
    Table,
)
from activities.reuse import PUBLISHER, PUBLISHER_URL, Licence, licence_of

Node = dict[str, Any]

CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
AUTHORITY = "http://publications.europa.eu/resource/authority/"
IANA = "https://www.iana.org/assignments/media-types/"
#: Codes of formats in the list of the European Union, which has none for JSON Lines.
FILE_TYPES = {CSV: "CSV", JSON_LINES: "JSON", PARQUET: "PARQUET"}
#: "Population and society", "International issues", "Science and technology".
THEMES = {"SOCI": "Population and society", "INTR": "International issues", "TECH": "Science and technology"}
#: With https, as the shapes of DCAT-AP want it.
SHA256 = "https://spdx.org/rdf/terms#checksumAlgorithm_sha256"
DESCRIPTION = "How activities of ITU and others help to achieve the Sustainable Development Goals."


@dataclass(frozen=True, slots=True)
class Dated:
    """A snapshot as an entry of the catalogue of all of them."""

    date: date
    licence: str


def catalogue_of_snapshot(contents: Contents) -> Node:
    """The catalogue of one snapshot."""
    moment = contents.moment
    nodes = [
        _catalogue(
            f"{moment.address}catalogue.jsonld#catalogue",
            f"SDG Map, snapshot of {moment.date.isoformat()}",
            moment.licence,
            moment.site,
            {
                "dct:issued": _date(moment.date),
                "dcat:dataset": [_ref(_dataset_address(moment, table)) for table in contents.tables],
            },
        )
    ]
    for table in contents.tables:
        files = [file for file in contents.files if file.table == table]
        nodes += [_dataset(moment, table, files), _series(moment.site, table)]
        nodes += [_distribution(moment, file) for file in files]
    return _document([*nodes, *_shared([moment.licence], moment.site), _page(moment.address)])


def catalogue_of_all(newest: Node | None, dated: Iterable[Dated], licence: Licence, site: str) -> Node:
    """The catalogue of all snapshots. `newest` is the catalogue of the newest one, of which it has the datasets."""
    dated = list(dated)
    licences = {licence.code: licence} | {one.licence: licence_of(one.licence) for one in dated}
    theirs = newest["@graph"] if newest else []
    datasets = [node for node in theirs if node["@type"] == "dcat:Dataset"]
    others = [node for node in theirs if node["@type"] in ("dcat:DatasetSeries", "dcat:Distribution")]
    ours = _catalogue(
        f"{site}/snapshots/catalogue.jsonld#catalogue",
        "SDG Map",
        licence,
        site,
        {
            "dcat:dataset": [_ref(node["@id"]) for node in datasets],
            "dcat:service": _ref(f"{site}/api/v1/#service"),
            "dcat:catalog": [_ref(_dated_address(site, one.date)) for one in dated],
        }
        | ({"dct:modified": _date(dated[0].date)} if dated else {}),
    )
    inner = [
        _catalogue(
            _dated_address(site, one.date),
            f"SDG Map, snapshot of {one.date.isoformat()}",
            licences[one.licence],
            site,
            {"dct:issued": _date(one.date)},
        )
        for one in dated
    ]
    shared = [*_shared(list(licences.values()), site), *(_page(one["dcat:landingPage"]["@id"]) for one in datasets[:1])]
    return _document([ours, _service(site, licence), *datasets, *others, *inner, *shared])


def _document(nodes: list[Node]) -> Node:
    return {"@context": CONTEXT, "@graph": nodes}


def _catalogue(address: str, title: str, licence: Licence, site: str, more: Node) -> Node:
    return {
        "@id": address,
        "@type": "dcat:Catalog",
        "dct:title": _english(title),
        "dct:description": _english(DESCRIPTION),
        "dct:publisher": _ref(PUBLISHER_URL),
        "dct:license": _ref(licence.uri),
        "dct:language": _ref(f"{AUTHORITY}language/ENG"),
        "dcat:themeTaxonomy": _ref(f"{AUTHORITY}data-theme"),
        "foaf:homepage": _ref(f"{site}/downloads/"),
        **more,
    }


def _dataset(moment: Moment, table: Table, files: list[DataFile]) -> Node:
    address = _dataset_address(moment, table)
    return {
        "@id": address,
        "@type": "dcat:Dataset",
        "dct:title": _english(f"{table.title} of SDG Map, {moment.date.isoformat()}"),
        "dct:description": _english(table.description),
        "dct:identifier": address,
        "dct:publisher": _ref(PUBLISHER_URL),
        "dcat:contactPoint": _ref(f"{PUBLISHER_URL}#contact"),
        "dct:issued": _date(moment.date),
        "dct:modified": {"@value": moment.at.isoformat(), "@type": "xsd:dateTime"},
        "dcat:version": str(moment.change),
        "dct:accrualPeriodicity": _ref(f"{AUTHORITY}frequency/NEVER"),
        "dct:accessRights": _ref(f"{AUTHORITY}access-right/PUBLIC"),
        "dct:language": _ref(f"{AUTHORITY}language/ENG"),
        "dct:bibliographicCitation": moment.citation,
        "dcat:keyword": [_english(word) for word in KEYWORDS],
        "dcat:theme": [_ref(f"{AUTHORITY}data-theme/{code}") for code in THEMES],
        "dcat:landingPage": _ref(moment.address),
        "dcat:inSeries": _ref(_series_address(moment.site, table)),
        "dcat:distribution": [_ref(moment.address + file.name) for file in files],
        "foaf:page": _ref(f"{moment.site}/api/v1/docs/"),
    }


def _series(site: str, table: Table) -> Node:
    return {
        "@id": _series_address(site, table),
        "@type": "dcat:DatasetSeries",
        "dct:title": _english(f"{table.title} of SDG Map"),
        "dct:description": _english(table.description),
        "dct:publisher": _ref(PUBLISHER_URL),
        "dcat:contactPoint": _ref(f"{PUBLISHER_URL}#contact"),
        "dct:accrualPeriodicity": _ref(f"{AUTHORITY}frequency/DAILY"),
    }


def _distribution(moment: Moment, file: DataFile) -> Node:
    address = moment.address + file.name
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _english(f"{file.table.title} as {FORMAT_NAMES[file.format]}"),
        "dct:description": _english(f"{file.rows} rows."),
        "dcat:accessURL": _ref(address),
        "dcat:downloadURL": _ref(address),
        "dcat:byteSize": {"@value": str(file.bytes), "@type": "xsd:nonNegativeInteger"},
        "dcat:mediaType": _ref(IANA + file.media_type),
        "dct:format": _ref(f"{AUTHORITY}file-type/{FILE_TYPES[file.format]}"),
        "dct:license": _ref(moment.licence.uri),
        "dct:issued": _date(moment.date),
        "dcatap:availability": _ref(f"{AUTHORITY}planned-availability/TEMPORARY"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": _ref(SHA256),
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        },
    }


def _service(site: str, licence: Licence) -> Node:
    return {
        "@id": f"{site}/api/v1/#service",
        "@type": "dcat:DataService",
        "dct:title": _english("SDG Map API"),
        "dct:description": _english("The current data, and what has changed since a version."),
        "dct:publisher": _ref(PUBLISHER_URL),
        "dcat:contactPoint": _ref(f"{PUBLISHER_URL}#contact"),
        "dct:license": _ref(licence.uri),
        "dct:accessRights": _ref(f"{AUTHORITY}access-right/PUBLIC"),
        "dcat:keyword": [_english(word) for word in KEYWORDS],
        "dcat:theme": [_ref(f"{AUTHORITY}data-theme/{code}") for code in THEMES],
        "dcat:endpointURL": _ref(f"{site}/api/v1/"),
        "dcat:endpointDescription": _ref(f"{site}/api/v1/schema/"),
        "dcat:landingPage": _ref(f"{site}/api/v1/docs/"),
    }


def _shared(licences: list[Licence], site: str) -> list[Node]:
    """What catalogues, datasets and distributions refer to."""
    return [
        {"@id": PUBLISHER_URL, "@type": "foaf:Agent", "foaf:name": PUBLISHER},
        {
            "@id": f"{PUBLISHER_URL}#contact",
            "@type": ["vcard:Kind", "vcard:Organization"],
            "vcard:fn": PUBLISHER,
            "vcard:hasURL": _ref(PUBLISHER_URL),
        },
        *({"@id": one.uri, "@type": "dct:LicenseDocument", "dct:title": one.name} for one in licences),
        *(_page(f"{site}{path}") for path in ("/downloads/", "/api/v1/docs/")),
        *({"@id": IANA + media_type, "@type": "dct:MediaType"} for media_type in FORMATS.values()),
        {"@id": SHA256, "@type": "spdx:ChecksumAlgorithm"},
        *_listed("language", "dct:LinguisticSystem", {"ENG": "English"}),
        *_listed("frequency", "dct:Frequency", {"DAILY": "daily", "NEVER": "never"}),
        *_listed("access-right", "dct:RightsStatement", {"PUBLIC": "public"}),
        *_listed("file-type", "dct:MediaTypeOrExtent", {"CSV": "CSV", "JSON": "JSON", "PARQUET": "Parquet"}),
        *_listed("planned-availability", "skos:Concept", {"TEMPORARY": "temporary"}),
        *_listed("data-theme", "skos:Concept", THEMES),
        {"@id": f"{AUTHORITY}data-theme", "@type": "skos:ConceptScheme", "dct:title": _english("Data theme")},
    ]


def _page(address: str) -> Node:
    return {"@id": address, "@type": "foaf:Document"}


def _listed(name: str, kind: str, entries: dict[str, str]) -> Iterable[Node]:
    """Entries of a list of the European Union."""
    for code, label in entries.items():
        yield {
            "@id": f"{AUTHORITY}{name}/{code}",
            "@type": kind,
            "skos:prefLabel": _english(label),
            "skos:inScheme": _ref(f"{AUTHORITY}{name}"),
        }


def _dataset_address(moment: Moment, table: Table) -> str:
    return f"{moment.address}catalogue.jsonld#{table.name}"


def _series_address(site: str, table: Table) -> str:
    return f"{site}/snapshots/catalogue.jsonld#{table.name}"


def _dated_address(site: str, day: date) -> str:
    return f"{site}/snapshots/{day.isoformat()}/catalogue.jsonld#catalogue"


def _ref(address: str) -> Node:
    return {"@id": address}


def _english(text: str) -> Node:
    return {"@value": text, "@language": "en"}


def _date(day: date) -> Node:
    return {"@value": day.isoformat(), "@type": "xsd:date"}
