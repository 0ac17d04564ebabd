"""A card on somebody else's page: its bytes, its words, what it may do, and what it says in each state."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace

import pytest

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.publishing import embeds
from claims.publishing.embed_lists import check_list
from claims.publishing.embed_words import words_of
from claims.publishing.files import Rendered
from claims.publishing.listing import Chosen
from claims.publishing.models import PublicFile
from claims.publishing.shown import Check
from tests.publishing import desk
from tests.publishing.checks import AT, answer, check, newsroom, place, verdict
from tests.verdicts import makers

INLINE = re.compile(r"<(script|style)\b[^>]*>(.*?)</\1>", re.DOTALL)


def changed(**fields: object) -> Check:
    """A check whose verdict went from Mostly false to True."""
    new = replace(answer(5), key="true", label="True", digit=5)
    kind = {"correction_kind": "verdict_change", "correction_note": "Figures came.", **fields}
    return check(verdict(n=2, answer=new, conclusion="It had them.", **kind), verdict())


def newest(of: Check) -> str:
    return embeds.frames(of)[0].body.decode()


def gone() -> Check:
    return check(state="withdrawn", withdrawal_reason="A court has ordered it.")


def test_all_that_stands_in_a_frame_is_allowed_by_its_hash_and_nothing_else_is() -> None:
    for frame in (*embeds.frames(changed()), embeds.missing_frame(newsroom()), embeds.missing_frame(None)):
        policy, html = frame.headers["Content-Security-Policy"], frame.body.decode()
        assert "default-src 'none'" in policy and "frame-ancestors *" in policy
        assert "'self'" not in policy and "unsafe" not in policy
        inside = INLINE.findall(html)
        assert {kind for kind, _ in inside} == {"style", "script"}
        for kind, text in inside:
            directive = next(each for each in policy.split("; ") if each.startswith(f"{kind}-src"))
            assert embeds._hash(text) in directive
        assert not re.search(r'\bsrc=|style="|<link rel="stylesheet|\bon\w+="', html)
        assert "X-Frame-Options" not in frame.headers
        assert frame.headers["Referrer-Policy"] == "no-referrer"
        assert frame.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "noindex" in frame.headers["X-Robots-Tag"]


def test_a_card_with_all_it_needs_is_within_ten_kilobytes_and_its_script_within_one() -> None:
    long = check(verdict(headline="A finding " * 30, conclusion="What we say of it. " * 15))
    assert len(gzip.compress(newest(long).encode(), 9)) <= 4_000
    assert len(gzip.compress(embeds.asset("embed-frame.js").encode(), 9)) <= 700


@pytest.mark.parametrize(
    ("of", "status", "says", "never"),
    [
        (check(), 200, ["Mostly false", "The newspaper wrote of experts."], ["Updated", "Verdict changed"]),
        (
            changed(correction_kind="update"),
            200,
            ["True", "<b>Updated</b>", "21 Nov 2026"],
            ["was: Mostly false"],
        ),
        (changed(), 200, ["True", "<b>Verdict changed</b>", "21 Nov 2026", "was: Mostly false"], []),
        (changed(correction_kind="typo"), 200, ["True"], ["Typo", "Verdict changed"]),
        (
            replace(changed(correction_kind="retraction"), state="retracted"),
            200,
            ["Retracted", "Figures came.", "21 Nov 2026"],
            ["It had them."],
        ),
        (gone(), 410, ["Withdrawn", "A court has ordered it."], ["Most people think so", "sources"]),
        (check(verdict(answer=None, kind="prediction")), 200, ["Kept open"], []),
    ],
    ids=["published", "corrected", "verdict changed", "typo", "retracted", "withdrawn", "kept open"],
)
def test_each_state_says_itself(of: Check, status: int, says: list[str], never: list[str]) -> None:
    frame = embeds.frames(of)[0]
    html = INLINE.sub("", frame.body.decode())
    assert frame.status == status
    for words in says:
        assert words in html, words
    for words in [*never, "ClaimReview"]:
        assert words not in html, words


def test_a_version_stays_as_it_stood_until_the_check_is_taken_back() -> None:
    first = next(each for each in embeds.frames(changed()) if each.path.endswith("/v/1/"))
    html = first.body.decode()
    assert "Mostly false" in html and "It had them." not in html and "Verdict changed" not in html
    assert "This is version 1: the check has changed since." in html
    for taken in (replace(changed(correction_kind="retraction"), state="retracted"), gone()):
        bodies = {each.body for each in embeds.frames(taken)}
        assert len(bodies) == 1


@pytest.mark.parametrize(
    ("language", "direction", "ours", "claim"),
    [
        ("en", "ltr", "", "The claim"),
        ("de", "ltr", "", "Die Behauptung"),
        ("pt-BR", "ltr", "", "A afirmação"),
        ("he", "rtl", "", "הטענה"),
        ("ar", "rtl", "", "الادعاء"),
        ("fa", "rtl", ' lang="en" dir="ltr"', "The claim"),
    ],
)
def test_its_words_stay_in_the_language_of_the_check(
    language: str, direction: str, ours: str, claim: str
) -> None:
    of = check(verdict(places=(place(language="fr"),)), newsroom=newsroom(language=language))
    html = newest(of)
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert f'<span class="lab"{ours}>{claim}</span>' in html
    assert '<blockquote dir="auto" lang="fr">' in html
    assert words_of(language).count(4) in html.replace("1", "4") or words_of(language).count(1) in html


def test_every_language_fills_every_gap() -> None:
    for language in ("en", "de", "fr", "es", "pt", "ar", "he"):
        words = words_of(language)
        assert not words.is_foreign
        for text, gap in (
            (words.was, "{before}"),
            (words.changed_since, "{n}"),
            (words.shown, "{n}"),
            (words.sources, "{n}"),
        ):
            assert gap in text, (language, text)
        assert all(getattr(words, name) for name in words.__dataclass_fields__ if name != "is_foreign")
        assert words.day(AT, newsroom())


def test_its_address_asks_for_a_look_and_nothing_else_gets_in() -> None:
    frame = embeds.frames(check())[0]
    dark = embeds.in_look(frame, {"theme": "dark", "shape": "line", "q": "<x>"})
    assert b'<html data-theme="dark" data-shape="line" lang="en"' in bytes(dark.body)
    assert dark.etag != frame.etag and dark.headers == frame.headers
    assert embeds.in_look(frame, {"theme": 'x" onload="', "shape": "card"}) is frame


def test_a_check_that_is_not_here_says_so_in_words(harbor: Organisation) -> None:
    for path in (
        "/embed/claim/aaaaaaaaaaaa/",
        "/embed/claim/aaaaaaaaaaaa/v/1/",
        "/embed/article/aaaaaaaaaaaa/",
    ):
        answered = desk.reader().get(path)
        assert answered.status_code == 404
        assert "There is no published check at this address." in answered.content.decode()
        assert "frame-ancestors *" in answered["Content-Security-Policy"]


def test_lists_show_what_readers_can_find_and_say_when_there_is_nothing(ada: Actor, ben: Actor) -> None:
    empty = desk.reader().get("/embed/checks/")
    assert empty.status_code == 200 and "No check fits." in empty.content.decode()
    publication = desk.publish(ada, ben)
    article = publication.fact_check.claim.article
    assert article is not None
    wanted = {
        "/embed/checks/": True,
        f"/embed/article/{article.uid}/": True,
        "/embed/checks/?q=experts": True,
        "/embed/checks/?rating=mostly-false": True,
        "/embed/checks/?q=unheardof": False,
        "/embed/checks/?rating=true": False,
    }
    reader = desk.reader()
    for path, is_there in wanted.items():
        frame = reader.get(path)
        html = frame.content.decode()
        assert (desk.path_of(publication) in html) is is_there, path
        assert frame.status_code == 200
        assert "ClaimReview" not in html and not frame.cookies
        assert "frame-ancestors *" in frame["Content-Security-Policy"]
        for kind, text in INLINE.findall(html):
            assert embeds._hash(text) in frame["Content-Security-Policy"], kind
    stored = set(PublicFile.objects.values_list("path", flat=True))
    assert {"/embed/checks/", f"/embed/article/{article.uid}/"} <= stored
    desk.correct(
        publication, ada, ben, kind="verdict_change", note="Figures came.", rating="true", headline="They had"
    )
    for path in ("/embed/checks/", f"/embed/article/{article.uid}/"):
        html = reader.get(path).content.decode()
        assert "They had" in html and "was: Mostly false" in html and makers.SAID in html
    assert b'data-theme="dark"' in reader.get("/embed/checks/?theme=dark").content


def test_a_full_list_is_within_ten_kilobytes(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [
        replace(
            changed(),
            uid=f"abcdef1234{n:02}",
            versions=(
                verdict(
                    n=1,
                    headline=f"Finding {n}: the report counted {n * 37} of them, not {n * 91}",
                    places=(place(quote=f"They counted {n * 91} of those in the year {1900 + n * 3}."),),
                ),
            ),
        )
        for n in range(30)
    ]
    monkeypatch.setattr("claims.publishing.embed_lists.some_of", lambda *_: many)
    frame: Rendered = check_list(newsroom(), Chosen())
    assert frame.body.count(b"<li ") == 30
    assert len(gzip.compress(frame.body, 9)) <= 10_000
