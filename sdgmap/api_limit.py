"""Each request to the API: check its token, and bound how many one client makes. Outside of `AsOf`: past versions are
read-only."""

import contextlib

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from activities.actions.account.tokens import note_use
from activities.api.authentication import INVALID, BadToken, checked_token
from activities.api.throttling import Verdict, clients_of, headers_of, throttle
from activities.pages.clients import address_of
from activities.pictures.words import figure
from sdgmap.middleware import Unavailable, unavailable
from sdgmap.past import is_api, refusal


def api_limit(get_response):
    """Answer 401 to a token that cannot be used, and 429 to an address, or a token or its owner, that has made too many
    requests. The headers of each answer say how many more can be made. Preflight requests (OPTIONS) are not counted."""

    def middleware(request):
        if not is_api(request) or request.method == "OPTIONS":
            return get_response(request)
        token, wrong = None, ""
        try:
            token = checked_token(request)
        except BadToken as bad:
            wrong = str(bad)
        except (OperationalError, InterfaceError) as error:
            return unavailable(request, Unavailable.because_of(error))
        verdicts = counted(address_of(request), token)
        if refused := next((one for one in verdicts if not one.allowed), None):
            response = too_many(refused)
        elif wrong:
            response = refusal(401, _("The token cannot be used"), wrong)
            response["WWW-Authenticate"], response["Cache-Control"] = INVALID, "no-store"
        elif token:
            response = answered(request, token, get_response)
        else:
            response = get_response(request)
        for name, value in headers_of(verdicts).items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def counted(address: str, token) -> list[Verdict]:
    """What the counts of the client say; nothing if they cannot be kept: reading may still be possible, or the answer
    will say that it is not."""
    try:
        return [throttle.take(client) for client in clients_of(address, token)]
    except (OperationalError, InterfaceError):
        return []


def answered(request, token, get_response):
    """The answer to a request with a token. It is for its owner: no shared cache may keep it."""
    request.api_token = token
    structlog.contextvars.bind_contextvars(token=token.pk)
    with contextlib.suppress(DatabaseError):
        note_use(token)
    response = get_response(request)
    if "no-store" not in response.get("Cache-Control", ""):
        again = "private, max-age=0, must-revalidate"
        response["Cache-Control"] = again if request.method in ("GET", "HEAD") else "private, no-store"
    patch_vary_headers(response, ["Authorization"])
    return response


def too_many(verdict: Verdict):
    who = {
        "address": _("This address has made %(count)s requests within a few minutes."),
        "user": _("The tokens of this account have made %(count)s requests within a few minutes."),
        "token": _("This token has made %(count)s requests within a few minutes."),
    }
    done = who[verdict.client.kind] % {"count": figure(verdict.client.limit)}
    rest = _("Continue in %(seconds)s seconds. For a copy of all data, request pages of 1,000 rows (limit=1000).")
    return refusal(429, _("Too many requests"), f"{done} {rest % {'seconds': verdict.seconds}}")
