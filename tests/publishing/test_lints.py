"""Each rule that keeps a page from being published has a page that breaks it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.lib.problems import Problem
from claims.publishing import feeds, lints, ordering, page_lints, pages
from claims.publishing.files import Rendered
from claims.publishing.models import Publication
from claims.publishing.reading import read
from claims.publishing.shown import Check
from claims.verdicts.models import FactCheck
from tests.publishing import checks, desk
from tests.verdicts import makers


def codes(found: list[page_lints.Lint]) -> list[str]:
    return [each.code for each in found]


@pytest.mark.parametrize("name", ["method", "corrections", "contact"])
def test_it_wants_each_policy(name: str) -> None:
    newsroom = checks.newsroom()
    newsroom.policies.pop(name)
    assert codes(lints.newsroom_lints(newsroom)) == ["policy.missing"]


@pytest.mark.parametrize(("answer", "code"), [("", "publisher.unanswered"), ("yes", "publisher.political")])
def test_it_wants_to_know_that_the_publisher_is_no_political_body(answer: str, code: str) -> None:
    newsroom = checks.newsroom()
    newsroom.policies["political"] = answer
    assert codes(lints.newsroom_lints(newsroom)) == [code]


FIELDS: list[tuple[dict[str, Any], str]] = [
    ({"places": (), "claimant": ""}, "claim.no_origin"),
    ({"places": (checks.place(url="https://harbor.example/articles/x/"),)}, "claim.only_here"),
    ({"places": (checks.place(url="https://www.harbor.example/x/"),)}, "claim.only_here"),
    ({"sources": ()}, "sources.none"),
    ({"origins": ((1,),)}, "sources.origins"),
    ({"claim_text": ""}, "claim_text.length"),
    ({"claim_text": "x" * 151}, "claim_text.length"),
    ({"claim_text": "Mostly false: most people think so"}, "claim_text.has_verdict"),
    ({"conclusion": ""}, "summary.none"),
    ({"sources": (checks.source(url="", sha256=""),)}, "sources.no_address"),
]


@pytest.mark.parametrize(("fields", "code"), FIELDS)
def test_it_refuses_a_verdict_that_breaks_a_rule(fields: dict[str, Any], code: str) -> None:
    assert codes(lints.verdict_lints(checks.check(checks.verdict(**fields)))) == [code]


def test_an_ordinary_verdict_breaks_none() -> None:
    assert lints.verdict_lints(checks.check()) == []


@pytest.fixture
def published(ada: Actor, ben: Actor) -> Check:
    return read(desk.publish(ada, ben))


def test_an_ordinary_page_breaks_no_rule(published: Check) -> None:
    robots = feeds.robots(published.newsroom).body.decode()
    assert page_lints.page_lints(published, pages.check_files(published), robots=robots) == []


Spoil = Callable[[list[Rendered]], list[Rendered]]
SPOILT: list[tuple[str, Spoil]] = [
    ("page.not_served", lambda files: files[1:]),
    ("markup.count", lambda files: changed(files, b"ClaimReview", b"Review")),
    (
        "markup.differs",
        lambda files: changed(files, b'"claimReviewed":"', b'"claimReviewed":"They say: '),
    ),
    (
        "markup.address",
        lambda files: changed(files, b'"url":"http://harbor.example/checks/', b'"url":"http://x.example/'),
    ),
    (
        "summary.hidden",
        lambda files: changed(files, b'<span dir="auto">The newspaper', b'<span dir="auto">No newspaper'),
    ),
    ("page.noindex", lambda files: changed(files, b"max-image-preview:large", b"noindex")),
    (
        "markup.twice",
        lambda files: [*files, Rendered("/embed/", TWICE)],
    ),
    ("markup.count", lambda files: changed(files, b"</head>", TWICE)),
    ("markup.terms", lambda files: changed(files, b'"worstRating":1', b'"worstRating":0')),
    ("markup.terms", lambda files: changed(files, b'"claimReviewed"', b'"claimChecked":"x","claimReviewed"')),
    ("page.noindex", lambda files: [replace(files[0], headers={"X-Robots-Tag": "noindex"}), *files[1:]]),
    ("page.no_corrections", lambda files: changed(files, b'href="/corrections/"', b'href="/fixes/"')),
    ("page.no_corrections", lambda files: changed(files, b"mailto:mistakes@", b"mailto:praise@")),
    ("page.no_method", lambda files: changed(files, b'href="/how-we-work/', b'href="/magic/')),
    ("page.no_list", lambda files: changed(files, b'href="/checks/"', b'href="/alone/"')),
]
TWICE = b'<script type="application/ld+json">[{"@type":"ClaimReview"}]</script></head>'


def test_it_refuses_a_page_that_breaks_a_rule(published: Check) -> None:
    files = pages.check_files(published)
    for code, spoil in SPOILT:
        assert code in codes(page_lints.page_lints(published, spoil(files))), code


def test_it_refuses_a_page_that_robots_may_not_fetch(published: Check) -> None:
    files = pages.check_files(published)
    for rules in ("User-agent: *\nDisallow: /", "User-agent: Googlebot\nDisallow: /checks/"):
        assert codes(page_lints.page_lints(published, files, robots=rules)) == ["page.robots"]


def test_each_of_the_ten_rules_has_a_case_that_breaks_it() -> None:
    """Ten of ten: every code of every rule is among the cases above."""
    broken = {code for _, code in FIELDS} | {code for code, _ in SPOILT}
    broken |= {"policy.missing", "publisher.unanswered", "publisher.political", "page.robots"}
    assert len(lints.RULES) == 10
    for rule, kept_by in lints.RULES.items():
        assert kept_by, rule
        assert set(kept_by) <= broken, rule


def test_a_broken_rule_keeps_a_check_from_readers(ada: Actor, ben: Actor) -> None:
    desk.with_policies(ada.organisation)
    fact_check, _ = makers.signed(ada, ben)
    Organisation.objects.filter(pk=ada.organisation.pk).update(policies={**desk.POLICIES, "political": "yes"})
    with pytest.raises(Problem, match="political body"):
        ordering.order(FactCheck.objects.get(pk=fact_check.pk), by=ben)
    assert not Publication.objects.exists()


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
        "ClaimReview is a mark-up",
    ],
)
def test_odd_words_stand_on_the_page_and_in_the_markup_alike(words: str, ada: Actor, ben: Actor) -> None:
    publication = desk.publish(
        ada, ben, headline=words, conclusion=words, claim_text=words, explanation=words
    )
    check = read(publication)
    html = pages.check_files(check)[0].body.decode()
    markup = json.loads(page_lints.DATA_BLOCK.findall(html)[0])
    assert (markup["headline"], markup["claimReviewed"]) == (words, words)
    assert page_lints.page_lints(check, pages.check_files(check)) == []
    assert "<script>alert" not in html
    for path in ("/checks/", "/feed.xml", f"/embed/claim/{check.uid}/", "/corrections/"):
        assert "<script>alert" not in desk.reader().get(path).content.decode(), path
