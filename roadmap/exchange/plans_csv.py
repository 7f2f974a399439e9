"""Reads the register of operational plans into plain dictionaries."""

import re
from pathlib import Path

from django.utils.translation import gettext as _

from activities.exchange.csv_files.rows import CsvRow, Sheet
from roadmap.exchange.reference_csv import certainty_of, document_slug

#: Values of the column `sector`, and those of `OperationalPlan.sector`.
SECTORS = {
    "ITU-R": "ITU-R",
    "ITU-T": "ITU-T",
    "ITU-D": "ITU-D",
    "GS": "General Secretariat",
    "Union": "Union",
}
PERIOD = re.compile(r"(20[0-9]{2})[-–](20[0-9]{2})")


def read_operational_plans(path: Path) -> list[dict]:
    """The rows of the register in their order. Raises Faults."""
    sheet = Sheet(path, ["sector", "period", "document", "title", "url", "source", "certainty"])
    rows: list[dict] = []
    seen: dict[str, int] = {}
    for row in sheet:
        symbol, certainty = row.text("document", required=True, most=60), row.text("certainty", most=300)
        slug = document_slug(symbol)
        if slug and slug in seen:
            reason = _("“%(symbol)s” is already in row %(row)s.") % {"symbol": symbol, "row": seen[slug]}
            row.fault("document", reason, _("Remove one of the rows."))
        seen.setdefault(slug, row.number)
        sector = row.one_of("sector", SECTORS, _("a Sector, GS or Union"))
        first, last = _period(row)
        rows.append(
            {
                "symbol": symbol,
                "slug": slug,
                "sector": SECTORS.get(sector, ""),
                "start_year": first,
                "end_year": last,
                "title": row.text("title", required=True),
                "url": row.address("url", most=500),
                "basis": "; ".join(filter(None, (certainty, row.text("source", most=190)))),
                "certainty": certainty_of(certainty),
            }
        )
    sheet.raise_faults()
    return rows


def _period(row: CsvRow) -> tuple[int, int]:
    value = row.text("period", required=True)
    found = PERIOD.fullmatch(value)
    first, last = map(int, found.groups()) if found else (0, 0)
    if value and (not found or last < first):
        reason = _("“%(value)s” is not a period.") % {"value": value[:60]}
        row.fault("period", reason, _("Write the first and the last year, as 2024-2027."))
    return first, last
