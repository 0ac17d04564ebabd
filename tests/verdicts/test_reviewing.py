"""Two keys: nobody approves what she wrote, not by the verb and not in raw SQL."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from claims.accounts.acting import Actor
from claims.accounts.models import Role
from claims.annotation.models import Prediction
from claims.annotation.predictions_kept import reopen, resolve
from claims.evidence.models import Evidence
from claims.lib.problems import Conflict, NotFound, Problem, Refused
from claims.verdicts import reviewing, writing
from claims.verdicts.differences import difference
from claims.verdicts.models import CaseState, Draft, FactCheck, SignOff, VerdictRevision
from tests import personas
from tests.verdicts import makers


def test_it_freezes_what_was_sent_with_its_quotations(ada: Actor) -> None:
    fact_check, revision = makers.sent(ada)
    citation = revision.citations.get()
    assert fact_check.state == CaseState.REVIEW
    assert (revision.n, revision.rating_label, revision.author_names) == (1, "Mostly false", ["Ada"])
    assert (citation.number, citation.quote, citation.source_publisher) == (1, makers.FOUND, "The Paper")
    assert revision.claim_fields["appearances"][0]["quote"] == makers.SAID
    assert revision.known_as_of >= citation.evidence.at
    with pytest.raises(IntegrityError), transaction.atomic():
        VerdictRevision.objects.filter(pk=revision.pk).update(conclusion="Something else.")
    with pytest.raises(IntegrityError), transaction.atomic():
        revision.citations.all().delete()


def test_it_refuses_to_send_with_gaps_and_names_each(ada: Actor) -> None:
    fact_check = makers.written(ada, rating=None, conclusion="")
    with pytest.raises(Problem) as refused:
        reviewing.send(fact_check, by=ada)
    assert refused.value.code == "verdict.gaps"
    assert [error.pointer for error in refused.value.errors] == ["/rating", "/conclusion"]
    fact_check.refresh_from_db()
    assert fact_check.state == CaseState.WRITING
    assert not VerdictRevision.objects.exists()


def test_it_sends_an_open_forecast_unrated(ada: Actor) -> None:
    _, revision = makers.sent(ada, makers.prediction(ada), rating=None)
    assert (revision.rating, revision.claim_kind, revision.prediction_outcome) == (None, "prediction", "")
    assert revision.claim_fields["prediction"]["probability"] == 0.5
    assert revision.claim_fields["prediction"]["checkpoints"][0]["due_on"] == "2030-01-01"


def test_an_outcome_stays_while_a_rating_rests_on_it(ada: Actor) -> None:
    forecast = makers.prediction(ada)
    resolve(forecast.prediction, by=ada, state="resolved_true", note="It came.")
    draft = makers.written(ada, forecast, rating="mostly-false").draft
    with pytest.raises(Conflict) as refused:
        reopen(Prediction.objects.get(), by=ada)
    assert (refused.value.code, bool(refused.value.next_step)) == ("prediction.rated", True)
    for change in ("UPDATE claims_prediction SET state = 'open'", "DELETE FROM claims_prediction"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM claims_checkpoint; {change}")
    writing.save(draft, by=ada, row_version=None, changes={"rating": None})
    assert reopen(Prediction.objects.get(), by=ada).state == "open"


@pytest.mark.parametrize(
    "change",
    ["UPDATE claims_claim SET kind = 'Prediction'", "UPDATE claims_prediction SET state = 'resolved'"],
)
def test_no_unknown_kind_or_state_gets_round_the_rules(change: str, ada: Actor) -> None:
    makers.prediction(ada)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_a_rated_case_is_not_moved_to_an_open_forecast(ada: Actor) -> None:
    fact_check, forecast = makers.written(ada), makers.prediction(ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        FactCheck.objects.filter(pk=fact_check.pk).update(claim=forecast)


def altered(evidence: Evidence, quote: str) -> None:
    """Change stored words behind the trigger's back, as a broken restore might."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE claims_evidence DISABLE TRIGGER USER")
        cursor.execute("UPDATE claims_evidence SET quote = %s WHERE id = %s", [quote, evidence.pk])
        cursor.execute("ALTER TABLE claims_evidence ENABLE TRIGGER USER")


def test_an_altered_quotation_keeps_the_verdict_from_review(ada: Actor) -> None:
    fact_check = makers.written(ada)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    altered(fact_check.claim.evidence.get(), makers.FOUND.replace("experts", "machines"))
    with pytest.raises(Problem) as refused:
        reviewing.send(fact_check, by=ada)
    assert "not found in its kept copy" in refused.value.detail


def test_an_altered_quotation_is_refused_in_raw_sql(ada: Actor) -> None:
    fact_check, revision = makers.sent(ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(claim=fact_check.claim).update(quote="Most machines believe it.")


def test_it_refuses_the_author_of_the_verdict(ben: Actor, eve: Actor) -> None:
    fact_check, revision = makers.sent(ben)
    with pytest.raises(Refused) as refused:
        reviewing.sign_off(fact_check, by=ben, revision=revision)
    assert (refused.value.status, refused.value.code) == (403, "sign_off.own_verdict")
    assert "Eve" in refused.value.next_step
    assert not SignOff.objects.exists()


def test_it_refuses_a_reporter_who_wrote_it_for_the_same_reason(ada: Actor) -> None:
    fact_check, revision = makers.sent(ada)
    with pytest.raises(Refused) as refused:
        reviewing.sign_off(fact_check, by=ada, revision=revision)
    assert refused.value.code == "sign_off.own_verdict"


def test_it_refuses_a_reporter_who_did_not_write_it(ada: Actor) -> None:
    other = personas.person(ada.organisation, "Gus", Role.REPORTER)
    fact_check, revision = makers.sent(ada)
    with pytest.raises(Refused) as refused:
        reviewing.sign_off(fact_check, by=other, revision=revision)
    assert refused.value.code == "right.missing"


def test_it_refuses_an_editor_who_saved_one_field(ada: Actor, ben: Actor, eve: Actor) -> None:
    fact_check = makers.written(ada)
    writing.save(fact_check.draft, by=ben, row_version=None, changes={"conclusion": "Ben's words."})
    revision = reviewing.send(fact_check, by=ada)
    with pytest.raises(Refused):
        reviewing.sign_off(fact_check, by=ben, revision=revision)
    assert reviewing.sign_off(fact_check, by=eve, revision=revision).by == eve.user


@pytest.mark.parametrize("who", ["the sender", "an author", "a reporter", "a stranger"])
def test_the_database_refuses_them_too(who: str, ada: Actor, ben: Actor, eve: Actor, cleo: Actor) -> None:
    fact_check = makers.written(ben)
    writing.save(fact_check.draft, by=eve, row_version=None, changes={"conclusion": "Eve's words."})
    revision = reviewing.send(fact_check, by=ben)
    by = {"the sender": ben, "an author": eve, "a reporter": ada, "a stranger": cleo}[who]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO claims_signoff (organisation_id, uid, created_at, revision_id, by_id, at, note)"
            " VALUES (%s, 'aaaaaaaaaaaa', now(), %s, %s, now(), '')",
            [revision.organisation_id, revision.pk, by.user.pk],
        )


def test_it_refuses_a_revision_that_is_not_the_newest(ada: Actor, ben: Actor) -> None:
    fact_check, old = makers.sent(ada)
    reviewing.take_back(fact_check, by=ada)
    draft = Draft.objects.get(fact_check=fact_check)
    writing.save(draft, by=ada, row_version=None, changes={"conclusion": "Better."})
    new = reviewing.send(fact_check, by=ada)
    with pytest.raises(Conflict) as refused:
        reviewing.sign_off(fact_check, by=ben, revision=old)
    assert (refused.value.code, refused.value.current) == ("sign_off.not_newest", new)
    reviewing.sign_off(fact_check, by=ben, revision=new)
    assert fact_check.state == CaseState.READY


def test_it_refuses_a_revision_of_another_check(ada: Actor, ben: Actor) -> None:
    fact_check, _ = makers.sent(ada)
    _, other = makers.sent(ada, makers.claim(ada))
    with pytest.raises(NotFound):
        reviewing.sign_off(fact_check, by=ben, revision=other)


def test_an_approval_does_not_outlive_taking_back(ada: Actor, ben: Actor) -> None:
    fact_check, old = makers.signed(ada, ben)
    reviewing.take_back(fact_check, by=ada)
    new = reviewing.send(fact_check, by=ada)
    assert fact_check.state == CaseState.REVIEW
    assert not SignOff.objects.filter(revision=new).exists()


def test_it_sends_back_with_a_note(ada: Actor, ben: Actor) -> None:
    fact_check, revision = makers.sent(ada)
    with pytest.raises(Problem):
        reviewing.send_back(fact_check, by=ben, note="")
    made = reviewing.send_back(fact_check, by=ben, note="Name the survey.")
    assert (made.revision, fact_check.state) == (revision, CaseState.WRITING)
    with pytest.raises(Conflict):
        reviewing.sign_off(fact_check, by=ben, revision=revision)


def test_it_restores_an_earlier_version_with_its_authors(ada: Actor, ben: Actor, eve: Actor) -> None:
    fact_check = makers.written(ada)
    kept = reviewing.name_version(fact_check, by=ada, name="Before lunch")
    writing.save(
        fact_check.draft, by=ada, row_version=None, changes={"conclusion": "Worse.", "rating": "true"}
    )
    writing.uncite(fact_check.draft, by=ada, evidence=fact_check.claim.evidence.get())
    draft = reviewing.restore(kept, by=ben)
    assert (draft.conclusion, draft.rating.key) == (makers.WORDS["conclusion"], "mostly-false")
    assert draft.citations.count() == 1
    assert set(draft.author_ids) == {ada.user.pk, ben.user.pk}
    revision = reviewing.send(fact_check, by=ada)
    with pytest.raises(Refused):
        reviewing.sign_off(fact_check, by=ben, revision=revision)


def test_it_shows_what_changed_between_revisions(ada: Actor, ben: Actor) -> None:
    fact_check, old = makers.sent(ada)
    reviewing.send_back(fact_check, by=ben, note="Rate it higher, add the figures.")
    draft = Draft.objects.get(fact_check=fact_check)
    added = makers.evidence(ada, fact_check.claim, "It gave no figures at all.", stance="context")
    writing.cite(draft, by=ada, evidence=added)
    writing.save(
        draft,
        by=ada,
        row_version=None,
        changes={"rating": "mixed", "conclusion": "The newspaper wrote of experts, and gave some figures."},
    )
    new = reviewing.send(fact_check, by=ada)
    shown = difference(old, new)
    assert [field["field"] for field in shown["fields"]] == ["conclusion"]
    assert ["insert", "some "] in shown["fields"][0]["parts"]
    assert (shown["rating"]["before"], shown["rating"]["after"]) == ("Mostly false", "Mixed")
    assert [(each["change"], each["number"]) for each in shown["sources"]] == [("added", 2)]
    assert difference(new, new)["is_same"]
    assert difference(None, old)["rating"]["before"] is None


@pytest.mark.django_db(transaction=True)
def test_it_signs_off_once_when_two_editors_press_together(ada: Actor, ben: Actor, eve: Actor) -> None:
    fact_check, revision = makers.sent(ada)
    ended = together(
        lambda: reviewing.sign_off(type(fact_check).objects.get(pk=fact_check.pk), by=ben, revision=revision),
        lambda: reviewing.sign_off(type(fact_check).objects.get(pk=fact_check.pk), by=eve, revision=revision),
    )
    assert sorted(type(each).__name__ for each in ended) == ["Conflict", "SignOff"]
    assert SignOff.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_save_and_a_send_at_once_never_lose_words_or_sneak_them_in(ada: Actor, ben: Actor) -> None:
    fact_check = makers.written(ada)
    ended = together(
        lambda: reviewing.send(type(fact_check).objects.get(pk=fact_check.pk), by=ada),
        lambda: writing.save(
            Draft.objects.get(fact_check=fact_check),
            by=ben,
            row_version=None,
            changes={"conclusion": "Ben's words."},
        ),
    )
    revision = VerdictRevision.objects.get()
    saved = not isinstance(ended[1], Exception)
    assert (revision.conclusion == "Ben's words.") == saved
    assert (ben.user.pk in revision.author_ids) == saved


def together(*acts: Callable[[], object]) -> list[object]:
    """Run acts at the same time, each on its own connection; returns what each gave or raised."""
    barrier = threading.Barrier(len(acts))
    ended: list[object] = [None] * len(acts)

    def run(index: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            ended[index] = act()
        except Exception as error:
            ended[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended
