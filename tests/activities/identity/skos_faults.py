"""The usual faults of SKOS data, by the integrity conditions of the SKOS Reference (W3C, 18 August 2009)."""

from collections.abc import Iterator

from rdflib import RDF, Graph
from rdflib.namespace import SKOS

#: Labels that no two properties may share (S13).
LABELS = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
RELATED = (SKOS.related, SKOS.relatedMatch)


def faults(graph: Graph) -> list[str]:
    return sorted({f"{what}: {subject}" for what, subject in found(graph)})


def found(graph: Graph) -> Iterator[tuple[str, object]]:
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    schemes = set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    above = {each: set(graph.transitive_objects(each, SKOS.broader)) - {each} for each in concepts}
    yield from (("concept and scheme", each) for each in concepts & schemes)  # S9
    for each in concepts | schemes:
        languages = [label.language for label in graph.objects(each, SKOS.prefLabel)]
        if not languages:
            yield "no label", each
        if len(languages) != len(set(languages)):  # S14
            yield "two labels in one language", each
        said = [label for kind in LABELS for label in graph.objects(each, kind)]
        if len(said) != len(set(said)):  # S13
            yield "preferred and alternative label", each
    for each in concepts:
        if not set(graph.objects(each, SKOS.inScheme)) & schemes:
            yield "in no scheme", each
        direct = set(graph.objects(each, SKOS.broader))
        if each in direct or any(each in above.get(other, ()) for other in direct):
            yield "above itself", each
        if any((other, SKOS.narrower, each) not in graph for other in direct):
            yield "not below what is above it", each
        if not direct and not set(graph.objects(each, SKOS.topConceptOf)):
            yield "neither at the top nor below another", each
        related = {other for kind in RELATED for other in graph.objects(each, kind)}
        related |= {other for kind in RELATED for other in graph.subjects(kind, each)}
        if each in related:
            yield "related to itself", each
        if any(other in above[each] or each in above.get(other, ()) for other in related):  # S27
            yield "related and above or below", each
        exact = set(graph.objects(each, SKOS.exactMatch)) | set(graph.subjects(SKOS.exactMatch, each))
        if exact & (related | set(graph.objects(each, SKOS.broadMatch))):  # S46
            yield "the same and related", each
    for each in set(graph.objects(None, SKOS.hasTopConcept)) - concepts:
        yield "a top that is no concept", each
