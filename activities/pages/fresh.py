"""ETags: 304 for a page that the browser has, if data, figures and code have not changed since."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language

from activities.queries.state import State

#: Sources of a page besides the data. Static files count because pages link to them by content hash.
PARTS = (
    ("templates", "*.html"),
    ("activities", "*.py"),
    ("activities", "*.sql"),
    ("roadmap", "*.py"),
    ("sdgmap", "*.py"),
    ("static", "*.*"),
    ("locale", "*.mo"),
)


def page_tag(request: HttpRequest, state: State) -> str:
    """The ETag of a page of facts and figures; "" for requests with a cookie, since their pages may be personal."""
    if request.COOKIES:
        return ""
    version = software() if not settings.DEBUG else software.__wrapped__()
    built = state.built_at.timestamp() if state.built_at else 0
    target = request.headers.get("HX-Target", "")
    address = (request.get_host(), request.get_full_path(), target, get_language(), version)
    digest = hashlib.blake2b(repr((state.change, state.built_through, built, address)).encode(), digest_size=12)
    return f'W/"{digest.hexdigest()}"'


def facts_tag(request: HttpRequest, state: State) -> str:
    """The ETag of an answer that contains facts alone and is the same for everyone."""
    version = software() if not settings.DEBUG else software.__wrapped__()
    address = (request.get_host(), request.get_full_path(), get_language(), version)
    digest = hashlib.blake2b(repr((state.change, state.epoch, address)).encode(), digest_size=12)
    return f'W/"{digest.hexdigest()}"'


def seen(request: HttpRequest, tag: str) -> HttpResponse | None:
    """304 if the browser has this version."""
    return marked(response, tag) if tag and (response := get_conditional_response(request, etag=tag)) else None


def marked(response: HttpResponse, tag: str) -> HttpResponse:
    """The response with its ETag: browsers may cache it but must revalidate it each time."""
    if tag and response.status_code in (200, 304):
        response["ETag"] = tag
    patch_cache_control(response, no_cache=True)
    return response


@cache
def software() -> str:
    """A hash of templates, code, translations and static files, so an upgrade invalidates cached pages."""
    digest = hashlib.blake2b(digest_size=8)
    for folder, pattern in PARTS:
        for source in sorted(Path(settings.BASE_DIR, folder).rglob(pattern)):
            state = source.stat()
            digest.update(f"{source.name} {state.st_size} {state.st_mtime_ns}".encode())
    return digest.hexdigest()
