"""Middleware for every request: log line, host check, security headers in addition to Django's, and error pages."""

import errno
import re
import time
import uuid
from enum import Enum

import structlog
from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost, SuspiciousOperation, ValidationError
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import Http404, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from activities.actions.ledger import Busy
from activities.pages.unsaved.busy import AGAIN
from activities.pages.unsaved.session import texts
from sdgmap.logs import without_keys

log = structlog.get_logger("sdgmap.request")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
#: Paths that accept any Host header.
ANY_HOST = ("/health/live", "/health/ready")
QUERY_CANCELED = "57014"  # by statement_timeout


def request_log(get_response):
    """Bind a request id to every log line and log each request once. Query strings stay out: they may hold names."""

    def middleware(request):
        given = request.headers.get("X-Request-ID", "")
        request.id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request.id)
        began = time.perf_counter()
        response = get_response(request)
        response["X-Request-ID"] = request.id
        log.info(
            "request",
            method=request.method,
            path=without_keys(request.path),
            status=response.status_code,
            ms=round((time.perf_counter() - began) * 1e3, 1),
        )
        return response

    return middleware


def known_host(get_response):
    """Answer requests for another host with a page of ours, before anything builds an address from that name. Health
    checks come by address and need no name."""

    def middleware(request):
        if request.path_info not in ANY_HOST:
            try:
                request.get_host()
            except DisallowedHost:
                log.warning("unknown host")
                return unknown_host(request)
        return get_response(request)

    return middleware


def unknown_host(request) -> HttpResponse:
    title, text = (
        _("This address is not part of SDG Map"),
        _("SDG Map is at %(address)s") % {"address": settings.SITE_URL},
    )
    if request.path.startswith("/api/"):
        response = problem(400, title, text)
    else:
        response = HttpResponse(render_to_string("plain.html", {"title": title, "text": text}), status=400)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'self'"
    return response


def security_headers(get_response):
    """The headers that Django does not set. What someone with a session reads may be for them alone, such as a draft or
    a remark for staff on a page that everyone can read: no cache keeps it, unless the view says that it is public."""

    def middleware(request):
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


class HonestErrors:
    """Turn an error into a page (or problem+json under /api/) that says what happened and what to do.

    Django's own handlers show a technical page when DEBUG is on, and HTML to programs when it is off. Not-found pages
    are therefore made here, whatever DEBUG is.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 404 and not request.resolver_match:
            return not_found(request, Http404())
        return form_only(request, response) if response.status_code == 405 else response

    def process_exception(self, request, exception):
        if isinstance(exception, Busy | OperationalError | InterfaceError) or is_full(exception):
            why = Unavailable.because_of(exception)
            log.error("unavailable", why=why.name, error=str(exception).split("\n")[0])
            return unavailable(request, why)
        if isinstance(exception, Http404):
            return not_found(request, exception)
        if isinstance(exception, BadRequest):
            context = {"message": str(exception), "allowed": getattr(exception, "allowed", ())}
            return render(request, "400.html", context, status=400)
        return not_found(request, Http404()) if strange_to_admin(request, exception) else None


def strange_to_admin(request, exception) -> bool:
    """Whether Django's admin failed on an invalid address: a NUL byte, an invalid row id, or a content type without a
    table, such as those of the history."""
    if request.resolver_match.view_name == "admin:view_on_site":
        return isinstance(exception, ProgrammingError | ValidationError)
    nul = "%00" in request.META["QUERY_STRING"]
    return nul and isinstance(exception, ValueError) and request.resolver_match.app_names[:1] == ["admin"]


def not_found(request, exception):
    if request.path.startswith("/api/"):
        return problem(404, _("Not found"), _("There is no such address in the API. See /api/v1/docs/"))
    context = {"message": getattr(exception, "message", ""), "nearest": getattr(exception, "nearest", ())}
    return render(request, "404.html", context, status=404)


def form_only(request, response):
    """The page for 405 when a browser requests it: Django's own response has no text."""
    if request.method != "GET" or response.content or request.path.startswith(("/api/", "/health/")):
        return response
    response.content = render_to_string("405.html", request=request)
    return response


def is_full(exception: BaseException) -> bool:
    """Whether there was no room on the disk of the database or of this server."""
    if isinstance(exception, OperationalError):
        return getattr(exception.__cause__, "pgcode", None) == "53100"  # disk_full
    return isinstance(exception, OSError) and exception.errno in (errno.ENOSPC, errno.EDQUOT)


class Unavailable(Enum):
    """Why a request was not answered, and how many seconds to wait before it is tried again."""

    AWAY = 5
    BUSY = AGAIN
    SLOW = 30
    FULL = 60

    @classmethod
    def because_of(cls, error: BaseException) -> "Unavailable":
        if is_full(error):
            return cls.FULL
        if isinstance(error, Busy):
            return cls.BUSY
        return cls.SLOW if getattr(error.__cause__, "pgcode", None) == QUERY_CANCELED else cls.AWAY


def unavailable(request, why: Unavailable = Unavailable.AWAY) -> HttpResponse:
    """503 when the database does not respond or not in time, or when the disk is full. The page has what a form sent,
    and a button that sends it again. Must not use the database itself."""
    titles = {
        Unavailable.AWAY: _("The database is not responding"),
        Unavailable.BUSY: _("Other changes are being saved"),
        Unavailable.SLOW: _("The answer takes too long"),
        Unavailable.FULL: _("The disk is full"),
    }
    if request.path.startswith("/api/"):
        full = why == Unavailable.FULL
        detail = _("The server has no room for this. Try again later.") if full else _("Try again in a moment.")
        response = problem(503, titles[why], detail)
    else:
        again = sent_form(request)
        context = {
            "why": why.name.lower(),
            "again": again,
            "texts": texts(again or []),
            "address": request.get_full_path(),
        }
        response = HttpResponse(render_to_string("503.html", context), status=503)
    response["Retry-After"] = str(why.value)
    return response


def sent_form(request) -> list[tuple[str, str]] | None:
    """(name, value) of everything that a form sent, to be sent again. None for other requests, for files, and where a
    password or code is among it, which no page may contain."""
    if request.method != "POST" or request.path.startswith("/accounts/"):
        return None
    try:
        if request.FILES or any("password" in name for name in request.POST):
            return None
        return [(name, value) for name, values in request.POST.lists() for value in values]
    except (OSError, BadRequest, SuspiciousOperation, MultiPartParserError):  # what was sent cannot be read
        return None


def problem(status: int, title: str, detail: str, errors: dict | None = None) -> JsonResponse:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    body |= {"errors": errors} if errors else {}
    return JsonResponse(body, status=status, content_type="application/problem+json")
