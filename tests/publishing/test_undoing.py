"""Undo for a day: the last act of a person is taken back, done again, and asked about where others went on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.membership import change_role
from claims.accounts.models import Role
from claims.annotation.deciding import accept, accept_all_high, dismiss, undo_acceptance
from claims.annotation.marking import edit as edit_claim
from claims.annotation.marking import mark
from claims.annotation.models import Claim, Dismissal, Suggestion
from claims.annotation.spanning import split
from claims.evidence import quoting
from claims.evidence.models import Candidate, CandidateDismissal, Evidence
from claims.history.jobs import run_due
from claims.history.models import Event
from claims.history.recording import request_id
from claims.history.vocabulary import EventName as E
from claims.intake import submitting
from claims.intake.models import Article
from claims.lib.problems import Conflict, NotFound, Problem, Refused
from claims.matching.deciding import decide
from claims.matching.models import Match, MatchDecision
from claims.publishing.acts import BuiltOn, act_of_request, acts, recent, redo, undo
from claims.publishing.models import OrderState, PublishOrder
from claims.publishing.ordering import order
from claims.publishing.undoing import INVERSES, PARTS, STAYS
from claims.verdicts import reviewing, workflow, writing
from claims.verdicts.models import CaseState, Draft, FactCheck
from tests import factories


@pytest.fixture
def claim(ada: Actor) -> Claim:
    return factories.a_claim(ada)


@pytest.fixture
def suggestion(ada: Actor) -> Suggestion:
    article = factories.an_article(ada)
    found = Suggestion.objects.filter(version__article=article).order_by("start").first()
    assert found is not None
    return found


@pytest.fixture
def draft(claim: Claim, ada: Actor) -> Draft:
    return factories.a_draft(claim, ada)


class request:
    """What happens within is one request's."""

    def __init__(self, uid: str) -> None:
        self.uid = uid

    def __enter__(self) -> None:
        self.token = request_id.set(self.uid)

    def __exit__(self, *error: object) -> None:
        request_id.reset(self.token)


def goes_and_comes(by: Actor, stands: Callable[[], object]) -> None:
    """Undo takes the last act back, redo does it again, undo takes it back once more."""
    done = stands()
    with request("undo-1"):
        act = undo(by)
    before = stands()
    assert before != done
    newest = Event.objects.filter(undoes__in=[event.pk for event in act.events])
    assert newest.exists() and all(event.data["back"] == "undo" for event in newest)
    with request("redo"):
        redo(by)
    assert stands() == done
    with request("undo-2"):
        undo(by)
    assert stands() == before


def test_it_takes_back_accepting(suggestion: Suggestion, ada: Actor) -> None:
    accept(suggestion, by=ada)
    goes_and_comes(ada, Claim.objects.active().count)


def test_it_takes_back_dismissing(suggestion: Suggestion, ada: Actor) -> None:
    dismiss(suggestion, by=ada, note="no figure")
    goes_and_comes(ada, lambda: list(Dismissal.objects.values_list("note", flat=True)))


def test_it_takes_back_marking_and_editing(suggestion: Suggestion, ada: Actor) -> None:
    version = suggestion.version
    made = mark(version, by=ada, start=0, end=10)
    goes_and_comes(ada, Claim.objects.active().count)
    redo(ada)
    made.refresh_from_db()
    edit_claim(made, by=ada, row_version=None, changes={"statement": "Another wording."})
    goes_and_comes(ada, lambda: Claim.objects.get(pk=made.pk).statement)


def test_a_split_is_one_act(claim: Claim, ada: Actor) -> None:
    place = claim.appearances.get()
    with request("r1"):
        split(claim, by=ada, spans=[(place.start, place.start + 20), (place.start + 21, place.end)])
    assert recent(ada)[0].lead.name == E.CLAIM_SPLIT
    undo(ada)
    assert list(Claim.objects.active()) == [claim]
    with pytest.raises(Conflict, match="one claim again"):
        redo(ada)


def test_accepting_all_that_rank_high_is_one_act(suggestion: Suggestion, ada: Actor) -> None:
    Suggestion.objects.update(band="high")
    with request("r1"):
        made = accept_all_high(suggestion.version, by=ada)
    assert len(made) > 1 and len(recent(ada)[0].inverse_order()) == len(made)
    goes_and_comes(ada, Claim.objects.active().count)
    assert Claim.objects.active().count() == 0


def test_it_takes_back_what_was_done_with_evidence(claim: Claim, ada: Actor) -> None:
    evidence = factories.evidence_for(claim, ada)
    goes_and_comes(ada, Evidence.objects.count)
    redo(ada)
    evidence = Evidence.objects.get()
    quoting.set_stance(evidence, by=ada, row_version=None, stance="context")
    goes_and_comes(ada, lambda: Evidence.objects.get().stance)
    evidence.refresh_from_db()
    quoting.edit(evidence, by=ada, row_version=None, changes={"is_key": True, "note": "the ledger"})
    goes_and_comes(ada, lambda: list(Evidence.objects.values_list("is_key", "note")))
    quoting.remove(Evidence.objects.get(), by=ada)
    goes_and_comes(ada, lambda: list(Evidence.objects.values_list("quote", "stance")))


def test_it_takes_back_setting_aside(ada: Actor) -> None:
    factories.a_kept_copy(ada)
    claim = factories.a_claim(ada)
    candidate = Candidate.objects.filter(claim=claim).first()
    assert candidate is not None
    quoting.set_aside(candidate, by=ada, note="old")
    goes_and_comes(ada, lambda: list(CandidateDismissal.objects.values_list("note", flat=True)))


def test_it_takes_back_a_decision_on_a_match(claim: Claim, ada: Actor) -> None:
    factories.a_claim(ada, article=factories.an_article(ada, f"{factories.SAID} Everybody was there."))
    match = Match.objects.filter(claim__isnull=False).first()
    assert match is not None
    decide(match, by=ada, relation="near")
    goes_and_comes(ada, MatchDecision.objects.count)
    redo(ada)
    decide(match, by=ada, relation="unrelated")
    goes_and_comes(ada, lambda: MatchDecision.objects.get().relation)


def test_fields_of_a_draft_come_back_and_typing_is_one_act(draft: Draft, ada: Actor) -> None:
    for words in ("One", "One mor", "One more headline"):
        writing.save(draft, by=ada, row_version=None, changes={"headline": words})
    assert len([act for act in recent(ada) if "headline" in act.lead.after]) == 2
    undo(ada)
    draft.refresh_from_db()
    assert draft.headline == "Elmstead planted fewer trees than the mayor said"
    redo(ada)
    draft.refresh_from_db()
    assert draft.headline == "One more headline"
    writing.save(draft, by=ada, row_version=None, changes={"rating": "true"})
    goes_and_comes(ada, lambda: Draft.objects.get().rating)


def test_a_field_that_was_written_again_is_not_overwritten(draft: Draft, ada: Actor, ben: Actor) -> None:
    writing.save(draft, by=ada, row_version=None, changes={"headline": "Ada’s", "conclusion": "Hers."})
    writing.save(draft, by=ben, row_version=None, changes={"headline": "Ben’s"})
    with pytest.raises(Conflict, match="Ben has changed this since: headline"):
        undo(ada)
    draft.refresh_from_db()
    assert (draft.headline, draft.conclusion) == ("Ben’s", "Hers.")


def test_a_citation_comes_back_under_its_number(draft: Draft, ada: Actor) -> None:
    evidence = draft.citations.get().evidence
    factories.evidence_for(draft.fact_check.claim, ada, words="It gave no reasons.")
    writing.cite(draft, by=ada, evidence=Evidence.objects.exclude(pk=evidence.pk).get())
    goes_and_comes(ada, lambda: list(draft.citations.values_list("number", flat=True)))
    redo(ada)
    writing.uncite(draft, by=ada, evidence=evidence)
    goes_and_comes(ada, lambda: list(draft.citations.order_by("number").values_list("number", flat=True)))


def test_the_way_of_a_case_goes_back(draft: Draft, ada: Actor, ben: Actor) -> None:
    def state() -> str:
        return FactCheck.objects.get().state

    case = draft.fact_check
    workflow.assign(case, by=ada, row_version=None, assignee=ben.user, due_on=timezone.now().date())
    goes_and_comes(ada, lambda: list(FactCheck.objects.values_list("assignee", "due_on")))
    reviewing.send(case, by=ada)
    goes_and_comes(ada, state)
    assert state() == CaseState.WRITING
    case.refresh_from_db()
    workflow.decline(case, by=ben, note="Nobody said it.")
    goes_and_comes(ben, state)
    assert state() == CaseState.WRITING


def test_a_beginning_without_a_word_is_taken_back(claim: Claim, ada: Actor) -> None:
    factories.evidence_for(claim, ada)
    case = workflow.open_case(claim, by=ada)
    draft = writing.start_writing(case, by=ada)
    goes_and_comes(ada, lambda: FactCheck.objects.get().state)
    redo(ada)
    writing.save(draft, by=ada, row_version=None, changes={"conclusion": "A word."})
    begun = next(act for act in acts(ada) if act.lead.name == E.DRAFT_STARTED)
    with pytest.raises(Conflict, match="written in this draft"):
        undo(ada, event=Event.objects.filter(name=E.DRAFT_STARTED).latest("pk").uid)
    assert begun.stays is None


def test_a_card_that_was_moved_goes_back(claim: Claim, ada: Actor) -> None:
    def state() -> str:
        return FactCheck.objects.get().state

    workflow.gather(workflow.open_case(claim, by=ada), by=ada)
    goes_and_comes(ada, state)
    assert state() == CaseState.OPEN
    writing.start_writing(FactCheck.objects.get(), by=ada)
    goes_and_comes(ada, state)
    assert state() == CaseState.OPEN
    workflow.gather(FactCheck.objects.get(), by=ada)
    factories.evidence_for(claim, ada)
    moved = Event.objects.filter(name=E.FACT_CHECK_MOVED).latest("pk")
    with pytest.raises(Conflict, match="Evidence is there"):
        undo(ada, event=moved.uid)


def test_articles_and_sources_go_back(ada: Actor) -> None:
    with request("r1"):
        article = factories.an_article(ada, settle=False)
    goes_and_comes(ada, lambda: Article.objects.get().archived_at is None)
    redo(ada)
    article.refresh_from_db()
    submitting.edit_article(article, by=ada, row_version=None, changes={"title": "Other"})
    goes_and_comes(ada, lambda: Article.objects.get().title)
    changes = {"publisher": "The Elm", "published_on": "2024-05-01"}
    submitting.edit_source(article.source, by=ada, row_version=None, changes=changes)
    goes_and_comes(ada, lambda: list(Article.objects.values_list("source__publisher", "source__published")))


def test_an_order_is_stopped_and_then_it_is_too_late(claim: Claim, ada: Actor, ben: Actor) -> None:
    case = factories.a_signed_verdict(claim, ada, ben).revision.fact_check
    order(case, by=ben)
    undo(ben)
    assert PublishOrder.objects.get().state == OrderState.STOPPED
    order(case, by=ben)
    run_due(["publish"])
    with pytest.raises(Conflict, match="It is public") as refused:
        undo(ben)
    assert "Begin a correction" in refused.value.next_step


def test_what_stays_says_what_to_do_instead(claim: Claim, ada: Actor, ben: Actor) -> None:
    factories.a_signed_verdict(claim, ada, ben)
    with pytest.raises(Conflict, match="part of the record") as refused:
        undo(ben)
    assert "take the verdict back" in refused.value.next_step
    assert all(why.endswith(".") and instead.endswith(".") for why, instead in STAYS.values())


def test_taking_away_by_hand_is_an_act_of_its_own(suggestion: Suggestion, ada: Actor) -> None:
    claim = accept(suggestion, by=ada)
    undo_acceptance(claim, by=ada)
    undo(ada)
    assert Claim.objects.active().count() == 1
    assert recent(ada)[0].undone


def test_two_steps_back_and_two_again(suggestion: Suggestion, ada: Actor) -> None:
    accept(suggestion, by=ada)
    other = Suggestion.objects.undecided().exclude(pk=suggestion.pk).first()
    assert other is not None
    dismiss(other, by=ada)
    undo(ada)
    undo(ada)
    assert (Claim.objects.active().count(), Dismissal.objects.count()) == (0, 0)
    redo(ada)
    redo(ada)
    assert (Claim.objects.active().count(), Dismissal.objects.count()) == (1, 1)
    assert [(act.lead.name, act.undone) for act in recent(ada)[:2]] == [
        (E.SUGGESTION_DISMISSED, False),
        (E.SUGGESTION_ACCEPTED, False),
    ]
    assert len([act for act in recent(ada) if act.lead.subject_type == "Suggestion"]) == 2
    with pytest.raises(Conflict, match="nothing to do again"):
        redo(ada)


def test_nothing_is_done_again_after_something_new(suggestion: Suggestion, ada: Actor) -> None:
    accept(suggestion, by=ada)
    undo(ada)
    dismiss(suggestion, by=ada)
    with pytest.raises(Conflict, match="nothing to do again"):
        redo(ada)


def test_it_asks_first_where_others_went_on(suggestion: Suggestion, ada: Actor, ben: Actor) -> None:
    claim = accept(suggestion, by=ada)
    evidence = factories.evidence_for(claim, ben)
    with pytest.raises(BuiltOn, match="Ben went on from this") as asked:
        undo(ada)
    assert asked.value.events[0].subject_uid == evidence.uid
    assert Claim.objects.active().count() == 1
    undo(ada, anyway=True)
    assert Claim.objects.active().count() == 0


def test_only_one_s_own_acts_of_the_day_are_taken_back(
    suggestion: Suggestion, ada: Actor, ben: Actor, cleo: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Conflict, match="nothing in the last day"):
        undo(ben)
    accept(suggestion, by=ada)
    event = Event.objects.filter(name=E.SUGGESTION_ACCEPTED).get()
    with pytest.raises(Refused, match="Ada did this"):
        undo(ben, event=event.uid)
    with pytest.raises(NotFound):
        undo(cleo, event=event.uid)
    tomorrow = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr("claims.publishing.acts.timezone", SimpleNamespace(now=lambda: tomorrow))
    with pytest.raises(Conflict, match="more than a day"):
        undo(ada, event=event.uid)
    with pytest.raises(Conflict, match="nothing in the last day"):
        undo(ada)


def test_a_right_that_was_lost_undoes_nothing(suggestion: Suggestion, ada: Actor, eve: Actor) -> None:
    accept(suggestion, by=ada)
    assert ada.membership is not None
    change_role(ada.membership, by=eve, role=Role.READER, row_version=ada.membership.row_version)
    with pytest.raises(Refused):
        undo(replace(ada, role=Role.READER))
    assert Claim.objects.active().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_two_steps(harbor: object, ada: Actor) -> None:
    article = factories.an_article(ada)
    first, second, *_ = Suggestion.objects.filter(version__article=article)
    dismiss(first, by=ada)
    dismiss(second, by=ada)

    def press(_: int) -> str:
        try:
            return undo(ada).lead.subject_uid
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(press, range(2))) == {first.uid, second.uid}
    assert not Dismissal.objects.exists()


def test_an_act_is_undone_once(suggestion: Suggestion, ada: Actor) -> None:
    dismiss(suggestion, by=ada)
    event = Event.objects.filter(name=E.SUGGESTION_DISMISSED).get()
    undo(ada, event=event.uid)
    with pytest.raises(Conflict, match="undone already"):
        undo(ada, event=event.uid)


def test_a_refusal_in_the_middle_undoes_nothing(suggestion: Suggestion, ada: Actor, ben: Actor) -> None:
    Suggestion.objects.update(band="high")
    with request("r1"):
        made = accept_all_high(suggestion.version, by=ada)
    factories.a_sent_verdict(made[0], ben)
    with pytest.raises(Problem):
        undo(ada, anyway=True)
    assert Claim.objects.active().count() == len(made)


def test_the_act_of_a_request_is_found(suggestion: Suggestion, ada: Actor) -> None:
    assert act_of_request(ada, "r1") is None
    with request("r1"):
        accept(suggestion, by=ada)
    found = act_of_request(ada, "r1")
    assert found is not None and found.lead.name == E.SUGGESTION_ACCEPTED
    assert act_of_request(ada, "") is None


def test_no_act_is_in_both_tables() -> None:
    assert not set(INVERSES) & set(STAYS)
    assert set(INVERSES) | set(STAYS) <= set(E.values)
    assert set(PARTS) <= set(INVERSES) | set(STAYS)
