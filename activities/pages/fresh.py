"""304 for a page whose reader has seen it: nothing was published since, no figure rebuilt, and the code is the same."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language

from activities.queries.state import State

#: What a page is made of beside the data. Static files are among it because pages name them by their contents' hash.
PARTS = (("templates", "*.html"), ("activities", "*.py"), ("sdgmap", "*.py"), ("static", "*.*"), ("locale", "*.mo"))


def page_tag(request: HttpRequest, state: State) -> str:
    """The ETag of a page made of facts and figures; "" for those with a cookie, whom a page may address in person."""
    if request.COOKIES:
        return ""
    version = software() if not settings.DEBUG else software.__wrapped__()
    built = state.built_at.timestamp() if state.built_at else 0
    asked = (request.get_host(), request.get_full_path(), request.headers.get("HX-Target", ""), get_language(), version)
    digest = hashlib.blake2b(repr((state.change, state.built_through, built, asked)).encode(), digest_size=12)
    return f'W/"{digest.hexdigest()}"'


def seen(request: HttpRequest, tag: str) -> HttpResponse | None:
    """304 when the reader's copy is this one."""
    return marked(response, tag) if tag and (response := get_conditional_response(request, etag=tag)) else None


def marked(response: HttpResponse, tag: str) -> HttpResponse:
    """The response with its tag; it may be kept, but must be asked for again each time."""
    if tag and response.status_code in (200, 304):
        response["ETag"] = tag
    patch_cache_control(response, no_cache=True)
    return response


@cache
def software() -> str:
    """Changes with templates, code, translations and what pages load, so that nobody's copy outlives an upgrade."""
    digest = hashlib.blake2b(digest_size=8)
    for folder, pattern in PARTS:
        for source in sorted(Path(settings.BASE_DIR, folder).rglob(pattern)):
            state = source.stat()
            digest.update(f"{source.name} {state.st_size} {state.st_mtime_ns}".encode())
    return digest.hexdigest()
