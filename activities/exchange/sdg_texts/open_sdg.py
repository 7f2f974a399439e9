"""Reads the open-sdg project's translations: a folder for each language with flat YAML ("9-c-title": sentence)."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import yaml
from django.utils.translation import gettext as _

from activities.exchange.sdg_texts.gather import language_code
from activities.exchange.sdg_texts.shapes import Found, SdgTextsError

NAME = "open-sdg YAML"
KEY = re.compile(rb"""^["']?\d+(?:-\w+){0,2}-(?:title|short)["']?\s*:""", re.MULTILINE)


def knows(data: bytes) -> bool:
    return KEY.search(data) is not None


def is_language_folder(folder: Path) -> bool:
    return language_code(folder.name) is not None and len(folder.name) <= 10


def read(data: bytes, name: str) -> Iterator[Found]:
    """The strings of one file. The language is the name of its folder, or part of its address."""
    language = language_of(name)
    try:
        # BaseLoader only makes strings, lists and maps: "8-10" does not become a date or number.
        strings = yaml.load(data, Loader=yaml.BaseLoader)  # noqa: S506 - safer than SafeLoader: strings only
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200]
        raise SdgTextsError(_("%(name)s is not valid YAML: %(reason)s") % {"name": name, "reason": reason}) from error
    for key, value in strings.items() if isinstance(strings, dict) else ():
        code, _dash, what = str(key).rpartition("-")
        if what in ("title", "short"):
            yield Found(code, language, value, short_name=what == "short")


def language_of(name: str) -> str:
    path = PurePosixPath(urlsplit(name).path) if "://" in name else Path(name).resolve()
    folder = path.parent.name
    if language_code(folder) is None:
        raise SdgTextsError(
            _("%(name)s has no language. Put the file into a folder named en, fr, es, ar, ru or zh-Hans.")
            % {"name": name}
        )
    return folder
