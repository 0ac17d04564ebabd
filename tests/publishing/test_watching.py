"""Published checks' cited pages are looked at again; an editor is told, and nothing else changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.history import jobs
from claims.history.models import Event
from claims.intake.capturing import capture_text, capture_url
from claims.intake.models import Capture, CaptureMethod, CaptureState, Snapshot
from claims.lib.problems import Conflict, NotFound, Refused
from claims.publishing.models import Publication, PublicFile, SourceNote
from claims.publishing.watching import due, look_again, open_notes, reopen, settle
from tests import factories
from tests.local_server import answer, serve
from tests.publishing import desk
from tests.verdicts import makers

__all__ = ["serve"]
SAID = "In 2023 the town of Elmstead planted 3,100 trees, fewer than in 2022."


def page(words: str) -> bytes:
    return (
        "<html lang=en><head><title>The count</title></head><body><article><h1>The count</h1>"
        f"<p>The parks office counts every tree of the town by hand.</p><p>{words}</p>"
        "<p>It gave no reasons for that, and nobody asked for any.</p></article></body></html>"
    ).encode()


class Site:
    """A web site whose page a test may change."""

    def __init__(self, serve: Any) -> None:
        self.words, self.status = SAID, "200 OK"
        self.server = serve(self._answering)

    def _answering(self, connection: Any, request: bytes) -> None:
        connection.sendall(
            answer(page(self.words), "Content-Type: text/html; charset=utf-8", status=self.status)
        )


@pytest.fixture
def site(serve: Any) -> Site:
    return Site(serve)


@pytest.fixture
def claim(ada: Actor) -> Claim:
    return factories.a_claim(ada)


@pytest.fixture
def published(ada: Actor, ben: Actor, claim: Claim, site: Site) -> Publication:
    """A check that cites the site's page."""
    capture = capture_url(by=ada, url=site.server.url)
    jobs.run_due(["fetch"])
    capture.refresh_from_db()
    assert capture.snapshot is not None
    factories.evidence_for(claim, ada, words=SAID, snapshot=capture.snapshot)
    made = factories.a_published_check(claim, ada, ben)
    jobs.run_due()
    return made


def a_week_later() -> None:
    Capture.objects.filter(state=CaptureState.ENDED).update(ended_at=timezone.now() - timedelta(days=8))


def look() -> int:
    """A week goes by, and the page is looked at again."""
    a_week_later()
    asked = look_again()
    jobs.run_due()
    return asked


def test_a_page_that_is_as_it_was_makes_no_note(published: Publication) -> None:
    assert list(due()) == [] and look_again() == 0
    assert look() == 1
    assert not SourceNote.objects.exists() and Snapshot.objects.filter(http_status=200).count() == 1


def test_a_changed_passage_makes_a_note_and_changes_nothing_else(published: Publication, site: Site) -> None:
    before = {each.path: (bytes(each.body), each.etag) for each in PublicFile.objects.all()}
    versions = published.versions.count()
    site.words = SAID.replace("3,100", "3,400")
    assert look() == 1
    note = SourceNote.objects.get()
    assert (note.kind, note.passages[0]["number"], note.passages[0]["quote"]) == ("changed", 1, SAID)
    assert note.snapshot is not None and "3,400" in str(note.snapshot.text)
    assert Event.objects.filter(name="source_note.made").count() == 1
    published.refresh_from_db()
    assert published.state == "published" and published.versions.count() == versions
    assert {each.path: (bytes(each.body), each.etag) for each in PublicFile.objects.all()} == before
    assert look() == 1 and SourceNote.objects.count() == 1


def test_other_words_of_the_page_may_change_and_typography_too(published: Publication, site: Site) -> None:
    site.words = SAID.replace("In 2023", "In\u00a02023") + " It will count again next year."
    assert look() == 1
    assert not SourceNote.objects.exists() and Snapshot.objects.filter(http_status=200).count() == 2


def test_a_page_must_be_gone_twice_before_anybody_is_told(published: Publication, site: Site) -> None:
    site.status = "404 Not Found"
    assert look() == 1 and not SourceNote.objects.exists()
    Capture.objects.filter(outcome="unavailable").update(ended_at=timezone.now() - timedelta(hours=25))
    assert look_again() == 1, "sooner than in a week"
    jobs.run_due()
    note = SourceNote.objects.get()
    assert note.kind == "gone" and note.snapshot is None and note.source.live_state == "gone"
    assert look() == 1 and SourceNote.objects.count() == 1


def test_a_site_that_is_only_away_makes_no_note(published: Publication, site: Site) -> None:
    site.status = "503 Service Unavailable"
    for _ in range(3):
        look()
    assert not SourceNote.objects.exists()


def test_it_asks_as_much_of_the_database_for_many_checks_as_for_one(
    published: Publication, ada: Actor, ben: Actor
) -> None:
    def asked() -> int:
        a_week_later()
        with CaptureQueriesContext(connection) as queries:
            assert len(list(due())) == 1
        return len(queries)

    few = asked()
    desk.publish(ada, ben, makers.claim(ada))
    assert asked() == few


def test_what_was_pasted_and_what_is_withdrawn_is_not_looked_at(
    ada: Actor, published: Publication, settings: Any
) -> None:
    a_week_later()
    assert len(list(due())) == 1
    Publication.objects.update(state="withdrawn", withdrawal_reason="x", withdrawn_at=timezone.now())
    assert list(due()) == []
    Publication.objects.update(state="published", withdrawn_at=None)
    settings.SOURCE_WATCH_DAYS = 0
    assert list(due()) == []
    pasted = capture_text(by=ada, text="Other words.", title="x").snapshot
    assert pasted is not None and not SourceNote.objects.exists()


def test_a_page_that_is_being_fetched_is_not_asked_for_twice(published: Publication) -> None:
    a_week_later()
    assert look_again() == 1 and look_again() == 0
    assert Capture.objects.filter(method=CaptureMethod.FETCHED).exclude(state="ended").count() == 1


def test_a_note_is_dealt_with_once_and_that_can_be_taken_back(
    ada: Actor, dev: Actor, cleo: Actor, published: Publication, site: Site
) -> None:
    site.words = "Nothing is said of new trees here any more, and nobody at the office knows why that is so."
    look()
    note = SourceNote.objects.get()
    with pytest.raises(Refused):
        settle(note, by=dev)
    with pytest.raises(NotFound):
        settle(note, by=cleo)
    assert settle(note, by=ada, words="The office moved it.").settled_by == ada.user
    with pytest.raises(Conflict, match="dealt with"):
        settle(note, by=ada)
    assert not open_notes(ada).exists()
    look()
    assert SourceNote.objects.count() == 1, "the same is not said twice"
    assert reopen(note, by=ada).settled_at is None
    with pytest.raises(Conflict, match="open already"):
        reopen(note, by=ada)


def test_the_desk_shows_what_changed_and_takes_the_word_that_it_was_dealt_with(
    ada: Actor, dev: Actor, claim: Claim, published: Publication, site: Site
) -> None:
    site.words = SAID.replace("3,100", "3,400")
    look()
    note = SourceNote.objects.get()
    client, reader = Client(), Client()
    client.force_login(ada.user)
    reader.force_login(dev.user)
    address, act = reverse("desk:claim", args=[claim.uid]), reverse("desk:settle_note", args=[note.uid])
    today = client.get(reverse("desk:today")).content.decode()
    assert "Source changed" in today and f"{address}#n-{note.uid}" in today
    shown = client.get(address).content.decode()
    assert "A cited page has changed." in shown and "<del>" in shown and "3,400" in shown and act in shown
    assert act not in reader.get(address).content.decode() and reader.post(act).status_code == 403
    assert client.post(act, {"words": "It still stands in their archive."}).status_code == 303
    assert "A cited page has changed." not in client.get(address).content.decode()
    assert client.post(act).status_code == 409
    assert client.post(reverse("desk:undo")).status_code in (302, 303)
    assert "A cited page has changed." in client.get(address).content.decode()
