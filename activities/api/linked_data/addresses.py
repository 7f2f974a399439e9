"""/id/…: the lasting address of every fact, which leads to its page or to its data (docs/adr/0021).

303 to the page or to the data, as the Accept header prefers; 301 to the fact that it was merged into; 410 if it was
withdrawn. Without a preference the page comes first.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.request import MediaType
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from activities.api.base import CORS, PREFLIGHT
from activities.api.conditional import CACHE_CONTROL
from activities.api.errors import MEDIA_TYPE, unknown_code, withdrawn
from activities.api.linked_data.documents import links
from activities.past_views import shows_the_past
from activities.queries.codes import UnknownCode
from activities.queries.linked_data import resolving
from activities.validators import clean_text

#: {media type: ending of the address of the data}; None is the page. The first is for clients that take anything.
FORMATS: dict[str, str | None] = {
    "text/html": None,
    "application/xhtml+xml": None,
    "application/ld+json": ".jsonld",
    "text/turtle": ".ttl",
    "application/json": "/",
}
#: Answers to any other Accept header, and errors for programs.
OTHER = ""
Find = Callable[..., resolving.Found | resolving.Moved | resolving.Gone]


def preferred(request: HttpRequest) -> str:
    """The one of FORMATS that the Accept header prefers (RFC 9110), the first of equal ones; OTHER if it accepts none.

    Parameters such as a charset or a profile do not count. Django's own choice takes what `q=0` rules out.
    """
    header = request.headers.get("Accept", "").strip() or "*/*"
    accepted = [MediaType(part) for part in header.lower().split(",") if part.strip()]
    best = max(FORMATS, key=lambda media: quality(media, accepted))
    return best if quality(best, accepted) else OTHER


def quality(media: str, accepted: list[MediaType]) -> float:
    """How welcome a media type is, from 0 to 1: as the most specific range says that it is in."""
    main, _slash, sub = media.partition("/")
    fitting = [one for one in accepted if one.main_type in ("*", main) and one.sub_type in ("*", sub)]
    given = max(fitting, key=lambda one: (one.main_type != "*", one.sub_type != "*")).quality if fitting else 0
    return given if given > 0 else 0  # "q=nan" is not


def open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view for programs of any origin: GET, HEAD and OPTIONS, with CORS and `Vary: Accept`."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            response = HttpResponse(status=204, headers=PREFLIGHT | {"Allow": "GET, HEAD, OPTIONS"})
        elif request.method not in ("GET", "HEAD"):
            response = HttpResponseNotAllowed(("GET", "HEAD", "OPTIONS"))
        else:
            response = view(request, *args, **kwargs)
        for name, value in CORS.items():
            response.headers[name] = value
        patch_vary_headers(response, ("Accept",))
        return response

    return answered


def leads(find: Find) -> Callable[..., HttpResponse]:
    """The view of the lasting addresses of one kind of fact. `find` gets the parts of the address."""

    @shows_the_past
    @open_to_all
    def address(request: HttpRequest, **parts: Any) -> HttpResponse:
        wanted = preferred(request)
        page = wanted in FORMATS and FORMATS[wanted] is None
        try:
            if any(clean_text(str(part)) != str(part) for part in parts.values()):  # a NUL, or blanks at an end
                raise UnknownCode(_("There is nothing at this address."), [])
            found = find(*parts.values())
        except UnknownCode as unknown:
            return missing(request, unknown) if page else problem(unknown_code(unknown))
        if isinstance(found, resolving.Moved):
            return HttpResponse(status=301, headers={"Location": asked(request, found.path)})
        if isinstance(found, resolving.Gone):
            return gone(request, found) if page else problem(withdrawn(found))
        uri = settings.SITE_URL + reverse(request.resolver_match.view_name, kwargs=parts)
        header = {"Link": links(uri, found.data, page=found.page), "Cache-Control": CACHE_CONTROL}
        ending = FORMATS.get(wanted, OTHER)
        if wanted == OTHER or (ending and not found.data):
            return problem(no_format(found), header)
        to = found.page if ending is None else found.data + ending
        return HttpResponse(status=303, headers=header | {"Location": asked(request, to)})

    return address


def asked(request: HttpRequest, path: str) -> str:
    """The path with the query of the request, which may name a language. AsOf adds `as_of`."""
    query = request.GET.urlencode()
    bare, hash_sign, fragment = path.partition("#")
    return f"{bare}?{query}{hash_sign}{fragment}" if query else path


def missing(request: HttpRequest, unknown: UnknownCode) -> HttpResponse:
    context = {"message": unknown.message, "nearest": unknown.nearest}
    return render(request, "404.html", context, status=404)


def gone(request: HttpRequest, found: resolving.Gone) -> HttpResponse:
    return render(request, "activities/gone.html", {"gone": found}, status=410)


def no_format(found: resolving.Found) -> dict:
    formats = [media for media, ending in FORMATS.items() if ending is None or found.data]
    detail = _("This address has these formats: %(formats)s.") % {"formats": ", ".join(formats)}
    return {"type": "about:blank", "title": _("No such format"), "status": 406, "detail": detail}


def problem(body: dict, headers: dict[str, str] | None = None) -> HttpResponse:
    """An error for programs (RFC 9457)."""
    content = orjson.dumps(body, option=orjson.OPT_UTC_Z)
    return HttpResponse(content, status=body["status"], content_type=MEDIA_TYPE, headers=headers)


urlpatterns = [
    path("activity/<int:pk>", leads(resolving.find_activity), name="id-activity"),
    path("mapping/<int:pk>", leads(resolving.find_mapping), name="id-mapping"),
    path("organisation/<str:slug>", leads(resolving.find_organisation), name="id-organisation"),
    path("framework/<str:slug>", leads(resolving.find_framework), name="id-framework"),
    path("term/<str:framework>/<path:code>", leads(resolving.find_term), name="id-term"),
    path("crosswalk/<str:name>", leads(resolving.find_crosswalk), name="id-crosswalk"),
    path("country/<str:code>", leads(resolving.find_country), name="id-country"),
    path("region/<str:slug>", leads(resolving.find_region), name="id-region"),
]
