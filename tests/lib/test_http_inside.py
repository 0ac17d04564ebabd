"""Ways to make the outside door open inwards, and to hold it open for ever: none of them works."""

# ruff: noqa: E501 - many addresses are read better in rows

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from claims.lib import addresses, http
from claims.lib.addresses import AddressProblem
from claims.lib.http import FetchProblem, Named
from tests.lib.outside import fetch, refused
from tests.local_server import Server
from tests.local_server import answer as http_answer

Serve = Callable[..., Server]


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where a connection was tried; none is made."""
    tried: list[str] = []

    def connect(self: Any, host: str, port: int, **more: Any) -> Any:
        tried.append(host)
        raise http.httpcore.ConnectError("not today")

    monkeypatch.setattr(http.httpcore.SyncBackend, "connect_tcp", connect)
    return tried


# Numbers and dots of other scripts, zeros in front, numbers too large, wrapped and scoped addresses.
SPELLINGS = [
    "１２７.０.０.１", "127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "①②⑦.⓪.⓪.①", "𝟏𝟐𝟕.𝟎.𝟎.𝟏", "١٢٧.٠.٠.١", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
    "ｌｏｃａｌｈｏｓｔ", "loc\u00adalhost", "local\u200bhost", "127.0.0.1.", "127.0.0.1..", "localhost..", "0177.1", "00000177.0.0.1",
    "0x7f.0.0.0x1", "0x7f000001.", "017700000001", "2130706433.", "4294967295", "4294967297", "18446744071562067969",
    "127.0.0.1%2e", "127.0.0.1%00.paper.example", "127.0.0.1\u3002", "[::1%25lo]", "[::1%lo]", "[fe80::1%25eth0]",
    "[::ffff:0:127.0.0.1]", "[::ffff:0:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[0000::0001]", "[::7f00:1]", "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]", "[64:ff9b::169.254.169.254]", "[64:ff9b:1:ffff::10.0.0.1]", "[2002:a9fe:a9fe::]", "[2002:0a00:0001::1]",
    "[2001:0000:7f00:0001:8000:f227:80ff:fffe]", "[2001::ce49:7601:e866:efff:62c3:fffe]", "[2001:10::1]", "[2001:20::1]",
    "[64:ff9b:0:0:0:0:a00:1]", "[2001:0:4136:e378:8000:63bf:3fff:fdd2]", "[::ffff:a9fe:a9fe]", "[::ffff:0a00:0001]",
    "[::ffff:127.1]", "[::ffff:0x7f.0.0.1]", "[::ffff:2130706433]", "[0:0:0:0:0:0:127.0.0.1]", "[fe80::1%25]", "[fe80::1%251]",
    "[FE80::1%25ETH0]", "[::1]:80:80", "[::1].", "[::1]@paper.example", "127.0.0.1:80@paper.example", "paper.example:80@127.0.0.1",
    "ada%40paper.example@127.0.0.1", "@127.0.0.1", ":@127.0.0.1", "paper.example%40127.0.0.1", "127.0.0.1%23.paper.example",
    "127.0.0.1%3f.paper.example", "0x7f.0x0.0x0.0x1.", "0x7F000001", "0X7F.1", "017700000001.", "0177.0.0.01", "127.0.1", "127.000.000.001",
    "0127.0.0.1", "00.0.0.0", "0x0", "0000000000", "localhost.localhost", "a.b.localhost.", "LocalHost", "xn--lcalhost-54a", "127%2e0%2e0%2e1",
    "127.0.0.1/@paper.example", "127.0.0.1?@paper.example", "127.0.0.1;@paper.example", "127.0.0.1,paper.example", "100.127.255.254",
    "192.0.0.170", "192.0.2.1", "203.0.113.9", "198.51.100.7", "239.255.255.250", "[ff0e::1]", "[2002:c0a8:101::]", "[2002:7f00:1::1]",
    "[2001:db8:85a3::8a2e:370:7334]", "[3fff::1]", "[3ffe::1]", "[4000::1]", "[fc00:1::]", "[100::1]", "[5f00::1]", "[::]", "[::%25lo]", "[ff05::2]", "[fec0::7f00:1%25site]", "[fd00:ec2::254]", "[v1.127.0.0.1]",
]  # fmt: skip


@pytest.mark.parametrize("shape", ["http://{}/", "https://{}:443/a?b=c", "http://paper.example@{}/", "//{}/"])
def test_no_script_or_number_or_wrapping_spells_an_inside_address(shape: str, connected: list[str]) -> None:
    for host in SPELLINGS:
        refused(shape.format(host), deadline=2)
    assert connected == []


def answering(*answers: str) -> Callable[..., list[Any]]:
    """A resolver that gives these addresses, whatever is asked."""

    def look_up(host: str, port: int, *rest: Any, **more: Any) -> list[Any]:
        return [
            (socket.AF_INET6 if ":" in each else socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port))
            for each in answers
        ]

    return look_up


@pytest.mark.parametrize(
    "answers",
    [
        ["127.0.0.1"], ["10.1.2.3"], ["169.254.169.254"], ["0.0.0.0"], ["::1"], ["::"], ["fe80::1%eth0"], ["fe80::1"],
        ["::ffff:127.0.0.1"], ["::ffff:7f00:1"], ["64:ff9b::7f00:1"], ["2002:7f00:1::"], ["2001:0:7f00:1::"], ["fc00::1"],
        ["93.184.216.34", "127.0.0.1"], ["127.0.0.1", "93.184.216.34"], ["2606:4700::1111", "::1"], ["168.63.129.16"],
        ["93.184.216.34", "::ffff:10.0.0.1"], ["ff02::1"], ["255.255.255.255"], ["not an address"],
        ["93.184.216.34", "fd00::7"], ["fd00::7", "93.184.216.34"], ["93.184.216.34", "93.184.216.35", "192.168.0.9"],
        ["2606:4700::1111", "10.0.0.1"], ["64:ff9b::a9fe:a9fe"], ["2002:a9fe:a9fe::"], ["::ffff:0:127.0.0.1"], ["fec0::1"],
        ["100.64.0.1"], ["198.18.0.1"], ["192.0.0.170"], ["0.0.0.1"], ["127.255.255.254"], ["169.254.0.1", "93.184.216.34"],
    ],
)  # fmt: skip
def test_a_name_that_leads_inside_by_any_record_is_refused(
    answers: list[str], connected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address record, one behind an alias, one of several: the resolver's answer is all we see of either."""
    monkeypatch.setattr(socket, "getaddrinfo", answering(*answers))
    assert refused("http://paper.example/").code == "url.private"
    assert connected == []


def test_a_name_that_changes_its_mind_is_asked_once_for_each_visit(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebinding over a real socket: public when it is checked, inside when anybody asks again."""
    inside = serve(http_answer(b"secret"), allowed=False)
    asked: list[str] = []
    tried: list[tuple[str, int]] = []

    def look_up(host: str, port: int, **more: Any) -> list[Any]:
        asked.append(host)
        return answering("93.184.216.34" if asked.count(host) == 1 else "127.0.0.1")(host, port)

    def dial(address: tuple[str, int], *more: Any, **named: Any) -> socket.socket:
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", dial)
    assert refused("http://rebinding.example/").code == "fetch.unreachable"
    assert (asked, tried) == (["rebinding.example"], [("93.184.216.34", 80)])
    assert refused("http://rebinding.example/").code == "url.private"
    assert inside.requests == []


LOCATIONS = [
    "http://{inside}/", "//{inside}/", "HTTP://{inside}/", "http:{inside}/", "http:/{inside}/", "http:///{inside}/", "///{inside}/",
    "\\\\{inside}/", "/\\{inside}/", "http:\\\\{inside}/", "\thttp://{inside}/", "http://paper.example@{inside}/",
    "http://{inside}#@paper.example/", "http://{inside}?@paper.example/", "http://127.1/", "http://0x7f.1/", "http://2130706433/",
    "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://１２７.０.０.１/", "http://localhost/", "http://169.254.169.254/latest/",
    "gopher://{inside}/", "file:///etc/passwd", "ftp://{inside}/", "data:text/html,x", "javascript:x", "jar:http://{inside}/!/",
    "http://[", "http://%31%32%37.0.0.1/", "unix:/run/x.sock:/", "http+unix://%2Frun%2Fx/",
]  # fmt: skip


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Again", "308 Moved"])
def test_no_redirect_leads_inside(
    serve: Serve, status: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a site that is public as far as anybody can tell; `inside` is even on the operator's list."""
    inside = serve(http_answer(b"secret"))
    settings.FETCH_ALLOWED_PRIVATE = [inside.pair]
    where = ""
    start = serve(
        lambda connection, _: connection.sendall(http_answer(b"", f"Location: {where}", status=status)),
        allowed=False,
    )
    _as_public(monkeypatch, start)
    for each in LOCATIONS:
        where = each.format(inside=inside.pair)
        try:
            page = fetch("http://paper.example/", deadline=5, raise_for_status=False)
        except (FetchProblem, AddressProblem):
            continue
        assert page.final_url.startswith("http://paper.example/") and page.body == b"", each
    assert len(start.requests) >= len(LOCATIONS)
    assert inside.requests == []


def test_a_chain_that_ends_inside_is_left_at_its_last_step(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three steps over public sites, each innocent by itself; the fourth leads inside, by number or by name."""
    inside = serve(http_answer(b"secret"), allowed=False)
    last = ""

    def step(connection: socket.socket, request: bytes) -> None:
        here = int(request.split()[1][1:] or b"0")
        to = f"http://paper.example/{here + 1}" if here < 3 else last
        connection.sendall(http_answer(b"", f"Location: {to}", status="302 Found"))

    start = serve(step, allowed=False)
    _as_public(monkeypatch, start)
    known = addresses.resolve
    monkeypatch.setattr(
        addresses,
        "resolve",
        lambda host, port, *, seconds: (
            ["93.184.216.34", "127.0.0.1"] if host == "inward.example" else known(host, port, seconds=seconds)
        ),
    )
    for last in (
        f"http://{inside.pair}/",
        "http://127.0.0.1/",
        "http://inward.example/",
        "file:///etc/passwd",
    ):
        start.requests.clear()
        assert refused("http://paper.example/0").code in ("url.private", "url.port", "url.scheme"), last
        assert len(start.requests) == 4
    assert inside.requests == []


LISTS = {
    Named.BY_OPERATOR: "FETCH_ALLOWED_PRIVATE",
    Named.BY_PEOPLE: "FETCH_ALLOWED_PAGES",
    Named.BY_ADMINS: "FETCH_ALLOWED_WEBHOOKS",
}


@pytest.mark.parametrize("named", Named)
def test_what_an_operator_set_free_is_free_only_for_those_it_was_set_free_for(
    serve: Serve, settings: Any, named: Named
) -> None:
    inside = serve(http_answer(b"of the house"), allowed=False)
    for variable in LISTS.values():
        setattr(settings, variable, [inside.pair] if variable != named.value else [])
    assert refused(inside.url, named=named).outcome in ("blocked", "bad_request") and not inside.requests
    if named in LISTS:
        for variable in LISTS.values():
            setattr(settings, variable, [inside.pair] if variable == named.value else [])
        assert fetch(inside.url, named=named).body == b"of the house"


@pytest.mark.parametrize(
    "sent",
    [
        http_answer(b"x", "Refresh: 0;url=http://{inside}/"),
        http_answer(
            b'<meta http-equiv="refresh" content="0;url=http://{inside}/"><base href="http://{inside}/">'
        ),
        http_answer(b"x", "Location: http://{inside}/"),
        http_answer(b"x", "Location: http://{inside}/", status="300 Many"),
        http_answer(b"x", "Location: http://{inside}/", status="201 Created"),
        http_answer(b"x", "Content-Location: http://{inside}/", "Link: <http://{inside}/>; rel=preload"),
        http_answer(b"x", "Alt-Svc: http={inside}", "Link: <http://{inside}/>; rel=canonical"),
        b"HTTP/1.1 103 Early Hints\r\nLink: <http://{inside}/>; rel=preload\r\n\r\n" + http_answer(b"x"),
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\nx",
        b"HTTP/1.1 305 Use Proxy\r\nLocation: http://{inside}/\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_nothing_else_in_an_answer_makes_it_go_anywhere(serve: Serve, sent: bytes) -> None:
    inside = serve(http_answer(b"secret"), allowed=False)
    start = serve(sent.replace(b"{inside}", inside.pair.encode()))
    with suppress(FetchProblem, AddressProblem):
        fetch(start.url, deadline=2)
    assert inside.requests == [] and len(start.requests) == 1


def test_proxies_of_the_environment_are_not_used(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve(http_answer(b"from the proxy"), allowed=False)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, proxy.url)
    assert fetch(serve(http_answer(b"itself")).url).body == b"itself"
    assert proxy.requests == []


def _as_public(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    """paper.example:80 is public as far as the door can tell, and is this server."""
    real = http.httpcore.SyncBackend.connect_tcp
    resolve = addresses.resolve

    def connect(self: Any, host: str, port: int, **more: Any) -> Any:
        if host == "93.184.216.34":
            return real(self, "127.0.0.1", server.port, **more)
        return real(self, host, port, **more)

    monkeypatch.setattr(http.httpcore.SyncBackend, "connect_tcp", connect)
    monkeypatch.setattr(
        addresses,
        "resolve",
        lambda host, port, *, seconds: (
            ["93.184.216.34"] if host == "paper.example" else resolve(host, port, seconds=seconds)
        ),
    )


def test_a_private_name_on_the_operators_list_is_not_reached_by_a_redirect_from_outside(
    serve: Serve, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A house's own search engine, on an ordinary port: who names it reaches it, a site outside does not."""
    settings.FETCH_ALLOWED_PRIVATE = ["search.house.example:80"]
    start = serve(
        http_answer(b"", "Location: http://search.house.example/", status="302 Found"), allowed=False
    )
    _as_public(monkeypatch, start)
    looked_up = addresses.resolve
    inside = lambda host, port, *, seconds: (  # noqa: E731
        ["127.0.0.1"] if host == "search.house.example" else looked_up(host, port, seconds=seconds)
    )
    monkeypatch.setattr(addresses, "resolve", inside)
    assert refused("http://paper.example/").code == "url.private"
    assert refused("http://search.house.example/", deadline=2).code != "url.private"


# --- what would take for ever ---


def test_a_server_that_takes_what_is_sent_a_little_at_a_time_is_left_at_the_deadline(serve: Serve) -> None:
    def taking(connection: socket.socket, request: bytes) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        while connection.recv(2048):
            time.sleep(0.05)

    started = time.monotonic()
    assert refused(serve(taking).url, method="POST", content=b"x" * 20_000_000, deadline=0.8).code in (
        "fetch.deadline",
        "fetch.unreachable",
    )
    assert time.monotonic() - started < 4


def test_a_handshake_that_never_ends_is_left_at_the_deadline(serve: Serve, settings: Any) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    pair = f"127.0.0.1:{listener.getsockname()[1]}"
    settings.FETCH_ALLOWED_PRIVATE = [pair]
    started = time.monotonic()
    assert refused(f"https://{pair}/", deadline=0.6).code == "fetch.deadline"
    assert time.monotonic() - started < 4
    listener.close()


def test_packed_streams_of_nothing_without_end_cost_no_time(serve: Serve) -> None:
    nothing = gzip.compress(b"", mtime=0)
    body = nothing * (9_000_000 // len(nothing))
    started = time.process_time()
    assert refused(serve(http_answer(body, "Content-Encoding: gzip")).url).code == "fetch.encoding"
    assert time.process_time() - started < 5


def test_one_byte_a_chunk_ends_at_the_deadline(serve: Serve) -> None:
    def tiny(connection: socket.socket, request: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            connection.sendall(b"1\r\nx\r\n" * 10_000)

    started = time.monotonic()
    assert refused(serve(tiny).url, deadline=1).code in ("fetch.deadline", "fetch.too_large")
    assert time.monotonic() - started < 5
