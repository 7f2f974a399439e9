"""Reads the official sentences of the SDGs from the formats in which they are published. No database.

read_sdg_texts("../official/open-sdg").rows[0]
SdgText(code="1", kind="goal", language="en", title="No poverty", text="…")
"""

from pathlib import Path

from django.utils.translation import gettext as _

from activities.exchange.sdg_texts import iati, open_sdg, skos, unsd
from activities.exchange.sdg_texts.codes import kind_of
from activities.exchange.sdg_texts.download import fetch, is_url, read_bytes
from activities.exchange.sdg_texts.gather import gather
from activities.exchange.sdg_texts.shapes import (
    KINDS,
    LANGUAGES,
    Found,
    SdgText,
    SdgTexts,
    SdgTextsError,
    SourceUnreachable,
    UnknownFormat,
    formats_read,
)

__all__ = [
    "KINDS",
    "LANGUAGES",
    "SdgText",
    "SdgTexts",
    "SdgTextsError",
    "SourceUnreachable",
    "UnknownFormat",
    "kind_of",
    "read_sdg_texts",
]

#: Tried in this order; each recognises its format by content.
READERS = (iati, unsd, skos, open_sdg)
#: Endings of the files that are read in a folder.
ENDINGS = {".ttl", ".xml", ".json", ".yml", ".yaml"}


def read_sdg_texts(source: str | Path) -> SdgTexts:
    """Goals, targets and indicators with their official sentences, in up to six languages.

    `source` is a file, a folder, or an http(s) address of one file, in one of four formats, recognised by content: the
    UN's SKOS Turtle, open-sdg YAML (one language folder or the folder of all languages), lists of the UNSD API
    (Goal/List, Target/List, Indicator/List), IATI code lists. Rows come in the order of LANGUAGES, then of codes;
    `problems` lists what was corrected, what was left out and why. Corrupt texts are left out, and do not replace valid
    ones from another source.

    Raises SdgTextsError: SourceUnreachable (no such path or host), UnknownFormat, or one that names the place.
    """
    if is_url(source):
        name = str(source)
        reader, found = read_one(fetch(name), name)
        return rows_of(found, source=f"{reader.NAME}, {name}")
    path = Path(source)
    try:
        if path.is_dir():
            return read_folder(path)
        if path.exists():
            reader, found = read_one(read_bytes(path), str(path))
            return rows_of(found, source=f"{reader.NAME}, {path.name}")
    except OSError as error:
        raise SourceUnreachable.because(path, error.strerror or str(error)) from error
    raise SourceUnreachable.because(path, _("there is no such file or folder"))


def read_one(data: bytes, name: str) -> tuple:
    """The reader for the format of `data`, and what it found. `name` is the path or address, for messages."""
    for reader in READERS:
        if reader.knows(data):
            return reader, list(reader.read(data, name))
    raise UnknownFormat.of(name, data)


def read_folder(folder: Path) -> SdgTexts:
    found: list[Found] = []
    formats: dict[str, None] = {}
    skipped = []
    for path in files_of(folder):
        data = read_bytes(path)
        reader = next((reader for reader in READERS if reader.knows(data)), None)
        if reader is None:
            skipped.append(str(path.relative_to(folder)))
            continue
        here = list(reader.read(data, str(path)))
        if here:
            found.extend(here)
            formats.setdefault(reader.NAME)
    if not found:
        raise UnknownFormat.of_folder(folder, skipped)
    if len(formats) > 1:
        raise UnknownFormat.of_several(folder, list(formats))
    return rows_of(found, source=f"{next(iter(formats))}, folder {folder.resolve().name}")


def rows_of(found: list[Found], *, source: str) -> SdgTexts:
    texts = gather(found, source=source)
    if not texts.rows:
        reasons = " ".join(texts.problems[:3])
        raise SdgTextsError(
            _("%(source)s contains no Goal, target or indicator. %(reasons)s")
            % {"source": source, "reasons": reasons or formats_read()}
        )
    return texts


def files_of(folder: Path) -> list[Path]:
    """The files of the folder and, for open-sdg, of its language folders, in alphabetical order."""
    inside = sorted(folder.iterdir())
    folders = [item for item in inside if item.is_dir() and open_sdg.is_language_folder(item)]
    files = [item for item in inside if item.is_file()] + [item for sub in folders for item in sorted(sub.iterdir())]
    return [path for path in files if path.suffix.lower() in ENDINGS and path.is_file()]
