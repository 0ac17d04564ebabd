"""Servers that never end, or send too much, or are not who they say: real sockets on this machine, no network."""

from __future__ import annotations

import datetime as dt
import gzip
import ipaddress
import socket
import ssl
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from claims.lib import http
from tests.lib.outside import fetch, refused
from tests.local_server import answer as http_answer


def drip(connection: socket.socket, piece: bytes, *, seconds: float = 0.05) -> None:
    while True:
        connection.sendall(piece)
        time.sleep(seconds)


def drip_body(connection, request):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    drip(connection, b"x")


def drip_headers(connection, request):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    drip(connection, b"X-A: 1\r\n")


def drip_informational(connection, request):
    drip(connection, b"HTTP/1.1 100 Continue\r\n\r\n")


def say_nothing(connection, request):
    time.sleep(5)


@pytest.mark.parametrize("answering", [drip_body, drip_headers, drip_informational, say_nothing])
def test_a_slow_server_is_left_at_the_overall_deadline(serve, answering):
    started = time.monotonic()
    problem = refused(serve(answering).url, deadline=0.6)
    assert (problem.code, problem.outcome) == ("fetch.deadline", "unavailable")
    assert time.monotonic() - started < 6


def test_redirects_share_one_deadline(serve):
    def answering(connection, request):
        time.sleep(0.3)
        connection.sendall(http_answer(b"", "Location: /again", status="302 Found"))

    started = time.monotonic()
    assert refused(serve(answering).url, deadline=0.7).code == "fetch.deadline"
    assert time.monotonic() - started < 6


def endless_body(connection, request):
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def endless_chunks(connection, request):
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")


def endless_tiny_chunks(connection, request):
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall((b"1;" + b"e" * 2000 + b"\r\nx\r\n") * 30)


@pytest.mark.parametrize("answering", [endless_body, endless_chunks, endless_tiny_chunks])
def test_an_endless_body_is_cut_off(serve, answering):
    problem = refused(serve(answering).url, max_bytes=500_000)
    assert (problem.code, problem.outcome) == ("fetch.too_large", "malformed")


def test_a_body_announced_too_large_is_not_read(serve):
    server = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nx")
    assert refused(server.url).code == "fetch.too_large"


def test_a_gzip_bomb_stops_at_the_limit(serve):
    bomb = gzip.compress(b"\0" * 60_000_000)
    assert len(bomb) < 100_000
    problem = refused(serve(http_answer(bomb, "Content-Encoding: gzip")).url)
    assert problem.code == "fetch.too_large" and "25 MB" in problem.detail


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd", "gzip, deflate, gzip"])
def test_other_packings_are_refused(serve, encoding):
    body = gzip.compress(gzip.compress(b"x"))
    assert refused(serve(http_answer(body, f"Content-Encoding: {encoding}")).url).code == "fetch.encoding"


def test_a_damaged_packing_is_refused(serve):
    assert (
        refused(serve(http_answer(b"not gzip at all", "Content-Encoding: gzip")).url).code == "fetch.encoding"
    )


@pytest.mark.parametrize(
    "answer",
    [
        http_answer(gzip.compress(b"words" * 1000, mtime=0)[:-20], "Content-Encoding: gzip"),
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"",
    ],
)
def test_a_cut_off_answer_is_unavailable_not_a_short_page(serve, answer):
    problem = refused(serve(answer).url)
    assert (problem.code, problem.outcome) == ("fetch.cut_off", "unavailable")


@pytest.mark.parametrize("count", [700, 4000])
def test_too_many_headers_are_refused(serve, count):
    lines = "".join(f"X-{n}: {'y' * 100}\r\n" for n in range(count)).encode()
    problem = refused(serve(b"HTTP/1.1 200 OK\r\n" + lines + b"\r\nbody").url)
    assert problem.code == "fetch.headers_too_large"


def test_something_that_is_not_http_is_malformed(serve):
    problem = refused(serve(b"SSH-2.0-OpenSSH_9.2\r\n\r\n").url)
    assert (problem.code, problem.outcome) == ("fetch.malformed", "malformed")


def test_the_wrong_type_is_refused_before_its_body_is_read(serve):
    def answering(connection, request):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n")
        drip(connection, b"x")

    problem = refused(serve(answering).url, accept={"text/html"})
    assert problem.code == "fetch.wrong_type" and "video/mp4" in problem.detail


def test_a_server_that_is_not_there_is_unavailable(settings):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    settings.FETCH_ALLOWED_PRIVATE = [f"127.0.0.1:{port}"]
    problem = refused(f"http://127.0.0.1:{port}/")
    assert (problem.code, problem.outcome) == ("fetch.unreachable", "unavailable")


@pytest.fixture(scope="module")
def own_certificate(tmp_path_factory) -> str:
    """The path of a certificate nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    host = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([host]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "own.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return str(path)


def test_a_certificate_nobody_vouches_for_is_refused(serve, own_certificate):
    server = serve(http_answer(b"secret"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(own_certificate)
    server.context = context
    problem = refused(server.url.replace("http:", "https:"))
    assert (problem.code, problem.outcome) == ("fetch.tls", "unavailable")
    assert server.requests == []


def test_it_speaks_tls_with_a_site_it_can_trust(serve, own_certificate, monkeypatch):
    server = serve(http_answer(b"hello"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(own_certificate)
    server.context = context
    monkeypatch.setattr(http, "_trust", lambda: ssl.create_default_context(cafile=own_certificate))
    assert fetch(server.url.replace("http:", "https:")).body == b"hello"
