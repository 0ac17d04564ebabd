"""Files of earlier checks or articles: looked at first, every fault told with its place, nothing half done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from rest_framework.test import APIClient

from claims.accounts.acting import Actor
from claims.accounts.permissions import SCOPES, Permission, has_right
from claims.accounts.tokens import issue
from claims.history.jobs import run_due
from claims.history.models import Event
from claims.intake.import_models import FileImport
from claims.intake.models import Article
from claims.intake.reading_rows import MOST_BYTES
from claims.lib.problems import Conflict, NotFound, Problem, Refused
from claims.matching.earlier import find_matches
from claims.matching.importing import carry_out, preview, undo
from claims.matching.models import EarlierCheck, Match
from claims.publishing import acts

CSV = (
    "url,publisher,claim,claimant,rating,reviewed_on\n"
    "https://others.example/trees,Others,The town planted 4000 trees,The mayor,False,2024-03-01\n"
    'https://others.example/limes,,"Half of the trees, they say, are limes",,Half true,\n'
)
REVIEW = {
    "@context": "https://schema.org", "@type": "ClaimReview", "url": "https://others.example/trees",
    "claimReviewed": "The town planted 4000 trees", "datePublished": "2024-03-01T10:00:00Z",
    "author": {"@type": "Organization", "name": "Others"},
    "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "The mayor"}},
    "reviewRating": {"@type": "Rating", "alternateName": "False", "ratingValue": 1},
}  # fmt: skip
ITEM = {"@type": "DataFeedItem", "item": [REVIEW]}
PAGE = {
    "name": "pages/1", "pageUrl": "https://others.example/trees", "publishDate": "2024-03-01",
    "claimReviewAuthor": {"name": "Others"},
    "claimReviewMarkups": [{"url": "https://others.example/trees", "claimReviewed": "The town planted 4000 trees",
                            "claimAuthor": {"name": "The mayor"}, "rating": {"textualRating": "False"}}],
}  # fmt: skip
FOUND = {
    "text": "The town planted 4000 trees", "claimant": "The mayor",
    "claimReview": [{"publisher": {"name": "Others", "site": "others.example"}, "url": "https://others.example/trees",
                     "reviewDate": "2024-03-01T00:00:00Z", "textualRating": "False"}],
}  # fmt: skip


def look(by: Actor, data: Any, name: str = "checks.csv", kind: str = "checks") -> FileImport:
    if not isinstance(data, str | bytes):
        data = json.dumps(data)
    return preview(by=by, kind=kind, name=name, data=data.encode() if isinstance(data, str) else data)


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("a.csv", CSV.splitlines(keepends=True)[0] + CSV.splitlines(keepends=True)[1], "csv"),
        ("a.csv", "\ufeff" + CSV.replace(",", ";").split("\n")[0] + "\n" + CSV.split("\n")[1].replace(",", ";"), "csv"),
        ("a.json", REVIEW, "claimreview"),
        ("a.json", {"@type": "DataFeed", "dataFeedElement": [ITEM]}, "claimreview"),
        ("a.jsonl", json.dumps({"@type": "DataFeedItem", "item": REVIEW}) + "\n\n", "claimreview"),
        ("a.json", {"@graph": [{**REVIEW, "author": [{"name": "Others"}], "@type": ["ClaimReview"]}]}, "claimreview"),
        ("a.json", {"claimReviewMarkupPages": [PAGE]}, "google"),
        ("a.json", PAGE, "google"),
        ("a.json", {"claims": [FOUND], "nextPageToken": "x"}, "google"),
        ("a.jsonl", json.dumps({"url": "https://others.example/trees", "publisher": "Others", "rating": "False",
                                "claim": "The town planted 4000 trees", "claimant": "The mayor",
                                "reviewed_on": "2024-03-01"}), "jsonl"),
    ],
)  # fmt: skip
def test_each_form_gives_the_same_check(ada: Actor, name: str, data: Any, form: str) -> None:
    file = look(ada, data, name)
    assert file.form == form and file.faults == []
    (row,) = file.rows
    assert {key: row[key] for key in row if key != "place"} == {
        "url": "https://others.example/trees", "publisher": "Others", "claim_text": "The town planted 4000 trees",
        "rating_text": "False", "claimant": "The mayor", "reviewed_on": "2024-03-01",
    }  # fmt: skip


def test_it_is_looked_at_then_taken_in_then_found(ada: Actor) -> None:
    file = look(ada, CSV)
    assert not EarlierCheck.objects.exists() and file.rows[1]["publisher"] == "others.example"
    done = carry_out(file, by=ada)
    assert (done.state, done.added) == ("done", 2)
    found = find_matches(ada.organisation, "The town planted 4,000 trees.")
    assert [each.earlier_check.rating_text for each in found if each.earlier_check][:1] == ["False"]
    with pytest.raises(Conflict, match="before"):
        carry_out(file, by=ada)
    again = carry_out(look(ada, CSV), by=ada)
    assert again.added == 0 and EarlierCheck.objects.count() == 2
    assert Event.objects.filter(name="file.imported").count() == 2


BAD = (
    "url,claim,rating,reviewed_on\n"
    "https://others.example/1,One claim,False,2024-03-01\n"
    "ftp://others.example/2,Two,False,\n"
    ",Three,False,\n"
    "https://others.example/4,,False,\n"
    "https://others.example/5,Five,,\n"
    "https://others.example/6,Six,False,March\n"
    f"https://others.example/7,Seven,{'x' * 301},\n"
    "https://others.example/8,Eight\n"
    "https://others.example/1,One claim,True,\n"
)


def test_each_bad_row_is_told_with_its_place_and_nothing_is_half_done(ada: Actor) -> None:
    file = look(ada, BAD)
    told = {each["place"]: each["detail"] for each in file.faults}
    assert list(told) == [f"line {n}" for n in range(3, 11)]
    for place, words in (
        ("line 3", "no web address"), ("line 4", "no address"), ("line 5", "no claim"), ("line 6", "no rating"),
        ("line 7", "no day"), ("line 8", "301 characters"), ("line 9", "as many fields"), ("line 10", "repeats"),
    ):  # fmt: skip
        assert words in told[place]
    with pytest.raises(Problem, match="8 rows can’t be taken in") as refused:
        carry_out(file, by=ada)
    assert len(refused.value.errors) == 8 and "line 3" in refused.value.errors[0].detail
    assert not EarlierCheck.objects.exists()
    assert carry_out(file, by=ada, leave_faults_out=True).added == 1


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"url,claim\n", "no rows"),
        ("a.csv", "url,claim,rating\nüber".encode("latin-1"), "not UTF-8"),
        ("a.csv", b'url,claim,rating\n"open,x,y\n', "Line 2"),
        ("a.csv", b"url,url\n1,2\n", "is there twice"),
        ("a.json", b"{", "no JSON"),
        ("a.json", b"5", "neither a list nor an object"),
        ("a.json", b"[" * 100_000, "no JSON"),
        ("a.csv", b"x" * (MOST_BYTES + 1), "taken at once"),
        ("a.csv", b"url,claim,rating\n" + b"x,y,z\n" * 5_001, "Cut it in parts"),
    ],
)  # fmt: skip
def test_a_file_that_can_t_be_read_is_refused_whole(ada: Actor, name: str, data: bytes, words: str) -> None:
    with pytest.raises(Problem, match=words) as refused:
        look(ada, data, name)
    assert refused.value.errors[0].pointer == "/file"
    assert not FileImport.objects.exists()


def test_a_file_of_more_articles_than_one_request_can_take_in_is_refused_with_both_figures(
    ada: Actor,
) -> None:
    rows = [{"text": f"Text {n}."} for n in range(501)]
    with pytest.raises(Problem, match=r"501 articles; 500 are taken at once\. Cut it in parts") as refused:
        preview(by=ada, kind="articles", name="a.json", data=json.dumps(rows).encode())
    assert refused.value.errors[0].pointer == "/file" and not FileImport.objects.exists()
    file = preview(by=ada, kind="articles", name="a.json", data=json.dumps(rows[1:]).encode())
    assert len(file.rows) == 500


@pytest.mark.parametrize(
    "row",
    [
        5, "x", [], {"@type": "ClaimReview"}, {"claimReviewMarkups": []}, {"claimReviewMarkups": 5},
        {"@type": "DataFeedItem"}, {"@type": "DataFeedItem", "item": [5]}, {"claim_review": {}},
        {**REVIEW, "url": {"@id": "x"}}, {**REVIEW, "url": "http://[x"}, {**REVIEW, "claimReviewed": ["x"]},
        {**REVIEW, "reviewRating": "False"}, {**REVIEW, "author": [], "datePublished": "2024-13-01"},
        {"url": "https://x.example/", "claim": "\ud800", "rating": "x"},
        {"id": "x", "version": 2, "claim": {"text": "x"}, "claim_review": None},
        {"@type": "DataFeedItem", "item": []}, {"text": "A claim", "claimReview": []},
        {**REVIEW, "url": "\x00"}, {**REVIEW, "datePublished": "\x00\ud800"},
    ],
)  # fmt: skip
def test_odd_rows_are_faults_and_never_crash(ada: Actor, row: Any) -> None:
    file = look(ada, [row, REVIEW], "a.json")
    assert [each["place"] for each in file.faults] == ["item 1"] and file.faults[0]["detail"]
    assert len(file.rows) == 1


@pytest.mark.parametrize(("name", "data"), [
    ("a.jsonl", '{"text": "A\\u0000 text."}'), ("a.jsonl", '{"text": "x", "title": "\\ud83d"}'),
    ("a\x00.csv", "text\nA\x00 text.\n"),
])  # fmt: skip
def test_what_no_database_takes_is_a_fault_of_its_row(ada: Actor, name: str, data: str) -> None:
    (fault,) = look(ada, data, name, "articles").faults
    assert "can’t be kept" in fault["detail"]


def test_what_was_taken_in_can_be_taken_back_but_for_what_was_built_on(ada: Actor) -> None:
    file = carry_out(look(ada, CSV), by=ada)
    kept = EarlierCheck.objects.get(url__endswith="trees")
    article = carry_out(look(ada, {"text": "The town planted 4,000 trees."}, "a.json", "articles"), by=ada)
    run_due(reraise=False)
    if not Match.objects.filter(earlier_check=kept).exists():
        suggestion = Article.objects.get().latest.suggestions.first()
        Match.objects.create(
            organisation=ada.organisation, suggestion=suggestion, earlier_check=kept, relation="near", score=0.9,
            matcher="t",
        )  # fmt: skip
    assert undo(file, by=ada) == 1
    assert list(EarlierCheck.objects.all()) == [kept]
    with pytest.raises(Conflict, match="nothing of this file"):
        undo(file, by=ada)
    assert undo(article, by=ada) == 0
    assert Article.objects.get().archived_at is not None


def test_undo_takes_an_import_back(ada: Actor) -> None:
    carry_out(look(ada, CSV), by=ada)
    acts.undo(ada)
    assert not EarlierCheck.objects.exists()


def test_articles_come_in_whole_or_not_at_all(ada: Actor) -> None:
    rows = [
        {"text": "The town planted 4,000 trees in 2023.", "title": "Trees", "published_on": "2024-02-01"},
        {"url": "https://news.example/a-page"},
        {"title": "Neither"},
        {"text": 5},
    ]
    file = look(ada, rows, "a.json", "articles")
    assert [each["place"] for each in file.faults] == ["item 3", "item 4"]
    done = carry_out(file, by=ada, leave_faults_out=True)
    assert done.added == Article.objects.count() == 2
    bad = look(ada, [{"text": "Fine words here."}, {"url": "https://10.0.0.1/"}], "a.json", "articles")
    with pytest.raises(Problem, match="item 2: .*private network"):
        carry_out(bad, by=ada)
    assert Article.objects.count() == 2
    with pytest.raises(Problem, match="Take them in as earlier checks"):
        look(ada, [REVIEW], "a.json", "articles")
    with pytest.raises(Problem, match="nothing that a file"):
        look(ada, [REVIEW], "a.json", "people")


def test_only_those_who_bring_texts_in_may_and_only_at_home(ada: Actor, dev: Actor, cleo: Actor) -> None:
    with pytest.raises(Refused):
        look(dev, CSV)
    file = look(ada, CSV)
    with pytest.raises(Refused):
        carry_out(file, by=dev)
    with pytest.raises(NotFound):
        carry_out(file, by=cleo)


def test_by_command(ada: Actor, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(BAD)
    call_command("import_checks", "harbor", file, dry_run=True)
    said = capsys.readouterr()
    assert "1 rows can be taken in (0 are here already), 8 can’t." in said.out and "line 3: " in said.err
    assert not FileImport.objects.exists()
    with pytest.raises(CommandError, match="8 rows"):
        call_command("import_checks", "harbor", file)
    assert not EarlierCheck.objects.exists()
    call_command("import_checks", "harbor", file, leave_faults_out=True)
    assert "1 added." in capsys.readouterr().out
    for arguments, words in (
        (("nobody", file), "no newsroom"),
        (("harbor", tmp_path / "x.csv"), "can’t be read"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("import_checks", *arguments)


def test_at_the_desk(ada: Actor, dev: Actor) -> None:
    browser = Client()
    browser.force_login(ada.user)
    there = "/desk/settings/exchange/"

    def bring(data: bytes) -> Any:
        file = SimpleUploadedFile("bad.csv", data)
        return browser.post(there + "import/", {"kind": "checks", "file": file}, follow=True)

    assert browser.post(there + "import/", {"kind": "checks"}).status_code == 422
    refused = bring(b"\xff\xff")
    assert refused.status_code == 422 and "not UTF-8" in refused.content.decode()
    page = bring(BAD.encode()).content.decode()
    assert "1 row can be taken in" in page and "line 7" in page and "is no day" in page
    file = FileImport.objects.get()
    own = f"/desk/settings/imports/{file.uid}/"
    refused = browser.post(own + "carry-out/")
    assert refused.status_code == 422 and "leave them out" in refused.content.decode()
    done = browser.post(own + "carry-out/", {"leave_faults_out": "1"}, follow=True).content.decode()
    assert "1 added" in done and "Take it back" in done
    assert "Taken back" in browser.post(own + "undo/", follow=True).content.decode()
    assert browser.post(own + "undo/").status_code == 409
    browser.force_login(dev.user)
    assert "A reporter can bring files in" in browser.get(there).content.decode()


def test_by_program(ada: Actor) -> None:
    scopes = [each for each in SCOPES if has_right(ada, Permission(each))]
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue(by=ada, name='p', scopes=scopes)[1]}")
    made = client.post("/api/v1/imports/", {"kind": "checks", "text": BAD, "name": "a.csv"}, format="json")
    assert made.status_code == 201 and made.json()["rows"] == 1 and len(made.json()["faults"]) == 8
    own = f"/api/v1/imports/{made.json()['id']}/completion/"
    refused = client.put(own, {}, format="json")
    assert refused.status_code == 422 and len(refused.json()["errors"]) == 8
    done = client.put(own, {"leave_faults_out": True}, format="json")
    assert done.status_code == 200 and done.json()["added"] == 1
    assert client.put(own, {}, format="json").status_code == 409
    assert client.delete(own).json()["state"] == "undone"
    file = SimpleUploadedFile("a.json", json.dumps([REVIEW]).encode())
    sent = client.post("/api/v1/imports/", {"kind": "checks", "file": file}, format="multipart")
    assert sent.status_code == 201 and sent.json()["form"] == "claimreview"
    assert client.post("/api/v1/imports/", {"kind": "people", "text": "x"}, format="json").status_code == 422
    assert client.post("/api/v1/imports/", {"kind": "checks"}, format="json").status_code == 422
    got = client.get("/api/v1/exports/?form=csv")
    assert got.status_code == 200 and b"".join(got.streaming_content).startswith(b"id,url")
    assert client.get("/api/v1/exports/?form=pdf").status_code == 404
    assert APIClient().get("/api/v1/exports/").status_code == 401
