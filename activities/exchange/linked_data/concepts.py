"""Frameworks as SKOS: a concept scheme, its Terms as concepts, and crosswalks between two of them."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from activities.exchange.linked_data.context import Node, concept

Row = dict[str, Any]
#: Characters that neither JSON-LD nor Turtle allows in an address.
FORBIDDEN = re.compile(r'[\x00-\x20<>"{}|\\^`\x7f]')
#: Languages are written as BCP 47 recommends.
_TAGS = {"zh-hans": "zh-Hans"}


def iri(address: str) -> str:
    """The address with what an IRI cannot contain as %XX. Rows written with SQL can contain any text."""
    return FORBIDDEN.sub(lambda found: quote(found[0], safe=""), address)


def web(address: str) -> str:
    """`iri` of a web address, "" for anything else, such as javascript:."""
    return iri(address) if re.match(r"https?://[^/]", address, re.IGNORECASE) else ""


def tag(language: str) -> str:
    return _TAGS.get(language, language)


def filled(node: Node) -> Node:
    """The node without what is not known."""
    return {word: value for word, value in node.items() if value not in ("", None, [], {})}


def year(number: int | None) -> str | None:
    return None if number is None else f"{number:04d}"


def scheme(framework: Row, tops: Iterable[str] = ()) -> Node:
    """The node of a framework. `tops` are the URIs of its topmost Terms."""
    return filled(
        {
            "id": iri(framework["uri"]),
            "type": "ConceptScheme",
            "title": {"en": framework["title"]},
            "prefLabel": {"en": framework["title"]},
            "notation": framework["slug"],
            "publisher": framework["publisher"],
            "description": english(framework["description"]),
            "source": web(framework["source"]),
            "startYear": year(framework["start_year"]),
            "endYear": year(framework["end_year"]),
            "page": iri(framework["page"]),
            "hasTopConcept": [iri(top) for top in tops],
        }
    )


def concepts(terms: Iterable[Row], narrower: dict[str, list[str]] | None = None) -> list[Node]:
    """The nodes of Terms. `narrower` gives the URIs below each; without it they come from the parents of `terms`.

    Several Terms can have the same official URI: the United Nations count some indicators under two or three targets.
    They are one concept with several codes.
    """
    terms = list(terms)
    if narrower is None:
        narrower = {}
        for term in terms:
            if term["parent"]:
                narrower.setdefault(term["parent"], []).append(term["uri"])
    together: dict[str, list[Row]] = {}
    for term in terms:
        together.setdefault(term["uri"], []).append(term)
    return [_concept(uri, rows, narrower.get(uri, [])) for uri, rows in together.items()]


def _concept(uri: str, terms: list[Row], narrower: list[str]) -> Node:
    first = terms[0]
    labels, others, definitions = wording(terms)
    return filled(
        {
            "id": iri(uri),
            "type": "Concept",
            "inScheme": one_or_more(term["scheme"] for term in terms),
            "topConceptOf": one_or_more(term["scheme"] for term in terms if not term["parent"]),
            "notation": one_or_more(term["code"] for term in terms),
            "itemType": concept("kind", first["kind"]),
            "prefLabel": labels,
            "altLabel": others,
            "definition": definitions,
            "description": english(first["description"]),
            "broader": one_or_more(iri(term["parent"]) for term in terms if term["parent"]),
            "narrower": [iri(below) for below in dict.fromkeys(narrower)],
            "replaces": one_or_more(iri(term["replaces"]) for term in terms if term["replaces"]),
            "isReplacedBy": one_or_more(iri(later) for term in terms for later in term["replaced_by"]),
            "facilitator": first["facilitators"],
            "certainty": concept("certainty", first["certainty"]),
            "source": web(first["source"]),
            "validFrom": first["valid_from"] and first["valid_from"].isoformat(),
            "validTo": first["valid_to"] and first["valid_to"].isoformat(),
            "sameAs": one_or_more(term["own"] for term in terms if term["own"] != uri),
            "page": one_or_more(iri(term["page"]) for term in terms),
        }
    )


def wording(terms: list[Row]) -> tuple[dict[str, str], dict[str, list[str]], dict[str, str]]:
    """(prefLabel, altLabel, definition) of Terms that are one concept, by language. The first label in a language is
    the preferred one; SKOS allows no second. The official sentence of a Term without a short name is its label."""
    labels: dict[str, str] = {}
    others: dict[str, list[str]] = {}
    definitions: dict[str, str] = {}
    for term in terms:
        names = [("en", term["title"])]
        for text in term["texts"]:
            language = tag(text["language"])
            if text["official_text"]:
                definitions.setdefault(language, text["official_text"])
            if name := text["title"] or (text["official_text"] if language != "en" else ""):
                names.append((language, name))
        for language, name in names:
            if labels.setdefault(language, name) != name and name not in others.get(language, []):
                others.setdefault(language, []).append(name)
    return labels, others, definitions


def crosswalk_links(rows: Iterable[Row]) -> list[Node]:
    """The nodes of crosswalk links, of the crosswalks that they belong to, and of what they say about their ends.

    A published link is a skos:relatedMatch. A proposed one has a property of our own, because ITU has not confirmed it.
    SKOS does not allow two concepts to be related if one is above the other, which is possible inside a framework only:
    links inside a framework are resources of their own and nothing more.
    """
    crosswalks: dict[str, Node] = {}
    matches: dict[str, dict[str, list[str]]] = {}
    links = []
    for row in rows:
        crosswalks[row["crosswalk"]] = {"id": row["crosswalk"], "type": "Crosswalk", "notation": row["name"]}
        links.append(
            filled(
                {
                    "id": row["uri"],
                    "type": "CrosswalkLink",
                    "crosswalk": row["crosswalk"],
                    "from": iri(row["start"]),
                    "to": iri(row["end"]),
                    "standing": concept("standing", row["standing"]),
                    "rationale": english(row["rationale"]),
                    "certainty": concept("certainty", row["certainty"]),
                    "source": web(row["source"]),
                }
            )
        )
        if row["start_scheme"] != row["end_scheme"]:
            word = "relatedMatch" if row["standing"] == "official" else "proposedMatch"
            ends = matches.setdefault(row["start"], {}).setdefault(word, [])
            if row["end"] not in ends:
                ends.append(row["end"])
    said = [
        {"id": iri(start)} | {word: [iri(end) for end in ends] for word, ends in words.items()}
        for start, words in matches.items()
    ]
    return [*crosswalks.values(), *links, *said]


def english(text: str) -> dict[str, str]:
    return {"en": text} if text else {}


def one_or_more(values: Iterable[str]) -> str | list[str]:
    """The one value, or a list of several different ones."""
    different = list(dict.fromkeys(values))
    return different[0] if len(different) == 1 else different
