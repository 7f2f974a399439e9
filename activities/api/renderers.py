"""Renders JSON. Lists are text made by PostgreSQL and are not changed."""

import orjson
from django.utils.functional import Promise
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer


def plain(value):
    """Lazy translations as text, which orjson cannot serialise."""
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(type(value))


def dumps(data) -> bytes:
    return orjson.dumps(data, default=plain, option=orjson.OPT_UTC_Z)


class OrjsonRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data, accepted_media_type=None, renderer_context=None):
        if isinstance(data, bytes):
            return data
        return b"" if data is None else dumps(data)


class AlwaysJson(BaseContentNegotiation):
    """Always answers JSON, whatever the Accept header."""

    def select_parser(self, request, parsers):
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type
