"""One POST to an address that a stranger has chosen: never into private networks, never for longer than TOTAL seconds,
never reading more than READ bytes, following nothing.

The name is resolved once. Its addresses are checked, and the connection is made to the very address that was checked,
with the name in TLS (SNI, certificate) and in `Host`. So another answer to a second DNS query (DNS rebinding) changes
nothing. Proxies from the environment are not used.
"""

import io
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.http import parse_http_date_safe

from activities.models import Delivery
from activities.validators import clean_prose

Problem = Delivery.Problem

#: Seconds to resolve the name and to connect, each, and for everything until the answer has been read.
CONNECT, TOTAL = 5.0, 15.0
#: Bytes of an answer that are read, with its headers. EXCERPT characters of its body are kept for the log.
READ, EXCERPT = 16_384, 500
#: Of a name with many addresses, so many are tried.
TRIED = 3
#: Ports below belong to other protocols, such as e-mail, except those of the web.
FIRST_FREE_PORT, WEB_PORTS = 1024, (80, 443)
#: The addresses of the internet (IPv6). IPv4-mapped ones and NAT64 are outside.
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
#: Refused in any case: not all versions of Python know all of them.
REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # for protocols; one cloud has a service of its machines there
        "192.88.99.0/24",  # relays of 6to4, which lead elsewhere
        "168.63.129.16/32",  # a service that each machine in Azure has
        "2001::/23",  # for protocols; Teredo, which stands for an IPv4 address
        "2002::/16",  # 6to4, which stands for an IPv4 address
        "3fff::/20",  # for documentation
    )
)
#: The third quarter of an ISATAP address (RFC 5214). The last one is the IPv4 address that it stands for.
ISATAP = (0x0000_5EFE, 0x0200_5EFE)
#: Names as DNS has them, and IP addresses.
HOST = re.compile(r"[A-Za-z0-9_.-]{1,253}|[0-9A-Fa-f:.]+(%\w+)?")
#: Where names are resolved: a resolver that does not answer holds up these threads only.
RESOLVING = ThreadPoolExecutor(64, thread_name_prefix="resolve")


class Failed(Exception):
    """Nothing was sent, for one of the reasons of `Delivery.Problem`."""

    def __init__(self, problem: Delivery.Problem):
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Answer:
    """What an attempt has come to. `status` is None without an answer, `problem` is "" if the event was delivered.
    `wait`: the seconds that the receiver asks to wait for (Retry-After), else 0."""

    problem: str
    seconds: float
    status: int | None = None
    excerpt: str = ""
    wait: int = 0

    @property
    def gone(self) -> bool:
        """Whether the receiver says that it wants no more events."""
        return self.status == 410


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send: the parts of an address. `host` is as DNS and TLS need it, `path` as HTTP does."""

    secure: bool
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"


def target_of(address: str) -> Target:
    """The parts of an address. Raises Failed for one that may never be used: another scheme, a user name, another
    port, a private IP address."""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").rstrip("."), parts.port
        if not host.isascii():
            host = host.encode("idna").decode()
    except ValueError as error:
        raise Failed(Problem.ADDRESS) from error
    secure = parts.scheme == "https"
    allowed = HOST.fullmatch(host) and (secure or (parts.scheme == "http" and settings.WEBHOOKS_PRIVATE_ALLOWED))
    port = (443 if secure else 80) if port is None else port
    if not allowed or "@" in parts.netloc or (port < FIRST_FREE_PORT and port not in WEB_PORTS):
        raise Failed(Problem.ADDRESS)
    if is_private(host):
        raise Failed(Problem.PRIVATE)
    path = iri_to_uri(f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/")
    return Target(secure, host, port, path)


def is_private(host: str) -> bool:
    """Whether the host is an IP address to which nothing may be sent. False for a name: see `connect`."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return not (settings.WEBHOOKS_PRIVATE_ALLOWED or is_public(address))


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether it is one host on the internet: not private, loopback, link-local, multicast or reserved, and not an
    IPv6 address that stands for an IPv4 address."""
    six = isinstance(address, ipaddress.IPv6Address)
    if six and (address not in GLOBAL_UNICAST or int(address) >> 32 & 0xFFFF_FFFF in ISATAP):
        return False
    if any(address in network for network in REFUSED):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def post(address: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send the body. Returns within TOTAL seconds, and raises nothing."""
    began = time.monotonic()
    try:
        target = target_of(address)
        with connect(target, began) as sock:
            return exchange(sock, target, body, headers, began)
    except Failed as failed:
        problem = failed.problem
    except TimeoutError:
        problem = Problem.LATE
    except ssl.SSLError:
        problem = Problem.SECURITY
    except (HTTPException, OSError, ValueError):
        problem = Problem.BROKEN
    return Answer(problem, time.monotonic() - began)


def connect(target: Target, began: float) -> socket.socket:
    """A connection to the first address of the name that answers, in TLS if the target is secure. Raises Failed,
    TimeoutError or OSError."""
    for family, kind, protocol, where in addresses(target.host, target.port)[:TRIED]:
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(min(CONNECT, left(began)))
            sock.connect(where)
        except OSError:  # also after CONNECT seconds
            sock.close()
            continue
        try:
            sock.settimeout(left(began))
            return trust().wrap_socket(sock, server_hostname=target.host) if target.secure else sock
        except BaseException:
            sock.close()
            raise
    raise Failed(Problem.REFUSED)


def addresses(host: str, port: int) -> list[tuple[Any, ...]]:
    """(family, type, protocol, address) of each public address of the name. Raises Failed."""
    try:
        found = RESOLVING.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM).result(timeout=CONNECT)
    except (OSError, UnicodeError) as error:  # TimeoutError is an OSError
        raise Failed(Problem.NAME) from error
    public = [
        (family, kind, protocol, where) for family, kind, protocol, _, where in found if not is_private(str(where[0]))
    ]
    if not public:
        raise Failed(Problem.PRIVATE)
    return public


def exchange(sock: socket.socket, target: Target, body: bytes, headers: Mapping[str, str], began: float) -> Answer:
    """Send the request and read the answer: its status, and the beginning of its body as far as it comes in time."""
    connection = HTTPConnection(target.host, target.port)
    connection.sock = sock
    sock.settimeout(left(began))
    connection.request(
        "POST", target.path, body, {"Host": target.host_header, "Accept-Encoding": "identity", **headers}
    )
    response = HTTPResponse(Source(sock, began), method="POST")  # type: ignore[arg-type]
    response.begin()
    text = beginning(response)
    problem = ""
    if 300 <= response.status < 400:
        problem = Problem.REDIRECT
    elif not 200 <= response.status < 300:
        problem = Problem.STATUS
    wait = seconds_to_wait(response.headers.get("Retry-After", ""))
    return Answer(problem, time.monotonic() - began, response.status, text, wait)


def beginning(response: HTTPResponse) -> str:
    """The first characters of the body. The answer counts even if the rest never comes."""
    read = b""
    try:
        while len(read) < 4 * EXCERPT and (part := response.read1(4 * EXCERPT)):
            read += part
    except (HTTPException, OSError, ValueError):
        pass
    return clean_prose(read.decode("utf-8", "replace"))[:EXCERPT]


def seconds_to_wait(retry_after: str) -> int:
    """The seconds of a Retry-After header, which has seconds or a date; 0 for anything else."""
    if retry_after.isascii() and retry_after.isdigit():
        return int(retry_after[:9])
    date = parse_http_date_safe(retry_after)
    return max(0, int(date - time.time())) if date else 0


class Source(io.RawIOBase):
    """What the receiver sends: READ bytes at most, until TOTAL seconds after `began`. Raises TimeoutError."""

    def __init__(self, sock: socket.socket, began: float):
        self.sock, self.began, self.allowed = sock, began, READ

    def makefile(self, _mode: str) -> io.BufferedReader:
        """As HTTPResponse reads from a socket."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self.allowed:
            return 0
        self.sock.settimeout(left(self.began))
        count = self.sock.recv_into(memoryview(buffer)[: self.allowed])
        self.allowed -= count
        return count


def left(began: float) -> float:
    """The seconds until TOTAL. Raises TimeoutError."""
    seconds = began + TOTAL - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


@cache
def trust() -> ssl.SSLContext:
    """The certificates that this machine trusts."""
    return ssl.create_default_context()
