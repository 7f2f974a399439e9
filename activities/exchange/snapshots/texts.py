"""Documents of a snapshot for people and their tools: README.txt, CITATION.cff and SHA256SUMS."""

import textwrap
from collections.abc import Iterable

import yaml

from activities.exchange.snapshots.contents import CSV, KEYWORDS, Contents, DataFile
from activities.reuse import PUBLISHER, PUBLISHER_URL

WIDTH = 100


def readme(contents: Contents) -> str:
    """What the files are, how they may be used and cited."""
    moment = contents.moment
    paragraphs = [
        f"SDG Map, snapshot of {moment.date.isoformat()}",
        "How activities of ITU and others help to achieve the Sustainable Development Goals: all public facts as of "
        f"version {moment.change} ({moment.at:%Y-%m-%d %H:%M} UTC). Counts contain all changes up to version "
        f"{moment.figures}.",
        f"Address: {moment.address}",
        f"Licence: {moment.licence.name} ({moment.licence.code}), {moment.licence.url}",
        f"Cite it as: {moment.citation}",
        "Each table is there as CSV, JSON Lines and Parquet, with the same rows and columns. datapackage.json "
        "describes all columns. catalogue.jsonld is for data catalogues (DCAT-AP). SHA256SUMS has the checksums: "
        "sha256sum --check SHA256SUMS",
        "In CSV, the values of a list are separated by semicolons. A text that begins with =, +, -, @, a tab or a "
        "carriage return has an apostrophe before it, so that spreadsheets do not take it for a formula. The other "
        "formats have it as it is.",
        "The files of this snapshot never change. The same data, always current, is in the API: "
        f"{moment.site}/api/v1/docs/",
    ]
    wrapped = [textwrap.fill(one, WIDTH, break_long_words=False, break_on_hyphens=False) for one in paragraphs]
    lines = [described(file) for file in contents.files if file.format == CSV]
    tables = [textwrap.fill(one, WIDTH, subsequent_indent="    ", break_long_words=False) for one in lines]
    return "\n\n".join([*wrapped, "Tables:\n" + "\n".join(tables)]) + "\n"


def described(file: DataFile) -> str:
    """A table in one line, without the marks of code that descriptions have."""
    what = file.table.description.replace("`", "")
    return f"{file.table.name}, {file.rows} row{'s' if file.rows != 1 else ''}: {what}"


def citation_file(contents: Contents) -> str:
    """CITATION.cff, in the Citation File Format 1.2.0 (https://citation-file-format.github.io/)."""
    moment = contents.moment
    said = {
        "cff-version": "1.2.0",
        "message": "Please cite the data as below.",
        "type": "dataset",
        "title": "SDG Map",
        "abstract": "How activities of ITU and others help to achieve the Sustainable Development Goals.",
        "authors": [{"name": PUBLISHER, "website": PUBLISHER_URL}],
        "version": str(moment.change),
        "date-released": moment.date,
        "license": moment.licence.code,
        "license-url": moment.licence.url,
        "url": moment.address,
        "keywords": list(KEYWORDS),
    }
    return yaml.safe_dump(said, sort_keys=False, allow_unicode=True)


def checksums(sums: Iterable[tuple[str, str]]) -> str:
    """Lines of `sha256sum` for (name, SHA-256)."""
    return "".join(f"{digest}  {name}\n" for name, digest in sums)
