"""Reads the UN's own file: Goals, targets and indicators as SKOS concepts in Turtle (metadata.un.org/sdg)."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, SKOS

from activities.exchange.sdg_texts.shapes import Found, SdgTextsError

NAME = "UN SKOS Turtle"
SDGO = Namespace("http://metadata.un.org/sdg/ontology#")
CLASSES = (SDGO.Goal, SDGO.Target, SDGO.Indicator)
PREFIX = re.compile(rb"^\s*(?:@prefix\s+[\w.-]*:|PREFIX\s+[\w.-]*:|@base\s+<)", re.MULTILINE | re.IGNORECASE)
#: Addresses that are safe as links and fit into a Term. Turtle allows any text between < and >, also javascript:.
ADDRESS = re.compile(r"https?://\S{1,290}")


def knows(data: bytes) -> bool:
    return PREFIX.search(data[:5000]) is not None


def read(data: bytes, name: str) -> Iterator[Found]:
    """The labels of each concept. An indicator of several targets has several codes, each with the labels."""
    graph = Graph()
    try:
        graph.parse(data=data, format="turtle")
    except Exception as error:  # rdflib raises various exceptions
        reason = " ".join(str(error).split())[:200]
        raise SdgTextsError(_("%(name)s is not valid Turtle: %(reason)s") % {"name": name, "reason": reason}) from error
    for kind in CLASSES:
        for concept in graph.subjects(RDF.type, kind):
            for code in codes(graph, concept):
                for label in graph.objects(concept, SKOS.prefLabel):
                    yield from found(code, label, concept, short_name=False)
                for label in graph.objects(concept, SKOS.altLabel) if kind == SDGO.Goal else ():
                    yield from found(code, label, concept, short_name=True)


def codes(graph: Graph, concept) -> list[str]:
    """The compact notations (9.c.1), or else the end of the address, which may be a permanent code (C090c01)."""
    compact = [
        str(o) for o in graph.objects(concept, SKOS.notation) if getattr(o, "datatype", None) == SDGO.SDGCodeCompact
    ]
    if compact or not isinstance(concept, URIRef):
        return compact
    return [re.split(r"[/#]", str(concept))[-1]]


def found(code: str, label, concept, *, short_name: bool) -> Iterator[Found]:
    if isinstance(label, Literal):
        uri = str(concept) if isinstance(concept, URIRef) and ADDRESS.fullmatch(concept) else ""
        yield Found(code, label.language or "en", str(label), short_name, uri)
