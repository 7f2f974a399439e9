"""Errors as application/problem+json (RFC 9457). Each says what is wrong, where, and what to do."""

from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, MethodNotAllowed, NotAcceptable, Throttled
from rest_framework.response import Response

from activities.api.renderers import OrjsonRenderer
from activities.queries.codes import UnknownCode
from activities.queries.linked_data.resolving import Gone
from activities.validators import nearest

MEDIA_TYPE = "application/problem+json"
FEW = 10


class BadParameters(APIException):
    """400. `errors` is {parameter: [messages with the allowed or nearest values]}."""

    status_code = 400

    def __init__(self, errors: dict[str, list[str]]):
        super().__init__()
        self.errors = errors


class Unknown(APIException):
    """404. `nearest` are up to three {code, title, url}, the most similar first."""

    status_code = 404

    def __init__(self, detail: str, nearest: list[dict[str, str]] | None = None):
        super().__init__(detail)
        self.nearest = nearest or []


class BeginAnew(APIException):
    """410: what the client has is not a part of this database. `way` are members that say how to begin again."""

    status_code = 410

    def __init__(self, detail: str, **way: object):
        super().__init__(detail)
        self.way = way


class Withdrawn(APIException):
    """410. `gone` is what is left: what it was, and the Change that withdrew it."""

    status_code = 410

    def __init__(self, gone: Gone):
        super().__init__()
        self.gone = gone


class Failed(APIException):
    """Any other error. `title` and `detail` say what happened and what to do; `more` are further members."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        *,
        more: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ):
        super().__init__(detail)
        self.status_code, self.title = status, title
        self.more, self.headers = more or {}, headers or {}


def problem(exception: Exception, context: dict) -> Response | None:
    """DRF's exception handler. None leaves the error to the middleware: 503 if the database is down, else 500."""
    headers: dict[str, str] = {}
    if isinstance(exception, BadParameters):
        detail = " ".join(message for messages in exception.errors.values() for message in messages)
        body = _body(400, _("The request is not valid"), detail) | {"errors": exception.errors}
    elif isinstance(exception, Unknown):
        body = _body(404, _("Not found"), str(exception.detail)) | {"nearest": exception.nearest}
    elif isinstance(exception, BeginAnew):
        body = _body(410, _("Begin again"), str(exception.detail)) | exception.way
    elif isinstance(exception, UnknownCode):
        body = unknown_code(exception)
    elif isinstance(exception, Withdrawn):
        body = withdrawn(exception.gone)
    elif isinstance(exception, Failed):
        body = _body(exception.status_code, exception.title, str(exception.detail)) | exception.more
        headers = exception.headers
    elif isinstance(exception, Http404):
        body = _body(404, _("Not found"), str(exception) or _("There is nothing at this address.")) | {"nearest": []}
    elif isinstance(exception, SuspiciousOperation):
        body = _body(400, _("The request is not valid"), _("The request is too large, or it is malformed."))
    elif isinstance(exception, MethodNotAllowed):
        body = _body(405, _("Method not allowed"), _allowed(context["view"].allowed_methods))
        headers["Allow"] = ", ".join(context["view"].allowed_methods)
    elif isinstance(exception, NotAcceptable):
        formats = ", ".join(
            f"{renderer.media_type} (.{renderer.format})" for renderer in context["view"].get_renderers()
        )
        body = _body(406, _("No such format"), _("This address has these formats: %(formats)s.") % {"formats": formats})
        headers["Vary"] = "Accept"
    elif isinstance(exception, Throttled):
        body = _body(429, _("Too many requests"), str(exception.detail))
        headers["Retry-After"] = str(exception.wait)
    elif isinstance(exception, APIException):
        body = _body(exception.status_code, str(exception.default_detail), str(exception.detail))
    else:
        return None
    if request := context.get("request"):
        request.accepted_renderer, request.accepted_media_type = OrjsonRenderer(), MEDIA_TYPE
    return Response(body, status=body["status"], content_type=MEDIA_TYPE, headers=headers)


def unknown_code(exception: UnknownCode) -> dict:
    """The body of a 404 with the nearest codes."""
    nearest = [{"code": code, "title": str(title), "url": href} for href, code, title in exception.nearest]
    return _body(404, _("Not found"), exception.message) | {"nearest": nearest}


def withdrawn(gone: Gone) -> dict:
    """The body of a 410: what it was, and which Change withdrew it, when."""
    detail = _("“%(title)s” was withdrawn in Change %(change)s.") % {"title": gone.title, "change": gone.change}
    return _body(410, _("Withdrawn"), detail) | {
        "uri": gone.uri,
        "was": {"kind": gone.what, "title": gone.title, "page": settings.SITE_URL + gone.page},
        "withdrawn": {"change": gone.change, "at": gone.at},
    }


def _allowed(methods: list[str]) -> str:
    *most, last = methods
    return _("This address accepts only %(methods)s.") % {
        "methods": _("%(most)s and %(last)s") % {"most": ", ".join(most), "last": last} if most else last
    }


def _body(status: int, title: str, detail: str) -> dict:
    return {"type": "about:blank", "title": title, "status": status, "detail": detail}


def near(code: str, known: dict[str, tuple[str, str]]) -> list[dict[str, str]]:
    """`nearest` of an Unknown. `known` is {code: (title, path in the API)}. All of a few if none is similar."""
    close = nearest(code[:60], known) or (list(known) if len(known) <= FEW else [])
    return [{"code": c, "title": known[c][0], "url": known[c][1]} for c in close]
