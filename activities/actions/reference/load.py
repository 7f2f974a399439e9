"""Loads the reference data that ships with the product, and activities from CSV files. Both are idempotent."""

from contextlib import suppress
from pathlib import Path

from django.utils.translation import gettext as _

from activities.actions.ledger import NothingChanged, record
from activities.actions.reference.frameworks import load_frameworks, term_ids
from activities.actions.reference.organisations import load_organisations, retire_organisations
from activities.actions.reference.rationales import links_in_files, load_links
from activities.actions.reference.reconcile import Outcome, merged, reconcile
from activities.actions.reference.term_titles import load_term_titles
from activities.exchange.csv_files.activities import ActivityRow, KnownCodes, read_activities
from activities.exchange.csv_files.country_groups import Membership, read_country_groups
from activities.exchange.csv_files.country_names import read_country_names
from activities.exchange.csv_files.frameworks import read_frameworks
from activities.exchange.csv_files.lexicon import read_lexicon
from activities.exchange.csv_files.organisations import OrganisationRow, read_organisations
from activities.exchange.csv_files.rationales import LinkKey, Rationale, read_rationales
from activities.exchange.csv_files.rows import Fault, Sheet
from activities.models import (
    Activity,
    Change,
    Country,
    LexiconEntry,
    Organisation,
    Region,
    Term,
    User,
)

#: Rows of one Change: other writers wait meanwhile.
CHUNK = 100
REFERENCE = Path(__file__).resolve().parents[2] / "reference"


def load_map(change: Change) -> list[Outcome]:
    """Load countries, frameworks, Terms, crosswalks, organisations, activities and mappings from the files.

    Call it inside `record`. Raises Faults if a file has errors; the caller's transaction then saves nothing.
    """
    frameworks = read_frameworks(REFERENCE / "frameworks.csv")
    outcomes = [load_countries(change), *load_frameworks(frameworks, change), load_lexicon(change)]
    known = known_codes()
    files = [read_activities(REFERENCE / name, known) for name in ("activities_itu.csv", "activities_stakeholders.csv")]
    reasons = read_rationales(REFERENCE / "link_rationales.csv", links_in_files(*files))
    for rows in files:
        outcomes += load_activities(rows, change, reasons)
    outcomes += [
        retire_organisations(known_organisations(), change),
        load_term_titles(REFERENCE / "term_titles.csv", change),
    ]
    return merged(outcomes)


def import_activities(*, path: Path, reason: str, by: User | str) -> list[Outcome]:
    """Import activities from a CSV file, in Changes of at most CHUNK rows; rows without differences write none.

    Raises Faults before anything is written. If it is broken off later, run it again: it writes what is missing.
    """
    outcomes: list[Outcome] = []
    rows = read_activities(path, known_codes())
    for start in range(0, len(rows), CHUNK):
        with suppress(NothingChanged), record(by, "activities.import", reason or path.name) as change:
            found = load_activities(rows[start : start + CHUNK], change)
            outcomes = merged([*outcomes, *found])
            if not any(o.wrote for o in found):
                raise NothingChanged
    return outcomes


def load_countries(change: Change) -> Outcome:
    sheet = Sheet(REFERENCE / "countries.csv", ["code", "alpha3", "m49", "name", "region"])
    rows = [{column: row.text(column, required=True) for column in sheet.columns} for row in sheet]
    sheet.raise_faults()
    codes = {row["code"] for row in rows}
    names = read_country_names(REFERENCE / "country_names.csv", codes)
    groups = read_country_groups(REFERENCE / "country_groups.csv", codes)
    found = [{**row, "names": names.get(row["code"], {}), **columns_of(groups.get(row["code"]))} for row in rows]
    return reconcile(Country, ("code",), found, change)


def columns_of(membership: Membership | None) -> dict[str, list[str] | str]:
    """The columns with the groups of a country, empty for one that the file does not list."""
    if membership is None:
        return {"groups": [], "groups_unconfirmed": [], "groups_basis": ""}
    return {
        "groups": [*membership.groups],
        "groups_unconfirmed": [*membership.unconfirmed],
        "groups_basis": membership.basis,
    }


def load_lexicon(change: Change) -> Outcome:
    """Load the lexicon of suggestions. Entries that coordinators have edited are not changed."""
    known = {f"{framework}:{code}" for framework, code in term_ids() if framework in ("sdg", "wsis")}
    rows = [
        {"phrase": row.phrase, "synonyms": list(row.synonyms), "terms": list(row.terms), "note": row.note}
        for row in read_lexicon(REFERENCE / "lexicon.csv", known)
    ]
    return reconcile(LexiconEntry, ("phrase",), rows, change)


def load_activities(
    rows: list[ActivityRow], change: Change, reasons: dict[LinkKey, Rationale] | None = None
) -> list[Outcome]:
    """Load organisations, activities and links. A link without a row in `reasons` gets the strength "contributes"."""
    organisations, outcome = load_organisations(rows, known_organisations(), sector_names(), change)
    outcomes = [outcome]
    fields = [
        row.fields
        | {"organisation_id": organisations.get(row.sector or row.organisation), "origin": Activity.Origin.IMPORT}
        for row in rows
    ]
    outcomes.append(reconcile(Activity, ("slug",), fields, change))
    activities = dict(Activity.objects.filter(slug__in=[f["slug"] for f in fields]).values_list("slug", "id"))
    return [*outcomes, load_links(rows, activities, term_ids(), reasons or {}, change)]


def sector_names() -> dict[str, str]:
    """The names of the parts of ITU as organisations, by their code."""
    sheet = Sheet(REFERENCE / "sectors.csv", ["code", "name"])
    sectors = Organisation.Sector.values
    names = {row.one_of("code", sectors, _("an ITU Sector")): row.text("name", required=True) for row in sheet}
    for sector in set(sectors) - set(names):
        reason = _("There is no row for %(sector)s.") % {"sector": sector}
        sheet.faults.append(Fault(sheet.path.name, 0, "code", reason, _("Add one.")))
    sheet.raise_faults()
    return names


def known_organisations() -> dict[str, OrganisationRow]:
    """The organisations whose name, type and seat have been looked up, by name."""
    types, countries = frozenset(Organisation.Type.values), frozenset(Country.objects.values_list("code", flat=True))
    return read_organisations(REFERENCE / "organisations.csv", types, countries)


def known_codes() -> KnownCodes:
    """The codes that a file of activities can use, from the current tables."""
    sdg = Term.objects.of("sdg")
    return KnownCodes(
        kinds=frozenset(Activity.Kind.values),
        statuses=frozenset(Activity.Status.values),
        organisation_types=frozenset(Organisation.Type.values),
        countries=frozenset(Country.objects.values_list("code", flat=True)),
        regions={str(label): value for value, label in REGION_NAMES.items()},
        action_lines=frozenset(Term.objects.action_lines().values_list("code", flat=True)),
        goals=frozenset(sdg.goals().values_list("code", flat=True)),
        targets=frozenset(sdg.targets().values_list("code", flat=True)),
    )


#: Names of regions in files: always in English, whatever the language of the command.
REGION_NAMES = {
    Region.AFRICA: "Africa",
    Region.AMERICAS: "Americas",
    Region.ARAB_STATES: "Arab States",
    Region.ASIA_PACIFIC: "Asia-Pacific",
    Region.CIS: "CIS",
    Region.EUROPE: "Europe",
    Region.GLOBAL: "Global",
}
