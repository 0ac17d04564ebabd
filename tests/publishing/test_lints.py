"""Each rule that keeps a page from being published has a page that breaks it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from claims.accounts.acting import Actor
from claims.publishing import lints, pages
from claims.publishing.files import Rendered
from claims.publishing.reading import Check, read
from tests.publishing import checks, desk


def codes(found: list[lints.Lint]) -> list[str]:
    return [each.code for each in found]


@pytest.mark.parametrize("name", ["method", "corrections", "contact"])
def test_it_wants_each_policy(name: str) -> None:
    newsroom = checks.newsroom()
    newsroom.policies.pop(name)
    assert codes(lints.newsroom_lints(newsroom)) == ["policy.missing"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"places": (), "claimant": ""}, "claim.no_origin"),
        ({"sources": ()}, "sources.none"),
        ({"origins": ((1,),)}, "sources.origins"),
        ({"claim_text": ""}, "claim_text.length"),
        ({"claim_text": "x" * 151}, "claim_text.length"),
        ({"claim_text": "Mostly false: most people think so"}, "claim_text.has_verdict"),
        ({"conclusion": ""}, "summary.none"),
        ({"sources": (checks.source(url="", sha256=""),)}, "sources.no_address"),
    ],
)
def test_it_refuses_a_verdict_that_breaks_a_rule(fields: dict[str, Any], code: str) -> None:
    assert codes(lints.verdict_lints(checks.check(checks.verdict(**fields)))) == [code]


def test_an_ordinary_verdict_breaks_none() -> None:
    assert lints.verdict_lints(checks.check()) == []


@pytest.fixture
def published(ada: Actor, ben: Actor) -> Check:
    return read(desk.publish(ada, ben))


def test_an_ordinary_page_breaks_no_rule(published: Check) -> None:
    assert lints.page_lints(published, pages.check_files(published)) == []


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("page.not_served", lambda files: files[1:]),
        ("markup.count", lambda files: changed(files, b"ClaimReview", b"Review")),
        (
            "markup.differs",
            lambda files: changed(files, b'"claimReviewed":"', b'"claimReviewed":"They say: '),
        ),
        (
            "markup.address",
            lambda files: changed(
                files, b'"url":"http://harbor.example/checks/', b'"url":"http://x.example/'
            ),
        ),
        (
            "summary.hidden",
            lambda files: changed(files, b'<span dir="auto">The newspaper', b'<span dir="auto">No newspaper'),
        ),
        ("page.noindex", lambda files: changed(files, b"max-image-preview:large", b"noindex")),
        (
            "markup.twice",
            lambda files: [*files, Rendered("/embed/", b'<script>{"@type":"ClaimReview"}</script>')],
        ),
    ],
)
def test_it_refuses_a_page_that_breaks_a_rule(
    published: Check, code: str, spoil: Callable[[list[Rendered]], list[Rendered]]
) -> None:
    assert code in codes(lints.page_lints(published, spoil(pages.check_files(published))))


def changed(files: list[Rendered], old: bytes, new: bytes) -> list[Rendered]:
    """The files with the first one's bytes changed."""
    assert old in files[0].body
    return [replace(files[0], body=files[0].body.replace(old, new)), *files[1:]]


@pytest.mark.parametrize(
    "words",
    [
        "5 < 6 & 7 > 6, \"said\" 'she'",
        "</script><script>alert(1)</script>",
        "\u05d0\u05de\u05e8\u05d5 שלום 42",
        "A\u00a0hard\u00adhyphen, a 🚢 and \u201cquotes\u201d",
        "{{ 7|add:7 }} {% now %}",
    ],
)
def test_odd_words_stand_on_the_page_and_in_the_markup_alike(words: str, ada: Actor, ben: Actor) -> None:
    publication = desk.publish(
        ada, ben, headline=words, conclusion=words, claim_text=words, explanation=words
    )
    check = read(publication)
    html = pages.check_files(check)[0].body.decode()
    markup = json.loads(lints.DATA_BLOCK.findall(html)[0])
    assert (markup["headline"], markup["claimReviewed"]) == (words, words)
    assert lints.page_lints(check, pages.check_files(check)) == []
    assert "<script>alert" not in html
    for path in ("/checks/", "/feed.xml", f"/embed/claim/{check.uid}/", "/corrections/"):
        assert "<script>alert" not in desk.reader().get(path).content.decode(), path
