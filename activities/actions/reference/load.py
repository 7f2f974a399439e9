"""Load the reference data that the map ships with, and activities from CSV files. Both are idempotent."""

import hashlib
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.db.models import F
from django.utils.text import slugify

from activities.actions.ledger import NothingChanged, record
from activities.actions.reference.reconcile import Outcome, reconcile
from activities.exchange.csv_files.activities import ActivityRow, KnownCodes, read_activities
from activities.exchange.csv_files.lexicon import read_lexicon
from activities.exchange.csv_files.reference import (
    FrameworkLine,
    read_action_lines,
    read_goals,
    read_matrix,
    read_plan,
    read_targets,
)
from activities.exchange.csv_files.rows import Sheet
from activities.models import (
    Activity,
    Change,
    Country,
    Crosswalk,
    Framework,
    LexiconEntry,
    Mapping,
    Organisation,
    Region,
    Term,
    TermText,
    User,
)

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
PLANS = {"sp-2020": "strategic_plan_2020_2023.csv", "sp-2024": "strategic_plan_2024_2027.csv"}
FRAMEWORKS = [
    {
        "slug": "sdg",
        "title": "Sustainable Development Goals",
        "publisher": "United Nations",
        "description": "The 17 Goals and 169 targets of the 2030 Agenda for Sustainable Development.",
        "uri": "http://metadata.un.org/sdg",
        "start_year": 2015,
        "end_year": 2030,
        "position": 1,
    },
    {
        "slug": "wsis",
        "title": "WSIS Action Lines",
        "publisher": "World Summit on the Information Society",
        "description": "The Action Lines of the Geneva Plan of Action, through which ITU helps to achieve the Goals.",
        "uri": "https://www.itu.int/net/wsis/docs/geneva/official/poa.html",
        "start_year": 2003,
        "end_year": None,
        "position": 2,
    },
    {
        "slug": "sp-2024",
        "title": "ITU Strategic Plan 2024–2027",
        "publisher": "ITU",
        "description": "Strategic goals, targets, thematic priorities, outcomes, offerings and enablers.",
        "uri": "https://www.itu.int/en/council/planning/Pages/default.aspx",
        "start_year": 2024,
        "end_year": 2027,
        "position": 3,
    },
    {
        "slug": "sp-2020",
        "title": "ITU Strategic Plan 2020–2023",
        "publisher": "ITU",
        "description": "Strategic goals, targets, objectives, outcomes, outputs and enablers.",
        "uri": "https://www.itu.int/en/council/planning/Pages/default.aspx",
        "start_year": 2020,
        "end_year": 2023,
        "position": 4,
    },
]
SECTORS = {
    "ITU-R": "ITU Radiocommunication Sector",
    "ITU-T": "ITU Telecommunication Standardization Sector",
    "ITU-D": "ITU Telecommunication Development Sector",
    "General Secretariat": "ITU General Secretariat",
    "Intersectoral": "ITU, several Sectors together",
}


def load_map(change: Change) -> list[Outcome]:
    """Bring countries, frameworks, terms, crosswalks, organisations, activities and mappings in line with the files.

    Call it inside `record`. Raises Faults when a file is broken; the caller's transaction then leaves nothing behind.
    """
    outcomes = [load_countries(change), reconcile(Framework, ("slug",), FRAMEWORKS, change)]
    frameworks = dict(Framework.objects.values_list("slug", "id"))
    goals = read_goals(REFERENCE / "sdg_goals.csv")
    targets = read_targets(REFERENCE / "sdg_targets.csv", {g.code for g in goals})
    outcomes += load_terms(frameworks["sdg"], goals, change)
    Term.objects.goals().filter(goal=None).update(goal=F("id"))  # a Goal belongs to itself
    outcomes += load_terms(frameworks["sdg"], targets, change, goals=True)
    lines = read_action_lines(REFERENCE / "wsis_action_lines.csv")
    outcomes += load_terms(frameworks["wsis"], lines, change)
    line_codes, sdg_codes = {x.code for x in lines}, {x.code for x in [*goals, *targets]}
    outcomes.append(load_matrix(line_codes, sdg_codes, change))
    for slug, name in PLANS.items():
        entries = read_plan(REFERENCE / name, line_codes, sdg_codes)
        outcomes += load_terms(frameworks[slug], entries, change)
        outcomes.append(load_plan_links(slug, entries, change))
    outcomes.append(load_lexicon(line_codes, sdg_codes, change))
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


def merged(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """One Outcome a label, in order of first appearance."""
    total: dict[str, Outcome] = {}
    for o in outcomes:
        t = total.get(o.label, Outcome(o.label))
        total[o.label] = Outcome(
            o.label, t.new + o.new, t.changed + o.changed, t.unchanged + o.unchanged, t.kept + o.kept
        )
    return list(total.values())


def load_countries(change: Change) -> Outcome:
    sheet = Sheet(REFERENCE / "countries.csv", ["code", "m49", "name", "region"])
    rows = [{column: row.text(column, required=True) for column in sheet.columns} for row in sheet]
    sheet.raise_faults()
    return reconcile(Country, ("code",), rows, change)


def load_terms(framework: int, entries: list[FrameworkLine], change: Change, goals: bool = False) -> list[Outcome]:
    """Terms and their texts. Parents come before children: each round loads the entries whose parent is there."""
    outcomes, waiting = [], entries
    while waiting:
        ids = dict(Term.objects.filter(framework_id=framework).values_list("code", "id"))
        ready = [e for e in waiting if not e.parent or e.parent in ids]
        rows = [
            {"framework_id": framework, "code": e.code, "parent_id": ids.get(e.parent)}
            | ({"goal_id": ids[e.parent]} if goals else {})
            | e.fields
            for e in ready
        ]
        outcomes.append(reconcile(Term, ("framework_id", "code"), rows, change))
        taken = {e.code for e in ready}
        waiting = [e for e in waiting if e.code not in taken]
    ids = dict(Term.objects.filter(framework_id=framework).values_list("code", "id"))
    texts = [
        {"term_id": ids[e.code], "language": language, "title": title, "verified": language == "en"}
        for e in entries
        for language, title in e.texts
    ]
    return [*outcomes, reconcile(TermText, ("term_id", "language"), texts, change)]


def load_matrix(lines: set[str], sdg: set[str], change: Change) -> Outcome:
    """The WSIS-SDG Matrix; the lines that carry a note about the source stay unverified."""
    ids = term_ids()
    rows = [
        {
            "name": "wsis-sdg-matrix",
            "from_term_id": ids["wsis", link.action_line],
            "to_term_id": ids["sdg", link.sdg],
            "standing": Crosswalk.Standing.OFFICIAL,
            "rationale": link.rationale,
            "source_url": link.source_url,
            "note": link.note,
            "verified": not link.note,
        }
        for link in read_matrix(REFERENCE / "wsis_sdg_matrix.csv", lines, sdg)
    ]
    return reconcile(Crosswalk, ("name", "from_term_id", "to_term_id"), rows, change)


def load_plan_links(slug: str, entries: list[FrameworkLine], change: Change) -> Outcome:
    ids = term_ids()
    rows = [
        {
            "name": f"{slug}-links",
            "from_term_id": ids[slug, e.code],
            "to_term_id": ids[link],
            "standing": Crosswalk.Standing.PROPOSED,
            "source_url": e.fields["source_url"],
            "verified": False,
        }
        for e in entries
        for link in e.links
    ]
    return reconcile(Crosswalk, ("name", "from_term_id", "to_term_id"), rows, change)


def load_lexicon(lines: set[str], sdg: set[str], change: Change) -> Outcome:
    """The words that suggestions listen to; what coordinators have edited stays as they wrote it."""
    known = {f"wsis:{code}" for code in lines} | {f"sdg:{code}" for code in sdg}
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
    for sector in {row.sector for row in rows if row.sector}:
        slug = slugify(sector)
        wanted[sector] = {"slug": slug, "name": SECTORS[sector], "type": "international-organisation", "sector": sector}
    named: dict[str, set[tuple[str, str, str]]] = {}
    for row in rows:
        if row.organisation:
            named.setdefault(row.organisation[0], set()).add(row.organisation)
    for name, keys in named.items():
        for key in sorted(keys):
            _, kind, country = key
            apart = kind == Organisation.Type.GOVERNMENT and len(keys) > 1
            slug = organisation_address(f"{name} {country}" if apart else name)
            home = country if apart or len(keys) == 1 else ""
            wanted[key] = {"slug": slug, "name": name, "type": kind, "sector": "", "country_id": home or None}
    unique = list({fields["slug"]: fields for fields in wanted.values()}.values())
    outcome = reconcile(Organisation, ("slug",), unique, change)
    ids = dict(Organisation.objects.filter(slug__in=[f["slug"] for f in unique]).values_list("slug", "id"))
    return {key: ids[fields["slug"]] for key, fields in wanted.items()}, outcome


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


def term_ids() -> dict[tuple[str, str], int]:
    """Term ids by (framework, code)."""
    return {(f, c): i for f, c, i in Term.objects.values_list("framework__slug", "code", "id")}
