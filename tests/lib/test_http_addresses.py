"""Where the outside door doesn't go: no address inside a network, however it is spelt or reached."""

from __future__ import annotations

import socket
import time

import pytest

from claims.lib import addresses, http
from claims.lib.addresses import AddressProblem, Policy, is_global_unicast, parse
from tests.lib.outside import fetch, refused
from tests.local_server import answer as http_answer


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
