"""The outside door against servers that mean harm: real sockets on this machine, no network."""

from __future__ import annotations

import datetime as dt
import gzip
import ipaddress
import json
import socket
import ssl
import time
import zlib
from functools import partial

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from claims.lib import addresses, http
from claims.lib.addresses import AddressProblem, Policy, is_global_unicast, parse
from claims.lib.http import FetchProblem, Named
from claims.lib.problems import Problem
from tests.local_server import answer as http_answer

fetch = partial(http.fetch, named=Named.BY_OPERATOR)


def refused(url: str, **kwargs) -> Problem:
    with pytest.raises(Problem) as caught:
        fetch(url, **kwargs)
    problem = caught.value
    assert isinstance(problem, FetchProblem | AddressProblem)
    assert problem.next_step, "a refusal names the next step"
    return problem


# --- what comes back ---


def test_it_brings_back_a_page_with_its_headers(serve):
    server = serve(http_answer(b"<p>Hello</p>", "Content-Type: text/html; Charset=UTF-8", "X-A: 1", "X-A: 2"))
    answer = fetch(server.url)
    assert (answer.status, answer.body, answer.media_type, answer.charset) == (
        200,
        b"<p>Hello</p>",
        "text/html",
        "utf-8",
    )
    assert answer.headers["x-a"] == "1, 2"
    assert answer.final_url == server.url and answer.redirects == []


def test_it_says_who_it_is_and_sends_no_cookies_back(serve, settings):
    settings.BASE_URL, settings.OPERATOR_CONTACT = "https://harbor.example", "desk@harbor.example"

    def answering(connection, request):
        if request.startswith(b"GET / "):
            connection.sendall(http_answer(b"", "Location: /next", "Set-Cookie: seen=1", status="302 Found"))
        else:
            connection.sendall(http_answer(b"ok"))

    server = serve(answering)
    answer = fetch(server.url, headers={"User-Agent": "somebody else"})
    assert b"user-agent: claimworkbench/" in server.requests[0].lower()
    assert b"(https://harbor.example; mailto:desk@harbor.example)" in server.requests[0]
    assert b"somebody else" not in server.requests[0]
    assert b"cookie" not in server.requests[1].lower()
    assert "set-cookie" not in answer.headers


def test_it_follows_redirects_one_by_one_and_keeps_their_addresses(serve):
    end = serve(http_answer(b"there"))
    start = serve(http_answer(b"", f"Location: {end.url}a?b=1#part", status="301 Moved Permanently"))
    answer = fetch(start.url)
    assert answer.body == b"there"
    assert answer.redirects == [start.url]
    assert answer.final_url == f"{end.url}a?b=1"


def test_it_drops_keys_when_a_redirect_leaves_the_origin(serve):
    end = serve(http_answer(b"there"))
    start = serve(http_answer(b"", f"Location: {end.url}", status="302 Found"))
    fetch(start.url, headers={"Authorization": "Bearer secret", "X-Api-Key": "secret"})
    assert b"secret" in start.requests[0]
    assert b"secret" not in end.requests[0]


def test_it_sends_json_and_reads_json(serve):
    server = serve(http_answer(json.dumps({"found": 2}).encode(), "Content-Type: application/json"))
    answer = fetch(server.url, method="POST", json={"query": "x"}, params={"page": 2})
    assert answer.json() == {"found": 2}
    assert server.requests[0].startswith(b"POST /?page=2 ")


def test_html_where_json_was_asked_is_malformed(serve):
    answer = fetch(serve(http_answer(b"<html>busy</html>", "Content-Type: text/html")).url)
    with pytest.raises(FetchProblem) as caught:
        answer.json()
    assert caught.value.outcome == "malformed"


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"words " * 50, mtime=0)),
        ("gzip", gzip.compress(b"words " * 25, mtime=0) + gzip.compress(b"words " * 25, mtime=0)),
        ("deflate", zlib.compress(b"words " * 50)),
        ("deflate", zlib.compress(b"words " * 50)[2:-4]),
        ("identity", b"words " * 50),
    ],
)
def test_it_unpacks_one_layer(serve, encoding, packed):
    assert fetch(serve(http_answer(packed, f"Content-Encoding: {encoding}")).url).body == b"words " * 50


def test_it_reads_a_body_that_ends_with_the_connection(serve):
    assert fetch(serve(b"HTTP/1.0 200 OK\r\n\r\nold style").url).body == b"old style"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("401 Unauthorized", "auth"),
        ("403 Forbidden", "forbidden_content"),
        ("404 Not Found", "unavailable"),
        ("410 Gone", "unavailable"),
        ("422 Unprocessable", "bad_request"),
        ("429 Too Many Requests", "rate_limited"),
        ("451 Unavailable For Legal Reasons", "forbidden_content"),
        ("503 Service Unavailable", "unavailable"),
    ],
)
def test_an_error_status_has_its_outcome_class(serve, status, outcome):
    problem = refused(serve(http_answer(b"no", "Retry-After: 120", status=status)).url)
    assert (problem.outcome, problem.http_status, problem.retry_after) == (outcome, int(status[:3]), 120.0)


def test_an_error_status_comes_back_as_a_page_where_asked(serve):
    answer = fetch(serve(http_answer(b"no", status="404 Not Found")).url, raise_for_status=False)
    assert (answer.status, answer.body) == (404, b"no")


def test_retry_after_may_be_a_date(serve):
    problem = refused(
        serve(http_answer(b"", "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT", status="429 Slow")).url
    )
    assert problem.retry_after == 0.0


# --- where it doesn't go ---


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "url.empty"),
        ("   ", "url.empty"),
        ("harbor.example/story", "url.scheme"),
        ("ftp://harbor.example/", "url.scheme"),
        ("file:///etc/passwd", "url.scheme"),
        ("gopher://127.0.0.1:6379/_INFO", "url.scheme"),
        ("javascript:alert(1)", "url.scheme"),
        ("http://", "url.malformed"),
        ("http://[::1", "url.malformed"),
        ("http://0177.0.0.1/", "url.malformed"),
        ("http://%31%32%37.0.0.1/", "url.malformed"),
        ("http://a b.example/", "url.malformed"),
        ("http://harbor.example\\@127.0.0.1/", "url.malformed"),
        ("http://harbor.example/\r\nHost: x", "url.malformed"),
        ("http://harbor.example:99999/", "url.port"),
        ("http://" + "a" * 5000, "url.malformed"),
        ("http://ada@harbor.example/", "url.userinfo"),
        ("http://harbor.example@127.0.0.1/", "url.userinfo"),
        ("http://harbor.example:6379/", "url.port"),
        ("https://harbor.example:22/", "url.port"),
    ],
)
def test_it_refuses_what_is_no_public_web_address(url, code):
    assert refused(url).code == code


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0.0.0.0",
        "0",
        "localhost",
        "LOCALHOST.",
        "api.localhost",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "168.63.129.16",
        "100.64.0.1",
        "192.0.0.8",
        "192.88.99.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[fe80::1]",
        "[fec0::1]",
        "[fc00::1]",
        "[fd00::1]",
        "[ff02::1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b::808:808]",
        "[64:ff9b:1::1]",
        "[2002:7f00:1::]",
        "[2001::1]",
        "[2001:db8::1]",
    ],
)
def test_it_refuses_a_private_address_in_every_spelling(host):
    problem = refused(f"http://{host}/")
    assert (problem.code, problem.outcome) == ("url.private", "blocked")
    assert "paste" in problem.next_step


INSIDE = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0x7F.0x0.0x0.0x1", "0",
    "0.0.0.0", "localhost", "10.0.0.1", "10.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.1",
    "169.254.169.254", "2852039166", "168.63.129.16", "100.64.0.1", "198.18.0.1", "224.0.0.251",
    "255.255.255.255", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]",
    "[::ffff:169.254.169.254]", "[::ffff:7f00:1]", "[fe80::1%25eth0]", "[fc00::1]", "[fec0::1]",
    "[64:ff9b::7f00:1]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[ff02::1]",
]  # fmt: skip
SHAPES = [
    "http://{}", "http://{}/", "https://{}/", "HTTP://{}/", "http://{}:80/", "https://{}:443/", "http://{}:8080/",
    "http://{}:6379/", "http://{}/?x=https://paper.example/", "http://{}#@paper.example/",
    "http://paper.example@{}/",
    "http://ada:secret@{}/", "  http://{}/  ", "http:///{}/", "//{}/",
    "http://{}\\@paper.example/",
    "ftp://{}/", "gopher://{}:70/_x", "file://{}/etc/passwd",
]  # fmt: skip


def test_no_spelling_of_an_inside_address_gets_through(monkeypatch):
    """Some 700 hostile addresses: nothing is looked up that was not refused already, nothing is connected to."""
    connected: list[str] = []
    monkeypatch.setattr(
        http.httpcore.SyncBackend, "connect_tcp", lambda self, host, port, **more: connected.append(host)
    )
    hostile = [shape.format(host) for shape in SHAPES for host in INSIDE]
    assert len(hostile) > 700
    for url in hostile:
        refused(url)
    assert connected == []


@pytest.mark.parametrize("address", ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00::1"])
def test_public_addresses_pass(address):
    assert is_global_unicast(address)


@pytest.mark.parametrize(
    "url",
    [
        "https://bücher.example/straße?q=ü#teil",
        "http://xn--bcher-kva.example/",
        "https://harbor.example/a%20b/c;d=1?x[]=1&y=%2F",
        "https://harbor.example/with space",
        "  https://harbor.example/story  ",
        "https://harbor.example:443/",
        "http://under_score.harbor.example/",
        "https://harbor.example./",
    ],
)
def test_ordinary_addresses_are_not_refused(url):
    assert parse(url).scheme.startswith("http")


def test_every_answer_of_the_look_up_must_be_public(monkeypatch):
    monkeypatch.setattr(addresses, "resolve", lambda *args, **kwargs: ["93.184.216.34", "10.0.0.7"])
    assert refused("http://harbor.example/").code == "url.private"


def test_it_connects_to_the_address_it_checked_and_looks_up_once(monkeypatch):
    """Rebinding: the second look-up would have led inside."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    asked: list[str] = []
    connected: list[str] = []

    def resolve(host, port, *, seconds):
        asked.append(host)
        return next(answers)

    def connect(self, host, port, **kwargs):
        connected.append(host)
        raise http.httpcore.ConnectError("not today")

    monkeypatch.setattr(addresses, "resolve", resolve)
    monkeypatch.setattr(http.httpcore.SyncBackend, "connect_tcp", connect)
    assert refused("http://harbor.example/").code == "fetch.unreachable"
    assert (asked, connected) == (["harbor.example"], ["93.184.216.34"])


def test_the_name_still_goes_into_the_request(serve, settings, monkeypatch):
    server = serve(http_answer(b"ok"))
    settings.FETCH_ALLOWED_PRIVATE = [f"harbor.test:{server.port}"]
    monkeypatch.setattr(addresses, "resolve", lambda *args, **kwargs: ["127.0.0.1"])
    assert fetch(f"http://harbor.test:{server.port}/story").body == b"ok"
    assert f"host: harbor.test:{server.port}".encode() in server.requests[0].lower()


def test_it_refuses_a_name_that_leads_inside(serve, monkeypatch):
    server = serve(http_answer(b"secret"), allowed=False)
    monkeypatch.setattr(addresses, "resolve", lambda *args, **kwargs: ["127.0.0.1"])
    assert refused("http://inside.harbor.example/").code == "url.private"
    assert server.requests == []


def test_it_refuses_its_own_public_address(monkeypatch):
    monkeypatch.setattr(addresses, "resolve", lambda *args, **kwargs: ["93.184.216.34"])
    monkeypatch.setattr(addresses, "is_own_address", lambda address: True)
    assert refused("http://harbor.example/").code == "url.private"


def test_it_knows_its_own_addresses():
    assert addresses.is_own_address("127.0.0.1")
    assert not addresses.is_own_address("8.8.8.8")


@pytest.mark.parametrize("location", ["http://{inside}/", "//{inside}/", "http://169.254.169.254/latest/"])
def test_it_refuses_a_redirect_to_a_private_address(serve, location):
    inside = serve(http_answer(b"secret"), allowed=False)
    start = serve(http_answer(b"", f"Location: {location.format(inside=inside.pair)}", status="302 Found"))
    problem = refused(start.url)
    assert problem.code in {"url.private", "url.port"} and problem.outcome == "blocked"
    assert inside.requests == []


def test_it_refuses_a_redirect_to_another_scheme(serve):
    assert (
        refused(serve(http_answer(b"", "Location: file:///etc/passwd", status="302 Found")).url).code
        == "url.scheme"
    )


def test_it_gives_up_after_five_redirects(serve):
    server = serve(http_answer(b"", "Location: /again", status="302 Found"))
    assert refused(server.url).code == "fetch.too_many_redirects"
    assert len(server.requests) == 6


def test_what_was_posted_is_not_sent_on(serve):
    server = serve(http_answer(b"", "Location: /elsewhere", status="307 Temporary Redirect"))
    assert refused(server.url, method="POST", json={"a": 1}).code == "fetch.redirected"
    assert len(server.requests) == 1


def test_only_the_listed_pair_is_free_of_the_rules():
    policy = Policy(allowed={"127.0.0.1:8080"})
    assert parse("http://127.0.0.1:8080/", policy=policy)
    with pytest.raises(AddressProblem):
        parse("http://127.0.0.1/", policy=policy)


def test_a_name_that_does_not_exist_is_said_so(monkeypatch):
    def no_such_name(*args, **kwargs):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_such_name)
    problem = refused("http://no-such-paper.example/")
    assert (problem.code, problem.outcome) == ("fetch.no_such_host", "unavailable")


def test_a_look_up_that_hangs_ends_at_the_deadline(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: time.sleep(8) or [])
    started = time.monotonic()
    assert refused("http://harbor.example/", deadline=0.3).code == "fetch.slow_name"
    assert time.monotonic() - started < 6


# --- servers that never end, or send too much ---


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
