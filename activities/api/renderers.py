"""JSON, CSV and JSON Lines. Their texts are made by PostgreSQL and are not changed."""

import orjson
from django.utils.functional import Promise
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
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


class CsvRenderer(OrjsonRenderer):
    """Comma-separated values (RFC 4180) in UTF-8, with a header."""

    media_type = "text/csv"
    format = "csv"


class JsonLinesRenderer(OrjsonRenderer):
    """One JSON object a line."""

    media_type = "application/jsonl"
    format = "jsonl"


class BySuffixOrAccept(DefaultContentNegotiation):
    """The format of the address (`.csv`), else of the Accept header. 406 for any other."""

    def filter_renderers(self, renderers, format):
        found = [renderer for renderer in renderers if renderer.format == format]
        if not found:
            raise NotAcceptable(available_renderers=renderers)
        return found

    def select_renderer(self, request, renderers, format_suffix=None):
        if format_suffix:
            found = self.filter_renderers(renderers, format_suffix)[0]
            return found, found.media_type
        return super().select_renderer(request, renderers)
