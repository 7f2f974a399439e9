"""What all resources share: open to everyone, read only, dated, with 304 if nothing has changed."""

import re
from collections.abc import Collection
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.response import Response
from rest_framework.views import APIView

from activities.api import deprecated
from activities.api.conditional import CACHE_CONTROL, etag, seen
from activities.api.errors import Unknown
from activities.api.pagination import envelope, next_url
from activities.api.parameters import Parameters, refuse_invalid, refuse_wrong
from activities.api.renderers import BySuffixOrAccept
from activities.queries.state import State, read_state
from activities.queries.vocabulary import Vocabulary, vocabulary

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, Deprecation, ETag, Link, RateLimit, RateLimit-Policy, "
    "Retry-After, Sunset, WWW-Authenticate, X-Epoch, X-Last-Change, X-Request-ID",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, If-None-Match, X-Request-ID",
    "Access-Control-Max-Age": "86400",
}


class PublicView(APIView):
    """A resource. `read` returns its body. Sessions are not used; the ETag is checked before `read`.

    `facts` and `figures` say what it contains: facts as of the last Change, figures as of the last rebuild.
    `filterset_class` and `parameters` define the allowed query parameters; others are refused.
    """

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    content_negotiation_class = BySuffixOrAccept
    http_method_names = ("get", "head", "options")
    facts = True
    figures = False
    #: Tables with a history that the answer depends on; without any, it depends on every Change.
    tables: Collection[str] = ()
    filterset_class: type | None = None
    parameters: Parameters = Parameters()
    state: State

    def get(self, request, **kwargs):
        plain: HttpRequest = request._request
        if "\x00" in plain.path:
            raise Unknown("An address cannot contain a NUL character.")
        kwargs.pop("format", None)
        self.state = read_state(self.tables)
        address = f"{request.accepted_media_type} {plain.get_full_path()}"
        tag = etag(self.state, address, facts=self.facts, figures=self.figures)
        headers = {"ETag": tag, "Cache-Control": CACHE_CONTROL, "X-Last-Change": str(self.state.change)}
        headers["X-Epoch"] = self.state.epoch
        if seen(plain.META.get("HTTP_IF_NONE_MATCH", ""), tag):
            return Response(status=304, headers=headers)
        self.given = refuse_wrong(plain.GET, self.parameters, self.filterset_class)
        answer = self.read(request, **kwargs)
        response = answer if isinstance(answer, HttpResponseBase) else Response(answer)
        for name, value in headers.items():
            response.headers[name] = value
        return response

    def read(self, request, **kwargs) -> bytes | dict[str, Any] | HttpResponseBase:
        raise NotImplementedError

    def options(self, request, *args, **kwargs):
        return Response(status=204, headers=PREFLIGHT | {"Allow": ", ".join(self.allowed_methods)})

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in (CORS | deprecated.headers_of(self.deprecated(request))).items():
            response.headers[name] = value
        return response

    @staticmethod
    def deprecated(request) -> list[deprecated.Deprecated]:
        """What the request uses that is to be removed."""
        found = request._request.resolver_match
        if not (found and deprecated.ALL):
            return []
        path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", found.route)
        return deprecated.used(path, request._request.GET)

    @cached_property
    def known(self) -> Vocabulary:
        return vocabulary(self.state.change)

    def filterset(self, queryset):
        """The valid FilterSet of the query. 400 with the errors of each parameter."""
        filterset = self.filterset_class(
            self.request._request.GET, queryset=queryset, known=self.known, only_given=True
        )
        refuse_invalid(filterset)
        return filterset

    @property
    def dated(self) -> dict[str, Any]:
        """`last_change`, `as_of` and `epoch`: the answer contains all Changes up to that number, which was made at that
        time, in this epoch."""
        if self.facts:
            return {"last_change": self.state.change, "as_of": self.state.changed_at, "epoch": self.state.epoch}
        return self.figures_dated

    @property
    def figures_dated(self) -> dict[str, Any]:
        """`last_change`, `as_of` and `epoch` of the figures."""
        return {
            "last_change": self.state.built_through,
            "as_of": self.state.figures_at,
            "epoch": self.state.epoch,
        }

    def page(self, rows: list[str], cursor: str | None, **rest: Any) -> bytes:
        """The envelope of a list whose rows are JSON texts. `cursor` is the cursor of the next page."""
        return envelope(rows, next=next_url(self.request._request, cursor), **self.dated, **rest)
