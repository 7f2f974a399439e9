"""Reads the Roadmap's reference files into plain dictionaries. Codes are checked here; the loader finds their ids."""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.utils.translation import gettext as _

from activities.certainty import Certainty
from activities.exchange.csv_files.rows import CsvRow, Sheet
from activities.validators import split_list
from roadmap.exchange.frequency import KNOWN, rule_of
from roadmap.validators import ACTION_CODE, document_slug, is_date

#: Words in a `certainty` column that leave a doubt: the row is unconfirmed.
DOUBTS: tuple[str, ...] = ("recalled", "memory", "inferred", "elimination", "mirror", "press", "draft")
DOUBTS += ("not seen", "not found", "as citation", "unsure", "by pattern", "number only", "approximate", "second-hand")
#: Words that say that the editors wrote it: the row is proposed.
OURS = "title ours"
#: How certain the links of a commitment are, by `linked_sdgs_basis`: named in the Roadmap, or judged by the editors.
LINKS = {"seed": Certainty.OFFICIAL, "proposed": Certainty.PROPOSED}


@dataclass(frozen=True, slots=True)
class Commitment:
    """One line of a register. `terms` are codes of Goals and targets, `bodies` names as written."""

    section: int
    code: str
    fields: dict
    terms: tuple[str, ...]
    bodies: tuple[str, ...]
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class HlpfSession:
    fields: dict
    goals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of an indicator series."""

    series_code: str
    fields: dict


def certainty_of(words: str) -> Certainty:
    """The public certainty of a row, from its `certainty` text.

    "seen" and "confirmed; theme shortened" are official, "title recalled" is unconfirmed, "title ours" is proposed.
    """
    if OURS in words and "unsure" not in words:
        return Certainty.PROPOSED
    if not words or any(doubt in words for doubt in DOUBTS):
        return Certainty.UNCONFIRMED
    return Certainty.OFFICIAL


def read_editions(path: Path) -> list[dict]:
    sheet = Sheet(path, ["code", "title", "date", "current", "description", "certainty"])
    rows = [
        {
            "code": row.text("code", required=True),
            "title": row.text("title", required=True),
            "date": _partial_date(row),
            "current": row.one_of("current", ("yes", "no"), _("yes or no")) == "yes",
            "description": row.text("description"),
            "basis": row.text("certainty"),
            "certainty": certainty_of(row.text("certainty")),
        }
        for row in sheet
    ]
    sheet.raise_faults()
    return rows


#: Columns of a register of commitments, such as roadmap_sections.csv.
COMMITMENT_COLUMNS = (
    "section_no",
    "section_title",
    "action_id",
    "action",
    "kind",
    "frequency",
    "responsible",
    "linked_sdgs",
    "evidence",
    "para_ref",
    "linked_sdgs_basis",
)
#: The longest name of a cited document.
LONGEST_CITED = 200


def read_commitments(
    path: Path, sdg: Collection[str], kinds: Collection[str]
) -> tuple[dict[int, str], list[Commitment]]:
    """Section titles by number, and the commitments in the Roadmap's order. `sdg`: codes of Goals and targets;
    `kinds`: the kinds of commitments."""
    sheet = Sheet(path, COMMITMENT_COLUMNS)
    sections: dict[int, str] = {}
    commitments: list[Commitment] = []
    positions: Counter[int] = Counter()
    seen: set[str] = set()
    for row in sheet:
        number = row.whole("section_no", 0, 99, _("Enter a number from 0 to 99."))
        code = row.text("action_id", required=True, most=10)
        if number is None and not row.text("section_no"):
            row.fault("section_no", _("The section number is missing."), _("Enter a number from 0 to 99."))
        if number is None:
            continue
        title = row.text("section_title", required=True, most=300)
        if sections.setdefault(number, title) != title:
            reason = _("Section %(number)s has two titles.") % {"number": number}
            row.fault("section_title", reason, _("Write the same title in all its rows."))
        if not re.match(ACTION_CODE, code) or not code.startswith(f"{number}."):
            reason = _("“%(code)s” is not the code of a commitment in section %(number)s.")
            row.fault("action_id", reason % {"code": code[:60], "number": number}, _("Codes look like 6.5 or 8.d.1."))
        refuse_twin(row, "action_id", code, seen)
        terms = row.all_of("linked_sdgs", sdg, _("a Goal or an SDG target"))
        basis = row.one_of("linked_sdgs_basis", ("seed", "proposed"), _("seed or proposed"), required=bool(terms))
        positions[number] += 1
        bodies = row.listed("responsible")
        if not bodies and not row.raw("responsible"):
            row.fault("responsible", _("The body responsible is missing."), _("Name at least one body."))
        row.text("responsible", most=200)
        evidence = row.text("evidence", most=2000)
        if any(len(cited) > LONGEST_CITED for cited in split_list(evidence)):
            reason = _("The name of a cited document has more than %(most)s characters.") % {"most": LONGEST_CITED}
            row.fault("evidence", reason, _("Shorten it, or separate documents with semicolons."))
        frequency = row.text("frequency", most=100)
        rule = rule_of(frequency, row.text("responsible"))
        if not rule:
            reason = _("“%(words)s” is not a known frequency.") % {"words": frequency[:60]}
            row.fault("frequency", reason, _("Begin with one of these: %(words)s.") % {"words": ", ".join(KNOWN)})
        fields = {
            "position": positions[number],
            "text": row.text("action", required=True, most=5000),
            "kind": row.one_of("kind", kinds, _("a kind of commitment")),
            "frequency": frequency,
            "responsible": "; ".join(bodies),
            "rule": rule,
            "evidence": evidence,
            "para_ref": row.text("para_ref", most=100),
        }
        certainty = LINKS.get(basis, Certainty.UNCONFIRMED)
        commitments.append(Commitment(number, code, fields, tuple(terms), tuple(bodies), certainty))
    sheet.raise_faults()
    return sections, commitments


def read_documents(path: Path) -> list[dict]:
    sheet = Sheet(path, ["symbol", "title", "year", "what_it_asks", "url", "certainty"])
    rows: list[dict] = []
    seen: set[str] = set()
    for row in sheet:
        symbol, basis = row.text("symbol", required=True, most=60), row.text("certainty", most=200)
        refuse_twin(row, "symbol", document_slug(symbol), seen)
        rows.append(
            {
                "symbol": symbol,
                "slug": document_slug(symbol),
                "title": row.text("title", required=True),
                "year": _year(row, 1865),
                "what_it_asks": row.text("what_it_asks"),
                "url": row.address("url", most=500),
                "basis": basis,
                "certainty": certainty_of(basis),
            }
        )
    sheet.raise_faults()
    return rows


def read_indicators(path: Path) -> dict[str, dict]:
    """Our own short labels of the indicators, and their official addresses: {"9.c.1": {"title": …, "uri": …}}.

    An address ends in the UN's permanent code, which does not change with renumbering: 17.6.1 was 17.6.2, is C170602.
    """
    sheet = Sheet(path, ["indicator", "label", "uri"])
    found = {
        row.text("indicator", required=True): {
            "title": row.text("label", required=True),
            "uri": row.address("uri", most=300),
        }
        for row in sheet
    }
    sheet.raise_faults()
    return found


def read_series(
    path: Path, targets: Collection[str], indicators: Collection[str], tiers: Collection[str]
) -> list[tuple[str, str, dict]]:
    """(indicator, target, fields of the Series) in the order of the file. `tiers`: those of the Inter-agency Group."""
    sheet = Sheet(
        path,
        ["indicator", "target", "itu_role", "itu_series", "unit", "tier", "series_code", "description", "source_url"],
    )
    found: list[tuple[str, str, dict]] = []
    seen: set[str] = set()
    for position, row in enumerate(sheet, 1):
        refuse_twin(row, "series_code", row.text("series_code"), seen)
        target = row.one_of("target", targets, _("an SDG target"))
        indicator = row.one_of("indicator", indicators, _("an indicator with a label in indicator_labels.csv"))
        if target and indicator and not indicator.startswith(f"{target}."):
            reason = _("%(indicator)s is not an indicator of target %(target)s.")
            row.fault("indicator", reason % {"indicator": indicator, "target": target})
        fields = {
            "series_code": row.text("series_code", required=True, most=30),
            "title": row.text("itu_series", required=True, most=200),
            "unit": row.text("unit", required=True, most=50),
            "tier": row.one_of("tier", tiers, _("a tier")),
            "role": row.text("itu_role", required=True, most=100),
            "description": row.text("description"),
            "source_url": row.address("source_url", most=500),
            "position": position,
        }
        found.append((indicator, target, fields))
    sheet.raise_faults()
    return found


def read_figures(path: Path, series: Collection[str]) -> list[Figure]:
    sheet = Sheet(
        path,
        [
            "series_code",
            "area",
            "year",
            "value",
            "unit",
            "source_url",
            "disaggregation",
            "edition",
            "note",
            "certainty",
        ],
    )
    figures, seen = [], set()
    for row in sheet:
        note = row.text("note", most=300)
        basis = row.text("certainty", most=200)
        fields = {
            "area": row.text("area", required=True, most=100),
            "year": _year(row, 1960),
            "value": _decimal(row),
            "unit": row.text("unit", required=True, most=50),
            "disaggregation": row.text("disaggregation", most=100),
            "edition": row.text("edition", required=True, most=20),
            "publication": publication(note),
            "note": note,
            "source_url": row.address("source_url", most=500),
            "basis": basis,
            # What a third party quotes has not been checked against ITU's own publication.
            "certainty": Certainty.UNCONFIRMED if basis else Certainty.OFFICIAL,
        }
        figure = Figure(row.one_of("series_code", series, _("a series of itu_indicators.csv")), fields)
        mark = (figure.series_code, *(fields[x] for x in ("area", "year", "disaggregation", "edition", "publication")))
        if mark in seen:
            row.fault("year", _("This figure appears twice in one edition."), _("Remove one of the two rows."))
        seen.add(mark)
        figures.append(figure)
    sheet.raise_faults()
    return figures


def publication(note: str) -> str:
    """The publication at the start of a note: the text before the comma of "ITU Facts and Figures 2025, estimate"."""
    return re.split(r"[,;]", note, maxsplit=1)[0].strip()


def read_hlpf(path: Path, goals: Collection[str]) -> list[HlpfSession]:
    sheet = Sheet(path, ["year", "theme", "sdgs", "source_url", "certainty"])
    sessions = []
    for row in sheet:
        basis = row.text("certainty", most=200)
        fields = {
            "year": _year(row, 2012),
            "theme": row.text("theme"),
            "source_url": row.address("source_url", most=500),
            "basis": basis,
            "certainty": certainty_of(basis),
        }
        sessions.append(HlpfSession(fields, tuple(row.all_of("sdgs", goals, _("a Goal")))))
    sheet.raise_faults()
    return sessions


def read_milestones(path: Path) -> list[dict]:
    sheet = Sheet(path, ["date", "title", "summary", "source_url"])
    rows = [
        {
            "date": _partial_date(row),
            "title": row.text("title", required=True, most=200),
            "summary": row.text("summary"),
            "source_url": row.address("source_url", most=500),
        }
        for row in sheet
    ]
    sheet.raise_faults()
    return rows


def _partial_date(row: CsvRow) -> str:
    value = row.text("date", required=True)
    if value and not is_date(value):
        row.fault(
            "date", _("“%(value)s” is not a date.") % {"value": value[:60]}, _("Write 2001-12-21, 2004-10 or 2019.")
        )
    return value


def _year(row: CsvRow, least: int) -> int | None:
    year = row.whole("year", least, 2100)
    if year is None and not row.text("year"):
        row.fault("year", _("The cell is empty."), _("Fill it in."))
    return year


def _decimal(row: CsvRow) -> Decimal | None:
    value = row.text("value", required=True)
    try:
        number = Decimal(value or "0")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        row.fault("value", _("“%(value)s” is not a number.") % {"value": value[:60]}, _("Write it as 97.9."))
    elif number < 0 or (row.text("unit") == "percent" and number > 100):
        row.fault("value", _("%(value)s is outside what the unit allows.") % {"value": value[:60]})
    return number


def refuse_twin(row: CsvRow, column: str, mark: str, seen: set[str]) -> None:
    """Report a fault when an earlier row of the file had the same `mark`, and add the mark to `seen`."""
    if mark and mark in seen:
        row.fault(
            column, _("%(value)s appears twice.") % {"value": row.text(column)[:60]}, _("Remove one of the rows.")
        )
    seen.add(mark)
