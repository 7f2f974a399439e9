"""Answers of this API for the reference page, as requested from the site where it is shown."""

from typing import Any

import orjson
from django.http import HttpRequest, QueryDict
from django.urls import resolve

from activities.api.reference.shortened import lines, shortened

BASE = "/api/v1/"


def text_of(request: HttpRequest, example: str) -> tuple[int, bytes]:
    """The status and body of an address of this API, as requested from the site of `request`."""
    path, _sign, query = example.partition("?")
    own = HttpRequest()
    own.method, own.path, own.path_info = "GET", BASE + path, BASE + path
    own.META = request.META | {"QUERY_STRING": query, "HTTP_IF_NONE_MATCH": "", "HTTP_ACCEPT": "*/*"}
    own._get_scheme = request._get_scheme
    own.GET = QueryDict(query)
    found = resolve(own.path)
    own.resolver_match = found
    response = found.func(own, *found.args, **found.kwargs)
    if not response.streaming:
        if hasattr(response, "render"):
            response.render()
        return response.status_code, response.content
    try:
        return response.status_code, b"".join(response.streaming_content)
    finally:
        # not response.close(), which tells everybody that the request has ended, while the page's own is under way
        for close in response._resource_closers:
            close()


def response_to(request: HttpRequest, example: str) -> tuple[int, dict[str, Any]]:
    status, body = text_of(request, example)
    return status, orjson.loads(body)


def answer_to(request: HttpRequest, example: str) -> tuple[int, str]:
    status, body = response_to(request, example)
    return status, "\n".join(lines(shortened(body)))
