"""Quoting a kept copy as evidence."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.evidence import quoting
from claims.evidence.gathering import start_run
from claims.evidence.models import Candidate, Evidence
from claims.history.models import Event
from claims.intake.models import Snapshot
from claims.lib.problems import Conflict, NotFound, Problem, Refused, Stale
from tests import kept

WORDS = "Elon Musk would leave its board"


@pytest.fixture
def evidence(ada: Actor, claim: Claim, background: Snapshot) -> Evidence:
    return quoting.quote(claim, by=ada, snapshot=background, stance="refutes", quote=WORDS)


@pytest.fixture
def candidate(ada: Actor, claim: Claim, background: Snapshot, work: Callable[[], int]) -> Candidate:
    start_run(by=ada, claim=claim)
    work()
    return Candidate.objects.order_by("rank")[0]


def test_it_stores_the_copys_own_characters(ada: Actor, claim: Claim) -> None:
    copy = kept.copy(ada, "They call it “the  moon-shot” 🙂 today.")
    made = quoting.quote(claim, by=ada, snapshot=copy, stance="context", quote='"the moon-shot" 🙂 today')
    assert made.quote == "“the  moon-shot” 🙂 today"
    assert (copy.text or "")[made.start : made.end] == made.quote


def test_it_writes_history_with_the_words_and_the_stance(evidence: Evidence, claim: Claim) -> None:
    event = Event.objects.get(name="evidence.added")
    assert event.subject_uid == evidence.uid
    assert event.after["stance"] == "refutes" and event.after["quote"] == WORDS
    assert {"type": "Claim", "uid": claim.uid} in event.related


def test_an_altered_quotation_is_refused_by_the_verb(ada: Actor, claim: Claim, background: Snapshot) -> None:
    with pytest.raises(Problem) as caught:
        quoting.quote(
            claim, by=ada, snapshot=background, stance="supports", quote="Elon Musk would not leave its board"
        )
    assert (caught.value.code, caught.value.pointer, caught.value.status) == (
        "quote.not_in_copy",
        "/quote",
        422,
    )
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE claims_evidence SET quote = 'Elon Musk would never leave'",
        "UPDATE claims_evidence SET start = start + 1",
        'UPDATE claims_evidence SET "end" = 1000000',
        "UPDATE claims_evidence SET stance = ''",
        "UPDATE claims_evidence SET stance = NULL",
    ],
)
def test_an_altered_quotation_is_refused_by_the_database(evidence: Evidence, change: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.parametrize("stance", ["", None, "true", "debunks"])
def test_a_person_has_to_choose_a_stance(
    ada: Actor, claim: Claim, background: Snapshot, stance: object
) -> None:
    with pytest.raises(Problem) as caught:
        quoting.quote(claim, by=ada, snapshot=background, stance=stance, quote=WORDS)  # type: ignore[arg-type]
    assert (caught.value.pointer, caught.value.status) == ("/stance", 422)


def test_a_copy_that_was_taken_down_is_refused(ada: Actor, claim: Claim, background: Snapshot) -> None:
    Snapshot.objects.filter(pk=background.pk).update(
        text=None, blob=None, removed_at=timezone.now(), removal_reason="law"
    )
    with pytest.raises(Conflict, match="taken down"):
        quoting.quote(claim, by=ada, snapshot=background, stance="context", quote=WORDS)


def test_another_newsrooms_copy_is_not_there(ada: Actor, cleo: Actor, claim: Claim) -> None:
    foreign = kept.copy(cleo, "Elon Musk would leave its board soon.")
    with pytest.raises(NotFound):
        quoting.quote(claim, by=ada, snapshot=foreign, stance="context", quote=WORDS)
    with pytest.raises(NotFound):
        quoting.quote(claim, by=cleo, snapshot=foreign, stance="context", quote=WORDS)


def test_a_reader_may_not_quote(dev: Actor, claim: Claim, background: Snapshot) -> None:
    with pytest.raises(Refused):
        quoting.quote(claim, by=dev, snapshot=background, stance="context", quote=WORDS)


def test_the_same_place_twice_is_one_piece_of_evidence(
    ada: Actor, ben: Actor, claim: Claim, background: Snapshot, evidence: Evidence
) -> None:
    again = quoting.quote(claim, by=ben, snapshot=background, stance="refutes", quote=WORDS)
    assert again == evidence
    with pytest.raises(Conflict) as caught:
        quoting.quote(claim, by=ben, snapshot=background, stance="supports", quote=WORDS)
    assert caught.value.current == evidence
    assert Event.objects.filter(name="evidence.added").count() == 1


def test_a_claim_that_was_taken_away_takes_no_evidence(
    ada: Actor, claim: Claim, background: Snapshot
) -> None:
    claim.removed_at = timezone.now()
    with pytest.raises(Conflict, match="taken away"):
        quoting.quote(claim, by=ada, snapshot=background, stance="context", quote=WORDS)


def test_changing_the_stance_keeps_before_and_after(ada: Actor, evidence: Evidence) -> None:
    quoting.set_stance(evidence, by=ada, row_version=1, stance="context")
    event = Event.objects.get(name="evidence.changed")
    assert (event.before, event.after) == ({"stance": "refutes"}, {"stance": "context"})
    assert evidence.row_version == 2
    with pytest.raises(Stale):
        quoting.set_stance(evidence, by=ada, row_version=1, stance="supports")
    quoting.set_stance(evidence, by=ada, row_version=2, stance="context")
    assert Event.objects.filter(name="evidence.changed").count() == 1


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"quote": "x"}, "/quote"),
        ({"start": 3}, "/start"),
        ({"stance": "maybe"}, "/stance"),
        ({"is_key": "yes"}, "/is_key"),
        ({"note": "x" * 5001}, "/note"),
        ({"note": "\x00"}, "/note"),
    ],
)
def test_only_stance_note_and_key_can_be_changed(
    ada: Actor, evidence: Evidence, changes: dict[str, object], pointer: str
) -> None:
    with pytest.raises(Problem) as caught:
        quoting.edit(evidence, by=ada, row_version=1, changes=changes)
    assert caught.value.pointer == pointer


def test_strangers_and_readers_change_nothing(dev: Actor, cleo: Actor, evidence: Evidence) -> None:
    for actor, refusal in ((dev, Refused), (cleo, NotFound)):
        with pytest.raises(refusal):
            quoting.edit(evidence, by=actor, row_version=1, changes={"note": "x"})
        with pytest.raises(refusal):
            quoting.remove(evidence, by=actor)


def test_removing_is_on_record_and_can_be_undone(ada: Actor, claim: Claim, evidence: Evidence) -> None:
    quoting.remove(evidence, by=ada)
    event = Event.objects.get(name="evidence.removed")
    assert event.before["quote"] == WORDS and not Evidence.objects.exists()
    with pytest.raises(NotFound):
        quoting.remove(evidence, by=ada)
    back = quoting.undo_removal(event, by=ada)
    assert (back.quote, back.stance, back.claim) == (WORDS, "refutes", claim)
    assert Event.objects.filter(name="evidence.added").first().undoes == event  # type: ignore[union-attr]


def test_a_removal_is_undone_only_at_home(ada: Actor, cleo: Actor, evidence: Evidence) -> None:
    quoting.remove(evidence, by=ada)
    with pytest.raises(NotFound):
        quoting.undo_removal(Event.objects.get(name="evidence.removed"), by=cleo)


def test_keeping_a_candidate_takes_its_passage_and_a_persons_stance(
    ada: Actor, claim: Claim, candidate: Candidate, background: Snapshot
) -> None:
    made = quoting.keep(candidate, by=ada, stance="context", note="only half of it")
    assert (made.claim, made.snapshot, made.stance, made.candidate) == (
        claim,
        background,
        "context",
        candidate,
    )
    assert made.quote == candidate.passage
    assert quoting.keep(candidate, by=ada, stance="context") == made


def test_a_candidate_without_a_copy_says_to_keep_one_first(ada: Actor, candidate: Candidate) -> None:
    Candidate.objects.filter(pk=candidate.pk).update(snapshot=None, start=None, end=None)
    with pytest.raises(Conflict) as caught:
        quoting.keep(Candidate.objects.get(pk=candidate.pk), by=ada, stance="supports")
    assert caught.value.code == "candidate.no_copy" and "Keep a copy" in caught.value.next_step


def test_what_is_set_aside_stays_aside_when_it_is_found_again(
    ada: Actor, claim: Claim, candidate: Candidate, work: Callable[[], int]
) -> None:
    quoting.set_aside(candidate, by=ada, note="a rumour")
    quoting.set_aside(candidate, by=ada)
    start_run(by=ada, claim=claim)
    work()
    assert Candidate.objects.get(passage_sha256=candidate.passage_sha256).dismissal.note == "a rumour"
    assert Event.objects.filter(name="candidate.set_aside").count() == 1


def test_setting_aside_can_be_undone_and_keeping_does_it_too(ada: Actor, candidate: Candidate) -> None:
    quoting.set_aside(candidate, by=ada)
    quoting.undo_set_aside(candidate, by=ada)
    with pytest.raises(NotFound):
        quoting.undo_set_aside(candidate, by=ada)
    quoting.set_aside(candidate, by=ada)
    quoting.keep(candidate, by=ada, stance="supports")
    assert not hasattr(Candidate.objects.get(pk=candidate.pk), "dismissal")
    with pytest.raises(Conflict, match="kept as evidence"):
        quoting.set_aside(candidate, by=ada)


def test_a_stranger_sets_nothing_aside(cleo: Actor, candidate: Candidate) -> None:
    for verb in (quoting.set_aside, quoting.undo_set_aside):
        with pytest.raises(NotFound):
            verb(candidate, by=cleo)
    with pytest.raises(NotFound):
        quoting.keep(candidate, by=cleo, stance="supports")


def test_what_is_found_for_a_suggestion_is_kept_only_once_it_is_a_claim(
    ada: Actor, version: object, background: Snapshot, work: Callable[[], int]
) -> None:
    suggestion = kept.suggestion(ada, "Elon Musk left the board of OpenAI in February 2019.", at=version)  # type: ignore[arg-type]
    start_run(by=ada, suggestion=suggestion)
    work()
    with pytest.raises(Conflict, match="nobody has accepted"):
        quoting.keep(Candidate.objects.order_by("rank")[0], by=ada, stance="refutes")
