"""Reads the files of Goals, targets and Action Lines, which have their own columns."""

from pathlib import Path

from django.utils.translation import gettext as _

from activities.certainty import Certainty
from activities.exchange.csv_files.frameworks import TermEntry
from activities.exchange.csv_files.rows import Sheet

LANGUAGES = {"en": "en", "fr": "fr", "es": "es", "ar": "ar", "zh": "zh-hans", "ru": "ru"}


def read_goals(path: Path) -> list[TermEntry]:
    """The 17 Goals. Their short names in other languages than English are unconfirmed texts."""
    sheet = Sheet(path, ["number", "colour_hex", "uri", *(f"short_title_{x}" for x in LANGUAGES)])
    entries = []
    for row in sheet:
        number = row.whole("number", 1, 17)
        fields = {
            "kind": "goal",
            "title": row.text("short_title_en", required=True),
            "uri": row.address("uri", most=200),
            "colour": row.text("colour_hex"),
            "certainty": Certainty.OFFICIAL,
            "position": (number or 0) * 10_000,
        }
        texts = tuple((language, row.text(f"short_title_{x}")) for x, language in LANGUAGES.items())
        entries.append(TermEntry(str(number), "", fields, texts=texts))
    sheet.raise_faults()
    return entries


def read_targets(path: Path, goals: set[str]) -> list[TermEntry]:
    """The 169 targets, in the order of the official list, with our own short labels."""
    sheet = Sheet(path, ["code", "goal", "uri", "label"])
    entries, place = [], dict.fromkeys(goals, 0)
    for row in sheet:
        goal = row.one_of("goal", goals, _("a Goal"))
        if not goal:
            continue
        place[goal] += 1
        fields = {
            "kind": "target",
            "title": row.text("label", required=True),
            "uri": row.address("uri", most=200),
            "certainty": Certainty.OFFICIAL,
            "position": int(goal) * 10_000 + place[goal] * 100,
        }
        entries.append(TermEntry(row.text("code", required=True), goal, fields))
    sheet.raise_faults()
    return entries


def read_action_lines(path: Path) -> list[TermEntry]:
    """The 18 Action Lines (C7 is eight of them) with their facilitators."""
    sheet = Sheet(
        path, ["code", "short_title", "title", "facilitators", "summary", "source_url", "facilitators_source"]
    )
    entries = []
    for position, row in enumerate(sheet, 1):
        remembered = row.text("facilitators_source") == "memory"
        fields = {
            "kind": "action_line",
            "title": row.text("short_title", required=True),
            "description": row.text("summary"),
            "facilitators": row.listed("facilitators"),
            "source_url": row.text("source_url"),
            "basis": "facilitators recalled" if remembered else "",
            "certainty": Certainty.UNCONFIRMED if remembered else Certainty.OFFICIAL,
            "position": position,
        }
        entries.append(TermEntry(row.text("code", required=True), "", fields, texts=(("en", row.text("title")),)))
    sheet.raise_faults()
    return entries
