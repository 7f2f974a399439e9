"""Reads the files of engagement into plain dictionaries. Codes are checked here; the loader finds their ids."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from activities.exchange.csv_files.rows import CsvRow, Sheet
from roadmap.exchange.reference_csv import certainty_of, refuse_twin
from roadmap.validators import ACTION_CODE, PARTIAL_DATE, document_slug

#: What a cell says about how we know it, in brackets. That is for staff.
ASIDE = re.compile(r"\s*\(([^()]*(?:\bmemory\b|\.csv\b)[^()]*)\)")
ADDRESS = re.compile(r"\S*(?:://|\.(?:org|int|com|net))\S*")
#: Basis of a document, in characters.
SHORT = 200


@dataclass(frozen=True, slots=True)
class Event:
    fields: dict
    country: str
    mechanism: str
    goals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InputRow:
    """`document` is the address of a document."""

    fields: dict
    mechanism: str
    event: str
    document: str
    goals: tuple[str, ...]


def known_from(row: CsvRow, *more: str) -> dict:
    """`basis` and `certainty` of a row, from its columns `source` and `certainty`.

    `more` is what its texts said in brackets about how we know.
    """
    source, words = row.text("source"), row.text("certainty")
    said = "; ".join(part for part in (source, *more) if part)
    basis = f"{words}: {said}" if words and said else words or said
    # an address may contain any word
    return {"basis": basis, "certainty": certainty_of(f"{words}; {ADDRESS.sub('', said)}" if words else "")}


def without_asides(text: str) -> tuple[str, list[str]]:
    """The text for the public, and what it says in brackets about how we know it."""
    return ASIDE.sub("", text), ASIDE.findall(text)


def read_more_documents(path: Path, there: Collection[str]) -> list[dict]:
    """Documents beyond those of itu_resolutions.csv, whose addresses are `there`."""
    sheet = Sheet(path, ["id", "title", "year", "body", "asks", "roadmap_ref", "url", "source", "certainty"])
    rows: list[dict] = []
    seen = set(there)
    for row in sheet:
        symbol = row.text("id", required=True, most=60)
        refuse_twin(row, "id", document_slug(symbol), seen)
        known = known_from(row)
        rows.append(
            {
                "symbol": symbol,
                "slug": document_slug(symbol),
                "title": row.text("title", required=True),
                "year": row.whole("year", 1865, 2100),
                "issued_by": row.text("body", required=True, most=100),
                "what_it_asks": row.text("asks"),
                "roadmap_refs": commitment_codes(row),
                "url": row.address("url", most=500),
                "basis": known["basis"] if len(known["basis"]) <= SHORT else known["basis"][: SHORT - 1] + "…",
                "certainty": known["certainty"],
            }
        )
    sheet.raise_faults()
    return rows


def read_mechanisms(path: Path) -> list[dict]:
    sheet = Sheet(
        path, ["code", "name", "abbreviation", "what", "itu_role", "roadmap_ref", "url", "source", "certainty"]
    )
    rows: list[dict] = []
    seen: set[str] = set()
    for position, row in enumerate(sheet, 1):
        code = row.text("code", required=True, most=30).lower()
        if code and not re.fullmatch(r"[a-z0-9-]+", code):
            row.fault("code", _("“%(code)s” is not a code.") % {"code": code}, _("Use letters, digits and hyphens."))
        refuse_twin(row, "code", code, seen)
        what, doubts = without_asides(row.text("what"))
        role, more = without_asides(row.text("itu_role"))
        rows.append(
            {
                "code": code,
                "name": row.text("name", required=True, most=200),
                "abbreviation": row.text("abbreviation", most=40),
                "what": what,
                "itu_role": role,
                "roadmap_refs": commitment_codes(row),
                "url": row.address("url", most=500),
                "position": position,
                **known_from(row, *doubts, *more),
            }
        )
    sheet.raise_faults()
    return rows


def read_events(
    path: Path,
    kinds: Collection[str],
    countries: Collection[str],
    mechanisms: Collection[str],
    goals: Collection[str],
    sessions: Mapping[int, Collection[str]],
) -> list[Event]:
    """Events in the order of the file. `mechanisms` are codes in lower case, `sessions` the Goals in focus of the HLPF
    by year."""
    sheet = Sheet(
        path,
        ["id", "kind", "title", "start", "end", "place", "country", "mechanism", "goals", "url", "source", "certainty"],
    )
    found: list[Event] = []
    seen: set[str] = set()
    years: set[str] = set()
    for row in sheet:
        slug = address_of(row, seen)
        kind = row.one_of("kind", kinds, _("a kind of event"))
        start, end = date_as_known(row, "start", required=True), date_as_known(row, "end")
        if start and end and end < start:
            row.fault("end", _("The event ends before it starts."), _("Correct one of the dates."))
        chosen = tuple(row.all_of("goals", goals, _("a Goal")))
        if kind == "hlpf":
            refuse_twin(row, "start", start[:4], years)
            focus = sessions.get(int(start[:4] or 0))
            if focus is None:
                reason = _("hlpf_years.csv has no session of %(year)s.") % {"year": start[:4]}
                row.fault("start", reason, _("Add the year there."))
            elif set(chosen) != set(focus):
                reason = _("These are not the Goals that hlpf_years.csv has in focus in %(year)s.")
                row.fault("goals", reason % {"year": start[:4]}, _("Correct one of the two files."))
        fields = {
            "slug": slug,
            "kind": kind,
            "title": row.text("title", required=True, most=300),
            "start": start,
            "end": end,
            "place": row.text("place", most=150),
            "url": row.address("url", most=500),
            **known_from(row),
        }
        country = row.one_of("country", countries, _("the code of a country"), required=False)
        found.append(Event(fields, country, mechanism_of(row, mechanisms), chosen))
    sheet.raise_faults()
    return found


def read_inputs(
    path: Path,
    kinds: Collection[str],
    mechanisms: Collection[str],
    events: Collection[str],
    documents: Collection[str],
    goals: Collection[str],
) -> list[InputRow]:
    """Inputs of ITU. `documents` are addresses of documents."""
    sheet = Sheet(
        path,
        [
            *("id", "title", "kind", "date", "mechanism", "event", "document", "goals", "text", "outcome", "url"),
            *("source", "certainty"),
        ],
    )
    found: list[InputRow] = []
    seen: set[str] = set()
    for row in sheet:
        symbol = row.text("document")
        document = document_slug(symbol)
        if symbol and document not in documents:
            row.fault("document", _("“%(symbol)s” is not in the register of documents.") % {"symbol": symbol[:60]})
        fields = {
            "slug": address_of(row, seen),
            "title": row.text("title", required=True, most=300),
            "kind": row.one_of("kind", kinds, _("a kind of input")),
            "date": date_as_known(row, "date"),
            "text": row.text("text"),
            "outcome": row.text("outcome"),
            "url": row.address("url", most=500),
            **known_from(row),
        }
        event = row.one_of("event", events, _("an event of engagements.csv"), required=False)
        chosen = tuple(row.all_of("goals", goals, _("a Goal")))
        found.append(InputRow(fields, mechanism_of(row, mechanisms), event, document, chosen))
    sheet.raise_faults()
    return found


def read_reviews(path: Path, countries: Collection[str]) -> list[dict]:
    sheet = Sheet(path, ["country", "year", "round", "url", "source", "certainty"])
    rows: list[dict] = []
    seen: set[tuple[str, int | None]] = set()
    for row in sheet:
        country, year = row.one_of("country", countries, _("the code of a country")), whole_year(row, "year", 2016)
        if year and (country, year) in seen:
            reason = _("%(country)s presented two reviews in %(year)s.") % {"country": country, "year": year}
            row.fault("year", reason, _("Remove one of the rows."))
        seen.add((country, year))
        rows.append(
            {
                "country_id": country,
                "year": year,
                "round": row.whole("round", 1, 20),
                "url": row.address("url", most=500),
                **known_from(row),
            }
        )
    sheet.raise_faults()
    return rows


def read_frameworks(path: Path, countries: Collection[str]) -> list[dict]:
    sheet = Sheet(path, ["country", "start_year", "end_year", "title", "ict_component", "url", "source", "certainty"])
    rows: list[dict] = []
    seen: set[tuple[str, int | None]] = set()
    for row in sheet:
        country = row.one_of("country", countries, _("the code of a country"))
        start, end = whole_year(row, "start_year", 1990), whole_year(row, "end_year", 1990)
        if start and end and end < start:
            row.fault("end_year", _("The framework ends before it starts."), _("Correct one of the years."))
        if start and (country, start) in seen:
            reason = _("%(country)s has two frameworks from %(year)s.") % {"country": country, "year": start}
            row.fault("start_year", reason, _("Remove one of the rows."))
        seen.add((country, start))
        component, doubts = without_asides(row.text("ict_component"))
        rows.append(
            {
                "country_id": country,
                "start_year": start,
                "end_year": end,
                "title": row.text("title", required=True, most=300),
                "ict_component": component,
                "url": row.address("url", most=500),
                **known_from(row, *doubts),
            }
        )
    sheet.raise_faults()
    return rows


def address_of(row: CsvRow, seen: set[str]) -> str:
    slug = row.text("id", required=True, most=80)
    if slug and not re.fullmatch(r"[a-z0-9-]+", slug):
        reason = _("“%(slug)s” cannot be an address.") % {"slug": slug[:60]}
        row.fault("id", reason, _("Use small letters, digits and hyphens."))
    refuse_twin(row, "id", slug, seen)
    return slug


def commitment_codes(row: CsvRow) -> list[str]:
    codes = row.listed("roadmap_ref")
    for code in codes:
        if not re.match(ACTION_CODE, code):
            reason = _("“%(code)s” is not the code of a commitment.") % {"code": code[:60]}
            row.fault("roadmap_ref", reason, _("Codes look like 6.5 or 8.d.1."))
    return codes


def mechanism_of(row: CsvRow, mechanisms: Collection[str]) -> str:
    """The code of the mechanism, in lower case."""
    capitals = {code.upper() for code in mechanisms}
    return row.one_of("mechanism", capitals, _("a mechanism of mechanisms.csv"), required=False).lower()


def date_as_known(row: CsvRow, column: str, *, required: bool = False) -> str:
    """A day, a month or a year."""
    value = row.text(column, required=required)
    if value and not re.match(PARTIAL_DATE, value):
        reason = _("“%(value)s” is not a date.") % {"value": value[:60]}
        row.fault(column, reason, _("Write 2001-12-21, 2004-10 or 2019."))
        return ""
    if len(value) == 10:
        row.day(column)  # there is no 31 June
    return value


def whole_year(row: CsvRow, column: str, least: int) -> int | None:
    """A year that must be there."""
    row.text(column, required=True)
    return row.whole(column, least, 2100)
