"""The values and exceptions of the readers."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext as _

Kind = Literal["goal", "target", "indicator"]
KINDS: tuple[Kind, ...] = ("goal", "target", "indicator")
#: The six official languages of the UN, by the codes that the site uses.
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh-hans")


@dataclass(frozen=True, slots=True)
class Found:
    """One unchecked string from a file: an official sentence or the short name of a Goal."""

    code: object
    language: str
    value: object
    short_name: bool = False
    uri: str = ""


@dataclass(frozen=True, slots=True)
class SdgText:
    """One Goal, target or indicator in one language.

    `title` is the short name, for Goals only, "" if there is none. `uri` is the official address, "" if the source has
    none: only the UN's own file has it, and for an indicator it does not follow from the code.
    """

    code: str
    kind: Kind
    language: str
    title: str
    text: str
    uri: str = ""


@dataclass(frozen=True, slots=True)
class SdgTexts:
    rows: tuple[SdgText, ...]
    problems: tuple[str, ...]
    source: str

    def languages(self) -> tuple[str, ...]:
        present = {row.language for row in self.rows}
        return tuple(language for language in LANGUAGES if language in present)


class SdgTextsError(Exception):
    """The source cannot be read. The message says where and what to do."""


class SourceUnreachable(SdgTextsError):
    @classmethod
    def because(cls, source: object, reason: str) -> "SourceUnreachable":
        return cls(_("%(source)s cannot be read: %(reason)s.") % {"source": source, "reason": reason})


class UnknownFormat(SdgTextsError):
    @classmethod
    def of(cls, name: str, data: bytes) -> "UnknownFormat":
        start = " ".join(data[:200].decode("utf-8", "replace").split())[:60]
        what = _("begins with “%(start)s”") % {"start": start} if start else _("is empty")
        return cls(f"{name} {what}. {formats_read()}")

    @classmethod
    def of_folder(cls, folder: Path, skipped: list[str]) -> "UnknownFormat":
        inside = sorted(item.name + "/" if item.is_dir() else item.name for item in folder.iterdir())
        listed = ", ".join(skipped or inside[:8]) or _("nothing")
        return cls(_("%(folder)s contains no SDG texts; found: %(found)s.") % {"folder": folder, "found": listed}
                   + f" {formats_read()}")  # fmt: skip

    @classmethod
    def of_several(cls, folder: Path, formats: list[str]) -> "UnknownFormat":
        return cls(
            _("%(folder)s contains texts in several formats (%(formats)s). Use one file, or a folder with one format.")
            % {"folder": folder, "formats": ", ".join(formats)}
        )


def formats_read() -> str:
    return _(
        "Formats read: the UN’s SKOS Turtle, a folder of open-sdg YAML, JSON lists of the UNSD API, IATI code lists."
    )
