"""Copies kept at once by paste and upload, taken down, and otherwise as they were."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from claims.history.models import Event
from claims.intake.capturing import capture_text, capture_upload, capture_url, record_capture
from claims.intake.extraction import from_text
from claims.intake.models import Article, Blob, Snapshot, Source
from claims.intake.storing import bytes_of, take_down
from claims.intake.submitting import submit_text
from claims.lib.problems import Conflict, NotFound, Problem, Refused
from tests.intake.files import ARTICLE, pdf

TEXT = "\n\n".join(ARTICLE)


def test_a_pasted_text_is_kept_at_once(ada):
    capture = capture_text(
        by=ada, text="One.\r\nTwo.", title="Notes", publisher="The Paper", published_on="2020"
    )
    assert (capture.state, capture.method, capture.outcome) == ("ended", "pasted", "ok")
    assert capture.snapshot.text == "One.\nTwo."
    assert (capture.source.title, capture.source.published_on) == ("Notes", "2020")
    assert not Article.objects.exists()


def test_an_uploaded_file_is_kept_at_once(ada):
    capture = capture_upload(by=ada, name="report.pdf", data=pdf(ARTICLE), title="The report", kind="primary")
    assert (capture.state, capture.method, capture.outcome) == ("ended", "uploaded", "ok")
    assert (capture.source.title, capture.source.kind) == ("The report", "primary")
    assert bytes_of(capture.snapshot.blob) == pdf(ARTICLE)


def test_the_same_words_at_the_same_address_are_one_copy(ada):
    first = capture_text(by=ada, text=TEXT, title="A", url="https://paper.example/a")
    second = capture_text(by=ada, text=TEXT, title="B", url="https://paper.example/a")
    assert first != second and first.snapshot == second.snapshot
    assert second.source.title == "A"


@pytest.mark.parametrize("kind", ["gossip", ""])
def test_an_unknown_kind_of_source_is_refused(ada, kind):
    with pytest.raises(Problem) as caught:
        capture_text(by=ada, text=TEXT, title="A", kind=kind)
    assert caught.value.pointer == "/kind" and not Source.objects.exists()


def test_record_capture_takes_what_was_read_elsewhere(ada):
    capture = capture_url(by=ada, url="https://paper.example/")
    with transaction.atomic():
        snapshot = record_capture(capture, from_text(TEXT))
    assert bytes_of(snapshot.blob) == TEXT.encode() and capture.outcome == "ok"


def test_a_reader_keeps_no_copies(dev):
    for act in (
        lambda: capture_url(by=dev, url="https://paper.example/"),
        lambda: capture_text(by=dev, text=TEXT, title="A"),
        lambda: capture_upload(by=dev, name="a.txt", data=b"words"),
    ):
        with pytest.raises(Refused):
            act()


def test_a_takedown_removes_words_and_bytes_and_keeps_the_hash(ben):
    snapshot = capture_text(by=ben, text=TEXT, title="A").snapshot
    sha256 = snapshot.text_sha256
    take_down(snapshot, by=ben, reason="A court order of 3 May.")
    kept = Snapshot.objects.get()
    assert (kept.text, kept.blob, kept.text_sha256) == (None, None, sha256)
    assert kept.removed_at and kept.removal_reason == "A court order of 3 May."
    assert not Blob.objects.exists()
    assert Event.objects.get(name="snapshot.taken_down").note == "A court order of 3 May."


def test_bytes_that_are_another_copy_too_stay(ben):
    first = capture_text(by=ben, text=TEXT, title="A").snapshot
    second = capture_text(by=ben, text=TEXT, title="B").snapshot
    take_down(first, by=ben, reason="Privacy.")
    assert bytes_of(Snapshot.objects.get(pk=second.pk).blob) == TEXT.encode()


def test_a_copy_taken_down_does_not_come_back_as_the_same_row(ben):
    gone = capture_text(by=ben, text=TEXT, title="A", url="https://paper.example/a").snapshot
    take_down(gone, by=ben, reason="Privacy.")
    assert capture_text(by=ben, text=TEXT, title="A", url="https://paper.example/a").snapshot != gone


def test_a_takedown_needs_a_reason_a_right_and_happens_once(ada, ben, cleo):
    snapshot = capture_text(by=ben, text=TEXT, title="A").snapshot
    with pytest.raises(Refused):
        take_down(snapshot, by=ada, reason="Because.")
    with pytest.raises(NotFound):
        take_down(snapshot, by=cleo, reason="Because.")
    for reason in (" ", "x" * 301):
        with pytest.raises(Problem) as caught:
            take_down(snapshot, by=ben, reason=reason)
        assert caught.value.pointer == "/reason"
    take_down(snapshot, by=ben, reason="Privacy.")
    with pytest.raises(Conflict):
        take_down(snapshot, by=ben, reason="Again.")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claims_snapshot SET text = 'other'",
        "UPDATE claims_snapshot SET text = NULL",
        "DELETE FROM claims_snapshot",
        "UPDATE claims_blob SET data = ''",
        "DELETE FROM claims_blob",
        "UPDATE claims_articleversion SET n = 7",
    ],
)
def test_the_database_keeps_copies_as_they_are(ada, statement):
    submit_text(by=ada, text=TEXT)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
