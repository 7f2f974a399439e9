"""All resources: the map's own, and those that another app registers."""

from activities.extensions import RESOURCES
from activities.queries.facts.reference import COUNTRIES, CROSSWALKS, FRAMEWORKS, ORGANISATIONS, TERMS, TEXTS
from activities.queries.facts.resource import Resource
from activities.queries.facts.work import ACTIVITIES, MAPPINGS

#: In the order in which they depend on each other: a follower that applies rows in this order has all that they name.
OWN: tuple[Resource, ...] = (COUNTRIES, FRAMEWORKS, TERMS, TEXTS, CROSSWALKS, ORGANISATIONS, ACTIVITIES, MAPPINGS)


def resources() -> dict[str, Resource]:
    """{name: Resource} of all public facts."""
    return {resource.name: resource for resource in (*OWN, *RESOURCES)}


def followed() -> dict[str, Resource]:
    """The resources whose rows have a Change."""
    return {name: resource for name, resource in resources().items() if "change" in resource.by_name}
