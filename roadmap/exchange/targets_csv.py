"""Reads the files of targets, their sets and their figures."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.utils.translation import gettext as _

from activities.certainty import Certainty
from activities.exchange.csv_files.rows import CsvRow, Sheet
from roadmap.exchange.reference_csv import certainty_of, refuse_twin

FIRST, LAST = 1960, 2100
#: Words of a `certainty` column that say that the editors chose the measure or the number: the row is proposed.
CHOSEN = ("measure ours", "proxy", "target number of countries ours", "for a majority", "threshold ours")
CHOSEN_BASELINE = "baseline ours"
COMPUTED = "computed"
#: The most digits of a figure before and after the point.
BIGGEST, SMALLEST = Decimal(10**8), Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One target. `set`, `plan_term` and `goals` are codes; `plan_term` is "" if the plan has none."""

    set: str
    plan_term: str
    goals: tuple[str, ...]
    fields: dict


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One figure. `target` is the slug of its target."""

    target: str
    fields: dict


def target_slug(code: str) -> str:
    """The address of a target: connect-2030/2.8b gives connect-2030-2-8b."""
    return re.sub(r"[^a-z0-9]+", "-", code.lower()).strip("-")


def target_certainty(words: str) -> Certainty:
    """How certain a target is: unconfirmed if it was recalled or seen second-hand, proposed if the editors chose the
    measure or the number, else official. A chosen baseline has a certainty of its own."""
    known = certainty_of("; ".join(part for part in words.split(";") if CHOSEN_BASELINE not in part) or "seen")
    if known == Certainty.OFFICIAL and any(word in words for word in CHOSEN):
        return Certainty.PROPOSED
    return known


def value_certainty(words: str) -> Certainty:
    """How certain a figure is: proposed if the editors computed it from published ones."""
    known = certainty_of(words)
    return Certainty.PROPOSED if known == Certainty.OFFICIAL and COMPUTED in words else known


def read_target_sets(path: Path) -> list[tuple[str, dict]]:
    """(code of the plan or "", fields of the TargetSet) in the order of the file."""
    sheet = Sheet(path, ["code", "title", "short_title", "framework", "url", "description"])
    found: list[tuple[str, dict]] = []
    seen: set[str] = set()
    for position, row in enumerate(sheet, 1):
        code = row.text("code", required=True, most=60)
        if target_slug(code) != code:
            reason = _("“%(value)s” cannot be a part of an address.") % {"value": code[:60]}
            row.fault("code", reason, _("Use small letters, digits and hyphens, such as connect-2030."))
        refuse_twin(row, "code", code, seen)
        fields = {
            "code": code,
            "title": row.text("title", required=True, most=150),
            "short_title": row.text("short_title", required=True, most=60),
            "url": row.address("url", most=500),
            "description": row.text("description"),
            "position": position,
        }
        found.append((row.text("framework"), fields))
    sheet.raise_faults()
    return found


def read_targets(
    path: Path, sets: Collection[str], goals: Collection[str], plans: Mapping[str, Collection[str]]
) -> list[TargetRow]:
    """Targets in the order of the file. `plans`: {set: codes of the entries of its plan}, without plans that are not
    loaded; the entries that targets name of these are left out."""
    columns = ["code", "set", "title", "what_is_measured", "unit", "area", "baseline_value", "baseline_year"]
    sheet = Sheet(path, [*columns, "target_value", "target_year", "goals", "plan_term", "source", "certainty"])
    found: list[TargetRow] = []
    seen: set[str] = set()
    for position, row in enumerate(sheet, 1):
        group = row.one_of("set", sets, _("a set of target_sets.csv"))
        whole = row.text("code", required=True)
        prefix, _slash, code = whole.rpartition("/")
        if whole and (prefix != row.text("set") or not re.fullmatch(r"[0-9]+(\.[0-9]+)?[a-z]?", code)):
            reason = _("“%(value)s” is not the code of a target in this set.") % {"value": whole[:60]}
            row.fault("code", reason, _("Codes look like connect-2030/2.8b: the set, a slash and a number."))
        refuse_twin(row, "code", whole, seen)
        plan_term = ""
        if group in plans:
            plan_term = row.one_of("plan_term", plans[group], _("an entry of the plan of this set"), required=False)
        words = row.text("certainty", required=True, most=200)
        baseline = number(row, "baseline_value")
        baseline_year = row.whole("baseline_year", FIRST, LAST)
        if baseline is not None and baseline_year is None:
            row.fault("baseline_year", _("The baseline has no year."), _("Enter the year of the baseline."))
        fields = {
            "code": code,
            "slug": target_slug(whole),
            "title": row.text("title", required=True, most=200),
            "measure": row.text("what_is_measured", required=True),
            "unit": row.text("unit", most=50),
            "area": row.text("area", required=True, most=100),
            "baseline_value": baseline,
            "baseline_year": baseline_year,
            "baseline_certainty": Certainty.PROPOSED if CHOSEN_BASELINE in words else target_certainty(words),
            "target_value": number(row, "target_value"),
            "target_year": row.whole("target_year", FIRST, LAST),
            "position": position,
            "source_url": row.address("source", most=500),
            "basis": words,
            "certainty": target_certainty(words),
        }
        found.append(TargetRow(group, plan_term, tuple(row.all_of("goals", goals, _("a Goal"))), fields))
    sheet.raise_faults()
    return found


def read_target_values(path: Path, targets: Collection[str]) -> list[ValueRow]:
    """Figures in the order of the file. `targets`: codes as in the file of targets, such as connect-2030/2.8b."""
    sheet = Sheet(path, ["target", "year", "area", "value", "edition", "remark", "source", "certainty"])
    found: list[ValueRow] = []
    seen: set[str] = set()
    for row in sheet:
        code = row.one_of("target", targets, _("a target of targets.csv"))
        year = row.whole("year", FIRST, LAST)
        if year is None and not row.text("year"):
            row.fault("year", _("The cell is empty."), _("Fill it in."))
        value = number(row, "value")
        if value is None and not row.text("value"):
            row.fault("value", _("The cell is empty."), _("Fill it in."))
        words = row.text("certainty", required=True, most=200)
        fields = {
            "year": year,
            "area": row.text("area", required=True, most=100),
            "value": value,
            "edition": row.text("edition", required=True, most=100),
            "remark": row.text("remark", most=200),
            "source_url": row.address("source", most=500),
            "basis": words,
            "certainty": value_certainty(words),
        }
        mark = "|".join(map(str, (code, year, fields["area"], fields["edition"])))
        if code and mark in seen:
            row.fault("year", _("This figure appears twice in one edition."), _("Remove one of the two rows."))
        seen.add(mark)
        found.append(ValueRow(target_slug(code), fields))
    sheet.raise_faults()
    return found


def number(row: CsvRow, column: str) -> Decimal | None:
    """A number, None for a blank cell."""
    text = row.text(column)
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        row.fault(column, _("“%(value)s” is not a number.") % {"value": text[:60]}, _("Write it as 97.9."))
        return None
    if abs(value) >= BIGGEST or value != value.quantize(SMALLEST):
        reason = _("%(value)s has too many digits.") % {"value": text[:60]}
        row.fault(column, reason, _("Use at most eight digits before the point and four after it."))
        return None
    return value
