"""Load a register of commitments: sections, commitments, their bodies, links to Terms and citations. Idempotent."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from activities.actions.reference.reconcile import Outcome, reconcile
from activities.models import Change, Organisation
from activities.models.sector import Sector
from roadmap.exchange.bodies_csv import BodyRow, body_slug, read_bodies, slugs_by_name
from roadmap.exchange.citations import citations
from roadmap.exchange.reference_csv import Commitment
from roadmap.models import Action, ActionBody, ActionTerm, Body, Citation, Document, Edition, Section

BODIES = Path(__file__).resolve().parents[2] / "reference" / "bodies.csv"


def known_bodies(path: Path = BODIES) -> list[BodyRow]:
    """The bodies of the reference file."""
    return read_bodies(path, Sector.values)


def load_bodies(path: Path, change: Change) -> tuple[Outcome, dict[str, str]]:
    """Load the register of bodies. Also returns {name as registers write it: slug}."""
    rows = known_bodies(path)
    organisations = dict(Organisation.objects.values_list("slug", "id"))
    fields = [
        {
            "slug": row.slug,
            "name": row.name,
            "sector": row.sector,
            "organisation_id": organisations.get(row.organisation),
        }
        for row in rows
    ]
    return reconcile(Body, ("slug",), fields, change), slugs_by_name(rows)


def load_commitments(
    edition: Edition,
    titles: Mapping[int, str],
    commitments: Iterable[Commitment],
    terms: Mapping[str, int],
    bodies: Mapping[str, str],
    change: Change,
) -> list[Outcome]:
    """Load sections and commitments into an edition. `terms`: ids of Goals and targets by code. `bodies`: slugs by name
    as written; bodies that are not known are added."""
    commitments = list(commitments)
    rows = [{"edition_id": edition.id, "number": number, "title": title} for number, title in titles.items()]
    outcomes = [reconcile(Section, ("edition_id", "number"), rows, change)]
    sections = dict(Section.objects.filter(edition=edition).values_list("number", "id"))
    rows = [{"section_id": sections[c.section], "code": c.code} | c.fields for c in commitments]
    outcomes.append(reconcile(Action, ("section_id", "code"), rows, change))
    actions = dict(Action.objects.filter(section__edition=edition).values_list("code", "id"))
    outcomes.append(
        reconcile(ActionBody, ("action_id", "body_id"), body_links(commitments, actions, bodies, change), change)
    )
    links = [
        {"action_id": actions[c.code], "term_id": terms[code], "certainty": c.certainty}
        for c in commitments
        for code in c.terms
    ]
    outcomes.append(reconcile(ActionTerm, ("action_id", "term_id"), links, change))
    known = documents()
    cited = [row for c in commitments for row in citation_rows(actions[c.code], c.fields["evidence"], edition, known)]
    outcomes.append(reconcile(Citation, ("action_id", "text"), cited, change))
    return outcomes


def body_links(
    commitments: list[Commitment], actions: Mapping[str, int], bodies: Mapping[str, str], change: Change
) -> list[dict]:
    """Rows of the links to bodies. Bodies that are not there yet are added, as the register calls them."""
    named = {body_slug(name, bodies): name for c in commitments for name in c.bodies}
    there = dict(Body.objects.filter(slug__in=named).values_list("slug", "id"))
    Body.objects.bulk_create(
        Body(slug=slug, name=name[:150], change=change) for slug, name in named.items() if slug not in there
    )
    ids = dict(Body.objects.filter(slug__in=named).values_list("slug", "id"))
    return [
        {"action_id": actions[c.code], "body_id": pk, "position": position}
        for c in commitments
        for position, pk in enumerate(dict.fromkeys(ids[body_slug(name, bodies)] for name in c.bodies), 1)
    ]


def documents() -> dict[str, tuple[int, int]]:
    """{symbol: (id, year)} of the register of documents. One query."""
    rows = Document.objects.live().values_list("symbol", "id", "year")
    return {symbol: (pk, year) for symbol, pk, year in rows}


def citation_rows(action: int, evidence: str, edition: Edition, known: Mapping[str, tuple[int, int]]) -> list[dict]:
    """Rows of the documents that a commitment cites, from the words that cite them. `known`: `documents()`."""
    years = {symbol: year for symbol, (_pk, year) in known.items()}
    return [
        {
            "action_id": action,
            "text": citation.text,
            "position": position,
            "document_id": known[citation.symbol][0] if citation.symbol else None,
            "inferred": citation.inferred,
        }
        for position, citation in enumerate(citations(evidence, years, int(edition.date[:4])), 1)
    ]
