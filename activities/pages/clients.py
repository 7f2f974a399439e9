"""Where a request comes from."""

from allauth.core.internal.ratelimit import get_ip
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address of the client, behind as many proxies as PROXY_COUNT says; of IPv6, the network of one connection.

    If the header of the proxies is missing or too short, it is the address that connected to the web server.
    """
    try:
        return get_ip(request)
    except (ImproperlyConfigured, PermissionDenied):
        return request.META.get("REMOTE_ADDR", "")
