"""Reads organisations, one per row: the columns of `activities/reference/organisations.csv`."""

from dataclasses import dataclass
from pathlib import Path

from django.utils.text import slugify
from django.utils.translation import gettext as _

from activities.exchange.csv_files.rows import Sheet

COLUMNS = "slug name type country former sure note".split()
#: How certain name, type and country are, in a sentence for staff.
SURE = {"yes": "", "likely": "Likely, not certain.", "no": "Not certain."}


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """One organisation: its slug, model fields, and the slugs of former entries for the same organisation."""

    slug: str
    fields: dict
    former: tuple[str, ...]


def read_organisations(path: Path, types: frozenset[str], countries: frozenset[str]) -> dict[str, OrganisationRow]:
    """{name: row}. Raises Faults with row and column of each error."""
    sheet = Sheet(path, COLUMNS)
    found: dict[str, OrganisationRow] = {}
    taken: dict[str, int] = {}
    for row in sheet:
        slug, name = row.text("slug", required=True, most=120), row.text("name", required=True, most=300)
        former = tuple(row.listed("former"))
        if slug != slugify(slug):
            row.fault("slug", _("“%(slug)s” is not an address.") % {"slug": slug[:60]})
        for address in (slug, *former):
            if address in taken:
                row.fault("slug", _("“%(slug)s” is already in row %(row)s.") % {"slug": address, "row": taken[address]})
            taken.setdefault(address, row.number)
        if name in found:
            row.fault("name", _("“%(name)s” is in the file twice.") % {"name": name[:60]})
        sure = row.one_of("sure", SURE, _("yes, likely or no"))
        fields = {
            "slug": slug,
            "name": name,
            "type": row.one_of("type", types, _("a type of organisation")),
            "country_id": row.one_of("country", countries, _("a country code"), required=False) or None,
            "note": " ".join(filter(None, (SURE.get(sure), row.text("note")))),
        }
        found[name] = OrganisationRow(slug, fields, former)
    sheet.raise_faults()
    return found
