"""What was found on a page and the kept copy of that page: its words can be quoted as soon as both are there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.evidence import quoting
from claims.evidence.gathering import start_run
from claims.evidence.models import Candidate, Evidence, EvidenceRun
from claims.evidence.placing import place_in, place_of_run
from claims.history.jobs import run_due
from claims.intake.capturing import capture_upload
from claims.lib.problems import Conflict
from tests import kept
from tests.desk.conftest import SignIn, as_

__all__ = ["as_"]
PAGE = "https://news.example/musk"
WORDS = 'It named the growing work on artificial intelligence at Tesla as the "reason".'
COPY = "OpenAI announced it.\n\nIt named the growing work on artificial intelligence at Tesla as the “reason”. No more."


@pytest.fixture
def found(ada: Actor, claim: Claim) -> Callable[..., Candidate]:
    """A result of a search outside: words and an address, no copy."""
    run = EvidenceRun.objects.create(
        organisation=ada.organisation, claim=claim, statement="x", deadline_at=claim.created_at, by=ada.user
    )

    def make(words: str = WORDS, url: str = PAGE, **more: Any) -> Candidate:
        return Candidate.objects.create(
            organisation=ada.organisation, run=run, claim=claim, subject_uid=claim.uid, rank=1, title="A page",
            url=url, passage=words, passage_sha256=f"{len(words):064}", **more,
        )  # fmt: skip

    return make


def test_a_copy_that_is_kept_later_shows_the_passage_and_makes_it_quotable(
    ada: Actor, claim: Claim, found: Callable[..., Candidate], as_: SignIn
) -> None:
    candidate, other = found(), found(url="https://news.example/other")
    client, board = as_(ada), reverse("desk:claim", args=[claim.uid])
    page = client.get(board).content.decode()
    assert "Keep a copy and open it" in page and "no copy yet" in page
    with pytest.raises(Conflict, match="no kept copy"):
        quoting.keep(candidate, by=ada, stance="supports")
    copy = kept.copy(ada, COPY, url=PAGE)
    assert place_in(copy) == 1 and place_in(copy) == 0
    candidate.refresh_from_db()
    other.refresh_from_db()
    assert candidate.snapshot == copy and other.snapshot is None
    assert COPY[candidate.start : candidate.end] == WORDS.replace('"reason"', "“reason”")
    page = client.get(f"{board}?copy={copy.uid}").content.decode()
    assert f"?copy={copy.uid}&amp;start={candidate.start}&amp;end={candidate.end}#viewer" in page
    made = quoting.keep(candidate, by=ada, stance="supports")
    assert made.quote == COPY[made.start : made.end] and Evidence.objects.count() == 1


def test_words_that_the_page_has_otherwise_are_opened_and_not_quoted(
    ada: Actor, claim: Claim, found: Callable[..., Candidate], as_: SignIn
) -> None:
    altered, lead = found("It named the shrinking work at Tesla …"), found("Captured in 2019.", is_lead=True)
    copy = kept.copy(ada, COPY, url=PAGE)
    assert place_in(copy) == 0
    altered.refresh_from_db()
    lead.refresh_from_db()
    assert (altered.snapshot, altered.start, lead.snapshot, lead.start) == (copy, None, copy, None)
    with pytest.raises(Conflict) as refused:
        quoting.keep(altered, by=ada, stance="refutes")
    assert refused.value.code == "candidate.not_in_copy" and "Open the copy" in refused.value.next_step
    card = as_(ada).get(reverse("desk:claim", args=[claim.uid])).content.decode()
    card = card.partition(f'id="e-{altered.uid}"')[2].partition("</li>")[0]
    assert "its words read otherwise there" in card and 'name="stance"' not in card and "Set aside" in card


def test_a_page_that_was_kept_before_is_found_again_when_the_search_ends(
    ada: Actor, found: Callable[..., Candidate]
) -> None:
    copy = kept.copy(ada, COPY, url=PAGE)
    candidate = found()
    assert place_of_run(candidate.run) == 1
    candidate.refresh_from_db()
    assert candidate.snapshot == copy


def test_the_article_a_claim_stands_in_and_other_newsrooms_copies_say_nothing_of_it(
    ada: Actor, cleo: Actor, claim: Claim, found: Callable[..., Candidate]
) -> None:
    candidate = found()
    kept.copy(cleo, COPY, url=PAGE)
    assert claim.article is not None
    claim.article.source.canonical_url = PAGE
    claim.article.source.save()
    own = claim.article.source.snapshots.get()
    assert place_in(own) == 0 and place_of_run(candidate.run) == 0
    candidate.refresh_from_db()
    assert candidate.snapshot is None


def test_both_follow_by_themselves(
    ada: Actor, claim: Claim, found: Callable[..., Candidate], only_fake: None
) -> None:
    candidate = found()
    capture_upload(by=ada, name="page.txt", data=COPY.encode(), url=PAGE)
    run_due()
    candidate.refresh_from_db()
    assert candidate.snapshot is not None and candidate.start is not None
    Candidate.objects.filter(pk=candidate.pk).update(snapshot=None, start=None, end=None)
    run = start_run(by=ada, claim=claim)
    Candidate.objects.filter(pk=candidate.pk).update(run=run)
    run_due()
    candidate.refresh_from_db()
    assert candidate.snapshot is not None
