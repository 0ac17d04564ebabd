"""Bringing articles in, and their later versions."""

from __future__ import annotations

import datetime as dt

import pytest

from claims.history.models import Event, Handoff
from claims.intake.capturing import capture_text
from claims.intake.models import Article, ArticleVersion, Blob, Capture, Snapshot, Source
from claims.intake.storing import bytes_of
from claims.intake.submitting import (
    add_version_text,
    add_version_upload,
    archive,
    edit_article,
    edit_source,
    fetch_again,
    restore,
    submit_text,
    submit_upload,
    submit_url,
)
from claims.lib.hashing import sha256_text
from claims.lib.problems import Conflict, NotFound, Problem, Refused, Stale
from tests.intake.files import ARTICLE, document, page

TEXT = "\n\n".join(ARTICLE)
ADDRESS = "https://paper.example/deal"


def names(subject: object) -> list[str]:
    return list(Event.objects.filter(subject_uid=subject.uid).order_by("pk").values_list("name", flat=True))


def test_a_pasted_text_becomes_an_article_with_its_first_version(ada):
    article = submit_text(
        by=ada,
        text=TEXT,
        title=" A  deal ",
        url=ADDRESS + "?utm_source=x#top",
        publisher="The Paper",
        published_on="2019-07",
    )
    version = article.latest
    assert (article.title, article.is_new, version.n, version.previous) == ("A deal", True, 1, None)
    assert version.text == TEXT
    assert version.snapshot.text_sha256 == sha256_text(TEXT)
    assert version.snapshot.blocks
    assert (article.source.canonical_url, article.source.publisher) == (ADDRESS, "The Paper")
    assert article.source.published == {"value": "2019-07", "precision": "month", "kind": "published"}
    assert bytes_of(version.snapshot.blob) == TEXT.encode()
    capture = Capture.objects.get()
    assert (capture.method, capture.outcome, capture.snapshot) == ("pasted", "ok", version.snapshot)


def test_it_is_written_into_history_with_what_follows(ada):
    article = submit_text(by=ada, text=TEXT)
    assert names(article) == ["article.submitted"]
    assert names(article.latest) == ["article_version.added"]
    assert names(article.latest.snapshot) == ["snapshot.kept"]
    event = Event.objects.get(name="article_version.added")
    assert event.actor_name == "Ada"
    assert Handoff.objects.filter(event=event).exists()


def test_line_ends_and_the_mark_are_the_only_things_changed(ada):
    article = submit_text(by=ada, text="\ufeff One\r\ntwo\r\n\r\n  e\u0301 \U0001f600 ")
    assert article.latest.text == " One\ntwo\n\n  e\u0301 \U0001f600 "


def test_an_untitled_text_is_called_by_its_first_line(ada):
    assert submit_text(by=ada, text="\n A deal at last \n\nMore.").title == "A deal at last"
    assert submit_text(by=ada, text="word " * 200).title.endswith("word …")


def test_the_same_text_again_adds_nothing(ada, ben):
    first = submit_text(by=ada, text=TEXT)
    again = submit_text(by=ben, text=TEXT.replace("\n", "\r\n"))
    assert again == first and not again.is_new
    assert [model.objects.count() for model in (Article, ArticleVersion, Snapshot, Source, Blob)] == [1] * 5


def test_the_same_text_in_another_newsroom_is_another_article(ada, cleo):
    assert submit_text(by=ada, text=TEXT) != submit_text(by=cleo, text=TEXT)
    assert Blob.objects.count() == 2


def test_another_text_at_a_known_address_is_its_next_version(ada):
    first = submit_text(by=ada, text=TEXT, url=ADDRESS)
    again = submit_text(by=ada, text=TEXT + "\n\nOne more paragraph.", url=ADDRESS + "#comments")
    assert again == first and not again.is_new
    assert [version.n for version in first.versions.order_by("n")] == [1, 2]


def test_a_source_that_is_evidence_can_become_an_article(ada):
    capture = capture_text(by=ada, text=TEXT, title="A deal", url=ADDRESS)
    article = submit_text(by=ada, text=TEXT, url=ADDRESS)
    assert article.source == capture.source
    assert article.latest.snapshot == capture.snapshot


def test_an_uploaded_page_brings_its_own_facts(ada):
    head = '<meta property="article:published_time" content="2019-07-22T09:00Z"><meta name="author" content="Jo Moor">'
    article = submit_upload(by=ada, name="deal.html", data=page(head=head))
    assert article.title == "A deal for a laboratory"
    assert (article.source.authors, article.source.published_on) == (["Jo Moor"], "2019-07-22")
    assert bytes_of(article.latest.snapshot.blob) == page(head=head)


def test_what_is_typed_wins_over_what_the_file_says(ada):
    article = submit_upload(
        by=ada, name="deal.docx", data=document(*ARTICLE, heading="A deal"), title="Our title",
        published_on=dt.date(2019, 7, 23), publisher="Our paper", url=ADDRESS,
    )  # fmt: skip
    source = article.source
    assert (article.title, source.publisher, source.published_on) == ("Our title", "Our paper", "2019-07-23")
    assert source.canonical_url == ADDRESS


def test_a_text_file_is_called_by_its_name(ada):
    assert submit_upload(by=ada, name="C:\\texts\\the deal.txt", data=TEXT.encode()).title == "the deal"


def test_a_changed_text_is_the_next_version(ada, ben):
    article = submit_text(by=ada, text=TEXT)
    version, is_new = add_version_text(article, by=ben, text=TEXT.replace("$1 billion", "$2 billion"))
    assert is_new and version.n == 2
    assert version.previous == article.versions.get(n=1)
    assert article.latest == version
    assert names(version) == ["article_version.added"]


def test_the_latest_text_again_adds_no_version(ada):
    article = submit_text(by=ada, text=TEXT)
    version, is_new = add_version_text(article, by=ada, text=TEXT + "")
    assert not is_new and version.n == 1
    assert Capture.objects.count() == 1


def test_an_earlier_text_may_come_back(ada):
    article = submit_text(by=ada, text=TEXT)
    add_version_text(article, by=ada, text=TEXT + " More.")
    version, is_new = add_version_text(article, by=ada, text=TEXT)
    assert is_new and version.n == 3


def test_an_uploaded_version_stays_with_its_article(ada):
    article = submit_text(by=ada, text=TEXT, url=ADDRESS)
    head = '<link rel="canonical" href="https://elsewhere.example/other">'
    version, is_new = add_version_upload(article, by=ada, name="new.html", data=page(head=head))
    assert is_new and version.snapshot.source == article.source
    assert Source.objects.count() == 1


def test_a_version_that_cannot_be_read_changes_nothing(ada):
    article = submit_text(by=ada, text=TEXT)
    with pytest.raises(Problem):
        add_version_upload(article, by=ada, name="new.docx", data=b"no document")
    with pytest.raises(Problem):
        add_version_text(article, by=ada, text="\0")
    assert article.versions.count() == 1 and Capture.objects.count() == 1


def test_an_article_without_an_address_cannot_be_fetched_again(ada):
    article = submit_text(by=ada, text=TEXT)
    with pytest.raises(Conflict, match="no address"):
        fetch_again(article, by=ada)


def test_a_private_address_is_refused_at_once(ada):
    for url in ("http://127.0.0.1/", "http://localhost:8000/", "ftp://paper.example/", "paper.example"):
        with pytest.raises(Problem) as caught:
            submit_url(by=ada, url=url)
        assert caught.value.pointer == "/url" and caught.value.next_step
    assert not Article.objects.exists() and not Source.objects.exists()
    assert not Event.objects.filter(name__startswith="capture").exists()


def test_archiving_and_restoring_delete_nothing(ada):
    article = submit_text(by=ada, text=TEXT)
    archive(article, by=ada)
    archive(article, by=ada)
    assert Article.objects.get().archived_at
    restore(article, by=ada)
    assert Article.objects.get().archived_at is None
    assert names(article) == ["article.submitted", "article.archived", "article.restored"]


def test_an_archived_article_comes_back_with_its_address(ada):
    article = submit_text(by=ada, text=TEXT, url=ADDRESS)
    archive(article, by=ada)
    assert submit_text(by=ada, text=TEXT, url=ADDRESS) == article
    assert Article.objects.get().archived_at is None


def test_an_article_is_edited_where_it_still_stands_as_seen(ada, ben):
    article = submit_text(by=ada, text=TEXT)
    seen = article.row_version
    edit_article(article, by=ben, row_version=seen, changes={"title": "Better", "assignee": ada.user})
    with pytest.raises(Stale):
        edit_article(article, by=ada, row_version=seen, changes={"title": "Mine"})
    event = Event.objects.get(name="article.changed")
    assert event.before["title"] == ARTICLE[0]
    assert Article.objects.get().title == "Better"


@pytest.mark.parametrize("changes", [{"title": " "}, {"next_number": 7}, {"title": "a\0b"}])
def test_an_edit_that_makes_no_sense_is_refused(ada, changes):
    article = submit_text(by=ada, text=TEXT)
    with pytest.raises(Problem):
        edit_article(article, by=ada, row_version=None, changes=changes)


def test_an_article_is_assigned_inside_the_newsroom_only(ada, cleo):
    article = submit_text(by=ada, text=TEXT)
    with pytest.raises(Problem) as caught:
        edit_article(article, by=ada, row_version=None, changes={"assignee": cleo.user})
    assert caught.value.pointer == "/assignee"


def test_a_source_is_corrected(ada):
    source = submit_text(by=ada, text=TEXT).source
    edit_source(
        source,
        by=ada,
        row_version=1,
        changes={"publisher": "The Paper", "published_on": "2019", "kind": "data"},
    )
    source.refresh_from_db()
    assert (source.publisher, source.published["precision"], source.kind) == ("The Paper", "year", "data")
    with pytest.raises(Problem) as caught:
        edit_source(source, by=ada, row_version=None, changes={"kind": "gossip"})
    assert caught.value.pointer == "/kind"


def test_a_reader_brings_nothing_in(dev, ada):
    article = submit_text(by=ada, text=TEXT)
    for act in (
        lambda: submit_text(by=dev, text=TEXT),
        lambda: submit_upload(by=dev, name="a.txt", data=b"words"),
        lambda: submit_url(by=dev, url=ADDRESS),
        lambda: add_version_text(article, by=dev, text="More."),
        lambda: archive(article, by=dev),
        lambda: edit_article(article, by=dev, row_version=None, changes={"title": "x"}),
        lambda: edit_source(article.source, by=dev, row_version=None, changes={"title": "x"}),
    ):
        with pytest.raises(Refused):
            act()


def test_a_stranger_finds_nothing(cleo, ada):
    article = submit_text(by=ada, text=TEXT, url=ADDRESS)
    for act in (
        lambda: add_version_text(article, by=cleo, text="More."),
        lambda: add_version_upload(article, by=cleo, name="a.txt", data=b"More."),
        lambda: fetch_again(article, by=cleo),
        lambda: archive(article, by=cleo),
        lambda: restore(article, by=cleo),
        lambda: edit_article(article, by=cleo, row_version=None, changes={"title": "x"}),
        lambda: edit_source(article.source, by=cleo, row_version=None, changes={"title": "x"}),
    ):
        with pytest.raises(NotFound):
            act()
