"""/snapshots/: the files of dated snapshots, which never change, and their catalogue (docs/adr/0023)."""

import gzip
import re
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import IO

import orjson
from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.exceptions import Throttled
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response

from activities.api.base import PublicView
from activities.api.conditional import CACHE_CONTROL, seen
from activities.api.errors import Unknown
from activities.api.facts import AGAIN, STREAMS
from activities.exchange.snapshots.catalogue import Dated, catalogue_of_all
from activities.models import SnapshotFile
from activities.queries import snapshots as queries
from activities.reuse import data_licence
from activities.streams import Stream

#: A year, the longest that HTTP has (RFC 9111).
FOR_GOOD = "public, max-age=31536000, immutable"
FOR_MINUTES = "public, max-age=300"
#: Bytes that are sent at a time, and up to which a file does not count as one of those that are sent at a time.
CHUNK, SMALL = 256 * 1024, 1024 * 1024
CATALOGUE = "catalogue.jsonld"
#: The header accepts gzip, with a weight above zero.
ACCEPTS_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", re.IGNORECASE)
#: Types of which the encoding has to be said.
TEXTS = ("text/", "application/jsonl", "application/yaml")


class AnyRenderer(BaseRenderer):
    """A file has the type that it has, whatever the client accepts."""

    media_type = "*/*"
    format = None

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return data or b""


class FileView(PublicView):
    """Not a part of the API, whose description leaves it out."""

    schema = None
    renderer_classes = (AnyRenderer,)


class SnapshotFileView(FileView):
    """A file of a snapshot."""

    def get(self, request, day: date, name: str) -> HttpResponseBase:
        found = queries.file_of(day, name)
        if found is None:
            raise self.unknown(day, name)
        plain = request._request
        packed = found.packed and bool(ACCEPTS_GZIP.search(plain.headers.get("Accept-Encoding", "")))
        tag = f'"{found.sha256}{"-gzip" if packed else ""}"'
        headers = {"ETag": tag, "Cache-Control": FOR_GOOD} | ({"Vary": "Accept-Encoding"} if found.packed else {})
        if seen(plain.headers.get("If-None-Match", ""), tag):
            return Response(status=304, headers=headers)
        encoding = "; charset=utf-8" if found.media_type.startswith(TEXTS) else ""
        shown = "attachment" if found.table else "inline"
        headers |= {
            "Content-Type": found.media_type + encoding,
            "Content-Disposition": f'{shown}; filename="{found.name}"',
            "X-Content-Type-Options": "nosniff",
        }
        if packed:
            headers["Content-Encoding"] = "gzip"
        return send(found, headers, packed=packed, head=plain.method == "HEAD")

    def unknown(self, day: date, name: str) -> Unknown:
        """The 404: no such file in that snapshot, or no snapshot of that day."""
        if shown := queries.shown(day):
            known = ", ".join(file.name for file in shown.files)
            return Unknown(_("This snapshot has no file of this name. It has: %(names)s.") % {"names": known})
        near = [
            {"code": one.isoformat(), "title": _("Snapshot"), "url": reverse("snapshot", args=[one])}
            for one in queries.nearest_dates(day)
        ]
        message = _(
            "There is no snapshot of %(day)s. Each is retained for %(days)s days, and the first of each month for good."
        )
        return Unknown(message % {"day": day.isoformat(), "days": settings.SNAPSHOTS_RETAINED}, near)


def send(file: SnapshotFile, headers: dict[str, str], *, packed: bool, head: bool) -> HttpResponseBase:
    """The file as a stream, as gzip if `packed`. 429 if this process sends as many large files as it may, 404 if the
    storage has lost it."""
    release = STREAMS.release
    if head or file.bytes <= SMALL:
        release = nothing
    elif not STREAMS.acquire(blocking=False):
        raise Throttled(AGAIN, _("This server is sending as many files as it can."))
    try:
        stored = default_storage.open(file.stored_in(file.snapshot.folder), "rb")
        headers["Content-Length"] = str(stored.size if packed else file.bytes)
    except FileNotFoundError as error:
        release()
        raise Unknown(_("The storage of this site has lost this file.")) from error
    except BaseException:
        release()
        raise
    if head:
        stored.close()
        return HttpResponse(headers=headers)

    def close() -> None:
        stored.close()
        release()

    content: IO[bytes] = gzip.GzipFile(fileobj=stored) if file.packed and not packed else stored
    return StreamingHttpResponse(Stream(chunks(content), then=close), headers=headers)


def chunks(content: IO[bytes]) -> Iterator[bytes]:
    while data := content.read(CHUNK):
        yield data


def nothing() -> None:
    """There is nothing to release."""


class LatestFileView(FileView):
    """The address of a file in the newest snapshot."""

    def get(self, request, name: str) -> HttpResponseBase:
        newest = queries.newest()
        if newest is None:
            raise Unknown(_("There is no snapshot yet."))
        address = reverse("snapshot-file", args=[newest.date, name])
        return HttpResponseRedirect(address, headers={"Cache-Control": FOR_MINUTES})


class CatalogueView(FileView):
    """The catalogue of all snapshots (DCAT-AP 3 in JSON-LD)."""

    def get(self, request) -> HttpResponseBase:
        dated = [Dated(one.date, one.licence) for one in queries.listed()]
        found = queries.file_of(dated[0].date, CATALOGUE) if dated else None
        newest = orjson.loads(content_of(found)) if found else None
        body = orjson.dumps(catalogue_of_all(newest, dated, data_licence(), settings.SITE_URL))
        headers = {"ETag": f'"{sha256(body).hexdigest()}"', "Cache-Control": CACHE_CONTROL}
        if seen(request._request.headers.get("If-None-Match", ""), headers["ETag"]):
            return Response(status=304, headers=headers)
        return HttpResponse(body, content_type="application/ld+json", headers=headers)


def content_of(file: SnapshotFile) -> bytes:
    """The bytes of a small file."""
    with default_storage.open(file.stored_in(file.snapshot.folder), "rb") as stored:
        return gzip.decompress(stored.read()) if file.packed else stored.read()
