"""What all operations that write share: a token with the right scope, strict JSON, errors as problem+json, and requests
that are done once."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from activities import rules
from activities.actions.editors import NotEditable
from activities.actions.ledger import Refused
from activities.actions.submissions.limits import TooMany
from activities.actions.submissions.rows import NotTheirs
from activities.api.authentication import CHALLENGE, BearerToken
from activities.api.base import CORS
from activities.api.errors import BadParameters, Failed
from activities.api.renderers import BySuffixOrAccept, OrjsonRenderer
from activities.api.writing.body import StrictJson, refuse_other_bodies, unknown_name
from activities.api.writing.once import REPLAYED, once
from activities.models import ApiToken
from activities.queries.account.second_factor import lacks_second_factor

Scope = ApiToken.Scope
METHODS = ("get", "post", "patch", "delete", "head", "options")
EXPOSED = f"{CORS['Access-Control-Expose-Headers']}, {REPLAYED}, Location"
PREFLIGHT_HEADERS = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-ID"


class Writing(APIView):
    """Mix it into a resource that can also be written, before its own class. Methods that write have `@writes`."""

    authentication_classes: Any = (BearerToken,)
    permission_classes: Any = ()
    throttle_classes: Any = ()
    parser_classes: Any = (StrictJson,)
    content_negotiation_class: Any = BySuffixOrAccept
    http_method_names: Any = METHODS
    #: {method that writes: names of its query parameters}
    allowed_parameters: dict[str, tuple[str, ...]] = {}

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.given: dict[str, Any] = {}  # methods that write take no `lang`: their answers are in English
        if "format" in kwargs:  # a file, such as activities.csv, is only read
            self.http_method_names = ("get", "head", "options")

    def options(self, request, *args, **kwargs):
        headers = {
            "Allow": ", ".join(self.allowed_methods),
            "Access-Control-Allow-Methods": ", ".join(self.allowed_methods),
            "Access-Control-Allow-Headers": PREFLIGHT_HEADERS,
            "Access-Control-Max-Age": "86400",
        }
        return Response(status=204, headers=headers)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in (CORS | {"Access-Control-Expose-Headers": EXPOSED}).items():
            response.headers[name] = value
        return response


class Private(Writing):
    """A resource that only its owners can read: every method needs a token, and no cache keeps an answer."""

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if request.method != "OPTIONS":
            response.headers["Cache-Control"] = "private, no-store"
        return response


def reads(scope: str) -> Callable:
    """A method that reads what is not public: 401 without a token, 403 without the scope."""

    def decorate(method):
        @wraps(method)
        def guarded(self, request, *args, **kwargs):
            refuse_without(request, scope)
            return method(self, request, *args, **kwargs)

        return guarded

    return decorate


def writes(scope: str) -> Callable:
    """A method that writes. Errors of actions become problem+json; with an Idempotency-Key it is done once."""

    def decorate(method):
        @wraps(method)
        def guarded(self, request, *args, **kwargs):
            request.accepted_renderer, request.accepted_media_type = OrjsonRenderer(), OrjsonRenderer.media_type
            refuse_without(request, scope)
            refuse_other_parameters(request, self.allowed_parameters.get(request.method, ()))
            refuse_other_bodies(request)
            try:
                return once(request, request._request.body, lambda: method(self, request, *args, **kwargs))
            except Refused as refused:
                raise failed(refused) from refused

        return guarded

    return decorate


def refuse_without(request: Request, scope: str) -> None:
    """401 without a token, 403 if its scope or its owner's role does not allow it. A token can do no more than its
    owner can at this moment."""
    token = request.auth
    if token is None:
        detail = _(
            "Send a token with the scope “%(scope)s”: Authorization: Bearer sdgmap_… Create one at /accounts/tokens/"
        )
        headers = {"WWW-Authenticate": CHALLENGE}
        raise Failed(401, _("A token is needed"), detail % {"scope": scope}, headers=headers)
    if token.scope != scope:
        detail = _("This token has the scope “%(has)s”. Create one with the scope “%(scope)s”: /accounts/tokens/")
        headers = {"WWW-Authenticate": f'{CHALLENGE}, error="insufficient_scope", scope="{scope}"'}
        raise Failed(
            403, _("The token does not allow this"), detail % {"has": token.scope, "scope": scope}, headers=headers
        )
    if scope == Scope.EDIT and not rules.can_edit_activities(request.user):
        raise Failed(403, _("You may not edit"), _("Only people with a role can edit. Ask an administrator for one."))
    if lacks_second_factor(request.user):
        detail = _("Your role needs a second step at sign-in. Set it up at /accounts/2fa/ and try again.")
        raise Failed(403, _("Your account needs a second step"), detail)


def refuse_other_parameters(request: Request, allowed: tuple[str, ...]) -> None:
    if unknown := {name: [unknown_name(name, list(allowed))] for name in request._request.GET if name not in allowed}:
        raise BadParameters(unknown)


def failed(refused: Refused) -> Failed:
    """The answer to what an action refuses: it does not fit what is stored now."""
    if isinstance(refused, TooMany):
        headers = {"Retry-After": str(max(1, round(refused.seconds)))}
        return Failed(429, _("Too many requests"), str(refused), headers=headers)
    if isinstance(refused, NotEditable | NotTheirs | PermissionDenied):
        return Failed(403, _("You may not change this"), str(refused))
    return Failed(409, _("This is not possible now"), str(refused))
