"""The frameworks' reference files, read into plain values. Codes are checked here; ids are the loader's business."""

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from activities.exchange.csv_files.rows import Sheet

LANGUAGES = {"en": "en", "fr": "fr", "es": "es", "ar": "ar", "zh": "zh-hans", "ru": "ru"}
PLAN_KINDS = {
    "goal": "strategic_goal",
    "target": "strategic_target",
    "objective": "objective",
    "outcome": "outcome",
    "output": "output",
    "enabler": "enabler",
}
PLAN_SECTORS = {
    "": "",
    "ITU-R": "ITU-R",
    "ITU-T": "ITU-T",
    "ITU-D": "ITU-D",
    "GS": "General Secretariat",
    "Intersectoral": "Intersectoral",
}


@dataclass(frozen=True, slots=True)
class FrameworkLine:
    """One Term as a file gives it: `parent` is a code of the same framework, `links` are (framework, code) pairs."""

    code: str
    parent: str
    fields: dict
    links: tuple[tuple[str, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CrosswalkLine:
    """One line of the WSIS-SDG Matrix; `sdg` is a Goal's or a target's code."""

    action_line: str
    sdg: str
    rationale: str
    source_url: str
    note: str


def read_goals(path: Path) -> list[FrameworkLine]:
    """The 17 Goals. Short names beside the English ones were written from memory, so they come as unverified texts."""
    sheet = Sheet(path, ["number", "colour_hex", "uri", *(f"short_title_{x}" for x in LANGUAGES)])
    entries = []
    for row in sheet:
        number = row.whole("number", 1, 17)
        fields = {
            "kind": "goal",
            "title": row.text("short_title_en", required=True),
            "uri": row.text("uri"),
            "colour": row.text("colour_hex"),
            "position": (number or 0) * 10_000,
        }
        texts = tuple((language, row.text(f"short_title_{x}")) for x, language in LANGUAGES.items())
        entries.append(FrameworkLine(str(number), "", fields, texts=texts))
    sheet.raise_faults()
    return entries


def read_targets(path: Path, goals: set[str]) -> list[FrameworkLine]:
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
            "uri": row.text("uri"),
            "position": int(goal) * 10_000 + place[goal] * 100,
        }
        entries.append(FrameworkLine(row.text("code", required=True), goal, fields))
    sheet.raise_faults()
    return entries


def read_action_lines(path: Path) -> list[FrameworkLine]:
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
            "verified": not remembered,
            "position": position,
        }
        entries.append(FrameworkLine(row.text("code", required=True), "", fields, texts=(("en", row.text("title")),)))
    sheet.raise_faults()
    return entries


def read_matrix(path: Path, lines: set[str], sdg: set[str]) -> list[CrosswalkLine]:
    """The WSIS-SDG Matrix: a line whose target is blank links the Action Line to the Goal itself."""
    sheet = Sheet(path, ["action_line", "sdg", "target", "rationale", "source_url", "note"])
    links = []
    for row in sheet:
        line = row.one_of("action_line", lines, _("an Action Line"))
        goal = row.one_of("sdg", sdg, _("a Goal"))
        target = row.one_of("target", sdg, _("an SDG target"), required=False)
        if target and target.split(".")[0] != goal:
            row.fault("target", _("%(target)s is not a target of Goal %(goal)s.") % {"target": target, "goal": goal})
        links.append(
            CrosswalkLine(line, target or goal, row.text("rationale"), row.text("source_url"), row.text("note"))
        )
    sheet.raise_faults()
    return links


def read_plan(path: Path, lines: set[str], sdg: set[str]) -> list[FrameworkLine]:
    """A Strategic Plan, entry by entry; every link that it carries is proposed by editors, none is ITU's own."""
    columns = ["level", "code", "parent", "sector", "title", "links_action_lines", "links_sdgs", "source_url", "basis"]
    sheet = Sheet(path, columns)
    rows = list(sheet)
    codes = {row.values["code"].strip() for row in rows}
    entries = []
    for position, row in enumerate(rows, 1):
        basis = row.text("basis")
        links = [("wsis", c) for c in row.all_of("links_action_lines", lines, _("an Action Line"))]
        links += [("sdg", c) for c in row.all_of("links_sdgs", sdg, _("a Goal or an SDG target"))]
        level = row.one_of("level", PLAN_KINDS, _("a level of the plan"))
        sector = row.one_of("sector", PLAN_SECTORS, _("an ITU Sector"), required=False)
        fields = {
            "kind": PLAN_KINDS.get(level, ""),
            "title": row.text("title", required=True),
            "sector": PLAN_SECTORS.get(sector, ""),
            "source_url": row.text("source_url"),
            "basis": basis,
            "verified": basis.startswith("seen") and "recalled" not in basis and "2016-2019" not in basis,
            "position": position,
        }
        parent = row.one_of("parent", codes, _("an entry of this plan"), required=False)
        entries.append(FrameworkLine(row.text("code", required=True), parent, fields, tuple(links)))
    sheet.raise_faults()
    return entries
