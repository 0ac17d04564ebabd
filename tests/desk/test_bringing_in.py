"""Bringing texts in by forms: what is wrong is said at its field, and what was typed stays there."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from claims.accounts.acting import Actor
from claims.history.jobs import run_due
from claims.intake.models import Article, Capture, CaptureState, Outcome, Source
from tests import factories
from tests.desk.conftest import SignIn


def test_a_pasted_text_becomes_an_article(as_: SignIn, ada: Actor) -> None:
    answer = as_(ada).post(
        reverse("desk:paste"), {"text": factories.ARTICLE, "title": "Trees", "published_on": "2024-03-01"}
    )
    article = Article.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == reverse("desk:workbench", args=[article.uid])
    assert article.source.published_on == "2024-03-01"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"text": "  \n ", "title": "Kept title"}, "text"),
        ({"text": "Some words.", "title": "Kept title", "published_on": "yesterday"}, "published_on"),
        ({"text": "Some words.", "title": "Kept title", "url": "not an address"}, "url"),
    ],
)
def test_a_text_that_can_not_be_kept_is_refused_at_its_field_with_everything_typed(
    as_: SignIn, ada: Actor, typed: dict[str, str], field: str
) -> None:
    answer = as_(ada).post(reverse("desk:paste"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="paste-{field}-fault"' in page and 'value="Kept title"' in page
    assert not Article.objects.exists()


def test_a_file_becomes_an_article(as_: SignIn, ada: Actor) -> None:
    file = SimpleUploadedFile("trees.txt", factories.ARTICLE.encode())
    answer = as_(ada).post(reverse("desk:upload"), {"file": file, "title": "Trees"})
    assert answer.status_code == 303
    assert Article.objects.get().title == "Trees"


@pytest.mark.parametrize("data", [None, b"", b"%PDF-1.4 broken"])
def test_a_file_that_can_not_be_read_is_refused_at_its_field(
    as_: SignIn, ada: Actor, data: bytes | None
) -> None:
    form = {"title": "Kept title"}
    if data is not None:
        form["file"] = SimpleUploadedFile("a.pdf", data)  # type: ignore[assignment]
    answer = as_(ada).post(reverse("desk:upload"), form)
    page = answer.content.decode()
    assert answer.status_code in (415, 422)
    assert 'id="upload-refusal"' in page and 'value="Kept title"' in page
    assert not Article.objects.exists()


@pytest.mark.parametrize("url", ["", "ftp://files.example/a", "http://127.0.0.1/admin", "http://10.0.0.8/"])
def test_an_address_that_is_never_fetched_is_refused_at_once(as_: SignIn, ada: Actor, url: str) -> None:
    answer = as_(ada).post(reverse("desk:from_address"), {"url": url})
    page = answer.content.decode()
    assert answer.status_code in (403, 422)
    assert 'id="address-refusal"' in page and f'value="{url}"' in page
    assert not Capture.objects.exists()


def test_a_page_that_could_not_be_fetched_offers_three_ways_on(as_: SignIn, ada: Actor) -> None:
    client = as_(ada)
    client.post(reverse("desk:from_address"), {"url": "https://news.example/story"})
    article = Article.objects.get()
    address = reverse("desk:workbench", args=[article.uid])
    assert "Waiting to fetch" in client.get(address).content.decode()
    words = {
        "code": "fetch.wall",
        "words": "The page asks for a subscription.",
        "next_step": "Paste the text.",
    }
    Capture.objects.update(state=CaptureState.ENDED, outcome=Outcome.FORBIDDEN_CONTENT, problem=words)
    assert "could not be fetched" in client.get("/desk/articles/").content.decode()
    page = client.get(address).content.decode()
    assert "The page asks for a subscription." in page
    for name in ("new_text", "new_file", "fetch_again"):
        assert f'action="{reverse(f"desk:{name}", args=[article.uid])}"' in page
    assert client.post(reverse("desk:new_text", args=[article.uid]), {"text": ""}).status_code == 422
    assert (
        client.post(reverse("desk:new_text", args=[article.uid]), {"text": factories.ARTICLE}).status_code
        == 303
    )
    assert 'class="sheet"' in client.get(address).content.decode()


def test_a_changed_text_is_version_2_with_a_difference_and_the_same_text_is_none(
    as_: SignIn, ada: Actor
) -> None:
    article = factories.an_article(ada)
    client = as_(ada)
    new_text = reverse("desk:new_text", args=[article.uid])
    version = article.latest
    assert version is not None
    client.post(new_text, {"text": version.text})
    assert article.versions.count() == 1
    client.post(new_text, {"text": version.text.replace("4,000", "5,000")})
    assert article.versions.count() == 2
    page = client.get(reverse("desk:compare", args=[article.uid, 1, 2])).content.decode()
    assert "<del>" in page and "5,000" in page.partition("<ins>")[2].partition("</ins>")[0]
    old = client.get(reverse("desk:workbench", args=[article.uid]) + "?v=1").content.decode()
    assert "You are looking at version 1." in old


def test_claims_whose_words_changed_are_placed_again_by_a_person(as_: SignIn, ada: Actor) -> None:
    article = factories.an_article(ada)
    claim = factories.a_claim(ada, article=article)
    client = as_(ada)
    version = article.latest
    assert version is not None
    changed = version.text.replace("planted 4,000 trees", "planted 3,999 young trees")
    client.post(reverse("desk:new_text", args=[article.uid]), {"text": changed})
    run_due()
    listed = reverse("desk:place_again", args=[article.uid])
    assert claim.statement in client.get(listed).content.decode()
    assert "to place again" in client.get(reverse("desk:workbench", args=[article.uid])).content.decode()
    appearance = claim.appearances.get(version__n=2)
    place = reverse("desk:place", args=[appearance.uid])
    for typed in (
        {"words": "never said"},
        {"words": "e"},
        {"start": "x", "end": "9"},
        {"start": "9000", "end": "9009"},
    ):
        answer = client.post(place, typed)
        assert answer.status_code == 422, typed
        assert f"place-{appearance.uid}-refusal" in answer.content.decode(), typed
    assert client.post(place, {"words": "planted 3,999 young trees in 2023"}).status_code == 303
    appearance.refresh_from_db()
    assert appearance.quote == "planted 3,999 young trees in 2023"
    assert "Every claim has its place." in client.get(listed).content.decode()


def test_a_claim_that_is_gone_is_left_out_of_the_new_version(as_: SignIn, ada: Actor) -> None:
    article = factories.an_article(ada)
    claim = factories.a_claim(ada, article=article)
    client = as_(ada)
    version = article.latest
    assert version is not None
    client.post(reverse("desk:new_text", args=[article.uid]), {"text": version.text.partition("\n\n")[2]})
    run_due()
    appearance = claim.appearances.get(version__n=2)
    assert client.post(reverse("desk:leave_out", args=[appearance.uid])).status_code == 303
    assert (
        "Every claim has its place."
        in client.get(reverse("desk:place_again", args=[article.uid])).content.decode()
    )


def test_an_article_is_archived_and_brought_back(as_: SignIn, ada: Actor) -> None:
    article = factories.an_article(ada, settle=False)
    client = as_(ada)
    answer = client.post(reverse("desk:archive", args=[article.uid]), follow=True)
    page = answer.content.decode()
    restore = reverse("desk:restore", args=[article.uid])
    assert f'action="{reverse("desk:undo")}"' in page and "All articles are archived." in page
    assert article.title in client.get("/desk/articles/?show=archived").content.decode()
    client.post(restore)
    assert article.title in client.get("/desk/articles/").content.decode()


def test_how_a_source_is_cited_can_be_corrected_unless_somebody_else_did(as_: SignIn, ada: Actor) -> None:
    source = factories.a_kept_copy(ada, settle=False).source
    client = as_(ada)
    edit = reverse("desk:edit_source", args=[source.uid])
    sent = {"row_version": source.row_version, "title": "Count of trees", "published_on": "2024-02"}
    assert client.post(edit, sent).status_code == 303
    source.refresh_from_db()
    assert (source.title, source.published_on) == ("Count of trees", "2024-02")
    stale = client.post(edit, {**sent, "title": "My own title"})
    assert stale.status_code == 412 and 'value="My own title"' in stale.content.decode()
    assert client.post(edit, {"row_version": "x"}).status_code == 422


def test_a_source_is_kept_by_paste_from_the_library(as_: SignIn, ada: Actor) -> None:
    client = as_(ada)
    refused = client.post(
        reverse("desk:add_source_paste"), {"text": "", "title": "A letter", "kind": "primary"}
    )
    assert refused.status_code == 422 and 'value="A letter"' in refused.content.decode()
    client.post(
        reverse("desk:add_source_paste"), {"text": "Dear council.", "title": "A letter", "kind": "primary"}
    )
    source = Source.objects.get(title="A letter")
    assert source.kind == "primary" and source.snapshots.count() == 1
    assert client.post(reverse("desk:add_source_upload"), {}).status_code == 422
    assert client.post(reverse("desk:add_source_address"), {"url": "file:///etc/passwd"}).status_code == 422
    assert client.post(reverse("desk:copy_again", args=[source.uid])).status_code == 422


def test_a_reload_of_a_refused_form_does_nothing_and_shows_the_page(as_: SignIn, ada: Actor) -> None:
    answer = as_(ada).get(reverse("desk:paste"))
    assert answer.status_code == 200 and "From a text" in answer.content.decode()
    assert as_(ada).put(reverse("desk:paste")).status_code == 405
