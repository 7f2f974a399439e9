"""Writes nodes as JSON-LD or as Turtle. Both are the same graph."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from rdflib import RDF, Graph, Literal, URIRef

from activities.exchange.linked_data.context import (
    CLASSES,
    LINKS,
    PREFIXES,
    TEXTS,
    TYPED,
    VALUES,
    Node,
    context_address,
    namespace,
)

#: {ending of the address: media type}
MEDIA_TYPES = {"jsonld": "application/ld+json", "ttl": "text/turtle"}


def jsonld(nodes: Iterable[Node], site: str) -> bytes:
    """A document that names the published context. Nodes about the same thing are one."""
    body = {"@context": context_address(site), "@graph": together(nodes)}
    return orjson.dumps(body, option=orjson.OPT_INDENT_2) + b"\n"


def turtle(nodes: Iterable[Node], site: str) -> bytes:
    """The graph of the JSON-LD, in Turtle."""
    return graph(nodes, site).serialize(format="turtle", encoding="utf-8")


def graph(nodes: Iterable[Node], site: str) -> Graph:
    """The graph that the JSON-LD with our context says. rdflib's own reader takes twice as long."""
    prefixes = PREFIXES | {"map": namespace(site)}
    made = Graph(bind_namespaces="none")
    for prefix, address in prefixes.items():
        made.bind(prefix, address)
    for node in nodes:
        subject = _full(node["id"], prefixes)
        for word, value in node.items():
            if word == "type":
                for kind in _listed(value):
                    made.add((subject, RDF.type, _full(CLASSES.get(kind, kind), prefixes)))
            elif word != "id":
                predicate, objects = _said(word, value, prefixes)
                for each in objects:
                    made.add((subject, predicate, each))
    return made


def _said(word: str, value: Any, prefixes: dict[str, str]) -> tuple[URIRef, Iterator[URIRef | Literal]]:
    """The property that a word stands for, and its values."""
    if word in LINKS:
        return _full(LINKS[word], prefixes), (_full(each, prefixes) for each in _listed(value))
    if word in TEXTS:
        texts = ((text, language) for language, said in value.items() for text in _listed(said))
        return _full(TEXTS[word], prefixes), (Literal(text, lang=language) for text, language in texts)
    if word in TYPED:
        meant, kind = TYPED[word]
        of = _full(kind, prefixes)
        return _full(meant, prefixes), (Literal(each, datatype=of, normalize=False) for each in _listed(value))
    return _full(VALUES[word], prefixes), (Literal(each) for each in _listed(value))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _full(name: str, prefixes: dict[str, str]) -> URIRef:
    """The full address of a short name such as skos:Concept. A full address is returned unchanged."""
    prefix, _colon, rest = name.partition(":")
    return URIRef(prefixes[prefix] + rest if prefix in prefixes else name)


def together(nodes: Iterable[Node]) -> list[Node]:
    """The nodes, those with the same id joined into one."""
    found: dict[str, Node] = {}
    for node in nodes:
        found[node["id"]] = found.get(node["id"], {}) | node
    return list(found.values())


def languages(nodes: Iterable[Node]) -> list[str]:
    """The languages of all texts, English first, then by their tags."""
    found: set[str] = set()
    for node in nodes:
        for word in TEXTS:
            value: Any = node.get(word)
            found.update(value if isinstance(value, dict) else ())
    return sorted(found - {"und"}, key=lambda tag: (tag != "en", tag))
