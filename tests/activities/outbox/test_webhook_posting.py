"""One POST to a stranger's address: where it never goes, and what receivers cannot do to us."""

import ssl
import threading
from ipaddress import ip_address

import pytest

from activities.actions.outbox.webhooks import posting
from activities.actions.outbox.webhooks.posting import EXCERPT, Failed, is_public, post, seconds_to_wait, target_of
from activities.models import Delivery
from tests.receiver import (
    certificate,
    closed_port,
    drips,
    drips_its_body,
    floods,
    floods_its_headers,
    is_silent,
    receiving,
    says,
)

Problem = Delivery.Problem
PUBLIC = "93.184.215.14"


@pytest.fixture
def private_allowed(settings):
    settings.WEBHOOKS_PRIVATE_ALLOWED = True


@pytest.fixture
def resolver(monkeypatch):
    """resolver(answer, …): what each question for a name is answered, the last one for ever; returns the questions."""

    def answers(*each):
        questions, left = [], list(each)

        def getaddrinfo(host, port, *_args, **_kwargs):
            questions.append(host)
            found = left.pop(0) if len(left) > 1 else left[0]
            return [
                (posting.socket.AF_INET6 if ":" in one else posting.socket.AF_INET, 1, 6, "", (one, port))
                for one in found
            ]

        monkeypatch.setattr(posting.socket, "getaddrinfo", getaddrinfo)
        return questions

    return answers


@pytest.fixture
def connections(monkeypatch):
    """The addresses that a connection was made to; none succeeds."""
    made = []

    class Refusing(posting.socket.socket):
        def connect(self, where):
            made.append(where[0])
            raise ConnectionRefusedError

    monkeypatch.setattr(posting.socket, "socket", Refusing)
    return made


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - refused
        "0.1.2.3",
        "192.0.2.1",
        "192.0.0.192",
        "192.88.99.1",
        "168.63.129.16",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:93.184.215.14",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::5db8:d70e",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:1::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2a00:1450::5efe:7f00:1",
        "2a00:1450::200:5efe:a00:1",
        "3fff::1",
        "2002:5db8:d70e::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
    ],
)
def test_addresses_that_nothing_is_sent_to(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e"])
def test_addresses_on_the_internet(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("http://example.org/", Problem.ADDRESS),
        ("ftp://example.org/", Problem.ADDRESS),
        ("https:///hook", Problem.ADDRESS),
        ("https://user:secret@example.org/", Problem.ADDRESS),
        ("https://example.org:25/", Problem.ADDRESS),
        ("https://example.org:0/", Problem.ADDRESS),
        ("https://example.org:99999/", Problem.ADDRESS),
        ("https://example.org:https/", Problem.ADDRESS),
        ("https://[::1", Problem.ADDRESS),
        ("https://127.0.0.1/", Problem.PRIVATE),
        ("https://[::1]/", Problem.PRIVATE),
        ("https://[fe80::1%25eth0]/", Problem.PRIVATE),
        ("https://[::ffff:10.0.0.1]/", Problem.PRIVATE),
    ],
)
def test_addresses_that_are_refused_unasked(address, problem, resolver):
    questions = resolver([PUBLIC])
    with pytest.raises(Failed) as failed:
        target_of(address)
    assert (failed.value.problem, post(address, b"{}", {}).problem, questions) == (problem, problem, [])


@pytest.mark.parametrize("host", ["127.1", "0x7f000001", "2130706433", "localhost", "0"])
def test_other_ways_to_write_the_loopback_address(host, connections):
    """The resolver of the system reads them as addresses."""
    assert post(f"https://{host}/", b"{}", {}).problem in (Problem.PRIVATE, Problem.NAME)
    assert connections == []


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "64:ff9b::a00:1"])
def test_a_name_that_leads_inside(inside, resolver, connections):
    questions = resolver([inside])
    assert post("https://rebind.example/", b"{}", {}).problem == Problem.PRIVATE
    assert (questions, connections) == (["rebind.example"], [])


def test_a_resolver_that_changes_its_answer_is_asked_once(resolver, connections):
    """DNS rebinding: what was checked is what is connected to."""
    questions = resolver([PUBLIC], ["127.0.0.1"])
    assert post("https://rebind.example/", b"{}", {}).problem == Problem.REFUSED
    assert (questions, connections) == (["rebind.example"], [PUBLIC])
    assert post("https://rebind.example/", b"{}", {}).problem == Problem.PRIVATE
    assert connections == [PUBLIC]


def test_of_several_addresses_only_the_public_ones_are_tried(resolver, connections):
    resolver(["127.0.0.1", PUBLIC, "::1", "8.8.8.8"])
    assert post("https://mixed.example/", b"{}", {}).problem == Problem.REFUSED
    assert connections == [PUBLIC, "8.8.8.8"]


def test_a_name_that_is_not_there(monkeypatch):
    def unknown(*_args, **_kwargs):
        raise posting.socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(posting.socket, "getaddrinfo", unknown)
    assert post("https://nowhere.example/", b"{}", {}).problem == Problem.NAME


def test_what_is_sent(private_allowed, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed_port()}")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port()}")
    with receiving(says(201, b"Thanks\x00 \xff")) as receiver:
        answer = post(
            f"{receiver.url}/käse?a=ü", b'{"a": 1}', {"webhook-id": "msg_1", "Content-Type": "application/json"}
        )
        path, headers, body = receiver.next()
    assert (answer.problem, answer.status, answer.excerpt) == ("", 201, "Thanks �")
    assert (path, body) == ("/hook/k%C3%A4se?a=%C3%BC", b'{"a": 1}')
    assert headers == {
        "Host": f"127.0.0.1:{receiver.port}",
        "Accept-Encoding": "identity",
        "Content-Length": "8",
        "Content-Type": "application/json",
        "webhook-id": "msg_1",
    }


def trusting(monkeypatch, file):
    monkeypatch.setattr(posting, "trust", lambda: ssl.create_default_context(cafile=file))


def test_tls_is_with_the_name_and_not_the_address(private_allowed, monkeypatch, resolver, tmp_path):
    context = certificate(tmp_path, "receiver.example")
    trusting(monkeypatch, tmp_path / "receiver.pem")
    resolver(["127.0.0.1"])
    with receiving(context=context) as receiver:
        answer = post(f"https://receiver.example:{receiver.port}/hook", b"{}", {})
        _path, headers, _body = receiver.next()
        assert (answer.status, receiver.server_name) == (204, "receiver.example")
        assert headers["Host"] == f"receiver.example:{receiver.port}"
        wrong = post(f"https://other.example:{receiver.port}/hook", b"{}", {})
    assert (wrong.problem, receiver.requests.empty()) == (Problem.SECURITY, True)


def test_a_certificate_that_nobody_vouches_for(private_allowed, resolver, tmp_path):
    resolver(["127.0.0.1"])
    with receiving(context=certificate(tmp_path, "receiver.example")) as receiver:
        answer = post(f"https://receiver.example:{receiver.port}/hook", b"{}", {})
    assert (answer.problem, receiver.requests.empty()) == (Problem.SECURITY, True)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(private_allowed, status):
    with receiving() as inside:
        with receiving(says(status, Location=inside.url)) as receiver:
            answer = post(receiver.url, b"{}", {})
        assert (answer.problem, answer.status, receiver.requests.qsize()) == (Problem.REDIRECT, status, 1)
        assert inside.requests.empty()


@pytest.mark.parametrize("status", [400, 404, 410, 429, 500, 503])
def test_only_2xx_is_a_delivery(private_allowed, status):
    with receiving(says(status, b"No", Retry_After="120")) as receiver:
        answer = post(receiver.url, b"{}", {})
    assert (answer.problem, answer.status, answer.excerpt, answer.wait) == (Problem.STATUS, status, "No", 120)
    assert answer.gone is (status == 410)


def test_ten_megabytes_are_not_read(private_allowed):
    with receiving(floods) as receiver:
        answer = post(receiver.url, b"{}", {})
        assert receiver.cut_off.wait(20)
    assert (answer.problem, answer.status, answer.excerpt) == ("", 200, "y" * EXCERPT)


def test_endless_headers_are_not_read_either(private_allowed):
    with receiving(floods_its_headers) as receiver:
        assert post(receiver.url, b"{}", {}).status == 200
        assert receiver.cut_off.wait(20)


@pytest.mark.parametrize(
    ("behave", "problem"), [(drips, Problem.LATE), (is_silent, Problem.LATE), (drips_its_body, "")]
)
def test_dripping_and_silent_receivers_end_at_the_deadline(private_allowed, monkeypatch, behave, problem):
    """A status that has come in time counts, even if the rest of the answer never ends."""
    monkeypatch.setattr(posting, "TOTAL", 0.5)
    with receiving(behave) as receiver:
        answer = post(receiver.url, b"{}", {})
        assert answer.problem == problem
        if behave is not is_silent:
            assert receiver.cut_off.wait(20)


def test_a_receiver_that_never_finishes_its_greeting(private_allowed, monkeypatch):
    """TLS with a server that takes the connection and says nothing."""
    monkeypatch.setattr(posting, "TOTAL", 0.5)
    with posting.socket.create_server(("127.0.0.1", 0)) as server:
        assert post(f"https://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}).problem == Problem.LATE


def test_a_dead_receiver(private_allowed):
    assert post(f"http://127.0.0.1:{closed_port()}/", b"{}", {}).problem == Problem.REFUSED


@pytest.mark.parametrize("answer", [b"SSH-2.0-OpenSSH_9.2\r\n", b"", b"HTTP/1.1 abc\r\n\r\n"])
def test_a_server_that_does_not_speak_http(private_allowed, answer):
    with receiving(lambda handler: handler.wfile.write(answer)) as receiver:
        assert post(receiver.url, b"{}", {}).problem == Problem.BROKEN


def test_a_resolver_that_does_not_answer(monkeypatch):
    over = threading.Event()
    monkeypatch.setattr(posting, "CONNECT", 0.1)
    monkeypatch.setattr(posting.socket, "getaddrinfo", lambda *_args, **_kwargs: over.wait(20))
    try:
        assert post("https://slow.example/", b"{}", {}).problem == Problem.NAME
    finally:
        over.set()


def test_hosts_and_paths():
    target = target_of("https://BÜCHER.example.:8443?x=1#part")
    assert (target.host, target.port, target.path) == ("xn--bcher-kva.example", 8443, "/?x=1")
    assert target.host_header == "xn--bcher-kva.example:8443"
    assert target_of("https://[2606:4700::1111]/").host_header == "[2606:4700::1111]"
    assert target_of("https://example.org/").host_header == "example.org"


def test_retry_after():
    assert [seconds_to_wait(text) for text in ("30", "", "soon", "-5", "Thu, 01 Jan 1970 00:00:00 GMT", "9" * 30)] == [
        30,
        0,
        0,
        0,
        0,
        999_999_999,
    ]
    assert seconds_to_wait("Fri, 31 Dec 9999 23:59:59 GMT") > 10**9
