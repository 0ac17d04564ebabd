"""Keeping what the Internet Archive captured of a page that can't be fetched any more."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from claims.accounts.acting import Actor
from claims.evidence.archived_copies import checked_day, distance, keep_address, look
from claims.evidence.models import OutsideCapture
from claims.evidence.standing_in import StandInServer
from claims.history import jobs
from claims.history.models import Event, Handoff
from claims.intake.models import Article, Capture, CaptureMethod, Outcome, Snapshot
from claims.intake.stopping import stop
from claims.intake.submitting import submit_url
from claims.lib.problems import Conflict, Problem, Refused
from tests import factories, kept
from tests.evidence.archive import open_archive
from tests.evidence.test_http_contract import server, set_up

__all__ = ["server", "set_up"]
ADDRESS = "https://news.example/lighthouse"
CLAIMED = date(2019, 4, 20)


@pytest.fixture(autouse=True)
def archive(server: StandInServer, set_up: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    open_archive(server, settings, monkeypatch)
    settings.PROVIDER_SETTINGS = {**settings.PROVIDER_SETTINGS, "PROVIDER_INTERNET_ARCHIVE_SAVE_KEY": ""}


def do_fetches() -> None:
    """What is due, and what is tried again."""
    for _ in range(4):
        jobs.run_due(["fetch"], reraise=False)
        Handoff.objects.filter(state="due").update(due_at="2020-01-01T00:00:00Z")


def looked(by: Actor, url: str = ADDRESS, **more: Any) -> Capture:
    capture = look(by=by, url=url, **more)
    do_fetches()
    capture.refresh_from_db()
    return capture


def test_the_capture_closest_to_the_day_becomes_a_copy_of_the_original_address(ada: Actor) -> None:
    capture = looked(ada, near=CLAIMED)
    assert (capture.method, capture.outcome) == (CaptureMethod.ARCHIVED, Outcome.OK)
    copy = capture.snapshot
    assert copy is not None and copy.text is not None and copy.blob is not None
    assert copy.source.canonical_url == ADDRESS and copy.requested_url == ADDRESS
    assert copy.final_url.endswith(f"/web/20190414021530/{ADDRESS}") and "id_" not in copy.final_url
    assert "wrote the keeper in 2019" in copy.text
    assert copy.archived_at is not None and copy.archived_at.isoformat() == "2019-04-14T02:15:30+00:00"
    assert distance(copy, CLAIMED, of="the claim") == "6 days before the claim"
    assert distance(copy, None, of="the claim") == ""
    assert copy.source.live_state == "unknown"
    assert Event.objects.filter(name="capture.archive_asked", actor_name="Ada").count() == 1


def test_without_a_day_the_latest_is_kept_and_the_same_capture_only_once(ada: Actor) -> None:
    first, second = looked(ada), looked(ada)
    assert first.snapshot is not None and first.snapshot == second.snapshot and first != second
    assert first.snapshot.archived_at is not None and first.snapshot.archived_at.year == 2021
    other = looked(ada, near=date(2018, 1, 1))
    assert other.snapshot != first.snapshot and Snapshot.objects.count() == 2


def test_an_address_of_the_archive_is_that_capture_and_not_a_page_of_its_own(
    ada: Actor, server: StandInServer
) -> None:
    capture = keep_address(by=ada, url=f"{server.address('internet_archive')}/web/20180214021530/{ADDRESS}")
    do_fetches()
    capture.refresh_from_db()
    assert capture.snapshot is not None and capture.source.canonical_url == ADDRESS
    assert "keeper in 2018" in str(capture.snapshot.text)
    plain = keep_address(by=ada, url="https://parks.example/count")
    assert plain.method == CaptureMethod.FETCHED


@pytest.mark.parametrize(
    ("address", "outcome", "words"),
    [
        ("https://nobody.example/zzqx", "empty", "has no capture of this page"),
        ("https://closed.example/a", "forbidden_content", "keeps its captures"),
        ("https://news.example/own-answer", "unavailable", "did not send the capture"),
    ],
)
def test_what_can_not_be_kept_ends_with_words_and_a_next_step(
    ada: Actor, address: str, outcome: str, words: str
) -> None:
    capture = looked(ada, address, near=CLAIMED)
    assert (capture.state, capture.outcome) == ("ended", outcome)
    assert words in capture.problem["words"] and "paste" in capture.problem["next_step"]
    assert capture.snapshot is None and not Snapshot.objects.exists()
    assert Event.objects.filter(name="capture.failed").count() == 1


def test_a_captured_page_that_sent_on_is_shown_where_it_led(ada: Actor) -> None:
    copy = looked(ada, "https://news.example/moved", near=CLAIMED).snapshot
    assert copy is not None and copy.final_url.endswith("/https://news.example/settled")
    assert copy.source.canonical_url == "https://news.example/moved" and len(copy.redirects) == 1


@pytest.mark.parametrize("fault", ["504", "429_bare", "html", "half_json", "cut"])
def test_an_archive_that_fails_is_said_to_have_failed_and_never_to_have_nothing(
    ada: Actor, server: StandInServer, fault: str
) -> None:
    server.faults["internet_archive"] = fault
    capture = looked(ada, near=CLAIMED)
    assert capture.state == "ended" and capture.outcome not in ("ok", "empty") and capture.problem["words"]


def test_while_one_is_on_its_way_it_is_not_asked_for_twice_and_it_can_be_stopped(ada: Actor) -> None:
    capture = look(by=ada, url=ADDRESS, near=CLAIMED)
    assert look(by=ada, url=ADDRESS, near=CLAIMED) == capture
    assert stop(capture, by=ada).outcome == "skipped"
    do_fetches()
    assert not Snapshot.objects.exists()


def test_what_it_captured_is_no_news_of_the_page_itself(ada: Actor) -> None:
    now = kept.copy(ada, "The tower is 30 metres high today.", url=ADDRESS)
    capture = looked(ada, near=CLAIMED)
    assert capture.source == now.source and capture.source.live_state == "unknown"
    from claims.desk.viewer import lit

    assert lit(now)["newer_copy"] is None


def test_an_article_takes_it_as_its_text_only_where_it_has_none(ada: Actor) -> None:
    article = submit_url(by=ada, url=ADDRESS)
    Handoff.objects.filter(task="intake.fetch").update(state="failed")
    looked(ada, near=CLAIMED)
    assert article.latest is not None and "keeper in 2019" in article.latest.text
    assert Article.objects.get().title == "The lighthouse"
    looked(ada, near=date(2018, 1, 1))
    assert article.versions.count() == 1


def test_readers_are_led_to_the_capture_where_a_check_stands_on_one(ada: Actor, ben: Actor) -> None:
    copy = looked(ada, near=CLAIMED).snapshot
    assert copy is not None
    claim = factories.a_claim(ada)
    factories.evidence_for(claim, ada, words="wrote the keeper in 2019", snapshot=copy)
    citation = factories.a_sent_verdict(claim, ada).citations.get()
    assert citation.source_url == copy.final_url and "/web/20190414021530/" in citation.source_url


def test_who_may_not_and_what_can_not(ada: Actor, dev: Actor, cleo: Actor, settings: Any) -> None:
    with pytest.raises(Refused):
        look(by=dev, url=ADDRESS)
    with pytest.raises(Problem, match="private network"):
        look(by=ada, url="http://10.0.0.7/x")
    with pytest.raises(Problem, match="private network"):
        look(by=ada, url="https://wiki.intranet/x")
    with pytest.raises(Problem, match="is not a day"):
        checked_day("last week")
    assert checked_day("") is None and checked_day("2019-04-20") == CLAIMED
    settings.EVIDENCE_PROVIDERS = ["own_archive"]
    with pytest.raises(Conflict, match="does not ask the Internet Archive"):
        look(by=ada, url=ADDRESS)
    assert not Capture.objects.exists() and not OutsideCapture.objects.exists()
