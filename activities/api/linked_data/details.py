"""The details of the API as linked data: the same address, by its ending (.jsonld, .ttl) or by the Accept header."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rest_framework.response import Response

from activities.api.base import PublicView
from activities.api.errors import Withdrawn
from activities.api.facts import FactDetail
from activities.api.linked_data import documents
from activities.api.renderers import OrjsonRenderer
from activities.exchange.linked_data.context import Node
from activities.queries.linked_data import resolving


@dataclass(frozen=True, slots=True)
class Described:
    """A fact as linked data: its URI in the graph, and all nodes of its document."""

    uri: str
    nodes: list[Node]


class LinkedView(PublicView):
    """A fact as linked data. `find` (a staticmethod of `resolving`) says what became of one that is not live."""

    renderer_classes = documents.RENDERERS
    find: Callable[..., Any]

    def described(self, **address: Any) -> Described | None:
        """The live fact at this address, or None."""
        raise NotImplementedError

    def lasting(self, **address: Any) -> str:
        """Our own lasting address of the fact."""
        raise NotImplementedError

    def read(self, request, **address: Any):
        form = request.accepted_renderer.format
        found = self.described(**address)
        if found is None:
            return self.elsewhere(form, **address)
        path = resolving.without_format(request.path, form)
        response = documents.document(path, found.uri, found.nodes, form, self.state)
        response["Link"] = documents.links(self.lasting(**address), path, plain=OrjsonRenderer in self.renderer_classes)
        return response

    def elsewhere(self, form: str, **address: Any) -> Response:
        """301 to the fact that this one was merged into. Raises Withdrawn (410), or UnknownCode (404)."""
        found = self.find(*address.values())
        if isinstance(found, resolving.Moved):
            return Response(status=301, headers={"Location": f"{found.data}.{form}"})
        raise Withdrawn(found)


class LinkedDetail(LinkedView, FactDetail):
    """One row of a resource, as JSON and as linked data."""

    renderer_classes = (OrjsonRenderer, *documents.RENDERERS)

    def read(self, request, **address: Any):
        form = request.accepted_renderer.format
        if form in documents.FORMATS:
            return LinkedView.read(self, request, **address)
        path = resolving.without_format(request.path, form)
        links = documents.links(self.lasting(**address), path)
        return Response(FactDetail.read(self, request, **address), headers={"Link": links})
