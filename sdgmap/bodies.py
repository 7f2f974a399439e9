"""Deadlines for clients: half-sent forms and downloads that nobody reads must not hold the threads that serve pages.

The body of a request is read as soon as the request begins, before it has a connection to the database or a turn to
write. Such a read cannot be stopped while its connection is open, and the server does not say which connection a
request came by. So one thread looks at bodies that are late and closes their connections; the reads then end.

A late body's connection is the one from the same address that was silent, or slow, for as long and has had no answer
meanwhile. The same thread closes the connection of a client that takes no byte of a download for a minute. The kernel
tells these times where it is Linux; elsewhere nothing is closed. A proxy that buffers requests and responses
(docs/operating.md) keeps slow clients away from here altogether.
"""

import contextlib
import fcntl
import os
import socket
import struct
import tempfile
import termios
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import structlog
from django.core.handlers.wsgi import LimitedStream
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from sdgmap.middleware import problem
from sdgmap.uploads import LARGEST_REQUEST

log = structlog.get_logger("sdgmap.bodies")

CHUNK = 1 << 16
IN_MEMORY = 1 << 20
#: Of a request that is refused because of its size: enough to see which field is too large.
BEGINNING = 1 << 20
#: Seconds that a body may take, and one more for each SLOWEST bytes that have arrived.
DEADLINE = 10
SLOWEST = 16 * 1024
#: With more bodies under way than this, a third of the process's threads, DEADLINE is shorter.
MANY = 8
DEADLINE_OF_MANY = 1
#: Seconds in which the client of a download has to take something.
UNREAD = 60
ESTABLISHED = 1  # TCP_ESTABLISHED of linux/tcp.h
WITHOUT_BODY = ("GET", "HEAD", "OPTIONS", "TRACE")


class Body:
    """A body under way: `length` bytes from `source`, sent by `client` (an address). It is `late` when its connection
    was closed because of it."""

    def __init__(self, source: Any, length: int, client: str):
        self.source, self.length, self.client = source, length, client
        self.began, self.got, self.late = time.monotonic(), 0, False

    @property
    def age(self) -> float:
        return time.monotonic() - self.began

    def read_into(self, file: Any) -> None:
        """Read until all of it is there or the connection has ended."""
        with watch.over(self):
            while self.got < self.length and (chunk := self.source.read(min(CHUNK, self.length - self.got))):
                file.write(chunk)
                self.got += len(chunk)


def received(get_response):
    """Middleware: go on when the whole body is there. 408 when it does not come in time, 400 when the client went
    away."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = content_length(request)
        if request.method in WITHOUT_BODY or not length:
            return watched(get_response(request))
        expected = length if length <= LARGEST_REQUEST else BEGINNING
        body = Body(request.META["wsgi.input"], expected, request.META.get("REMOTE_ADDR", ""))
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
            body.read_into(file)
            if body.got < expected:
                return incomplete(request, body)
            file.seek(0)
            request._stream = LimitedStream(file, length)
            return watched(get_response(request))

    return middleware


def watched(response: HttpResponse) -> HttpResponse:
    """A download is watched until it is closed, because its last byte or its client has gone."""
    if response.streaming:
        watch.add(response)
    return response


def content_length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0  # as Django reads it


def incomplete(request: HttpRequest, body: Body) -> HttpResponse:
    log.warning("body incomplete", late=body.late, got=body.got, of=body.length)
    title, text = _("The form did not arrive"), _("Nothing was saved. Check your connection, then send the form again.")
    status = 408 if body.late else 400
    if request.path.startswith("/api/"):
        return problem(status, title, text)
    return HttpResponse(render_to_string("plain.html", {"title": title, "text": text}), status=status)


class Watch:
    """Looks twice a second, while bodies or downloads are under way, for late ones."""

    def __init__(self) -> None:
        self._lock, self._under_way, self._running = threading.Lock(), set[Any](), False

    @contextlib.contextmanager
    def over(self, body: Body) -> Iterator[None]:
        self.add(body)
        try:
            yield
        finally:
            self.discard(body)

    def add(self, one: Any) -> None:
        with self._lock:
            self._under_way.add(one)
            start, self._running = not self._running, True
        if start:
            threading.Thread(target=self._run, daemon=True, name="late clients").start()

    def discard(self, one: Any) -> None:
        with self._lock:
            self._under_way.discard(one)

    def late(self) -> list[Body]:
        """Bodies that are late, oldest first."""
        with self._lock:
            bodies = sorted((one for one in self._under_way if isinstance(one, Body)), key=lambda body: body.began)
        deadline = DEADLINE_OF_MANY if len(bodies) > MANY else DEADLINE
        return [body for body in bodies if body.age > deadline + body.got / SLOWEST]

    def _run(self) -> None:
        idle = turn = 0
        while True:
            time.sleep(0.5)
            turn += 1
            with self._lock:
                self._under_way = {one for one in self._under_way if isinstance(one, Body) or not one.closed}
                idle = 0 if self._under_way else idle + 1
                downloads = any(not isinstance(one, Body) for one in self._under_way)
                if idle > 20:
                    self._running = False
                    return
            if late := self.late():
                close_late(late)
            if downloads and turn % 10 == 0:
                close_unread()


watch = Watch()


@dataclass(slots=True)
class Silence:
    """A connection: seconds since bytes were last received, and last sent; `unread`, bytes that wait for the client."""

    client: str
    received: float
    sent: float
    unread: int
    number: int


def close_late(bodies: list[Body]) -> None:
    """Close the connection of each body, as far as it is found."""
    open_ones = connections()
    for body in bodies:
        # nothing was sent since the request came; half a second for what happened before it reached us
        unanswered = [one for one in open_ones if one.client == body.client and one.sent > body.age - 0.5]
        if not unanswered:
            continue
        found = min(unanswered, key=lambda one: abs(one.received - body.age))
        open_ones.remove(found)
        body.late = True
        close(found.number)
    log.warning("late bodies", number=len(bodies), closed=sum(body.late for body in bodies))


def close_unread() -> None:
    """Close the connections whose clients have taken nothing for UNREAD seconds of what waits for them."""
    unread = [one for one in connections() if one.unread and one.sent > UNREAD]
    for one in unread:
        close(one.number)
    if unread:
        log.warning("downloads not read", closed=len(unread))


def connections() -> list[Silence]:
    """Of this process, from struct tcp_info of linux/tcp.h. Empty where there is none."""
    found = []
    with contextlib.suppress(OSError):
        for entry in os.listdir("/proc/self/fd"):
            with contextlib.suppress(OSError, AttributeError):
                if not os.readlink(f"/proc/self/fd/{entry}").startswith("socket:"):
                    continue
                with socket.socket(fileno=os.dup(int(entry))) as connection:
                    if connection.family in (socket.AF_INET, socket.AF_INET6):
                        client = connection.getpeername()[0].removeprefix("::ffff:")
                        info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 56)
                        if info[0] != ESTABLISHED:  # closed already, and its owner has not noticed yet
                            continue
                        sent, _acknowledged, received = struct.unpack_from("=3I", info, 44)
                        (unread,) = struct.unpack("=i", fcntl.ioctl(connection, termios.TIOCOUTQ, bytes(4)))
                        found.append(Silence(client, received / 1000, sent / 1000, unread, int(entry)))
    return found


def close(number: int) -> bool:
    """Shut a connection down. Its owner sees that it has ended, and closes the file."""
    try:
        with socket.socket(fileno=os.dup(number)) as connection:
            connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return False
    return True
