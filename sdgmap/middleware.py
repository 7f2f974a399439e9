"""Middleware for every request: log line, security headers in addition to Django's, and error pages."""

import errno
import re
import time
import uuid

import structlog
from django.core.exceptions import BadRequest, ValidationError
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

log = structlog.get_logger("sdgmap.request")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
#: The rest of such a path is a secret: it confirms an address or resets a password. It is not logged.
KEY_IN_PATH = re.compile(r"^(/accounts/(?:confirm-email|password/reset/key)/).+")


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
            path=KEY_IN_PATH.sub(r"\1…", request.path),
            status=response.status_code,
            ms=round((time.perf_counter() - began) * 1e3, 1),
        )
        return response

    return middleware


def security_headers(get_response):
    def middleware(request):
        response = get_response(request)
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
        if is_full(exception):
            log.error("disk full", error=str(exception).split("\n")[0])
            return unavailable(request, full=True)
        if isinstance(exception, OperationalError | InterfaceError):
            log.error("database away", error=str(exception).split("\n")[0])
            return unavailable(request)
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


def unavailable(request, *, full: bool = False) -> HttpResponse:
    """503 when the database is not responding, or when the disk is `full`. Must not use the database itself."""
    if not request.path.startswith("/api/"):
        response = HttpResponse(render_to_string("503.html", {"full": full}), status=503)
    elif full:
        response = problem(503, _("The disk is full"), _("The server has no room for this. Try again later."))
    else:
        response = problem(503, _("The database is not responding"), _("Try again in a moment."))
    response["Retry-After"] = "60" if full else "5"
    return response


def problem(status: int, title: str, detail: str, errors: dict | None = None) -> JsonResponse:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    body |= {"errors": errors} if errors else {}
    return JsonResponse(body, status=status, content_type="application/problem+json")
