"""Bound the requests that one address makes to the API. Outside of `AsOf`: past versions are read-only."""

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from activities.api.throttling import throttle
from activities.pages.clients import address_of
from activities.pictures.words import figure
from sdgmap.past import is_api, refusal


def api_limit(get_response):
    """Answer 429 to an address that has made API_LIMIT requests, and say in the headers of each answer how many more it
    can make. Questions before a request (OPTIONS) are not counted."""

    def middleware(request):
        if not settings.API_LIMIT or not is_api(request) or request.method == "OPTIONS":
            return get_response(request)
        try:
            verdict = throttle.take(address_of(request))
        except (
            OperationalError,
            InterfaceError,
        ):  # reading may still be possible, or the answer will say that it is not
            return get_response(request)
        response = get_response(request) if verdict.allowed else too_many(verdict.seconds)
        for name, value in verdict.headers.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def too_many(seconds: int):
    detail = _(
        "This address has made %(count)s requests within a few minutes. Continue in %(seconds)s seconds. For a copy of "
        "all data, request pages of 1,000 rows (limit=1000)."
    )
    return refusal(429, _("Too many requests"), detail % {"count": figure(settings.API_LIMIT), "seconds": seconds})
