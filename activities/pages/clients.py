"""Where a request comes from."""

import ipaddress
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address of the client, behind as many proxies as PROXY_COUNT says; of IPv6, the network of one connection.

    If the header of the proxies is missing or too short, it is the address that connected to the web server. The same
    as django-allauth's, which takes longer than the rest of a short answer.
    """
    proxies = getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0)
    passed_on = request.META.get("HTTP_X_FORWARDED_FOR", "")
    addresses = passed_on.split(",") if passed_on and proxies else []
    if addresses and len(addresses) >= proxies:
        return network_of(addresses[-proxies])
    return network_of(request.META.get("REMOTE_ADDR", ""))


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """An IPv4 address without its port; the first 64 bits of an IPv6 address, which one connection has for itself."""
    host = address.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return host
    if found.version == 4:
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False).network_address)
