"""Frameworks, their Terms and crosswalks as rows for linked data. URIs take the place of codes and ids.

Rows are dictionaries of plain values. The formats in `activities/exchange/linked_data/` know the same names.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from activities.models import Crosswalk, Framework, Term, TermText
from activities.models.framework import term_url
from activities.queries.identity import (
    crosswalk_link_uri,
    crosswalk_uri,
    framework_uri,
    own_term_uri,
    term_uri,
)
from activities.rules import public_source

Row = dict[str, Any]
#: The columns of a Term that its row takes over.
OWN = ("kind", "code", "title", "description", "certainty", "valid_from", "valid_to", "facilitators")
#: What names another Term, by the path to it.
NAMES = ("framework__slug", "code", "uri")


def framework_row(slug: str) -> Row | None:
    """A framework: {uri, slug, title, publisher, description, source, start_year, end_year, page}. One query."""
    found = Framework.objects.filter(slug=slug).first()
    if found is None:
        return None
    return {
        "uri": framework_uri(found.slug),
        "slug": found.slug,
        "title": found.title,
        "publisher": found.publisher,
        "description": found.description,
        "source": found.uri,
        "start_year": found.start_year,
        "end_year": found.end_year,
        "page": settings.SITE_URL + found.get_absolute_url(),
    }


def term_rows(terms: QuerySet[Term]) -> list[Row]:
    """The Terms in official order, each with its texts. Two queries.

    {uri, own, scheme, parent, replaces, replaced_by, page, source, texts, and OWN}; `own` is our address of the Term,
    `parent` and `replaces` are URIs or None, `replaced_by` has URIs, `texts` has {language, title, official_text}.
    """
    paths = [f"{to}__{name}" for to in ("parent", "replaces") for name in NAMES]
    rows = list(
        terms.order_by("framework__position", "position", "id").values(
            "id", "uri", "framework__slug", "source_url", *OWN, *paths
        )
    )
    texts = _texts([row["id"] for row in rows])
    later = _replacements([row["id"] for row in rows])
    return [_term(row) | {"texts": texts.get(row["id"], []), "replaced_by": later.get(row["id"], [])} for row in rows]


def child_uris(term: int) -> list[str]:
    """The URIs of the Terms below one. One query."""
    rows = Term.objects.filter(parent=term).order_by("position").values(*NAMES)
    return [_named(row) for row in rows]


def crosswalk_rows(links: QuerySet[Crosswalk]) -> list[Row]:
    """Live links of crosswalks in their order: {uri, crosswalk, name, start, end, start_scheme, end_scheme, standing,
    rationale, source, certainty}; `start` and `end` are the URIs of Terms. One query."""
    paths = [f"{end}_term__{name}" for end in ("from", "to") for name in NAMES]
    rows = (
        links.filter(withdrawn=False)
        .order_by("name", "from_term__position", "to_term__position", "id")
        .values("id", "name", "standing", "rationale", "source_url", "certainty", *paths)
    )
    return [
        {
            "uri": crosswalk_link_uri(row["name"], row["id"]),
            "crosswalk": crosswalk_uri(row["name"]),
            "name": row["name"],
            "start": _named(row, "from_term__"),
            "end": _named(row, "to_term__"),
            "start_scheme": framework_uri(row["from_term__framework__slug"]),
            "end_scheme": framework_uri(row["to_term__framework__slug"]),
            "standing": row["standing"],
            "rationale": row["rationale"],
            "source": public_source(row["source_url"]),
            "certainty": row["certainty"],
        }
        for row in rows
    ]


def links_of(term: int) -> list[Row]:
    """The live crosswalk links from and to a Term, as `crosswalk_rows`. One query."""
    return crosswalk_rows(Crosswalk.objects.filter(Q(from_term=term) | Q(to_term=term)))


def _texts(terms: list[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    columns = ("term_id", "language", "title", "official_text")
    for term, language, title, official in (
        TermText.objects.filter(term__in=terms).order_by("term_id", "language").values_list(*columns)
    ):
        found.setdefault(term, []).append({"language": language, "title": title, "official_text": official})
    return found


def _replacements(terms: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in Term.objects.filter(replaces__in=terms).order_by("id").values("replaces", *NAMES):
        found.setdefault(row["replaces"], []).append(_named(row))
    return found


def _term(row: Row) -> Row:
    framework, code = row["framework__slug"], row["code"]
    return {name: row[name] for name in OWN} | {
        "uri": term_uri(framework, code, row["uri"]),
        "own": own_term_uri(framework, code),
        "scheme": framework_uri(framework),
        "parent": _named(row, "parent__") if row["parent__code"] is not None else None,
        "replaces": _named(row, "replaces__") if row["replaces__code"] is not None else None,
        "page": settings.SITE_URL + term_url(framework, row["kind"], code),
        "source": public_source(row["source_url"]),
    }


def _named(row: Row, path: str = "") -> str:
    """The URI of the Term that the row names at this path."""
    framework, code, official = (row[path + name] for name in NAMES)
    return term_uri(framework, code, official)
