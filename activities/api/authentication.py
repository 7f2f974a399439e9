"""`Authorization: Bearer sdgmap_…`: which token a request was sent with, and whether it can be used.

The middleware `sdgmap/api_limit.py` checks it once for each request, whatever its address. Sessions are not used, so a
page of another site cannot make a browser act in the API.
"""

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication

from activities.actions.account.tokens import PREFIX, digest_of
from activities.models import ApiToken
from activities.queries.account.tokens import Standing, standing, token_with

#: The name of the scheme, in the header and in the description.
SCHEME, REALM = "Bearer", "SDG Map API"
CHALLENGE = f'{SCHEME} realm="{REALM}"'
INVALID = f'{CHALLENGE}, error="invalid_token"'
#: No token is longer.
LONGEST = 200


class BadToken(Exception):
    """The request has a token that cannot be used. The message tells its owner why and what to do."""


def sent_token(request: HttpRequest) -> str | None:
    """The text of the token in the header; None without one. Other schemes, such as those of a proxy, are left
    alone."""
    scheme, _space, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    return text.strip() if scheme.lower() == SCHEME.lower() else None


def checked_token(request: HttpRequest) -> ApiToken | None:
    """The token of the request, with its owner; None without one. Raises BadToken. One query if there is one."""
    text = sent_token(request)
    if text is None:
        return None
    if not text.startswith(PREFIX) or len(text) > LONGEST or not text.isascii():
        message = _("This is not a token of the SDG Map. A token begins with %(prefix)s. See /accounts/tokens/")
        raise BadToken(message % {"prefix": PREFIX})
    token = token_with(digest_of(text))
    if token is None:
        raise BadToken(_("There is no such token. Check that you copied all of it, or create one: /accounts/tokens/"))
    why = standing(token)
    if why == Standing.ACTIVE:
        return token
    if why == Standing.REVOKED:
        raise BadToken(_("This token was revoked. Create another: /accounts/tokens/"))
    if why == Standing.EXPIRED:
        message = _("This token expired on %(day)s. Create another: /accounts/tokens/")
        raise BadToken(message % {"day": date_format(token.expires_at, "DATE_FORMAT")})
    raise BadToken(_("The account of this token is not active. Ask an administrator."))


def token_of(request: HttpRequest) -> ApiToken | None:
    """The token that the middleware has checked."""
    return getattr(request, "api_token", None)


class BearerToken(BaseAuthentication):
    """`request.user` and `request.auth` of a view: the owner and the token."""

    def authenticate(self, request):
        token = token_of(request._request)
        return (token.user, token) if token else None

    def authenticate_header(self, request):
        return CHALLENGE


class Described(OpenApiAuthenticationExtension):
    """The security scheme in the OpenAPI description."""

    target_class = BearerToken
    name = "token"

    def get_security_definition(self, auto_schema):
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": f"{PREFIX}…",
            "description": "A token from /accounts/tokens/. Reading public data needs none.",
        }
