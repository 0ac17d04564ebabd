"""Evidence by plain forms: candidates, sources of one's own, quotations, stances, searches."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from claims.accounts.acting import Actor
from claims.annotation.models import Claim, Suggestion
from claims.evidence.gathering import start_run
from claims.evidence.models import Candidate, Evidence, ProviderCall
from claims.history.jobs import run_due
from claims.intake.models import Capture, CaptureState, Outcome
from tests import factories
from tests.desk.conftest import SignIn


@pytest.fixture
def claim(ada: Actor) -> Claim:
    factories.a_kept_copy(ada)
    return factories.a_claim(ada)


@pytest.fixture
def candidate(claim: Claim) -> Candidate:
    found: Candidate = claim.candidates.filter(snapshot__isnull=False).first()
    return found


def board(client: object, claim: Claim, query: str = "") -> str:
    return client.get(reverse("desk:claim", args=[claim.uid]) + query).content.decode()  # type: ignore[attr-defined]


def test_a_candidate_becomes_evidence_by_one_button(
    as_: SignIn, ada: Actor, claim: Claim, candidate: Candidate
) -> None:
    client = as_(ada)
    assert f"e-{candidate.uid}" in board(client, claim)
    assert client.post(reverse("desk:keep", args=[candidate.uid]), {"stance": "refutes"}).status_code == 303
    evidence = Evidence.objects.get()
    page = board(client, claim)
    assert f"e-{evidence.uid}" in page and f"e-{candidate.uid}" not in page
    assert client.post(reverse("desk:remove_evidence", args=[evidence.uid])).status_code == 303
    assert not Evidence.objects.exists()
    back = reverse("desk:undo_removal", args=[claim.uid])
    assert reverse("desk:undo") in board(client, claim)
    assert client.post(f"{back}?evidence=nothere").status_code == 409
    assert client.post(f"{back}?evidence={evidence.uid}").status_code == 303
    assert Evidence.objects.get().quote == evidence.quote


@pytest.mark.parametrize("stance", ["", "maybe"])
def test_a_stance_that_is_none_is_refused_at_the_candidate(
    as_: SignIn, ada: Actor, candidate: Candidate, stance: str
) -> None:
    answer = as_(ada).post(
        reverse("desk:keep", args=[candidate.uid]), {"stance": stance, "place": "workbench"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="candidate-{candidate.uid}-refusal"' in page and 'class="rail"' in page


def test_a_candidate_is_set_aside_and_brought_back(
    as_: SignIn, ada: Actor, claim: Claim, candidate: Candidate
) -> None:
    client = as_(ada)
    client.post(reverse("desk:set_aside", args=[candidate.uid]))
    assert f"e-{candidate.uid}" not in board(client, claim) and "Set aside (1)" in board(client, claim)
    client.post(reverse("desk:bring_back", args=[candidate.uid]))
    assert f"e-{candidate.uid}" in board(client, claim)


def test_a_source_of_ones_own_is_pasted_and_its_words_quoted(as_: SignIn, ada: Actor, claim: Claim) -> None:
    client = as_(ada)
    paste = reverse("desk:source_by_paste", args=[claim.uid])
    letter = {"text": "We say 🌳: 3,100 trees, not one more.", "title": "A letter", "kind": "primary"}
    refused = client.post(paste, {**letter, "text": ""})
    assert refused.status_code == 422 and 'value="A letter"' in refused.content.decode()
    answer = client.post(paste, letter)
    copy = answer["Location"].partition("copy=")[2].partition("#")[0]
    assert "3,100 trees, not one more." in client.get(answer["Location"]).content.decode()
    quote = reverse("desk:quote", args=[claim.uid])
    words = {
        "snapshot": copy,
        "stance": "refutes",
        "quote": "3,100 trees",
        "is_key": "1",
        "note": "The office.",
    }
    assert client.post(quote, words).status_code == 303
    evidence = Evidence.objects.get()
    assert (evidence.quote, evidence.start, evidence.is_key, evidence.note) == (
        "3,100 trees",
        10,
        True,
        "The office.",
    )
    by_place = {"snapshot": copy, "stance": "context", "start": "0", "end": "6"}
    assert client.post(quote, by_place).status_code == 303
    assert Evidence.objects.filter(quote="We say").exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"stance": "refutes"},
        {"stance": "refutes", "quote": "3,200 trees were planted"},
        {"stance": "refutes", "start": "5", "end": "5000"},
        {"stance": "refutes", "start": "a", "end": "b"},
        {"stance": "perhaps", "quote": "The parks office"},
    ],
)
def test_words_that_do_not_stand_in_the_copy_are_refused_by_the_form(
    as_: SignIn, ada: Actor, claim: Claim, typed: dict[str, str]
) -> None:
    copy = factories.a_kept_copy(ada, settle=False)
    answer = as_(ada).post(
        reverse("desk:quote", args=[claim.uid]), {"snapshot": copy.uid, "note": "Kept note", **typed}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="quote-refusal"' in page and "Kept note" in page
    assert not Evidence.objects.exists()


def test_words_of_another_newsrooms_copy_can_not_be_quoted(
    as_: SignIn, ada: Actor, cleo: Actor, claim: Claim
) -> None:
    copy = factories.a_kept_copy(cleo, settle=False)
    typed = {"snapshot": copy.uid, "stance": "refutes", "quote": "The parks office"}
    assert as_(ada).post(reverse("desk:quote", args=[claim.uid]), typed).status_code == 404


def test_a_source_is_uploaded(as_: SignIn, ada: Actor, claim: Claim) -> None:
    client = as_(ada)
    upload = reverse("desk:source_by_upload", args=[claim.uid])
    assert client.post(upload, {}).status_code == 422
    file = SimpleUploadedFile("letter.txt", b"Only 3,100 trees.")
    answer = client.post(upload, {"file": file, "title": "A letter", "kind": "primary"})
    assert answer.status_code == 303 and "copy=" in answer["Location"]


def test_a_source_by_address_shows_how_its_fetching_goes(as_: SignIn, ada: Actor, claim: Claim) -> None:
    client = as_(ada)
    by_address = reverse("desk:source_by_address", args=[claim.uid])
    assert client.post(by_address, {"url": "http://192.168.0.1/"}).status_code in (403, 422)
    answer = client.post(by_address, {"url": "https://parks.example/count", "kind": "primary"})
    capture = Capture.objects.get(requested_url="https://parks.example/count")
    assert answer["Location"].endswith(f"?capture={capture.uid}#capture")
    part = reverse("desk:capture", args=[claim.uid, capture.uid])
    waiting = client.get(part)
    assert "Keeping a copy" in waiting.content.decode() and "HX-Trigger" not in waiting.headers
    words = {"code": "fetch.gone", "words": "The page is gone.", "next_step": "Paste its text."}
    Capture.objects.filter(pk=capture.pk).update(
        state=CaptureState.ENDED, outcome=Outcome.UNAVAILABLE, problem=words
    )
    ended = client.get(part)
    assert ended.headers["HX-Trigger"] == "desk:news"
    assert "The page is gone." in ended.content.decode() and "Try again" in ended.content.decode()


def test_evidence_changes_its_column_its_note_and_its_star(as_: SignIn, ada: Actor, claim: Claim) -> None:
    evidence = factories.evidence_for(claim, ada)
    client = as_(ada)
    stance = reverse("desk:stance", args=[evidence.uid])
    assert client.post(stance, {"row_version": evidence.row_version, "stance": "context"}).status_code == 303
    stale = client.post(stance, {"row_version": evidence.row_version, "stance": "supports"})
    assert stale.status_code == 412 and f"evidence-{evidence.uid}-refusal" in stale.content.decode()
    evidence.refresh_from_db()
    edit = reverse("desk:edit_evidence", args=[evidence.uid])
    assert (
        client.post(edit, {"row_version": evidence.row_version, "note": "Counted by hand."}).status_code
        == 303
    )
    evidence.refresh_from_db()
    assert client.post(edit, {"row_version": evidence.row_version, "is_key": "1"}).status_code == 303
    evidence.refresh_from_db()
    assert (evidence.stance, evidence.note, evidence.is_key) == ("context", "Counted by hand.", True)
    assert client.post(edit, {"note": "without a version"}).status_code == 422


def test_evidence_a_sent_verdict_stands_on_is_not_removed(as_: SignIn, ada: Actor, claim: Claim) -> None:
    evidence = factories.evidence_for(claim, ada)
    factories.a_sent_verdict(claim, ada)
    answer = as_(ada).post(reverse("desk:remove_evidence", args=[evidence.uid]))
    assert answer.status_code == 409
    assert Evidence.objects.filter(pk=evidence.pk).exists()


def test_it_says_that_nothing_was_found_only_when_everybody_answered(as_: SignIn, ada: Actor) -> None:
    words = "Quaggas outnumber zebras."
    claim = factories.a_claim(ada, words, article=factories.an_article(ada, words), kind="event")
    client = as_(ada)
    assert "No evidence found" in board(client, claim)
    ProviderCall.objects.filter(run__claim=claim).update(
        state="failed", outcome=Outcome.UNAVAILABLE, problem={"words": "did not answer in time"}
    )
    page = board(client, claim)
    assert "No evidence found" not in page
    assert "Not every provider answered" in page and "did not answer in time" in page and "Try again" in page


def test_a_failed_provider_is_asked_again_and_a_search_stopped(as_: SignIn, ada: Actor, claim: Claim) -> None:
    client = as_(ada)
    call = ProviderCall.objects.filter(run__claim=claim).first()
    assert call is not None
    ProviderCall.objects.filter(pk=call.pk).update(state="failed", outcome=Outcome.UNAVAILABLE)
    assert client.post(reverse("desk:retry_call", args=[call.uid])).status_code == 303
    run_due()
    call.refresh_from_db()
    assert call.state == "done"
    assert client.post(reverse("desk:retry_call", args=[call.uid])).status_code == 409
    run = start_run(by=ada, claim=claim)
    assert "Looking for evidence" in client.get(reverse("desk:providers", args=[claim.uid])).content.decode()
    assert client.post(reverse("desk:cancel_run", args=[run.uid])).status_code == 303
    part = client.get(reverse("desk:providers", args=[claim.uid]))
    assert "Stopped looking" in part.content.decode() and part.headers["HX-Trigger"] == "desk:news"
    assert client.post(reverse("desk:search", args=[claim.uid])).status_code == 303


def test_an_earlier_check_is_decided_on_and_undecided(as_: SignIn, ada: Actor, ben: Actor) -> None:
    first = factories.a_claim(ada)
    factories.a_published_check(first, ada, ben)
    claim = factories.a_claim(
        ada, article=factories.an_article(ada, f"{factories.SAID} Everybody was there.")
    )
    match = claim.matches.first()
    assert match is not None
    client = as_(ada)
    decide = reverse("desk:decide_match", args=[match.uid])
    wrong = client.post(decide, {"relation": "cousin"})
    assert wrong.status_code == 422 and f"match-{match.uid}-refusal" in wrong.content.decode()
    assert client.post(decide, {"relation": "near"}).status_code == 303
    assert "from the same claim elsewhere" in board(client, claim)
    assert client.post(reverse("desk:undo_match", args=[match.uid])).status_code == 303


def test_what_was_found_for_a_suggestion_waits_until_it_is_a_claim(as_: SignIn, ada: Actor) -> None:
    factories.a_kept_copy(ada)
    factories.an_article(ada)
    suggestion = Suggestion.objects.order_by("start").first()
    start_run(by=ada, suggestion=suggestion)
    run_due()
    found = Candidate.objects.filter(claim=None, suggestion=suggestion).first()
    assert found is not None
    answer = as_(ada).post(reverse("desk:keep", args=[found.uid]), {"stance": "refutes"})
    assert answer.status_code == 409 and "Accept it as a claim first" in answer.content.decode()


def test_a_lead_is_shown_as_an_address_to_open_without_a_stance(
    as_: SignIn, ada: Actor, claim: Claim, candidate: Candidate
) -> None:
    words = "Captured on 14 April 2019, 02:15 UTC: the page stood at this address no later than then."
    day = {"value": "2019-04-14", "precision": "day", "kind": "captured"}
    Candidate.objects.filter(pk=candidate.pk).update(
        is_lead=True, stance="", snapshot=None, start=None, end=None, url="https://archive.example/1", passage=words,
        published=day, why=["6 days before the claim"],
    )  # fmt: skip
    client = as_(ada)
    card = board(client, claim).partition(f'id="e-{candidate.uid}"')[2].partition("</li>")[0]
    assert (
        "lead: open it" in card and "not later than 2019-04-14" in card and "6 days before the claim" in card
    )
    assert 'href="https://archive.example/1"' in card and "Keep a copy and open it" in card
    assert 'data-key="o"' in card.partition("Keep a copy")[0].rpartition("<button")[2]
    kept = client.post(
        reverse("desk:source_by_address", args=[claim.uid]), {"url": "https://archive.example/1"}
    )
    assert (
        kept.status_code == 303 and Capture.objects.filter(requested_url="https://archive.example/1").exists()
    )
    assert "<blockquote" not in card and 'name="stance"' not in card and "Set aside" in card
    refused = client.post(reverse("desk:keep", args=[candidate.uid]), {"stance": "supports"})
    assert refused.status_code == 409 and "no kept copy" in refused.content.decode()
