"""The JSON-LD context: the property that each key of our JSON means, and the type of its values."""

from typing import Any

Node = dict[str, Any]
#: Prefixes of the vocabularies that we use, besides our own "map".
PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
#: {word: class}
CLASSES = {
    "Activity": "map:Activity",
    "Class": "rdfs:Class",
    "Concept": "skos:Concept",
    "ConceptScheme": "skos:ConceptScheme",
    "Country": "schema:Country",
    "Crosswalk": "map:Crosswalk",
    "CrosswalkLink": "map:CrosswalkLink",
    "Document": "foaf:Document",
    "Mapping": "map:Mapping",
    "Ontology": "owl:Ontology",
    "Organization": "org:Organization",
    "Property": "rdf:Property",
    "WebPage": "schema:WebPage",
}
#: {word: property} whose values are the URIs of other things.
LINKS = {
    "activity": "map:activity",
    "broader": "skos:broader",
    "certainty": "map:certainty",
    "country": "dcterms:spatial",
    "crosswalk": "map:crosswalk",
    "domain": "rdfs:domain",
    "evidence": "map:evidence",
    "from": "map:from",
    "group": "map:group",
    "hasTopConcept": "skos:hasTopConcept",
    "homepage": "foaf:homepage",
    "inScheme": "skos:inScheme",
    "isDefinedBy": "rdfs:isDefinedBy",
    "isReplacedBy": "dcterms:isReplacedBy",
    "itemType": "dcterms:type",
    "license": "dcterms:license",
    "mapping": "map:mapping",
    "narrower": "skos:narrower",
    "organisation": "prov:wasAssociatedWith",
    "origin": "map:origin",
    "page": "foaf:page",
    "primaryTopic": "foaf:primaryTopic",
    "proposedMatch": "map:proposedMatch",
    "range": "rdfs:range",
    "region": "map:region",
    "relatedMatch": "skos:relatedMatch",
    "replaces": "dcterms:replaces",
    "sameAs": "owl:sameAs",
    "seat": "map:seat",
    "source": "dcterms:source",
    "standing": "map:standing",
    "status": "map:status",
    "subClassOf": "rdfs:subClassOf",
    "term": "map:term",
    "to": "map:to",
    "topConceptOf": "skos:topConceptOf",
}
#: {word: property} of texts with their languages: {language: text, or a list of texts}.
TEXTS = {
    "altLabel": "skos:altLabel",
    "comment": "rdfs:comment",
    "definition": "skos:definition",
    "description": "dcterms:description",
    "label": "rdfs:label",
    "name": "foaf:name",
    "prefLabel": "skos:prefLabel",
    "rationale": "map:rationale",
    "title": "dcterms:title",
}
#: {word: (property, type)} of values with a type of their own.
TYPED = {
    "endYear": ("schema:endDate", "xsd:gYear"),
    "modified": ("dcterms:modified", "xsd:dateTime"),
    "startYear": ("schema:startDate", "xsd:gYear"),
    "validFrom": ("schema:validFrom", "xsd:date"),
    "validTo": ("schema:validThrough", "xsd:date"),
}
#: {word: property} of plain texts, numbers and true or false.
VALUES = {
    "alpha2": "map:alpha2",
    "alpha3": "map:alpha3",
    "change": "map:change",
    "facilitator": "map:facilitator",
    "m49": "map:m49",
    "notation": "skos:notation",
    "partner": "map:partner",
    "publisher": "dcterms:publisher",
    "sector": "map:sector",
    "strength": "map:strength",
    "worldwide": "map:worldwide",
}


def context(site: str) -> Node:
    """The context of a site. `site` is its address without a slash at the end."""
    words: Node = {"@version": 1.1, "map": namespace(site), **PREFIXES, "id": "@id", "type": "@type"}
    words |= CLASSES
    words |= {word: {"@id": meant, "@type": "@id"} for word, meant in LINKS.items()}
    words |= {word: {"@id": meant, "@container": "@language"} for word, meant in TEXTS.items()}
    words |= {word: {"@id": meant, "@type": kind} for word, (meant, kind) in TYPED.items()}
    return words | VALUES


def namespace(site: str) -> str:
    """Where the names of our own vocabulary begin: https://sdgmap.example/ns/#."""
    return f"{site}/ns/#"


def context_address(site: str) -> str:
    """Where the context is published. Documents name it, so it must never move."""
    return f"{site}/ns/context.jsonld"


def concept(scheme: str, value: str) -> str:
    """The name of a value of one of our own lists: concept("certainty", "proposed") is map:certainty-proposed."""
    return f"map:{scheme}-{value}"
