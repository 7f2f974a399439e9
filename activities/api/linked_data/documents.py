"""Documents in JSON-LD and Turtle, and the headers that lead from one format to another."""

from collections.abc import Iterable

from django.conf import settings
from django.core.cache import caches
from rest_framework.response import Response

from activities.api.renderers import OrjsonRenderer
from activities.exchange.linked_data import writing
from activities.exchange.linked_data.context import Node
from activities.queries.moment import cache_mark
from activities.queries.state import State

HOUR = 3600


class JsonLdRenderer(OrjsonRenderer):
    media_type = "application/ld+json"
    format = "jsonld"


class TurtleRenderer(OrjsonRenderer):
    media_type = "text/turtle"
    format = "ttl"
    charset = "utf-8"


#: The formats of linked data. A client that takes any gets the first.
RENDERERS = (JsonLdRenderer, TurtleRenderer)
FORMATS = frozenset(renderer.format for renderer in RENDERERS)


def document(path: str, topic: str, nodes: Iterable[Node], form: str, state: State) -> Response:
    """The nodes in a format. `path` is the address of the document without a format, `topic` the URI of its subject.

    Turtle takes up to half a second for a framework in six languages, so each process caches it.
    """
    nodes = [*nodes, about(path, topic, state)]
    site = settings.SITE_URL
    if form == "jsonld":
        body = writing.jsonld(nodes, site)
    else:
        key = f"turtle:{path}:{state.change}{cache_mark()}"
        body = caches["process"].get(key)
        if body is None:
            body = writing.turtle(nodes, site)
            caches["process"].set(key, body, HOUR)
    return Response(body, headers={"Content-Language": ", ".join(writing.languages(nodes)) or "en"})


def about(path: str, topic: str, state: State) -> Node:
    """The node of the document itself: its subject, and the last Change in it."""
    node: Node = {
        "id": f"{settings.SITE_URL}{path}/",
        "type": "Document",
        "primaryTopic": topic,
        "change": state.change,
    }
    return node | ({"modified": state.changed_at.isoformat()} if state.changed_at else {})


def links(uri: str, data: str, *, page: str = "", plain: bool = True) -> str:
    """The header Link: the lasting address of a fact, and where it is in each format.

    `data` is the path of its data without a format, "" where there is none. `page` is that of its page; without it the
    lasting address leads there. `plain`: it is also there as JSON.
    """
    site = settings.SITE_URL
    named = [f'<{uri}>; rel="canonical"', alternate(site + page if page else uri, "text/html")]
    if data and plain:
        named.append(alternate(f"{site}{data}/", "application/json"))
    if data:
        named += [alternate(f"{site}{data}.{form}", media) for form, media in writing.MEDIA_TYPES.items()]
    return ", ".join(named)


def alternate(address: str, media: str) -> str:
    return f'<{address}>; rel="alternate"; type="{media}"'
