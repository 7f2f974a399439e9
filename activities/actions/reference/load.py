"""Load the reference data that the map ships with, and activities from CSV files. Both are idempotent."""

import hashlib
import unicodedata
from contextlib import suppress
from pathlib import Path

from django.utils.text import slugify
from django.utils.translation import gettext as _

from activities.actions.ledger import NothingChanged, record
from activities.actions.reference.frameworks import load_frameworks, term_ids
from activities.actions.reference.reconcile import Outcome, merged, reconcile
from activities.exchange.csv_files.activities import ActivityRow, KnownCodes, read_activities
from activities.exchange.csv_files.frameworks import read_frameworks
from activities.exchange.csv_files.lexicon import read_lexicon
from activities.exchange.csv_files.rows import Fault, Sheet
from activities.models import (
    Activity,
    Change,
    Country,
    LexiconEntry,
    Mapping,
    Organisation,
    Region,
    Term,
    User,
)

REFERENCE = Path(__file__).resolve().parents[2] / "reference"


def load_map(change: Change) -> list[Outcome]:
    """Bring countries, frameworks, terms, crosswalks, organisations, activities and mappings in line with the files.

    Call it inside `record`. Raises Faults when a file is broken; the caller's transaction then leaves nothing behind.
    """
    frameworks = read_frameworks(REFERENCE / "frameworks.csv")
    outcomes = [load_countries(change), *load_frameworks(frameworks, change), load_lexicon(change)]
    for name in ("activities_itu.csv", "activities_stakeholders.csv"):
        outcomes += load_activities(read_activities(REFERENCE / name, known_codes()), change)
    return merged(outcomes)


def import_activities(*, path: Path, reason: str, by: User | str) -> list[Outcome]:
    """Activities from a CSV file, in one Change or, when nothing differs, none. Raises Faults."""
    outcomes: list[Outcome] = []
    rows = read_activities(path, known_codes())
    with suppress(NothingChanged), record(by, "activities.import", reason or path.name) as change:
        outcomes = merged(load_activities(rows, change))
        if not any(o.wrote for o in outcomes):
            raise NothingChanged
    return outcomes


def load_countries(change: Change) -> Outcome:
    sheet = Sheet(REFERENCE / "countries.csv", ["code", "m49", "name", "region"])
    rows = [{column: row.text(column, required=True) for column in sheet.columns} for row in sheet]
    sheet.raise_faults()
    return reconcile(Country, ("code",), rows, change)


def load_lexicon(change: Change) -> Outcome:
    """The words that suggestions listen to; what coordinators have edited stays as they wrote it."""
    known = {f"{framework}:{code}" for framework, code in term_ids() if framework in ("sdg", "wsis")}
    rows = [
        {"phrase": row.phrase, "synonyms": list(row.synonyms), "terms": list(row.terms), "note": row.note}
        for row in read_lexicon(REFERENCE / "lexicon.csv", known)
    ]
    return reconcile(LexiconEntry, ("phrase",), rows, change)


def load_activities(rows: list[ActivityRow], change: Change) -> list[Outcome]:
    """Organisations, activities and mappings. Files give no strength, so links come as "contributes", unverified."""
    organisations, outcome = load_organisations(rows, change)
    outcomes = [outcome]
    fields = [
        row.fields
        | {"organisation_id": organisations[row.sector or row.organisation], "origin": Activity.Origin.IMPORT}
        for row in rows
    ]
    outcomes.append(reconcile(Activity, ("slug",), fields, change))
    activities = dict(Activity.objects.filter(slug__in=[f["slug"] for f in fields]).values_list("slug", "id"))
    ids = term_ids()
    mappings = [
        {
            "activity_id": activities[row.fields["slug"]],
            "term_id": ids[term],
            "strength": Mapping.Strength.CONTRIBUTES,
            "origin": Mapping.Origin.IMPORT,
            "verified": row.verified,
        }
        for row in rows
        for term in row.terms
    ]
    return [*outcomes, reconcile(Mapping, ("activity_id", "term_id"), mappings, change)]


def load_organisations(rows: list[ActivityRow], change: Change) -> tuple[dict, Outcome]:
    """Ids by ITU Sector or by (name, type, country), and what was written.

    Bodies of the same name in several countries are different ones where they are governments, one otherwise.
    """
    wanted: dict = {}
    names = sector_names()
    for sector in {row.sector for row in rows if row.sector}:
        slug = slugify(sector)
        wanted[sector] = {"slug": slug, "name": names[sector], "type": "international-organisation", "sector": sector}
    named: dict[str, set[tuple[str, str, str]]] = {}
    for row in rows:
        if row.organisation:
            named.setdefault(row.organisation[0], set()).add(row.organisation)
    for name, keys in named.items():
        for key in sorted(keys):
            _name, kind, country = key
            apart = kind == Organisation.Type.GOVERNMENT and len(keys) > 1
            slug = organisation_address(f"{name} {country}" if apart else name)
            home = country if apart or len(keys) == 1 else ""
            wanted[key] = {"slug": slug, "name": name, "type": kind, "sector": "", "country_id": home or None}
    unique = list({fields["slug"]: fields for fields in wanted.values()}.values())
    outcome = reconcile(Organisation, ("slug",), unique, change)
    ids = dict(Organisation.objects.filter(slug__in=[f["slug"] for f in unique]).values_list("slug", "id"))
    return {key: ids[fields["slug"]] for key, fields in wanted.items()}, outcome


def sector_names() -> dict[str, str]:
    """What the parts of ITU are called as organisations, by their code."""
    sheet = Sheet(REFERENCE / "sectors.csv", ["code", "name"])
    sectors = Organisation.Sector.values
    names = {row.one_of("code", sectors, _("an ITU Sector")): row.text("name", required=True) for row in sheet}
    for sector in set(sectors) - set(names):
        reason = _("There is no row for %(sector)s.") % {"sector": sector}
        sheet.faults.append(Fault(sheet.path.name, 0, "code", reason, _("Add one.")))
    sheet.raise_faults()
    return names


def organisation_address(name: str) -> str:
    """A slug that two names share only when they differ in punctuation, accents or case. Letters outside the Latin
    alphabet have no place in a slug, so a name that has any gets a digest of itself, the same in every file."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    slug = slugify(name)
    if sum(map(str.isalnum, plain)) == sum(map(str.isalnum, slug)) and len(slug) <= 120:
        return slug
    digest = hashlib.sha256(name.encode()).hexdigest()[:10]
    return f"{slug[:100] or 'organisation'}-{digest}"


def known_codes() -> KnownCodes:
    """What a file of activities may name, from the tables as they are now."""
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


#: Names of regions in files: always the English ones, whatever language the command runs in.
REGION_NAMES = {
    Region.AFRICA: "Africa",
    Region.AMERICAS: "Americas",
    Region.ARAB_STATES: "Arab States",
    Region.ASIA_PACIFIC: "Asia-Pacific",
    Region.CIS: "CIS",
    Region.EUROPE: "Europe",
    Region.GLOBAL: "Global",
}
