"""Reads activities with organisation and mappings: the columns of `activities/reference/activities_itu.csv`."""

from dataclasses import dataclass
from pathlib import Path

from django.utils.text import slugify
from django.utils.translation import gettext as _

from activities.certainty import Certainty
from activities.exchange.csv_files.rows import CsvRow, Sheet
from activities.validators import FIRST_YEAR, LAST_YEAR

COLUMNS = (
    "slug title kind sector description start_year end_year status regions countries partners action_lines sdgs "
    "targets label_source description_basis url"
).split()
#: How certain the links of a row are, by its `label_source`: given there, or judged by the editors.
LABELS = {"source": Certainty.OFFICIAL, "editor": Certainty.PROPOSED}
#: How certain the description of a row is, by its `description_basis`. Editors wrote it from the title alone, or not.
DESCRIPTIONS = {"source": Certainty.OFFICIAL, "title only": Certainty.PROPOSED}
SECTORS = ("ITU-R", "ITU-T", "ITU-D", "General Secretariat", "Intersectoral")


@dataclass(frozen=True, slots=True)
class KnownCodes:
    """The codes that a row can use. `regions` maps the names used in files ("Arab States") to codes."""

    kinds: frozenset[str]
    statuses: frozenset[str]
    organisation_types: frozenset[str]
    countries: frozenset[str]
    regions: dict[str, str]
    action_lines: frozenset[str]
    goals: frozenset[str]
    targets: frozenset[str]


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One activity: model fields, the body by sector or by (name, type, country), Terms as (framework, code).

    Neither sector nor organisation: the source does not say who carries it out.
    """

    fields: dict
    sector: str
    organisation: tuple[str, str, str] | None
    terms: tuple[tuple[str, str], ...]
    certainty: Certainty


def read_activities(path: Path, known: KnownCodes) -> list[ActivityRow]:
    """The rows of a file. Raises Faults with row and column of each error."""
    sheet = Sheet(path, COLUMNS)
    activities: list[ActivityRow] = []
    seen: dict[str, int] = {}  # slug → row number
    for row in sheet:
        activity = _activity(row, known)
        slug = activity.fields["slug"]
        if slug in seen:
            row.fault("slug", _("“%(slug)s” is already in row %(row)s.") % {"slug": slug, "row": seen[slug]})
        seen.setdefault(slug, row.number)
        activities.append(activity)
    sheet.raise_faults()
    return activities


def _activity(row: CsvRow, known: KnownCodes) -> ActivityRow:
    start, end = (row.whole(name, FIRST_YEAR, LAST_YEAR) for name in ("start_year", "end_year"))
    if start and end and end < start:
        row.fault(
            "end_year", _("The activity ends in %(end)s, before it starts in %(start)s.") % {"end": end, "start": start}
        )
    slug = row.text("slug", required=True, most=200)
    if slug != slugify(slug):
        row.fault(
            "slug",
            _("“%(slug)s” is not an address.") % {"slug": slug[:60]},
            _("Use lower-case letters, digits and hyphens."),
        )
    fields = {
        "slug": slug,
        "title": row.text("title", required=True, most=500),
        "description": row.text("description"),
        "kind": row.one_of("kind", known.kinds, _("a kind of activity")),
        "status": row.one_of("status", known.statuses, _("a status")),
        "start_year": start,
        "end_year": end,
        "regions": [known.regions[name] for name in row.all_of("regions", known.regions, _("an ITU region"))],
        "countries": row.all_of("countries", known.countries, _("a country code")),
        "partners": row.listed("partners", most=300),
        "url": row.address("url", most=1000),
        "description_certainty": DESCRIPTIONS.get(row.text("description_basis"), Certainty.UNCONFIRMED),
    }
    terms = [("wsis", c) for c in row.all_of("action_lines", known.action_lines, _("an Action Line"))]
    terms += [("sdg", c) for c in row.all_of("sdgs", known.goals, _("a Goal"))]
    terms += [("sdg", c) for c in row.all_of("targets", known.targets, _("an SDG target"))]
    sector = row.one_of("sector", SECTORS, _("an ITU Sector"), required=False)
    organisation = None if sector else _organisation(row, known)
    certainty = LABELS.get(row.text("label_source"), Certainty.UNCONFIRMED)
    return ActivityRow(fields, sector, organisation, tuple(terms), certainty)


def _organisation(row: CsvRow, known: KnownCodes) -> tuple[str, str, str] | None:
    """The organisation, or None if organisation, type and country are all blank: the source does not state it."""
    if "organisation" not in row.values:
        row.fault("sector", _("The cell is empty."), _("Enter the ITU Sector, or add a column “organisation”."))
        return "", "", ""
    if not any(row.text(column) for column in ("organisation", "organisation_type", "country")):
        return None
    name = row.text("organisation", required=True, most=300)
    if name in SECTORS:
        row.fault(
            "organisation", _("“%(name)s” is a part of ITU.") % {"name": name}, _("Enter it in the column “sector”.")
        )
    country = row.one_of("country", known.countries, _("a country code"), required=False)
    return name, row.one_of("organisation_type", known.organisation_types, _("a type of organisation")), country
