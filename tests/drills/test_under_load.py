"""What attackers and crowds do to a running site: half-sent forms, writers that wait, a broker that hangs. Bounded, and
on the loopback address only."""

import contextlib
import http.client
import json
import re
import signal
import socket
import threading
import time
from urllib.parse import urlencode

import psycopg2
import pytest

from activities.actions.ledger import LEDGER_LOCK
from sdgmap import embedded
from sdgmap.processes import wait_until
from tests.drills import SOON
from tests.drills.test_run import READY, Run, free_port

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("run")]


@pytest.fixture(scope="module")
def site(site_var):
    run = Run(site_var, free_port()).until(READY, seconds=300)
    yield run
    run.end()


def ask(site, path, method="GET", body="", timeout=60.0, **headers):
    """(status, headers, text, seconds) of one request on a connection of its own; status 0 if there is no answer."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", int(site.address.rpartition(":")[2]), timeout=timeout)
    with contextlib.closing(connection):
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode(), time.monotonic() - began
        except OSError:
            return 0, {}, "", time.monotonic() - began


def seconds_for_pages(site):
    """The slowest of three pages; all of them have to answer."""
    answers = [ask(site, path) for path in ("/health/live", "/goals/9/", "/activities/")]
    assert [answer[0] for answer in answers] == [200, 200, 200]
    return max(answer[3] for answer in answers)


class Editor:
    """A coordinator who is signed in."""

    TOKEN = "c" * 32

    def __init__(self, site):
        self.site = site
        who = next(one for one in json.loads((site.var / "sign-ins.json").read_text()) if one["role"] == "coordinator")
        data = {"login": who["email"], "password": who["password"]}
        status, headers, _text, _seconds = self.post("/accounts/login/", data, cookie="")
        assert status == 302
        found = re.search(r"sessionid=\w+", " ".join(headers.get_all("Set-Cookie")))
        self.cookie = found[0]

    def post(self, path, data, cookie=None, **headers):
        headers["Cookie"] = f"csrftoken={self.TOKEN}; {self.cookie if cookie is None else cookie}"
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.TOKEN}
        return ask(self.site, path, "POST", urlencode(data), **headers)


@contextlib.contextmanager
def half_sent(site, number):
    """Clients that send the head of a form and then nothing."""
    head = (
        "POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: csrftoken=" + "a" * 32 + "\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n"
    )
    with contextlib.ExitStack() as stack:
        clients = []
        for _ in range(number):
            client = socket.create_connection(("127.0.0.1", int(site.address.rpartition(":")[2])))
            client.sendall(head.encode())
            clients.append(stack.enter_context(client))
        yield clients


def test_half_sent_forms_do_not_stop_the_site(site):
    seconds_for_pages(site)  # each worker loads what it loads once
    with half_sent(site, 24) as clients:
        time.sleep(3)
        assert seconds_for_pages(site) < SOON
        assert wait_until(lambda: all(map(has_ended, clients)), seconds=30), "their connections are closed"
        assert seconds_for_pages(site) < SOON


def has_ended(client):
    client.settimeout(0.01)
    try:
        return client.recv(1 << 16) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


@contextlib.contextmanager
def ledger_held(site):
    connection = psycopg2.connect(host=str(embedded.socket_dir(site.var)), user="postgres", dbname="sdgmap")
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])
        yield


def test_forty_writers_wait_while_readers_read(site):
    editor = Editor(site)
    data = {"title": "Typed by a person", "kind": "project", "status": "ongoing", "description_certainty": "confirmed"}
    data["organisation"] = "1"
    answers = []

    def write():
        answers.append(editor.post("/activities/new/", data))

    before = max(seconds_for_pages(site) for _ in range(3))
    with ledger_held(site):
        writers = [threading.Thread(target=write) for _ in range(40)]
        for writer in writers:
            writer.start()
        time.sleep(0.5)
        during = [seconds_for_pages(site) for _ in range(3)]
        for writer in writers:
            writer.join(60)
    assert sorted(during)[1] < max(SOON, 2 * before)
    assert {status for status, *_rest in answers} == {503}
    assert all(headers["Retry-After"] == "2" and data["title"] in text for _s, headers, text, _t in answers)
    assert editor.post("/activities/new/", data)[0] == 302


def test_a_broker_that_hangs_is_found_out_and_nobody_waits_for_it(site):
    editor = Editor(site)
    broker = embedded._valkey_process(site.var)
    broker.send_signal(signal.SIGSTOP)
    try:
        status, _headers, text, seconds = ask(site, "/health/ready")
        assert (status, json.loads(text)["broker"]) == (503, False)
        assert seconds < 2 + SOON
        status, _headers, _text, seconds = editor.post("/suggestions/train/", {})  # creates a Job, as an upload does
        assert status == 302
        assert seconds < SOON
    finally:
        broker.send_signal(signal.SIGCONT)
    assert wait_until(lambda: ask(site, "/health/ready")[0] == 200, seconds=30)
