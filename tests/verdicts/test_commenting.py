"""Comments: on a field or a passage, with words one click puts in; frozen, undone, never somebody else's authorship."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from claims.accounts.acting import Actor
from claims.history.models import Event
from claims.lib.problems import Conflict, NotFound, Problem, Refused
from claims.verdicts import commenting, reviewing, writing
from claims.verdicts.models import Comment, Draft
from tests import factories


@pytest.fixture
def draft(ada: Actor) -> Draft:
    claim = factories.a_claim(ada)
    factories.evidence_for(claim, ada)
    return factories.a_draft(claim, ada)


def test_proposed_words_go_into_the_field_and_their_proposer_may_still_approve(
    ada: Actor, ben: Actor, draft: Draft
) -> None:
    case = draft.fact_check
    made = commenting.comment(case, by=ben, text="Shorter.", field="headline", proposed="Fewer trees")
    assert made.replaces == draft.headline
    commenting.accept(made, by=ada)
    draft.refresh_from_db()
    assert draft.headline == "Fewer trees" and ben.user.pk not in draft.author_ids
    revision = reviewing.send(case, by=ada)
    reviewing.sign_off(case, by=ben, revision=revision)


def test_undoing_takes_the_words_out_again_unless_somebody_went_on(
    ada: Actor, ben: Actor, draft: Draft
) -> None:
    before = draft.headline
    made = commenting.comment(draft.fact_check, by=ben, text="", field="headline", proposed="Fewer trees")
    commenting.accept(made, by=ada)
    commenting.reopen(made, by=ada)
    draft.refresh_from_db()
    assert draft.headline == before and not made.outcome
    commenting.accept(made, by=ada)
    draft.refresh_from_db()
    writing.save(draft, by=ada, row_version=None, changes={"headline": "Far fewer trees"})
    with pytest.raises(Conflict, match="changed since"):
        commenting.reopen(made, by=ada)


def test_words_for_a_field_that_changed_are_not_put_in(ada: Actor, ben: Actor, draft: Draft) -> None:
    made = commenting.comment(draft.fact_check, by=ben, text="", field="headline", proposed="Fewer trees")
    writing.save(draft, by=ada, row_version=None, changes={"headline": "Another"})
    with pytest.raises(Conflict, match="changed since"):
        commenting.accept(made, by=ada)
    assert Draft.objects.get().headline == "Another"


def test_a_comment_on_a_passage_is_resolved_and_opened_again(ada: Actor, ben: Actor, draft: Draft) -> None:
    evidence = draft.fact_check.claim.evidence.get()
    made = commenting.comment(draft.fact_check, by=ben, text="Which year?", evidence=evidence)
    with pytest.raises(Conflict, match="proposes no words"):
        commenting.accept(made, by=ada)
    commenting.resolve(made, by=ada)
    with pytest.raises(Conflict, match="already"):
        commenting.resolve(made, by=ada)
    commenting.reopen(made, by=ben)
    with pytest.raises(Conflict, match="open"):
        commenting.reopen(made, by=ben)
    names = list(Event.objects.filter(subject_uid=made.uid).values_list("name", flat=True))
    assert names == ["comment.reopened", "comment.resolved", "comment.made"]


def test_what_can_not_be_a_comment_is_refused_at_its_place(ada: Actor, draft: Draft) -> None:
    case = draft.fact_check
    other = factories.evidence_for(factories.a_claim(ada, factories.HALF), ada)
    for problem, more in (
        ("/text", {"text": " ", "field": "headline"}),
        ("/about", {"text": "x", "field": "colour"}),
        ("/about", {"text": "x"}),
        ("/proposed", {"text": "x", "field": "rating", "proposed": "true"}),
        ("/proposed", {"text": "x", "field": "headline", "proposed": "x" * 201}),
        ("/text", {"text": "a\x00b", "field": "headline"}),
    ):
        with pytest.raises(Problem) as refused:
            commenting.comment(case, by=ada, **more)  # type: ignore[arg-type]
        assert refused.value.pointer == problem
    with pytest.raises(NotFound):
        commenting.comment(case, by=ada, text="x", evidence=other)
    assert not Comment.objects.exists()


def test_readers_do_not_comment_and_accepting_waits_for_writing(
    ada: Actor, ben: Actor, dev: Actor, draft: Draft
) -> None:
    case = draft.fact_check
    with pytest.raises(Refused):
        commenting.comment(case, by=dev, text="x", field="headline")
    reviewing.send(case, by=ada)
    made = commenting.comment(case, by=ben, text="", field="headline", proposed="Fewer trees")
    with pytest.raises(Conflict, match="can’t be changed now"):
        commenting.accept(made, by=ada)


def test_the_words_of_a_comment_never_change(ada: Actor, draft: Draft) -> None:
    made = commenting.comment(draft.fact_check, by=ada, text="First.", field="headline")
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=made.pk).update(text="Second.")
