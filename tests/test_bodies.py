"""Bodies of requests: read whole before anything else, and given up when they do not come."""

import contextlib
import io
import socket
import sys
import threading

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from sdgmap import bodies
from sdgmap.processes import wait_until


def echo(request):
    return HttpResponse("|".join(f"{name}={value}" for name, value in request.POST.items()))


def post(content: bytes, length: int | None = None, path="/activities/new/", method="POST"):
    request = RequestFactory().generic(method, path, content, "application/x-www-form-urlencoded")
    request.META |= {
        "CONTENT_LENGTH": str(len(content) if length is None else length),
        "wsgi.input": io.BytesIO(content),
    }
    return bodies.received(echo)(request)


def test_a_whole_body_is_read_as_usual():
    answer = post(b"title=Smart+villages&kind=project")
    assert (answer.status_code, answer.content) == (200, b"title=Smart villages|kind=project")


def test_a_large_body_goes_to_disk_and_comes_back(monkeypatch):
    monkeypatch.setattr(bodies, "IN_MEMORY", 100)
    text = b"x" * 300_000
    assert post(b"title=" + text).content == b"title=" + text


@pytest.mark.parametrize("length", ["", "0"])
def test_without_a_length_nothing_is_read(length):
    assert post(b"title=x", length).status_code == 200


def test_requests_without_a_body_are_not_read():
    assert post(b"title=x", method="GET").status_code == 200


def test_a_body_broken_off_is_400():
    answer = post(b"title=Smart", length=1000)
    assert (answer.status_code, "Nothing was saved" in answer.content.decode()) == (400, True)


def test_a_program_is_told_in_its_own_format():
    answer = post(b"{}", length=1000, path="/api/v1/activities/")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_of_a_request_that_is_too_large_only_the_beginning_is_read(monkeypatch):
    monkeypatch.setattr(bodies, "BEGINNING", 10)
    read = io.BytesIO(b"x" * 50)
    request = RequestFactory().post("/sheets/", b"", "application/x-www-form-urlencoded")
    request.META |= {"CONTENT_LENGTH": str(bodies.LARGEST_REQUEST + 1), "wsgi.input": read}
    bodies.received(lambda request: HttpResponse())(request)
    assert read.tell() == 10


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells the times on Linux only")
class TestLate:
    """Over real connections: the test is client and server."""

    @pytest.fixture
    def connect(self, monkeypatch):
        """connect() → (the client's end, the server's end). Only servers' ends are looked at, as in earnest."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            made = []
            every = bodies.connections
            theirs = lambda: [one for one in every() if one.number in {end.fileno() for _client, end in made}]  # noqa: E731
            monkeypatch.setattr(bodies, "connections", theirs)

            def connect():
                client = socket.create_connection(server.getsockname())
                made.append((client, server.accept()[0]))
                return made[-1]

            yield connect
            for each in (end for pair in made for end in pair):
                each.close()

    @pytest.fixture(autouse=True)
    def soon(self, monkeypatch):
        monkeypatch.setattr(bodies, "DEADLINE", 1)

    def receive(self, end, length=1000):
        """Read a body from the server's end in a thread; returns (the thread, its list of answers)."""
        answers = []

        def run():
            request = RequestFactory().post("/activities/new/", b"", "application/x-www-form-urlencoded")
            with end.makefile("rb") as source:
                request.META |= {"CONTENT_LENGTH": str(length), "wsgi.input": source, "REMOTE_ADDR": "127.0.0.1"}
                answers.append(bodies.received(echo)(request).status_code)

        thread = threading.Thread(target=run)
        thread.start()
        return thread, answers

    def test_a_silent_client_is_given_up(self, connect):
        client, end = connect()
        client.sendall(b"POST")
        end.recv(4)
        thread, answers = self.receive(end)
        thread.join(20)
        assert answers == [408]

    def test_a_body_in_time_is_not(self, connect):
        client, end = connect()
        thread, answers = self.receive(end, 9)
        client.sendall(b"title=abc")
        thread.join(20)
        assert answers == [200]

    def test_who_has_been_answered_stays(self, connect):
        idle, answered = connect()
        client, end = connect()
        for each, other in ((idle, answered), (client, end)):
            each.sendall(b"GET")
            other.recv(3)
        thread, answers = self.receive(end)
        thread.join(0.8)  # an answer within half a second of the request may be one to an earlier request
        answered.sendall(b"200")
        thread.join(20)
        assert answers == [408]
        assert idle.recv(3) == b"200"
        idle.settimeout(0.2)
        with pytest.raises(TimeoutError):
            idle.recv(1)

    def test_with_many_of_them_patience_is_short(self, connect, monkeypatch):
        monkeypatch.setattr(bodies, "DEADLINE", 600)
        monkeypatch.setattr(bodies, "MANY", 2)
        running = [self.receive(connect()[1]) for _ in range(3)]
        assert wait_until(lambda: any(answers for _thread, answers in running), seconds=20)

    def test_a_download_that_nobody_reads_is_given_up(self, connect, monkeypatch):
        monkeypatch.setattr(bodies, "UNREAD", 0.5)
        (_client, end), (reader, other) = connect(), connect()
        response = bodies.watched(StreamingHttpResponse([b"x"]))
        other.sendall(b"quick")
        assert reader.recv(5) == b"quick"

        def send():
            with contextlib.suppress(OSError):
                while True:
                    end.sendall(bytes(1 << 20))

        sending = threading.Thread(target=send)
        sending.start()
        sending.join(60)
        assert not sending.is_alive()
        other.sendall(b"still")
        assert reader.recv(5) == b"still"
        response.close()
        assert wait_until(lambda: response not in bodies.watch._under_way, seconds=5)
