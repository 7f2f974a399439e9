"""Answers as Zstandard or gzip, for clients that accept it. Only what is the same for everybody: docs/adr/0020."""

import gzip
import re
import zlib
from collections.abc import Callable, Iterable, Iterator

from backports import zstd  # compression.zstd from Python 3.14 on
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

#: Bytes of the smallest body that is compressed: a smaller one fits into one packet in any case.
SMALLEST = 500
GZIP_LEVEL = 4
ZSTD_LEVEL = 3
#: Bytes of a stream after which what has been compressed is sent.
AT_ONCE = 1 << 16
#: The codings that we make, best first.
CODINGS = ("zstd", "gzip")
#: One element of Accept-Encoding: a coding, and how much it is wanted.
ACCEPTED = re.compile(r"\s*([\w*.+-]+)\s*(?:;\s*[qQ]\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?")
#: How the names of media types end that are text, besides text/*. XLSX, PNG, PDF and the like are compressed already.
TEXT = ("json", "jsonl", "javascript", "triples", "xml", "yaml")

#: Functions that compress a chunk, let out what they have, and end.
Parts = tuple[Callable[[bytes], bytes], Callable[[], bytes], Callable[[], bytes]]


def compressed(get_response):
    """Middleware that compresses the finished answer. It runs after all that sets the body, cookies or length."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not is_for_everybody(request, response):
            return response
        if response.status_code == 304:  # has no body, but the headers of the 200 that it stands for
            patch_vary_headers(response, ("Accept-Encoding",))
        elif is_compressible(request, response):
            patch_vary_headers(response, ("Accept-Encoding",))
            if coding := preferred(request.headers.get("Accept-Encoding", "")):
                encode(response, coding)
        return response

    return middleware


def is_for_everybody(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether anybody who asks for the address gets this answer, so that its size tells no one's secret (BREACH).

    True without a cookie and credentials, or if the view says that it is public. False for an answer that sets a
    cookie or that no cache may store, and for answers to anything but GET and HEAD.
    """
    if request.method not in ("GET", "HEAD") or response.cookies:
        return False
    control = response.get("Cache-Control", "")
    if "private" in control or "no-store" in control:
        return False
    return "public" in control or not (request.headers.get("Cookie") or request.headers.get("Authorization"))


def is_compressible(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether it is text of some length, and not compressed yet.

    Files of which a client can ask for a range stay as they are: the rest of an interrupted download has to fit its
    beginning.
    """
    if response.has_header("Content-Encoding") or response.has_header("Accept-Ranges") or "Range" in request.headers:
        return False
    kind = response.get("Content-Type", "").partition(";")[0].strip().lower()
    return is_text(kind) and (response.streaming or len(response.content) >= SMALLEST)


def is_text(media_type: str) -> bool:
    """Whether a media type is text. Events are left alone: each has to arrive at once."""
    return (media_type.startswith("text/") or media_type.endswith(TEXT)) and media_type != "text/event-stream"


def preferred(accept_encoding: str) -> str | None:
    """The coding to use by an Accept-Encoding header, or None for none (RFC 9110, 12.5.3).

    `*` stands for gzip alone: not every client that takes “anything” knows Zstandard.
    """
    elements = [ACCEPTED.fullmatch(element) for element in accept_encoding.lower().split(",")]
    wanted = {found[1]: float(found[2] or 1) for found in elements if found}
    others = wanted.get("*", 0)
    weights = {"zstd": wanted.get("zstd", 0), "gzip": wanted.get("gzip", others)}
    best = max(CODINGS, key=lambda coding: weights[coding])
    return best if weights[best] and weights[best] >= wanted.get("identity", others) else None


def encode(response: HttpResponseBase, coding: str) -> None:
    if response.streaming:
        response.streaming_content = encoded(response.streaming_content, coding)
        response.file_to_stream = None  # else the server sends the file itself
        del response["Content-Length"]
    else:
        content = WHOLE[coding](response.content)
        if len(content) >= len(response.content):
            return
        response.content = content
        response["Content-Length"] = str(len(content))
    response["Content-Encoding"] = coding
    if response.get("ETag", "").startswith('"'):  # a strong one promises the same bytes
        response["ETag"] = f"W/{response['ETag']}"


def encoded(chunks: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """The chunks compressed one after the other. What the client has received it can read: the first chunk, and
    then at least each time that AT_ONCE bytes have come together."""
    add, flush, end = PARTS[coding]()
    waiting = AT_ONCE
    for chunk in chunks:
        waiting += len(chunk)
        data = add(chunk)
        del chunk  # so that it does not stay in memory while the next one is made
        if waiting >= AT_ONCE:
            data, waiting = data + flush(), 0
        if data:
            yield data
    yield end()


def gzip_parts() -> Parts:
    compressor = zlib.compressobj(GZIP_LEVEL, wbits=31)  # with the header and the checksum of gzip
    return compressor.compress, lambda: compressor.flush(zlib.Z_SYNC_FLUSH), compressor.flush


def zstd_parts() -> Parts:
    compressor = zstd.ZstdCompressor(ZSTD_LEVEL)
    return compressor.compress, lambda: compressor.flush(compressor.FLUSH_BLOCK), compressor.flush


WHOLE: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda content: zstd.compress(content, ZSTD_LEVEL),
    "gzip": lambda content: gzip.compress(content, GZIP_LEVEL, mtime=0),
}
PARTS: dict[str, Callable[[], Parts]] = {"zstd": zstd_parts, "gzip": gzip_parts}
