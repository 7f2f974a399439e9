"""Reads the bytes of one file, from disk or from the host that the operator named."""

import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.utils.translation import gettext as _

from activities.exchange.sdg_texts.shapes import SdgTextsError, SourceUnreachable

LARGEST = 20 * 1024 * 1024
#: Seconds without a byte, and seconds in total.
TIMEOUT, DEADLINE = 20, 120
CONTENT_TYPES = {
    "application/json",
    "application/octet-stream",
    "application/turtle",
    "application/x-turtle",
    "application/x-yaml",
    "application/xml",
    "application/yaml",
    "text/json",
    "text/plain",
    "text/turtle",
    "text/xml",
    "text/yaml",
}


def is_url(source: object) -> bool:
    return isinstance(source, str) and urlsplit(source).scheme in ("http", "https")


def read_bytes(path: Path) -> bytes:
    """The file's bytes. A file larger than LARGEST is refused unread. Raises OSError."""
    if path.stat().st_size > LARGEST:
        raise too_large(path)
    return path.read_bytes()


def fetch(url: str) -> bytes:
    """The body of a GET. Redirects must stay on the same host and scheme; size, time and content type are limited.

    Raises SourceUnreachable if the host does not answer in time or answers with an error, SdgTextsError if the answer
    is too large or of another type, such as a sign-in page.
    """
    headers = {"Accept": "application/json, text/turtle, application/xml, */*;q=0.5"}
    request = Request(url, headers=headers)  # noqa: S310 - is_url lets http and https through only
    opener = build_opener(SameHostRedirects(urlsplit(url)))
    until = time.monotonic() + DEADLINE
    try:
        with opener.open(request, timeout=TIMEOUT) as answer:
            kind = answer.headers.get_content_type()
            if kind not in CONTENT_TYPES:
                raise SdgTextsError(
                    _("%(url)s returned %(kind)s, not JSON, Turtle, YAML or XML.") % {"url": url, "kind": kind}
                )
            body = bytearray()
            while part := answer.read1(65536):
                body += part
                if len(body) > LARGEST:
                    raise too_large(url)
                if time.monotonic() > until:
                    raise SourceUnreachable.because(url, _("it took longer than %d seconds") % DEADLINE)
            return bytes(body)
    except HTTPError as error:
        with error:
            raise SourceUnreachable.because(url, _("the host returned status %d") % error.code) from error
    except (URLError, OSError) as error:
        raise SourceUnreachable.because(url, str(getattr(error, "reason", None) or error)) from error


def too_large(source: object) -> SdgTextsError:
    return SdgTextsError(
        _("%(source)s is larger than %(megabytes)d MB, more than any list of SDG texts.")
        % {"source": source, "megabytes": LARGEST // 1024 // 1024}
    )


class SameHostRedirects(HTTPRedirectHandler):
    def __init__(self, start):
        self.start = start

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        to = urlsplit(newurl)
        if (to.scheme, to.netloc) != (self.start.scheme, self.start.netloc):
            raise SourceUnreachable.because(
                req.full_url, _("it redirects to another host (%s); use that address if you trust it") % to.netloc
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)
