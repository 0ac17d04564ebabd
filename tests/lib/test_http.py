"""What the outside door brings back, and how it says that it could not: real sockets on this machine, no network."""

from __future__ import annotations

import gzip
import json
import zlib

import pytest

from claims.lib.http import FetchProblem
from tests.lib.outside import fetch, refused
from tests.local_server import answer as http_answer


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
