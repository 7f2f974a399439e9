"""Loads frameworks with their Terms and crosswalks from a table and its files. Idempotent."""

from contextlib import suppress
from pathlib import Path

from django.db.models import F

from activities.actions.ledger import NothingChanged, record
from activities.actions.reference.reconcile import Outcome, merged, reconcile
from activities.exchange.csv_files.frameworks import (
    CrosswalkEntry,
    FrameworkEntry,
    TermEntry,
    crosswalk_name,
    read_crosswalk,
    read_frameworks,
    read_terms,
)
from activities.exchange.csv_files.reference import read_action_lines, read_goals, read_targets
from activities.models import Certainty, Change, Crosswalk, Framework, Term, TermText, User


def load_framework(*, table: Path, reason: str = "", by: User | str) -> list[Outcome]:
    """Load the frameworks of one table in one Change, or in none if there are no differences. Raises Faults.

    It uses the verb of `load_reference`: each of the two commands can update what the other one has loaded.
    """
    outcomes: list[Outcome] = []
    frameworks = read_frameworks(table)
    with suppress(NothingChanged), record(by, "reference.load", reason or table.name) as change:
        outcomes = merged(load_frameworks(frameworks, change))
        if not any(o.wrote for o in outcomes):
            raise NothingChanged
    return outcomes


def load_frameworks(frameworks: list[FrameworkEntry], change: Change) -> list[Outcome]:
    """Load frameworks, Terms and crosswalks from the table's files. Call it inside `record`. Raises Faults.

    A framework can refer to those above it in the table and to those already loaded, a crosswalk to all.
    """
    outcomes = [reconcile(Framework, ("slug",), [framework.fields for framework in frameworks], change)]
    links: dict[str, list[CrosswalkEntry]] = {}
    for framework in frameworks:
        entries = read_entries(framework, codes_by_framework())
        outcomes += load_terms(framework.slug, entries, change)
        links[f"{framework.slug}-links"] = links_of_framework(framework.slug, entries)
    known = codes_by_framework()
    links |= {crosswalk_name(path): read_crosswalk(path, known) for row in frameworks for path in row.crosswalks}
    return [*outcomes, *(load_crosswalk(name, found, change) for name, found in links.items())]


def read_entries(framework: FrameworkEntry, known: dict[str, set[str]]) -> list[TermEntry]:
    """The Terms of one row of the table."""
    files = framework.terms
    if not files:
        return []  # a draft without entries
    if framework.format == "sdg":
        goals = read_goals(files[0])
        return [*goals, *read_targets(files[1], {goal.code for goal in goals})]
    if framework.format == "action-lines":
        return read_action_lines(files[0])
    others = {slug: codes for slug, codes in known.items() if slug != framework.slug}
    return read_terms(files[0], framework.slug, framework.level, others)


def load_terms(framework: str, entries: list[TermEntry], change: Change) -> list[Outcome]:
    """Load Terms and their texts. Each round loads the entries whose parents and predecessors exist."""
    pk = Framework.objects.get(slug=framework).pk
    outcomes, waiting, ids = [], entries, term_ids()
    while waiting:
        ready = [e for e in waiting if all((framework, code) in ids for code in e.needs(framework))]
        rows = [
            {
                "framework_id": pk,
                "code": e.code,
                "parent_id": ids.get((framework, e.parent)),
                "replaces_id": ids[e.replaces] if e.replaces else None,
            }
            | ({"goal_id": ids[framework, e.parent]} if e.fields["kind"] == Term.Kind.TARGET else {})
            | e.fields
            for e in ready
        ]
        outcomes.append(reconcile(Term, ("framework_id", "code"), rows, change))
        Term.objects.goals().filter(goal=None).update(goal=F("id"))  # a Goal belongs to itself
        taken = {e.code for e in ready}
        waiting, ids = [e for e in waiting if e.code not in taken], term_ids()
    texts = [
        {
            "term_id": ids[framework, e.code],
            "language": language,
            "title": title,
            "certainty": Certainty.OFFICIAL if language == "en" else Certainty.UNCONFIRMED,
        }
        for e in entries
        for language, title in e.texts
    ]
    return [*outcomes, reconcile(TermText, ("term_id", "language"), texts, change)]


def links_of_framework(framework: str, entries: list[TermEntry]) -> list[CrosswalkEntry]:
    """The links in a file of Terms, which are all proposed by the editors."""
    return [
        CrosswalkEntry(
            (framework, e.code),
            end,
            {
                "standing": Crosswalk.Standing.PROPOSED,
                "source_url": e.fields["source_url"],
                "certainty": Certainty.PROPOSED,
            },
        )
        for e in entries
        for end in e.links
    ]


def load_crosswalk(name: str, links: list[CrosswalkEntry], change: Change) -> Outcome:
    ids = term_ids()
    rows = [
        {"name": name, "from_term_id": ids[link.start], "to_term_id": ids[link.end]} | link.fields for link in links
    ]
    return reconcile(Crosswalk, ("name", "from_term_id", "to_term_id"), rows, change)


def term_ids() -> dict[tuple[str, str], int]:
    """Term ids by (framework, code)."""
    return {(f, c): i for f, c, i in Term.objects.values_list("framework__slug", "code", "id")}


def codes_by_framework() -> dict[str, set[str]]:
    """Codes of all Terms by framework, including frameworks without Terms."""
    known: dict[str, set[str]] = {slug: set() for slug in Framework.objects.values_list("slug", flat=True)}
    for framework, code in term_ids():
        known[framework].add(code)
    return known
