"""Reads the table of frameworks, and Terms and crosswalks in the general formats, into plain values.

The table (activities/reference/frameworks.csv) has one row for each framework. Its files are in the same folder. Codes
are checked here; the loader finds their ids.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.text import slugify
from django.utils.translation import gettext as _

from activities.certainty import Certainty
from activities.exchange.csv_files.rows import CsvRow, Fault, Sheet
from activities.validators import nearest

#: How the files of a framework are read: `sdg` is a file of Goals and one of targets, `terms` the general format.
FORMATS = ("sdg", "action-lines", "terms")
#: Values of the column `level`, and the kind of Term of each.
LEVELS = {
    "goal": "strategic_goal",
    "target": "strategic_target",
    "objective": "objective",
    "outcome": "outcome",
    "output": "output",
    "enabler": "enabler",
    "entry": "entry",
}
SECTORS = {
    "": "",
    "ITU-R": "ITU-R",
    "ITU-T": "ITU-T",
    "ITU-D": "ITU-D",
    "GS": "General Secretariat",
    "General Secretariat": "General Secretariat",
    "Intersectoral": "Intersectoral",
}
STANDINGS = ("official", "proposed")
FIRST_YEAR, LAST_YEAR = 1800, 2200
#: Codes are used in addresses and in lists: they must not contain their separators.
CODE = re.compile(r"\w[\w .()\-]*")

TABLE = (
    "slug", "title", "publisher", "description", "uri", "start_year", "end_year", "position", "format", "level",
    "terms", "crosswalks",
)  # fmt: skip
#: A column that the table may have: "yes" marks a framework whose text has not been adopted yet.
DRAFT = "draft"
TERMS = ("code", "title")
TERMS_OPTIONAL = (
    "level", "parent", "sector", "summary", "uri", "source_url", "basis", "valid_from", "valid_to", "replaces",
    "links_action_lines", "links_sdgs",
)  # fmt: skip
CROSSWALK = ("from_framework", "from_code", "to_framework", "to_code", "rationale")
CROSSWALK_OPTIONAL = ("standing", "source_url", "note")
#: Columns with notes for the editors of a file. They are not loaded.
NOTES = ("plan", "source", "certainty", "links_basis")


@dataclass(frozen=True, slots=True)
class FrameworkEntry:
    """One row of the table: fields of the Framework, and the files to load. `level` is the default level of entries. A
    draft can be without a file."""

    fields: dict
    format: str
    level: str
    terms: tuple[Path, ...]
    crosswalks: tuple[Path, ...]

    @property
    def slug(self) -> str:
        return self.fields["slug"]


@dataclass(frozen=True, slots=True)
class TermEntry:
    """One Term in a file. `parent` is a code of the same framework; `replaces` and `links` name other Terms
    as (framework, code). `texts` are (language, title)."""

    code: str
    parent: str
    fields: dict
    links: tuple[tuple[str, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    replaces: tuple[str, str] | None = None

    def needs(self, framework: str) -> set[str]:
        """Codes of the same framework that must be loaded first."""
        earlier = {self.replaces[1]} if self.replaces and self.replaces[0] == framework else set()
        return earlier | ({self.parent} if self.parent else set())


@dataclass(frozen=True, slots=True)
class CrosswalkEntry:
    """One link between two Terms, each as (framework, code). `fields` are those of the Crosswalk."""

    start: tuple[str, str]
    end: tuple[str, str]
    fields: dict = field(default_factory=dict)


def read_frameworks(path: Path) -> list[FrameworkEntry]:
    """The rows of the table in their order. Raises Faults."""
    sheet = Sheet(path, TABLE)
    found = []
    seen: dict = {}
    for row in sheet:
        entry = _framework(row, path.parent)
        _refuse_second(row, "slug", entry.slug, seen)
        found.append(entry)
    _refuse_empty(sheet, found)
    sheet.raise_faults()
    return found


def _framework(row: CsvRow, folder: Path) -> FrameworkEntry:
    slug = row.text("slug", required=True, most=30)
    if slug != slugify(slug):
        fix = _("Use lower-case letters, digits and hyphens.")
        row.fault("slug", _("“%(slug)s” is not an address.") % {"slug": slug[:60]}, fix)
    start, end = (row.whole(name, FIRST_YEAR, LAST_YEAR) for name in ("start_year", "end_year"))
    if start and end and end < start:
        reason = _("The framework ends in %(end)s, before it starts in %(start)s.") % {"end": end, "start": start}
        row.fault("end_year", reason)
    fields = {
        "slug": slug,
        "title": row.text("title", required=True, most=200),
        "publisher": row.text("publisher", required=True, most=100),
        "description": row.text("description"),
        "uri": row.address("uri", most=200),
        "start_year": start,
        "end_year": end,
        "position": row.whole("position", 0, 10_000) or 0,
        "draft": row.one_of(DRAFT, ("yes", "no"), _("yes or no"), required=False) == "yes",
    }
    form = row.one_of("format", FORMATS, _("a format"))
    terms, crosswalks = (_files(row, column, folder) for column in ("terms", "crosswalks"))
    expected = 2 if form == "sdg" else 1
    empty_draft = fields["draft"] and not row.listed("terms")
    if form and not empty_draft and len(row.listed("terms")) != expected:
        reason = _("The format “%(format)s” has %(count)s files.") % {"format": form, "count": expected}
        row.fault("terms", reason, _("Separate them with a semicolon."))
    for file in crosswalks:
        if len(crosswalk_name(file)) > 40:
            reason = _("The name “%(file)s” is too long for a crosswalk.") % {"file": file.name}
            row.fault("crosswalks", reason, _("Rename the file to at most 40 characters."))
    level = row.one_of("level", LEVELS, _("a level"), required=False) or "entry"
    return FrameworkEntry(fields, form, level, terms, crosswalks)


def _files(row: CsvRow, column: str, folder: Path) -> tuple[Path, ...]:
    names = row.listed(column)
    for name in names:
        if not (folder / name).is_file():
            close = nearest(name, (file.name for file in folder.glob("*.csv")), 1)
            fix = _("Did you mean %(codes)s?") % {"codes": close[0]} if close else _("Put it there.")
            row.fault(column, _("There is no file “%(file)s” in the folder of the table.") % {"file": name[:60]}, fix)
    return tuple(folder / name for name in names)


def crosswalk_name(path: Path) -> str:
    """The name of a crosswalk, from its file: wsis_sdg_matrix.csv gives wsis-sdg-matrix."""
    return slugify(path.stem.replace("_", "-"))


def read_terms(path: Path, framework: str, level: str, known: Mapping[str, Collection[str]]) -> list[TermEntry]:
    """The Terms of a file in the general format. `known` are the codes of other frameworks. Raises Faults."""
    sheet = Sheet(path, TERMS)
    rows = list(sheet)
    _refuse_unknown_columns(sheet, rows, (*TERMS, *TERMS_OPTIONAL, *NOTES))
    codes = {row.clean(row.raw("code")) for row in rows}
    entries = []
    seen: dict = {}
    for position, row in enumerate(rows, 1):
        entry = _term(row, position, level, codes, known, framework)
        _refuse_second(row, "code", entry.code, seen)
        entries.append(entry)
    _refuse_circles(rows, entries, framework)
    _refuse_empty(sheet, entries)
    sheet.raise_faults()
    return entries


def _term(
    row: CsvRow, position: int, level: str, codes: set[str], known: Mapping[str, Collection[str]], framework: str
) -> TermEntry:
    code = row.text("code", required=True, most=40)
    if code and not CODE.fullmatch(code):
        reason = _("“%(code)s” cannot be a code.") % {"code": code}
        row.fault("code", reason, _("Use letters, digits, spaces, full stops, hyphens and brackets."))
    basis = row.text("basis", most=200)
    given = row.one_of("level", LEVELS, _("a level"), required=False) or level
    sector = row.one_of("sector", SECTORS, _("an ITU Sector"), required=False)
    first, last = row.day("valid_from"), row.day("valid_to")
    if first and last and last < first:
        reason = _("The entry ends on %(end)s, before it starts on %(start)s.") % {"end": last, "start": first}
        row.fault("valid_to", reason)
    fields = {
        "kind": LEVELS[given],
        "title": row.text("title", required=True),
        "description": row.text("summary"),
        "sector": SECTORS[sector],
        "uri": row.address("uri", most=300),
        "source_url": row.address("source_url", most=500),
        "basis": basis,
        "certainty": term_certainty(basis) if "basis" in row.values else Certainty.OFFICIAL,
        "position": position,
        "valid_from": first,
        "valid_to": last,
    }
    links = [("wsis", c) for c in row.all_of("links_action_lines", known.get("wsis", ()), _("an Action Line"))]
    links += [("sdg", c) for c in row.all_of("links_sdgs", known.get("sdg", ()), _("a Goal or an SDG target"))]
    parent = row.one_of("parent", codes, _("an entry of this file"), required=False)
    return TermEntry(code, parent, fields, tuple(links), replaces=_earlier(row, codes, known, framework))


def term_certainty(basis: str) -> Certainty:
    """Official if the entry was copied from the published plan, proposed if the editors worded it."""
    if "wording ours" in basis:
        return Certainty.PROPOSED
    seen = basis.startswith("seen") and "recalled" not in basis and "2016-2019" not in basis
    return Certainty.OFFICIAL if seen else Certainty.UNCONFIRMED


def _earlier(
    row: CsvRow, codes: set[str], known: Mapping[str, Collection[str]], framework: str
) -> tuple[str, str] | None:
    """The entry that `replaces` names: a code of this file, or framework:code of another one."""
    named = {code: (framework, code) for code in codes}
    named |= {f"{other}:{code}": (other, code) for other, theirs in known.items() for code in theirs}
    what = _("an entry of this file, nor framework:code of another one")
    return named.get(row.one_of("replaces", named, what, required=False))


def read_crosswalk(path: Path, known: Mapping[str, Collection[str]]) -> list[CrosswalkEntry]:
    """The links of a file in the general format of crosswalks. `known` are all codes by framework. Raises Faults.

    A link without a standing is proposed. An official link with a note about its source is unconfirmed.
    """
    sheet = Sheet(path, CROSSWALK)
    rows = list(sheet)
    _refuse_unknown_columns(sheet, rows, (*CROSSWALK, *CROSSWALK_OPTIONAL, *NOTES))
    links = []
    seen: dict = {}
    for row in rows:
        start, end = (_end(row, which, known) for which in ("from", "to"))
        standing = row.one_of("standing", STANDINGS, _("a standing"), required=False) or "proposed"
        note = row.text("note")
        fields = {
            "standing": standing,
            "rationale": row.text("rationale"),
            "source_url": row.address("source_url", most=500),
            "note": note,
            "certainty": crosswalk_certainty(standing, note),
        }
        if start == end and all(start):
            row.fault("to_code", _("The entry is linked to itself."))
        _refuse_second(row, "to_code", f"{' '.join(start)} → {' '.join(end)}" if all((*start, *end)) else "", seen)
        links.append(CrosswalkEntry(start, end, fields))
    _refuse_empty(sheet, links)
    sheet.raise_faults()
    return links


def crosswalk_certainty(standing: str, note: str) -> Certainty:
    return Certainty.UNCONFIRMED if standing == "official" and note else Certainty(standing or "proposed")


def _end(row: CsvRow, which: str, known: Mapping[str, Collection[str]]) -> tuple[str, str]:
    framework = row.one_of(f"{which}_framework", known, _("a framework"))
    what = _("a code of %(framework)s") % {"framework": framework}
    return framework, row.one_of(f"{which}_code", known[framework], what) if framework else ""


def _refuse_second(row: CsvRow, column: str, value: str, seen: dict[str, int]) -> None:
    if value in seen:
        row.fault(column, _("“%(value)s” is already in row %(row)s.") % {"value": value, "row": seen[value]})
    elif value:
        seen[value] = row.number


def _refuse_empty(sheet: Sheet, found: Collection) -> None:
    if not found and not sheet.faults:
        sheet.faults.append(Fault(sheet.path.name, 0, "", _("The file has no rows.")))


def _refuse_unknown_columns(sheet: Sheet, rows: list[CsvRow], known: Collection[str]) -> None:
    """Report unknown columns: the name may be misspelt, and the column would not be read."""
    for column in rows[0].values if rows else ():
        if column not in known:
            close = nearest(column, known, 1)
            fix = _("Did you mean %(codes)s?") % {"codes": close[0]} if close else _("Delete it.")
            sheet.faults.append(Fault(sheet.path.name, 1, column, _("There is no such column."), fix))


def _refuse_circles(rows: list[CsvRow], entries: list[TermEntry], framework: str) -> None:
    """Report entries that are under themselves, or replace themselves, through other entries."""
    needs = {entry.code: entry.needs(framework) for entry in entries}
    for row, entry in zip(rows, entries, strict=True):
        if _leads_to(entry.code, needs[entry.code], needs):
            column = "parent" if _leads_to(entry.code, {entry.parent}, needs) else "replaces"
            row.fault(column, _("“%(code)s” refers back to itself.") % {"code": entry.code})


def _leads_to(code: str, first: set[str], needs: dict[str, set[str]]) -> bool:
    seen, ahead = set[str](), set(first)
    while ahead:
        one = ahead.pop()
        if one == code:
            return True
        if one not in seen:
            seen.add(one)
            ahead |= needs.get(one, set())
    return False
