"""Activities, organisations, mappings and countries as nodes."""

from typing import Any

from activities.exchange.linked_data.concepts import english, filled, iri, tag, web, year
from activities.exchange.linked_data.context import Node, concept

Row = dict[str, Any]


def activity(row: Row) -> list[Node]:
    """The nodes of an activity and of its mappings."""
    own = filled(
        {
            "id": row["uri"],
            "type": ["Activity", "prov:Activity"],
            "title": texts(row, "title"),
            "description": texts(row, "description"),
            "itemType": concept("activity-kind", row["kind"]),
            "status": concept("status", row["status"]),
            "organisation": row["organisation"],
            "partner": row["partners"],
            "startYear": year(row["start_year"]),
            "endYear": year(row["end_year"]),
            "country": row["countries"],
            "region": row["regions"],
            "worldwide": row["worldwide"],
            "source": web(row["source"]),
            "origin": concept("origin", row["origin"]),
            "certainty": concept("certainty", row["certainty"]),
            "mapping": [mapping["uri"] for mapping in row["mappings"]],
            "page": iri(row["page"]),
            **written(row),
        }
    )
    return [own, *(mapping(each) for each in row["mappings"])]


def texts(row: Row, name: str) -> dict[str, str]:
    """{language: text}: in English, and in the language of the original. Another language has the tag "und"."""
    original = row[f"original_{name}"]
    found = english(row[name])
    return found | {tag(row["language"]): original} if original else found


def mapping(row: Row) -> Node:
    return filled(
        {
            "id": row["uri"],
            "type": "Mapping",
            "activity": row["activity"],
            "term": iri(row["term"]),
            "strength": row["strength"],
            "rationale": english(row["rationale"]),
            "evidence": web(row["evidence"]),
            "origin": concept("origin", row["origin"]),
            "certainty": concept("certainty", row["certainty"]),
            **written(row),
        }
    )


def mapping_with_ends(row: Row) -> list[Node]:
    """The node of a mapping, and those of its two ends with nothing but their titles."""
    return [
        mapping(row),
        {"id": row["activity"], "title": english(row["activity_title"])},
        {"id": iri(row["term"]), "prefLabel": english(row["term_title"])},
    ]


def organisation(row: Row) -> list[Node]:
    return [
        filled(
            {
                "id": row["uri"],
                "type": "Organization",
                "name": english(row["name"]),
                "prefLabel": english(row["name"]),
                "description": english(row["description"]),
                "itemType": concept("organisation-type", row["type"]),
                "sector": row["sector"],
                "seat": row["country"],
                "homepage": web(row["homepage"]),
                "page": iri(row["page"]),
                **written(row),
            }
        )
    ]


def country(row: Row) -> list[Node]:
    names = {tag(language): name for language, name in row["names"].items() if name}
    return [
        filled(
            {
                "id": row["uri"],
                "type": "Country",
                "label": {"en": row["name"]} | names,
                "alpha2": row["code"],
                "alpha3": row["alpha3"],
                "m49": row["m49"],
                "region": row["region"],
                "group": [concept("country-group", group) for group in row["groups"]],
                "page": iri(row["page"]),
            }
        )
    ]


def written(row: Row) -> Node:
    """The Change that wrote the row last, and its time."""
    return {"change": row["change"], "modified": row["changed"].isoformat()}
