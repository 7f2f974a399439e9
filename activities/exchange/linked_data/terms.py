"""Our own vocabulary: the classes, properties and lists of values that no published vocabulary has."""

from collections.abc import Iterable, Mapping

from activities.exchange.linked_data.context import Node, concept, namespace

#: {name: (label, comment, the class that it is a kind of)}
CLASSES = {
    "Activity": (
        "Activity",
        "Something that an organisation does and that can help to achieve a Goal.",
        "prov:Activity",
    ),
    "Mapping": ("Mapping", "The link from an activity to an entry of a framework, with its strength and reason.", ""),
    "Crosswalk": (
        "Crosswalk",
        "A set of links between the entries of two frameworks, such as the WSIS-SDG Matrix.",
        "",
    ),
    "CrosswalkLink": ("Crosswalk link", "One link of a crosswalk, with its reason and how certain it is.", ""),
}
#: {name: (label, comment, domain, range)}
PROPERTIES = {
    "activity": ("activity", "The activity that a mapping starts from.", "map:Mapping", "map:Activity"),
    "alpha2": ("ISO 3166 alpha-2", "The code of a country in two letters.", "schema:Country", "xsd:string"),
    "alpha3": ("ISO 3166 alpha-3", "The code of a country in three letters.", "schema:Country", "xsd:string"),
    "certainty": ("certainty", "How certain the statement is.", "", "skos:Concept"),
    "change": ("Change", "The number of the Change that wrote it last. It grows with time.", "", "xsd:integer"),
    "crosswalk": ("crosswalk", "The crosswalk that a link belongs to.", "map:CrosswalkLink", "map:Crosswalk"),
    "evidence": ("evidence", "A web address that shows the contribution.", "map:Mapping", ""),
    "facilitator": ("facilitator", "The name of a body that facilitates an Action Line.", "skos:Concept", "xsd:string"),
    "from": ("from", "The entry where a crosswalk link starts.", "map:CrosswalkLink", "skos:Concept"),
    "group": (
        "group of countries",
        "A group that the country belongs to, such as the Least Developed Countries. Unconfirmed ones are left out.",
        "schema:Country",
        "skos:Concept",
    ),
    "m49": ("M49", "The code of a country in the M49 standard.", "schema:Country", "xsd:string"),
    "mapping": ("mapping", "A mapping of the activity.", "map:Activity", "map:Mapping"),
    "origin": ("origin", "How the statement came into SDG Map.", "", "skos:Concept"),
    "partner": ("partner", "The name of a partner.", "map:Activity", "xsd:string"),
    "proposedMatch": (
        "proposed match",
        "The editors of SDG Map consider the entries related. ITU has not confirmed it. Published links are "
        "skos:relatedMatch instead.",
        "skos:Concept",
        "skos:Concept",
    ),
    "rationale": ("rationale", "Why and how one contributes to the other.", "", "rdf:langString"),
    "region": ("region", "One of ITU's regions, or worldwide.", "", ""),
    "seat": ("seat", "The country where an organisation has its seat.", "org:Organization", "schema:Country"),
    "sector": (
        "ITU Sector",
        "The ITU Sector that an organisation is. Other organisations have none.",
        "org:Organization",
        "xsd:string",
    ),
    "standing": ("standing", "Published (official) or proposed.", "map:CrosswalkLink", "skos:Concept"),
    "status": ("status", "Whether an activity is planned, ongoing or completed.", "map:Activity", "skos:Concept"),
    "strength": ("strength", "1 related, 2 contributes, 3 main purpose.", "map:Mapping", "xsd:integer"),
    "term": ("term", "The entry that a mapping leads to.", "map:Mapping", "skos:Concept"),
    "to": ("to", "The entry where a crosswalk link ends.", "map:CrosswalkLink", "skos:Concept"),
    "worldwide": ("worldwide", "Whether the activity serves the whole world.", "map:Activity", "xsd:boolean"),
}
#: {name of a list: its title}. Its values are concepts: map:certainty-proposed.
LISTS = {
    "activity-kind": "Kinds of activities",
    "certainty": "How certain a statement is",
    "country-group": "Groups of countries",
    "kind": "Kinds of entries of frameworks",
    "organisation-type": "Types of organisations",
    "origin": "Origins of activities and mappings",
    "standing": "Standing of crosswalk links",
    "status": "Status of activities",
}


def vocabulary(site: str, values: Mapping[str, Iterable[tuple[str, str]]]) -> list[Node]:
    """The nodes of the vocabulary. `values` has (value, label) of each of LISTS."""
    home = {"id": namespace(site).removesuffix("#")}
    title = {"en": "The vocabulary of SDG Map"}
    nodes: list[Node] = [home | {"type": "Ontology", "title": title, "label": title}]
    for name, (label, comment, above) in CLASSES.items():
        nodes.append(_described(name, "Class", label, comment, home) | ({"subClassOf": above} if above else {}))
    for name, (label, comment, domain, of) in PROPERTIES.items():
        ends = {word: value for word, value in (("domain", domain), ("range", of)) if value}
        nodes.append(_described(name, "Property", label, comment, home) | ends)
    for name, called in LISTS.items():
        scheme = f"map:{name}-list"
        own = [(concept(name, value), label) for value, label in values[name]]
        nodes.append(
            {
                "id": scheme,
                "type": "ConceptScheme",
                "title": {"en": called},
                "prefLabel": {"en": called},
                "hasTopConcept": [value for value, _label in own],
            }
        )
        nodes += [
            {
                "id": value,
                "type": "Concept",
                "prefLabel": {"en": label},
                "inScheme": scheme,
                "topConceptOf": scheme,
            }
            for value, label in own
        ]
    return nodes


def _described(name: str, kind: str, label: str, comment: str, home: Node) -> Node:
    return {
        "id": f"map:{name}",
        "type": kind,
        "label": {"en": label},
        "comment": {"en": comment},
        "isDefinedBy": home["id"],
    }
