"""Keeping copies by address, through the job, and every way it can fail."""

from __future__ import annotations

import gzip
import socket
import time

import pytest

from claims.history import jobs
from claims.history.models import Event, Handoff, JobState
from claims.intake import capturing
from claims.intake.capturing import capture_text, capture_url
from claims.intake.models import Article, ArticleVersion, Blob, Capture, LiveState, Snapshot, Source
from claims.intake.storing import bytes_of
from claims.intake.submitting import fetch_again, last_failure, pending_capture, submit_url
from claims.lib import addresses, http
from tests.intake.files import ARTICLE, page, pdf
from tests.local_server import Server, answer

HTML = "Content-Type: text/html; charset=utf-8"


@pytest.fixture
def fetch_due():
    """Do the fetching that is due, and only that."""
    return lambda: jobs.run_due(["fetch"])


def changing(*bodies: bytes) -> object:
    """A server's answers, one after the other, the last one for ever."""
    left = list(bodies)

    def answering(connection: socket.socket, request: bytes) -> None:
        connection.sendall(answer(left.pop(0) if len(left) > 1 else left[0], HTML))

    return answering


@pytest.mark.parametrize("ask", [capture_url, submit_url])
def test_nobody_at_the_desk_reaches_what_was_set_free_for_providers(ada, serve, settings, ask):
    inside = serve(answer(page(), HTML))
    settings.FETCH_ALLOWED_PAGES = []
    with pytest.raises(addresses.AddressProblem) as refused:
        ask(by=ada, url=inside.url)
    assert refused.value.next_step and not Capture.objects.exists() and not Article.objects.exists()
    with pytest.raises(addresses.AddressProblem):
        capturing.read_address(inside.url)  # the job, should such an address be in a row
    assert inside.requests == []


def test_a_page_is_fetched_by_the_job(ada, serve, fetch_due):
    server = serve(answer(page(), HTML, "ETag: abc", "Set-Cookie: a=b"))
    capture = capture_url(by=ada, url=server.url + "deal#part")
    assert (capture.state, capture.outcome, capture.snapshot) == ("queued", "", None)
    assert server.requests == []

    fetch_due()

    capture.refresh_from_db()
    snapshot = capture.snapshot
    assert (capture.state, capture.outcome, capture.problem) == ("ended", "ok", {})
    assert snapshot.text == "\n\n".join(["A deal for a laboratory", *ARTICLE])
    assert (snapshot.http_status, snapshot.requested_url) == (200, server.url + "deal")
    assert snapshot.headers == {"content-type": "text/html; charset=utf-8", "etag": "abc"}
    assert bytes_of(snapshot.blob) == page()
    assert (snapshot.source.title, snapshot.source.live_state) == ("A deal for a laboratory", LiveState.LIVE)
    assert Event.objects.get(name="snapshot.kept").actor_kind == "system"


def test_an_article_by_address_gets_its_text_and_title(ada, serve, fetch_due):
    server = serve(answer(page(), HTML))
    article = submit_url(by=ada, url=server.url + "deal")
    assert article.latest is None and pending_capture(article) is not None
    assert article.title == "127.0.0.1/deal"

    fetch_due()

    article.refresh_from_db()
    assert (article.title, article.latest.n) == ("A deal for a laboratory", 1)
    assert pending_capture(article) is None and last_failure(article) is None
    assert article.latest.snapshot.text.endswith(ARTICLE[-1])


def test_a_redirect_is_kept_with_the_copy(ada, serve, fetch_due):
    end = serve(answer(page(), HTML))
    start = serve(answer(b"", f"Location: {end.url}deal", status="301 Moved"))
    capture = capture_url(by=ada, url=start.url)
    fetch_due()
    capture.refresh_from_db()
    assert (capture.snapshot.redirects, capture.snapshot.final_url) == ([start.url], end.url + "deal")
    assert capture.source.canonical_url == end.url + "deal"


def test_asking_twice_fetches_once(ada, ben, serve, fetch_due):
    server = serve(answer(page(), HTML))
    first = submit_url(by=ada, url=server.url)
    second = submit_url(by=ben, url=server.url)
    assert first == second and not second.is_new
    fetch_due()
    assert Capture.objects.count() == 1 and len(server.requests) == 1


def test_the_same_text_again_adds_no_version(ada, serve, fetch_due):
    server = serve(answer(page(), HTML))
    article = submit_url(by=ada, url=server.url)
    fetch_due()
    again = fetch_again(article, by=ada)
    fetch_due()
    again.refresh_from_db()
    assert again.snapshot == article.latest.snapshot
    assert [model.objects.count() for model in (ArticleVersion, Snapshot, Blob)] == [1, 1, 1]


def test_a_changed_page_is_the_next_version(ada, serve, fetch_due):
    server = serve(changing(page(), page(*ARTICLE, "A new paragraph was added to this page later on.")))
    article = submit_url(by=ada, url=server.url)
    fetch_due()
    fetch_again(article, by=ada)
    fetch_due()
    assert [version.n for version in article.versions.order_by("n")] == [1, 2]
    article.source.refresh_from_db()
    assert article.source.live_state == LiveState.CHANGED


def test_a_pdf_at_an_address_is_read_too(ada, serve, fetch_due):
    server = serve(answer(pdf(ARTICLE), "Content-Type: application/pdf"))
    capture = capture_url(by=ada, url=server.url, kind="primary")
    fetch_due()
    capture.refresh_from_db()
    assert "invest $1 billion" in capture.snapshot.text
    assert capture.source.kind == "primary"


def test_a_page_that_names_an_address_we_have_joins_that_source(ada, serve, fetch_due):
    server = serve(lambda connection, request: connection.sendall(answer(the_page, HTML)))
    the_page = page(head=f'<link rel="canonical" href="{server.url}deal">')
    known = capture_text(by=ada, text="An earlier text.", title="A deal", url=server.url + "deal").source
    article = submit_url(by=ada, url=server.url + "deal?page=all")
    fetch_due()
    article.refresh_from_db()
    assert article.source == known
    assert Source.objects.count() == 1 and known.snapshots.count() == 2


def drip(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        connection.sendall(b"x")
        time.sleep(0.05)


def endless(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        connection.sendall(b"<p>words</p>" * 5000)


DEEP = b"<html><body>" + b"<div>" * 40_000 + b"deep"
WALL = page("Subscribe to continue reading this story.", ARTICLE[0])
BOMB = gzip.compress(b"<p>words</p>" * 4_000_000)


@pytest.mark.parametrize(
    ("served", "outcome", "code"),
    [
        (endless, "malformed", "fetch.too_large"),
        (drip, "unavailable", "fetch.deadline"),
        (answer(BOMB, HTML, "Content-Encoding: gzip"), "malformed", "fetch.too_large"),
        (answer(b"....", "Content-Type: video/mp4"), "malformed", "fetch.wrong_type"),
        (answer(b'{"a": 1}', "Content-Type: application/json"), "malformed", "fetch.wrong_type"),
        (answer(b"no", HTML, status="401 Unauthorized"), "forbidden_content", "page.wall"),
        (answer(b"no", HTML, status="402 Payment Required"), "forbidden_content", "page.wall"),
        (answer(b"no", HTML, status="403 Forbidden"), "forbidden_content", "page.wall"),
        (answer(b"no", HTML, status="451 Legal"), "forbidden_content", "page.wall"),
        (answer(WALL, HTML), "forbidden_content", "page.wall"),
        (answer(page("Loading"), HTML), "forbidden_content", "page.wall"),
        (answer(b"no", HTML, status="404 Not Found"), "unavailable", "page.gone"),
        (answer(DEEP, HTML), "malformed", "html.too_deep"),
        (answer(b"", HTML), "malformed", "file.empty"),
        (answer(b"\xff\xfe\xfa", "Content-Type: text/plain"), "malformed", "text.encoding"),
        (answer(b"<html><script>run()</script></html>", HTML), "malformed", "page.no_text"),
        (answer(b"not a pdf", "Content-Type: application/pdf"), "malformed", "pdf.damaged"),
    ],
)
def test_a_page_that_cannot_be_kept_ends_with_words_and_nothing_else(
    ada, serve, fetch_due, monkeypatch, served, outcome, code
):
    real = http.fetch
    monkeypatch.setattr(http, "fetch", lambda url, **more: real(url, deadline=1.0, **more))
    article = submit_url(by=ada, url=serve(served).url)
    fetch_due()
    capture = last_failure(article)
    assert (capture.outcome, capture.problem["code"]) == (outcome, code)
    assert capture.problem["words"] and capture.problem["next_step"]
    assert [model.objects.count() for model in (Snapshot, Blob, ArticleVersion)] == [0, 0, 0]
    assert Event.objects.get(name="capture.failed").subject_uid == capture.uid
    assert Handoff.objects.get(task="intake.fetch").state == JobState.DONE


def test_a_redirect_to_a_private_address_is_blocked(ada, serve, fetch_due):
    inside: Server = serve(answer(b"secret"), allowed=False)
    start = serve(answer(b"", f"Location: {inside.url}", status="302 Found"))
    article = submit_url(by=ada, url=start.url)
    fetch_due()
    assert last_failure(article).outcome == "blocked"
    assert inside.requests == []


def test_a_name_that_leads_inside_is_blocked(ada, monkeypatch, fetch_due):
    monkeypatch.setattr(addresses, "resolve", lambda *args, **kwargs: ["10.1.2.3"])
    capture = capture_url(by=ada, url="http://intranet.paper.example/")
    fetch_due()
    capture.refresh_from_db()
    assert (capture.outcome, capture.problem["code"]) == ("blocked", "url.private")


def test_a_busy_site_is_asked_again_later(ada, serve, fetch_due):
    served = [answer(b"busy", HTML, "Retry-After: 7", status="503 Busy"), answer(page(), HTML)]
    server = serve(lambda connection, request: connection.sendall(served.pop(0)))
    capture = capture_url(by=ada, url=server.url)
    fetch_due()
    capture.refresh_from_db()
    job = Handoff.objects.get(task="intake.fetch")
    assert capture.state != "ended" and job.state == JobState.DUE and "fault of its own" in job.last_error
    Handoff.objects.filter(pk=job.pk).update(due_at=job.event.at)
    fetch_due()
    capture.refresh_from_db()
    assert capture.outcome == "ok"


def test_a_site_that_stays_broken_is_said_so_after_three_tries(ada, serve, fetch_due):
    server = serve(answer(b"broken", HTML, status="500 Broken"))
    capture = capture_url(by=ada, url=server.url)
    for _ in range(3):
        fetch_due()
        Handoff.objects.filter(state=JobState.DUE, task="intake.fetch").update(due_at=capture.created_at)
    capture.refresh_from_db()
    assert (capture.outcome, capture.problem["code"]) == ("unavailable", "fetch.server_error")
    assert len(server.requests) == 3


def test_a_site_that_asks_for_a_long_wait_is_not_waited_for(ada, serve, fetch_due):
    server = serve(answer(b"slow down", HTML, "Retry-After: 7200", status="429 Slow"))
    capture = capture_url(by=ada, url=server.url)
    fetch_due()
    capture.refresh_from_db()
    assert capture.outcome == "rate_limited"


def test_a_fault_of_our_own_ends_the_capture_too(ada, serve, monkeypatch):
    capture = capture_url(by=ada, url=serve(answer(page(), HTML)).url)
    monkeypatch.setattr("claims.intake.tasks.read_address", lambda url: 1 / 0)
    for _ in range(5):
        Handoff.objects.filter(task="intake.fetch").update(due_at=capture.created_at)
        jobs.run_due(["fetch"], reraise=False)
    capture.refresh_from_db()
    assert (capture.state, capture.outcome) == ("ended", "unavailable")
    assert capture.problem["code"] == "capture.failed"


def test_a_page_gone_leaves_its_kept_copy(ada, serve, fetch_due):
    served = [answer(page(), HTML), answer(b"gone", HTML, status="410 Gone")]
    article = submit_url(by=ada, url=serve(lambda c, r: c.sendall(served.pop(0))).url)
    fetch_due()
    fetch_again(article, by=ada)
    fetch_due()
    article.source.refresh_from_db()
    assert article.source.live_state == LiveState.GONE
    assert article.latest.text


def test_a_lost_lease_writes_nothing(ada, serve):
    """The worker was thought dead and another took the job: the late one's page is thrown away."""
    capture = capture_url(by=ada, url=serve(answer(page(), HTML)).url)
    job = jobs.claim("fetch")
    Handoff.objects.filter(pk=job.row.pk).update(lease_token=None, state=JobState.DUE)
    jobs.run(job)
    capture.refresh_from_db()
    assert capture.state != "ended" and not Snapshot.objects.exists()
    jobs.run_due(["fetch"])
    capture.refresh_from_db()
    assert capture.outcome == "ok" and Snapshot.objects.count() == 1


def test_a_text_too_long_for_an_article_is_refused(ada, serve, fetch_due, monkeypatch):
    monkeypatch.setattr("claims.intake.tasks.MAX_ARTICLE_CHARACTERS", 50)
    article = submit_url(by=ada, url=serve(answer(page(), HTML)).url)
    fetch_due()
    assert last_failure(article).problem["code"] == "text.too_long"
    assert article.latest is None


def test_the_terminal_reads_an_address_without_keeping_anything(serve, settings):
    found_page, extracted = capturing.read_address(serve(answer(page(), HTML)).url)
    assert found_page.status == 200 and extracted.text.endswith(ARTICLE[-1])
