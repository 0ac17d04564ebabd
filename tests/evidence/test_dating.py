"""Known then, or only known now: dates of all kinds and precisions beside the day of the claim; none is dropped."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.evidence.dating import AFTER, BEFORE, UNDATED, UNSURE, dated
from claims.evidence.models import Candidate, EvidenceRun
from tests.api.conftest import program
from tests.desk.conftest import SignIn, as_
from tests.verdicts import makers

__all__ = ["as_", "program"]
SAID = date(2019, 7, 22)
DATES: list[tuple[dict[str, str], str]] = [
    ({"value": "2019-07-21"}, BEFORE),
    ({"value": "2019-07-22", "kind": "published"}, BEFORE),
    ({"value": "2019-07-23", "kind": "published"}, AFTER),
    ({"value": "2019-07-23T10:00:00Z", "kind": "filed"}, AFTER),
    ({"value": "2019-07", "precision": "month"}, UNSURE),
    ({"value": "2019-06", "precision": "month"}, BEFORE),
    ({"value": "2019-08"}, AFTER),
    ({"value": "2019"}, UNSURE),
    ({"value": "2018", "precision": "year"}, BEFORE),
    ({"value": "2020"}, AFTER),
    ({"value": "2019-07-20", "kind": "captured"}, BEFORE),
    ({"value": "2021-01-05", "kind": "captured"}, UNSURE),
    ({"value": "2021-01-05", "kind": "crawled"}, UNSURE),
    ({"value": "2026", "kind": "vintage"}, UNSURE),
    ({}, UNDATED),
    ({"value": "", "kind": "published"}, UNDATED),
    ({"value": "last summer"}, UNDATED),
]


@pytest.mark.parametrize(("published", "side"), DATES)
def test_a_date_lies_on_a_side_of_the_claim(published: dict[str, str], side: str) -> None:
    found = dated(published, SAID)
    assert found.side == side and found.words
    assert found.is_known_then == (side != AFTER)


def test_without_a_day_of_the_claim_nothing_is_before_or_after() -> None:
    assert dated({"value": "2019-07-23"}, None).side == UNSURE
    assert dated({}, None).side == UNDATED


@pytest.fixture
def claim(ada: Actor) -> Claim:
    """A claim of 22 July 2019 with a candidate for each date above."""
    made = makers.claim(ada, claimed_on=SAID)
    run = EvidenceRun.objects.create(
        organisation=ada.organisation, claim=made, statement="x", deadline_at=made.created_at, by=ada.user
    )
    for number, (published, _) in enumerate(DATES):
        Candidate.objects.create(
            organisation=ada.organisation, run=run, claim=made, subject_uid=made.uid, rank=number + 1,
            url=f"https://site{number}.example/", title=f"Page {number}", published=published,
            passage=f"Passage {number}.", passage_sha256=f"{number:064}",
        )  # fmt: skip
    return made


def listed(client: APIClient, claim: Claim, **asked: str) -> Any:
    query = {"claim": claim.uid, "page_size": "100", **asked}
    return client.get("/api/v1/candidates/", query).json()["results"]


def test_the_api_tells_each_date_and_filters_by_what_was_known_then(
    program: Any, ada: Actor, claim: Claim
) -> None:
    client = program(ada)
    every = {row["title"]: row["dated"]["side"] for row in listed(client, claim)}
    assert every == {f"Page {number}": side for number, (_, side) in enumerate(DATES)}
    then = {row["title"] for row in listed(client, claim, known="then")}
    assert then == {title for title, side in every.items() if side != AFTER}
    assert listed(client, claim, known="now") == listed(client, claim)


def test_evidence_is_dated_by_its_source(program: Any, ada: Actor, claim: Claim) -> None:
    evidence = makers.evidence(ada, claim)
    client = program(ada)
    [shown] = client.get("/api/v1/evidence/", {"claim": claim.uid, "known": "then"}).json()["results"]
    assert shown["dated"] == {
        "value": "2019-07-22", "precision": "day", "kind": "published", "side": "before",
        "words": "on the day of the claim",
    }  # fmt: skip
    source = evidence.snapshot.source
    source.published = {"value": "2019-07-23", "precision": "day"}
    source.save()
    assert client.get("/api/v1/evidence/", {"claim": claim.uid, "known": "then"}).json()["results"] == []


@pytest.mark.parametrize(
    ("asked", "status"), [({"known": "tomorrow"}, 400), ({"known": "then"}, 422), ({"known": "now"}, 200)]
)
def test_a_filter_that_can_t_be_read_is_refused(
    program: Any, ada: Actor, asked: dict[str, str], status: int
) -> None:
    answer = program(ada).get("/api/v1/candidates/", asked)
    assert answer.status_code == status
    assert status == 200 or answer.json()["errors"][0]["pointer"] == "/known"


def test_known_then_needs_a_day(program: Any, ada: Actor) -> None:
    undated = makers.claim(ada, url="https://blog.example/undated")
    undated.article.source.published = {}
    undated.article.source.save()
    answer = program(ada).get("/api/v1/candidates/", {"claim": undated.uid, "known": "then"})
    assert answer.status_code == 422 and answer.json()["code"] == "claim.no_date"


def test_the_board_shows_what_was_known_then_and_counts_what_came_later(
    as_: SignIn, ada: Actor, claim: Claim
) -> None:
    browser, path = as_(ada), f"/desk/claims/{claim.uid}/"
    now = browser.get(path).content.decode()
    assert "4 of these came out later" in now and "Page 2<" in now
    then = browser.get(f"{path}?known=then").content.decode()
    assert "4 came out later" in then and "Page 2<" not in then
    assert "Page 14<" in then and "undated: nobody knows whether it was known then" in then
    candidate = Candidate.objects.get(title="Page 0")
    after = browser.post(f"/desk/candidates/{candidate.uid}/set-aside/?known=then")
    assert after.status_code == 303 and after["Location"] == f"{path}?known=then", "the view stays"


def test_a_claim_without_a_day_says_so(as_: SignIn, ada: Actor) -> None:
    undated = makers.claim(ada, url="https://blog.example/undated")
    undated.article.source.published = {}
    undated.article.source.save()
    page = as_(ada).get(f"/desk/claims/{undated.uid}/?known=then").content.decode()
    assert "Nobody has said when this was claimed" in page and "Known then" not in page
