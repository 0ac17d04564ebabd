"""What follows by itself after a text was read, and after a claim was made."""

from __future__ import annotations

from claims.accounts.acting import Actor
from claims.annotation.deciding import accept
from claims.annotation.marking import mark
from claims.annotation.models import Band, Suggestion
from claims.evidence import quoting
from claims.evidence.models import Candidate, EvidenceRun, ProviderCall, RunState
from claims.history.jobs import run_due
from claims.intake.models import Article
from claims.intake.storing import take_down
from claims.intake.submitting import edit_source
from claims.matching.models import Passage
from claims.matching.passages import search
from tests import factories


def suggested(article: Article) -> Suggestion:
    """The suggestion that was searched for."""
    found = Suggestion.objects.filter(version__article=article, runs__isnull=False).order_by("start").first()
    assert found is not None
    return found


def test_what_is_suggested_as_high_is_searched_for_before_anybody_asks(ada: Actor) -> None:
    factories.a_kept_copy(ada)
    article = factories.an_article(ada)
    suggestion = suggested(article)
    assert suggestion.band == Band.HIGH
    run = EvidenceRun.objects.get(suggestion=suggestion)
    assert (run.state, run.claim) == (RunState.MERGED, None)
    found = Candidate.objects.filter(suggestion=suggestion).order_by("rank").first()
    assert found is not None and found.snapshot is not None and "3,100" in found.passage


def test_accepting_takes_over_what_was_searched_and_what_was_set_aside(ada: Actor) -> None:
    factories.a_kept_copy(ada)
    suggestion = suggested(factories.an_article(ada))
    run = EvidenceRun.objects.get(suggestion=suggestion)
    aside = Candidate.objects.filter(suggestion=suggestion).order_by("rank")[0]
    quoting.set_aside(aside, by=ada, note="too old")
    claim = accept(suggestion, by=ada)
    run_due()
    run.refresh_from_db()
    assert run.claim == claim
    assert list(EvidenceRun.objects.filter(claim=claim)) == [run]
    aside.refresh_from_db()
    assert (aside.claim, aside.dismissal.note) == (claim, "too old")
    candidates = Candidate.objects.filter(claim=claim).count()
    from claims.evidence.gathering import start_run

    start_run(by=ada, claim=claim)
    run_due()
    assert Candidate.objects.filter(claim=claim).count() == candidates
    assert Candidate.objects.get(pk=aside.pk).dismissal.note == "too old"


def test_accepting_with_other_words_is_searched_for_anew(ada: Actor) -> None:
    suggestion = suggested(factories.an_article(ada))
    claim = accept(
        suggestion, by=ada, changes={"statement": "The town of Elmstead planted 4,000 trees in 2023."}
    )
    claim = accept(suggestion, by=ada) if claim is None else claim
    run_due()
    statements = set(EvidenceRun.objects.filter(claim=claim).values_list("statement", flat=True))
    assert claim.statement in statements


def test_a_claim_marked_by_hand_is_searched_for_once(ada: Actor) -> None:
    factories.a_kept_copy(ada)
    article = factories.an_article(ada, "It rained. Nobody minded much at all.")
    version = article.versions.get()
    claim = mark(version, by=ada, start=0, end=10, statement="Elmstead planted 4,000 trees.")
    run_due()
    run = EvidenceRun.objects.get(claim=claim)
    assert run.state == RunState.MERGED
    assert ProviderCall.objects.filter(run=run).count() == 2
    assert Candidate.objects.filter(claim=claim).exists()


def test_a_copy_that_is_taken_down_leaves_the_search_with_its_words(ada: Actor, ben: Actor) -> None:
    copy = factories.a_kept_copy(ada)
    assert search(ada.organisation, "Elmstead planted trees")
    take_down(copy, by=ben, reason="privacy")
    assert search(ada.organisation, "Elmstead planted trees") == []
    run_due()
    assert not Passage.objects.filter(snapshot=copy).exists()


def test_a_new_title_finds_its_passages(ada: Actor) -> None:
    copy = factories.a_kept_copy(ada, "It counts every tree. It gave no reasons.")
    edit_source(copy.source, by=ada, row_version=None, changes={"title": "The lighthouse report"})
    run_due()
    assert [hit.snapshot for hit in search(ada.organisation, "lighthouse")][0] == copy
