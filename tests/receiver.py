"""A webhook receiver for tests: a real HTTP server on the loopback address whose answers the test sets."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Receiver:
    """`requests` has (path, headers, body) of each request, in the order of arrival. `behave(handler)` answers; the
    default says 204."""

    port: int = 0
    requests: Queue = field(default_factory=Queue)
    behave: object = None
    #: Set when a connection was closed while the receiver was still sending.
    cut_off: threading.Event = field(default_factory=threading.Event)
    #: Set when the test ends: receivers that make others wait stop then.
    over: threading.Event = field(default_factory=threading.Event)
    server_name: str = ""

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/hook"

    def next(self):
        return self.requests.get(timeout=20)


def says(status, body=b"", **headers):
    def behave(handler):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def drips(handler):
    """One byte of a header at a time, for ever."""
    while not handler.server.receiver.over.wait(0.02):
        handler.wfile.write(b"x")


def drips_its_body(handler):
    handler.send_response(200)
    handler.end_headers()
    drips(handler)


def floods(handler):
    """Ten megabytes."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(160):
        handler.wfile.write(b"y" * 65_536)


def floods_its_headers(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not handler.server.receiver.over.is_set():
        handler.wfile.write(b"X-Filler: " + b"z" * 8_000 + b"\r\n")


def is_silent(handler):
    """Takes the request and says nothing until the test is over."""
    handler.server.receiver.over.wait(60)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        receiver = self.server.receiver
        body = self.rfile.read(int(self.headers["Content-Length"]))
        receiver.requests.put((self.path, dict(self.headers), body))
        self.close_connection = True
        try:
            (receiver.behave or says(204))(self)
        except OSError:
            receiver.cut_off.set()

    do_GET = do_POST

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        pass


@contextmanager
def receiving(behave=None, context=None):
    """A Receiver that is up; in TLS with a context."""
    server = Server(("127.0.0.1", 0), Handler)
    receiver = server.receiver = Receiver(port=server.server_address[1], behave=behave)
    if context:
        context.sni_callback = lambda _socket, name, _context: setattr(receiver, "server_name", name)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def closed_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def certificate(folder, *names) -> ssl.SSLContext:
    """A server's context with a certificate of its own for the names; it is in `folder`/receiver.pem, for clients to
    trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver")])
    now = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([alternative(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "receiver.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + built.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def alternative(name):
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
