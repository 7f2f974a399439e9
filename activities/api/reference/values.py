"""The values of filters in the description: few that never change, and codes that are read when it is served."""

import copy
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

import django_filters

from activities.api.reference.properties import one_of, reference
from activities.filters.fields import CodesFilter
from activities.models import Activity, CountryGroup, Organisation, Region
from activities.queries.vocabulary import Vocabulary
from activities.validators import FIRST_YEAR, LAST_YEAR

#: Facets with fixed values.
CLOSED = {
    "whose": ("itu", "stakeholder"),
    "sector": Organisation.Sector.values,
    "kind": Activity.Kind.values,
    "status": Activity.Status.values,
    "region": Region.values,
    "group": CountryGroup.values,
    "organisation_type": Organisation.Type.values,
}
#: {component: what reads its values}. Filled by `items_of` as the views are described.
KNOWN: dict[str, Callable[[Vocabulary], Iterable[str]]] = {}


def items_of(name: str, filter_: django_filters.Filter, filterset: type) -> tuple[dict[str, Any], str]:
    """The schema of one value of a filter that takes several, and a value ("" if they are in the database)."""
    if isinstance(filter_, CodesFilter):
        if name == "year":
            return {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}, "2024"
        if name in CLOSED:
            return one_of(CLOSED[name]), CLOSED[name][0]
        return known(f"{camel(name)}Code", lambda vocabulary: vocabulary.facets[name]), ""
    among = filter_.extra["among"]
    if not callable(among):
        values = [str(value) for value in among]
        return one_of(values), values[0]
    owner = camel(among.__name__) if among.__name__.isidentifier() else filterset.__name__.removesuffix("Filter")
    component = owner.removesuffix("s") if among.__name__.isidentifier() else f"{owner}{camel(name)}"
    return known(component, lambda _vocabulary: among()), ""


def known(component: str, read: Callable[[Vocabulary], Iterable[str]]) -> dict[str, Any]:
    KNOWN[component] = read
    return reference(component)


def camel(name: str) -> str:
    return "".join(part.title() for part in name.split("_"))


def components() -> dict[str, dict[str, Any]]:
    """A component for each list of codes, without its values."""
    return {name: {"type": "string", "minLength": 1} for name in KNOWN}


def with_values(described: dict[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """The description with all codes, examples that exist, and no filters that have nothing to choose from.

    One query for each list that is not a facet.
    """
    shown = copy.deepcopy(described)
    for name, read in KNOWN.items():
        values = [*dict.fromkeys(read(vocabulary))]
        if values:
            shown["components"]["schemas"][name]["enum"] = values
    operations = [one for methods in shown["paths"].values() for one in methods.values()]
    shared, schemas = shown["components"]["parameters"], shown["components"]["schemas"]
    for operation in operations:
        own = operation.get("parameters", [])
        operation["parameters"] = [one for one in own if has_values(shared.get(shared_name(one), one), schemas)]
    for parameter in chain(shared.values(), *(one["parameters"] for one in operations)):
        correct(parameter.get("schema", {}), schemas)
    return shown


def shared_name(parameter: dict[str, Any]) -> str:
    return parameter.get("$ref", "").rpartition("/")[2]


def codes_of(schema: dict[str, Any], schemas: dict[str, Any]) -> list[str] | None:
    """The codes that a parameter takes; None if it takes others."""
    component = schema.get("items", {}).get("$ref", "").rpartition("/")[2]
    return schemas[component].get("enum", []) if component in KNOWN else None


def has_values(parameter: dict[str, Any], schemas: dict[str, Any]) -> bool:
    """Whether there is anything to filter by: of a list without codes, each value is refused."""
    return codes_of(parameter.get("schema", {}), schemas) != []


def correct(schema: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Replace the example of a list of codes by one that exists."""
    values = codes_of(schema, schemas)
    if values and schema["examples"][0][0] not in values:
        schema["examples"] = [[values[0]]]
