"""/ns/: our own vocabulary as a page, as Turtle and as JSON-LD, and the JSON-LD context."""

from functools import cache

import orjson
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import path, reverse

from activities.api.conditional import CACHE_CONTROL, code_version, seen
from activities.api.linked_data.addresses import FORMATS, open_to_all, preferred
from activities.exchange.linked_data import terms, writing
from activities.exchange.linked_data.context import PREFIXES, context, namespace
from activities.queries.linked_data.lists import lists

#: {name of the file: media type}
FILES = {
    "context.jsonld": "application/ld+json",
    "vocabulary.jsonld": "application/ld+json",
    "vocabulary.ttl": "text/turtle; charset=utf-8",
}


@cache
def made(name: str, site: str) -> bytes:
    """A file of FILES. It only depends on the code and on the address of the site."""
    if name == "context.jsonld":
        return orjson.dumps({"@context": context(site)}, option=orjson.OPT_INDENT_2) + b"\n"
    write = writing.turtle if name.endswith(".ttl") else writing.jsonld
    return write(terms.vocabulary(site, lists()), site)


@open_to_all
def file(request: HttpRequest, name: str) -> HttpResponse:
    """A file of FILES, for any Accept header."""
    if name not in FILES:
        raise Http404
    tag = f'W/"{code_version()}-{name}"'
    headers = {"ETag": tag, "Cache-Control": CACHE_CONTROL, "Content-Language": "en"}
    if seen(request.headers.get("If-None-Match", ""), tag):
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(made(name, settings.SITE_URL), content_type=FILES[name], headers=headers)


@open_to_all
def vocabulary(request: HttpRequest) -> HttpResponse:
    """The page, or the vocabulary in the format that the Accept header prefers."""
    ending = FORMATS.get(preferred(request))
    if ending in (".ttl", ".jsonld"):
        return file(request, f"vocabulary{ending}")
    site = settings.SITE_URL
    alternates = ", ".join(
        f'<{site}{reverse("vocabulary-file", args=[name])}>; rel="alternate"; type="{media.partition(";")[0]}"'
        for name, media in FILES.items()
        if name.startswith("vocabulary")
    )
    page = {
        "namespace": namespace(site),
        "classes": terms.CLASSES,
        "properties": terms.PROPERTIES,
        "lists": [(name, terms.LISTS[name], values) for name, values in lists().items()],
        "prefixes": PREFIXES,
    }
    response = render(request, "activities/vocabulary.html", page)
    response["Link"] = alternates
    return response


urlpatterns = [
    path("", vocabulary, name="vocabulary"),
    path("<name>", file, name="vocabulary-file"),
]
