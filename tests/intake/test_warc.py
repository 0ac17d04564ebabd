"""Kept copies as WARC files, read back with a reader of that format."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from warcio.archiveiterator import ArchiveIterator

from claims.accounts.acting import Actor
from claims.history.jobs import run_due
from claims.intake.capturing import capture_text, capture_url
from claims.intake.models import Snapshot
from claims.intake.storing import bytes_of, take_down
from claims.intake.warc import warc_of
from claims.lib.hashing import sha256_bytes
from claims.lib.problems import Gone
from tests.local_server import answer, serve

__all__ = ["serve"]
HTML = (
    b"<html lang=en><head><title>The tower</title></head><body><article><h1>The tower</h1>"
    b"<p>The tower is 20 metres high. It stands in Elmstead since 1870, and is lit every night.</p>"
    b"<p>The keeper wrote it down, and the town has kept his book ever since then.</p></article></body></html>"
)


def records(data: bytes) -> dict[str, dict[str, Any]]:
    """Every record by its sort, with its headers and bytes; digests are checked on the way."""
    found: dict[str, dict[str, Any]] = {}
    for record in ArchiveIterator(BytesIO(data), check_digests="raise"):
        body = record.content_stream().read()
        found[record.rec_type] = {
            "headers": dict(record.rec_headers.headers), "body": body, "http": record.http_headers,
        }  # fmt: skip
    return found


def fields(body: bytes) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in body.decode().split("\r\n") if line)


@pytest.fixture
def fetched(ada: Actor, serve: Any) -> Snapshot:
    served = answer(HTML, "Content-Type: text/html; charset=utf-8", 'ETag: "7"', "Set-Cookie: x=secret")
    capture = capture_url(by=ada, url=serve(served).url + "tower?of=Elmstead")
    run_due(["fetch"])
    capture.refresh_from_db()
    assert capture.snapshot is not None
    return capture.snapshot


def test_a_fetched_page_is_an_answer_with_its_bytes_its_request_its_text_and_what_is_known(
    fetched: Snapshot,
) -> None:
    data = warc_of(fetched)
    assert data == warc_of(fetched)
    found = records(data)
    assert list(found) == ["warcinfo", "response", "request", "conversion", "metadata"]
    response, request = found["response"], found["request"]
    assert fetched.blob is not None
    assert response["body"] == HTML == bytes_of(fetched.blob)
    assert response["http"].get_statuscode() == "200" and response["http"].get_header("etag") == '"7"'
    assert "secret" not in str(response["http"])
    assert response["headers"]["WARC-Target-URI"] == fetched.final_url
    assert response["headers"]["WARC-Payload-Digest"].startswith("sha256:")
    assert request["http"].get_header("Host") == fetched.final_url.split("/")[2]
    assert (request["http"].protocol, request["http"].statusline) == ("GET", "/tower?of=Elmstead HTTP/1.1")
    assert request["headers"]["WARC-Concurrent-To"] == response["headers"]["WARC-Record-ID"]
    assert found["conversion"]["body"].decode() == fetched.text
    about = fields(found["metadata"]["body"])
    assert about["sha256-of-bytes"] == sha256_bytes(HTML) == fetched.blob.sha256
    assert about["sha256-of-text"] == fetched.text_sha256 and about["text-is-as-kept"] == "yes"
    assert about["final-address"] == fetched.final_url and about["id"] == fetched.uid


def test_a_pasted_text_is_a_resource_without_a_request(ada: Actor) -> None:
    copy = capture_text(by=ada, text="Ünïcode words.\n\nAnd more.", title="A letter: to\nus").snapshot
    assert copy is not None
    found = records(warc_of(copy))
    assert list(found) == ["warcinfo", "resource", "conversion", "metadata"]
    assert found["resource"]["body"].decode() == copy.text
    assert found["resource"]["headers"]["WARC-Target-URI"] == f"urn:sha256:{copy.text_sha256}"
    assert fields(found["metadata"]["body"])["title"] == "A letter: to us"


def test_it_is_downloaded_at_the_desk_and_by_programs(fetched: Snapshot, ada: Actor, cleo: Actor) -> None:
    client = Client()
    client.force_login(ada.user)
    desk, api = reverse("desk:warc", args=[fetched.uid]), f"/api/v1/snapshots/{fetched.uid}/warc/"
    assert desk in client.get(reverse("desk:snapshot", args=[fetched.uid])).content.decode()
    for address in (desk, api):
        given = client.get(address)
        assert given.status_code == 200 and given.headers["Content-Type"] == "application/warc"
        assert given.headers["Content-Disposition"].endswith(f'{fetched.uid}.warc.gz"')
        assert records(given.content)["response"]["body"] == HTML
    stranger = Client()
    stranger.force_login(cleo.user)
    assert [stranger.get(address).status_code for address in (desk, api)] == [404, 404]


def test_a_copy_that_was_taken_down_says_why_and_gives_nothing(
    fetched: Snapshot, ada: Actor, ben: Actor
) -> None:
    take_down(fetched, by=ben, reason="A court ordered it.")
    with pytest.raises(Gone, match="A court ordered it"):
        warc_of(fetched)
    client = Client()
    client.force_login(ada.user)
    page = client.get(reverse("desk:snapshot", args=[fetched.uid])).content.decode()
    assert reverse("desk:warc", args=[fetched.uid]) not in page
    desk = client.get(reverse("desk:warc", args=[fetched.uid]))
    assert desk.status_code == 410 and "A court ordered it." in desk.content.decode()
    api = client.get(f"/api/v1/snapshots/{fetched.uid}/warc/")
    assert api.status_code == 410 and api.json()["code"] == "copy.taken_down"
    assert fetched.text_sha256 in api.json()["next_step"] and b"20 metres" not in api.content
