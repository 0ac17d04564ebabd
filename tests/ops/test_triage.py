"""Triage: one article in the terminal, the contract's object, and errors in one clear line."""

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from claims.annotation.models import Suggestion
from claims.history.jobs import run_due
from claims.intake.capturing import capture_text
from claims.intake.models import Article
from claims.ops import triage

ARTICLE = """Softmill puts a billion behind Brightlab

Softmill will invest $1 billion over five years in Brightlab, the two companies said on July 22, 2019.

Tom Roe left Brightlab in February 2018. In a survey of 23 researchers the average answer was that there is a \
50 percent chance of thinking machines by the year 2099.

Read next
Rival fined $5 billion by regulators
"""


CLAIM = set(
    "quote start end statement kind claimant checkworthiness quantities times prediction matches evidence "
    "evidence_asked".split()
)


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "story.txt"
    found.write_text(ARTICLE, encoding="utf-8")
    return found


def told(*arguments):
    out, err = io.StringIO(), io.StringIO()
    call_command("triage", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def found_in(*arguments):
    return json.loads(told(*arguments, "--json")[0])


@pytest.mark.django_db
def test_json_is_the_object_of_the_contract(path):
    found = found_in(path, "--no-evidence")
    assert set(found) == {"article", "claims", "providers"}
    assert set(found["article"]) == {"title", "url", "language", "sha256", "characters"}
    assert found["article"]["title"] == "Softmill puts a billion behind Brightlab"
    assert found["article"]["characters"] == len(ARTICLE)
    assert found["providers"] == []
    for claim in found["claims"]:
        assert claim["quote"] == ARTICLE[claim["start"] : claim["end"]]
        assert set(claim) == CLAIM
        assert set(claim["checkworthiness"]) == {"score", "band", "reasons"}


@pytest.mark.django_db
def test_claims_come_in_order_of_worth_and_leave_the_furniture_out(path):
    claims = found_in(path, "--no-evidence")["claims"]
    scores = [claim["checkworthiness"]["score"] for claim in claims]
    assert scores == sorted(scores, reverse=True)
    assert not any("fined" in claim["quote"] for claim in claims)


@pytest.mark.django_db
def test_a_forecast_and_a_plan_come_out_as_such(path):
    claims = found_in(path, "--no-evidence")["claims"]
    forecast = next(claim for claim in claims if claim["kind"] == "prediction")
    plan = next(claim for claim in claims if claim["kind"] == "promise")
    assert (forecast["prediction"]["probability"], forecast["prediction"]["horizon_on"]) == (
        0.5,
        "2099-12-31",
    )
    assert plan["prediction"]["threshold"] == 10**9
    assert plan["prediction"]["checkpoints"]


@pytest.mark.django_db
def test_it_asks_the_archive_and_shows_how_each_provider_fared(path, harbor, ben):
    words = "Tom Roe left Brightlab in February 2018, the laboratory said that week."
    capture_text(by=ben, text=words, title="Roe goes", publisher="The Example")
    run_due()
    found = found_in(path)
    outcomes = {each["name"]: each["outcome"] for each in found["providers"]}
    assert outcomes["own_archive"] == "ok"
    candidates = [each for claim in found["claims"] for each in claim["evidence"]]
    assert any(each["title"] == "Roe goes" and each["quote_verified"] for each in candidates)
    assert set(candidates[0]) == {
        "provider", "url", "title", "published_on", "passage", "stance", "score", "quote_verified",
    }  # fmt: skip


@pytest.mark.django_db
def test_a_provider_that_breaks_is_told_and_never_counts_as_empty(path, harbor, monkeypatch):
    def broken(query):
        raise RuntimeError

    provider = triage.active(metered=False)[0]
    monkeypatch.setattr(type(provider), "search", lambda self, query: broken(query))
    outcomes = {each["name"]: each["outcome"] for each in found_in(path)["providers"]}
    assert outcomes[provider.name] == "unavailable"


@pytest.mark.django_db
def test_questions_left_over_when_time_is_up_are_told_as_skipped(path, harbor):
    found = triage.triage(triage.read(str(path)), newsroom=harbor, seconds=0)
    assert {each["outcome"] for each in found["providers"]} == {"skipped"}
    assert not any(claim["evidence_asked"] for claim in found["claims"])


@pytest.mark.django_db
def test_without_a_newsroom_nobody_is_asked_and_that_is_said(path):
    out, err = told(path)
    assert "no newsroom yet" in err
    assert "not_configured" in out


@pytest.mark.django_db
def test_it_keeps_nothing_unless_asked(path, harbor):
    found_in(path)
    assert not Article.objects.exists()


@pytest.mark.django_db
def test_save_keeps_the_article_with_its_suggestions(path, harbor):
    _, err = told(path, "--no-evidence", "--save", harbor.slug)
    article = Article.objects.get()
    assert article.uid in err
    assert Suggestion.objects.filter(version__article=article).exists()


@pytest.mark.django_db
def test_the_page_says_why_how_much_and_when(path):
    out, _ = told(path, "--no-evidence")
    assert "because of" in out
    assert "amount: “$1 billion”: 1,000,000,000 USD" in out
    assert "kept open: chance 0.5; due 2099-12-31" in out
    assert "fined" not in out


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("missing.txt", None, "can't be read"),
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n ", ""),
        ("nul.txt", b"abc\x00def", ""),
        ("fake.pdf", b"%PDF-1.4 nonsense", ""),
    ],
)
def test_what_cannot_be_read_ends_in_one_clear_line(tmp_path, name, data, words):
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(CommandError) as refusal:
        told(path, "--no-evidence")
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.django_db
def test_a_private_address_is_refused():
    with pytest.raises(CommandError, match="private"):
        told("http://127.0.0.1/story", "--no-evidence")


@pytest.mark.django_db
def test_an_unknown_newsroom_is_named(path, harbor):
    with pytest.raises(CommandError, match=harbor.slug):
        told(path, "--save", "nowhere")


def test_an_address_is_read_in_the_encoding_its_server_names(monkeypatch: pytest.MonkeyPatch) -> None:
    page = SimpleNamespace(
        body="The café said 40 people came.".encode("cp1252"), media_type="text/plain", charset="windows-1252",
        final_url="https://harbor.example/cafe",
    )  # fmt: skip
    monkeypatch.setattr(triage.http, "fetch", lambda url, **_: page)
    assert triage.read("https://harbor.example/cafe").extracted.text == "The café said 40 people came."


def test_an_article_gives_the_terminal_no_orders(tmp_path: Path) -> None:
    path = tmp_path / "odd.txt"
    path.write_text(
        "The council said \x1b[2J\x1b]0;x\x07 40 people \x9b31m were hurt on the \u202ebridge on Monday."
    )
    out, _ = told(path, "--no-evidence")
    assert "40 people" in out and not any(mark in out for mark in "\x1b\x07\x9b\u202e")
    assert json.loads(told(path, "--no-evidence", "--json")[0])["claims"][0]["quote"] == path.read_text()
