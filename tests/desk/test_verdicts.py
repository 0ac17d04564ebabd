"""The verdict by plain forms: written, sent, refused, approved, published, stopped, corrected, withdrawn."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.history.jobs import run_due
from claims.publishing.models import Publication
from claims.verdicts.models import CaseState, Draft, FactCheck, VerdictRevision
from tests import factories
from tests.desk.conftest import SignIn


@pytest.fixture
def claim(ada: Actor) -> Claim:
    claim = factories.a_claim(ada)
    factories.evidence_for(claim, ada)
    return claim


def at(name: str, claim: Claim) -> str:
    return reverse(f"desk:{name}", args=[claim.uid])


def page(client: Client, claim: Claim, query: str = "") -> str:
    return client.get(at("claim", claim) + query).content.decode()


def state(claim: Claim) -> str:
    return FactCheck.objects.get(claim=claim).state


def filled(claim: Claim, **more: str) -> dict[str, object]:
    return {
        "row_version": Draft.objects.get(fact_check__claim=claim).row_version,
        "rating": "mostly-false",
        "headline": "Elmstead planted fewer trees",
        "conclusion": "The parks office counted 3,100.",
        "explanation": "The office counts every tree [1].",
        "claim_text": "Elmstead planted 4,000 trees",
        "sources_exception": "Nobody but the office counts trees.",
        **more,
    }


def test_the_verdict_is_begun_saved_and_sent(as_: SignIn, ada: Actor, claim: Claim) -> None:
    client = as_(ada)
    assert client.post(at("start_writing", claim)).status_code == 303
    assert client.post(at("save_verdict", claim), filled(claim)).status_code == 303
    shown = page(client, claim)
    assert 'value="mostly-false" checked' in shown and "Nothing is missing" in shown
    assert ">31</span> of 280" in shown
    assert client.post(at("send", claim), filled(claim)).status_code == 303
    assert state(claim) == CaseState.REVIEW


def test_sending_too_early_leads_to_what_is_missing(as_: SignIn, ada: Actor, claim: Claim) -> None:
    client = as_(ada)
    client.post(at("start_writing", claim))
    answer = client.post(at("send", claim), filled(claim, conclusion=""))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="verdict-conclusion-fault"' in shown and "The office counts every tree [1]." in shown
    assert 'href="#verdict-conclusion"' in shown
    assert state(claim) == CaseState.WRITING


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("rating", "rather-true", 422),
        ("conclusion", "x" * 281, 422),
        ("headline", "a\x00b", 422),
        ("row_version", "", 422),
    ],
)
def test_a_field_that_can_not_be_kept_is_refused(
    as_: SignIn, ada: Actor, claim: Claim, field: str, value: str, status: int
) -> None:
    client = as_(ada)
    client.post(at("start_writing", claim))
    answer = client.post(at("save_verdict", claim), filled(claim, **{field: value}))
    assert answer.status_code == status
    assert 'id="verdict-refusal"' in answer.content.decode()


def test_sources_are_cited_and_taken_out(as_: SignIn, ada: Actor, claim: Claim) -> None:
    draft = factories.a_draft(claim, ada)
    evidence = claim.evidence.get()
    client = as_(ada)
    assert client.post(at("uncite", claim), {"evidence": evidence.uid}).status_code == 303
    assert not draft.citations.exists()
    assert client.post(at("uncite", claim), {"evidence": evidence.uid}).status_code == 404
    assert client.post(at("cite", claim), {"evidence": evidence.uid}).status_code == 303
    other = factories.evidence_for(factories.a_claim(ada, factories.HALF), ada)
    assert client.post(at("cite", claim), {"evidence": other.uid}).status_code == 422
    assert client.post(at("cite", claim), {"evidence": "nothere"}).status_code == 404


def test_a_forecast_gets_no_rating_and_the_page_says_why(as_: SignIn, ada: Actor) -> None:
    claim = factories.a_claim(ada, factories.FORECAST, kind="prediction")
    client = as_(ada)
    client.post(at("start_writing", claim))
    shown = page(client, claim)
    assert 'name="rating"' not in shown and 'id="rating-refused"' in shown
    forced = client.post(at("save_verdict", claim), filled(claim))
    assert forced.status_code == 422 and "kept open" in forced.content.decode()
    assert Draft.objects.get().rating is None


def test_an_ambiguous_claim_gets_no_rating_and_the_page_says_why(
    as_: SignIn, ada: Actor, claim: Claim
) -> None:
    client = as_(ada)
    client.post(at("start_writing", claim))
    client.post(
        at("edit_claim", claim), {"row_version": claim.row_version, "has_ambiguous": "1", "is_ambiguous": "1"}
    )
    shown = page(client, claim)
    assert 'name="rating"' not in shown and "marked as ambiguous" in shown


def test_its_author_sees_no_way_to_approve_and_is_refused_if_she_tries(
    as_: SignIn, ada: Actor, ben: Actor, claim: Claim
) -> None:
    revision = factories.a_sent_verdict(claim, ben)
    reporter, editor = as_(ada), as_(ben)
    assert "somebody else must approve it" in page(editor, claim)
    for client in (reporter, editor):
        answer = client.post(at("approve", claim), {"revision": revision.uid, "publish": "1"})
        assert answer.status_code == 403
        assert 'id="review-refusal"' in answer.content.decode()
    assert state(claim) == CaseState.REVIEW
    assert not Publication.objects.exists()


def test_a_second_person_approves_and_publishes_what_she_saw(
    as_: SignIn, ada: Actor, ben: Actor, claim: Claim
) -> None:
    revision = factories.a_sent_verdict(claim, ada)
    client = as_(ben)
    shown = page(client, claim, "?panel=review")
    assert "The first version: everything is new." in shown and "Approve and publish" in shown
    assert "Known as of" in page(client, claim, "?panel=whole")
    assert client.post(at("approve", claim), {"revision": "nothere"}).status_code == 404
    assert client.post(at("approve", claim), {"revision": revision.uid, "publish": "1"}).status_code == 303
    run_due()
    publication = Publication.objects.get()
    assert "data-public>Public page" in page(client, claim) and publication.slug in page(client, claim)
    assert client.post(at("approve", claim), {"revision": revision.uid}).status_code == 409


def test_an_order_can_be_stopped_until_it_is_carried_out(
    as_: SignIn, settings: pytest.FixtureRequest, ada: Actor, ben: Actor, claim: Claim
) -> None:
    settings.PUBLISH_DELAY_SECONDS = 60  # type: ignore[attr-defined]
    factories.a_signed_verdict(claim, ada, ben)
    client = as_(ben)
    assert client.post(at("stop", claim)).status_code == 409
    assert client.post(at("publish", claim)).status_code == 303
    assert "Going public in" in page(client, claim)
    part = client.get(at("order", claim))
    assert "Nothing is public before then." in part.content.decode() and "HX-Trigger" not in part.headers
    assert client.post(at("stop", claim)).status_code == 303
    assert client.get(at("order", claim)).headers["HX-Trigger"] == "desk:news"
    run_due()
    assert not Publication.objects.exists()


def test_a_reporter_may_not_publish_nor_decline(as_: SignIn, ada: Actor, ben: Actor, claim: Claim) -> None:
    factories.a_signed_verdict(claim, ada, ben)
    client = as_(ada)
    assert at("publish", claim) not in page(client, claim)
    assert client.post(at("publish", claim)).status_code == 403
    assert client.post(at("decline", claim), {"note": "No."}).status_code == 403


def test_a_reviewer_asks_for_changes_with_a_note(as_: SignIn, ada: Actor, ben: Actor, claim: Claim) -> None:
    factories.a_sent_verdict(claim, ada)
    client = as_(ben)
    refused = client.post(at("send_back", claim), {"note": " "})
    assert refused.status_code == 422 and 'id="review-note-fault"' in refused.content.decode()
    assert client.post(at("send_back", claim), {"note": "Name the year."}).status_code == 303
    assert "Name the year." in page(as_(ada), claim)
    assert state(claim) == CaseState.WRITING


def test_what_was_sent_is_taken_back_named_compared_and_restored(
    as_: SignIn, ada: Actor, claim: Claim
) -> None:
    factories.a_sent_verdict(claim, ada)
    client = as_(ada)
    assert client.post(at("take_back", claim)).status_code == 303
    kept = client.post(
        at("name_version", claim), filled(claim, headline="Another", version_name="Second try")
    )
    assert kept.status_code == 303
    shown = page(client, claim)
    assert "“Second try”" in shown
    compared = client.get(reverse("desk:compare_verdicts", args=[claim.uid, 1, 2])).content.decode()
    assert "Another" in compared.partition("<ins>")[2]
    first = VerdictRevision.objects.get(n=1)
    assert client.post(reverse("desk:restore_revision", args=[first.uid])).status_code == 303
    assert Draft.objects.get().headline == first.headline


def test_a_claim_is_declined_with_a_reason_and_reopened(as_: SignIn, ben: Actor, claim: Claim) -> None:
    client = as_(ben)
    refused = client.post(at("decline", claim), {"note": ""})
    assert refused.status_code == 422 and 'id="decline-note-fault"' in refused.content.decode()
    client.post(at("decline", claim), {"note": "Nobody believes it."})
    assert "Nobody believes it." in page(client, claim)
    assert client.post(at("start_writing", claim)).status_code == 409
    client.post(at("reopen", claim))
    assert state(claim) == CaseState.OPEN or state(claim) == CaseState.EVIDENCE


def test_what_is_public_changes_only_through_a_correction(
    as_: SignIn, ada: Actor, ben: Actor, claim: Claim
) -> None:
    factories.a_published_check(claim, ada, ben)
    client = as_(ada)
    claim.refresh_from_db()
    frozen = client.post(
        at("edit_claim", claim), {"row_version": claim.row_version, "statement": "Something else."}
    )
    assert frozen.status_code == 409
    refused = client.post(at("correct", claim), {"kind": "update", "note": ""})
    assert refused.status_code == 422 and 'id="correct-note-fault"' in refused.content.decode()
    assert client.post(at("correct", claim), {"kind": "update", "note": "Counted again."}).status_code == 303
    assert "Counted again." in page(client, claim) and "Public page" in page(client, claim)
    assert client.post(at("give_up", claim)).status_code == 303
    assert state(claim) == CaseState.PUBLISHED
    assert client.post(at("give_up", claim)).status_code == 409


def test_a_check_is_withdrawn_with_a_reason(as_: SignIn, ada: Actor, ben: Actor, claim: Claim) -> None:
    client = as_(ben)
    factories.a_draft(claim, ada)
    assert client.post(at("withdraw", claim), {"reason": "Law."}).status_code == 409
    factories.a_published_check(claim, ada, ben)
    assert client.post(at("withdraw", claim), {"reason": ""}).status_code == 422
    assert as_(ada).post(at("withdraw", claim), {"reason": "A court said so."}).status_code == 403
    assert client.post(at("withdraw", claim), {"reason": "A court said so."}).status_code == 303
    assert "A court said so." in page(client, claim)


def test_the_history_of_a_claim_is_on_its_page(as_: SignIn, ada: Actor, ben: Actor, claim: Claim) -> None:
    factories.a_published_check(claim, ada, ben)
    shown = page(as_(ada), claim, "?panel=history")
    for words in ("marked", "added evidence", "sent for review", "approved", "published"):
        assert f"</b> {words}" in shown, words


def test_a_case_is_given_to_somebody_of_the_newsroom(
    as_: SignIn, ada: Actor, ben: Actor, cleo: Actor, claim: Claim
) -> None:
    client = as_(ada)
    version = FactCheck.objects.get(claim=claim).row_version
    sent = {"row_version": version, "assignee": ben.user.uid, "due_on": "2030-05-01"}
    assert client.post(at("assign", claim), {**sent, "assignee": cleo.user.uid}).status_code == 422
    assert client.post(at("assign", claim), {**sent, "due_on": "soon"}).status_code == 422
    assert client.post(at("assign", claim), sent).status_code == 303
    assert "Ben’s case, due 1 May 2030" in page(client, claim)
    assert claim.uid in as_(ben).get("/desk/queue/?view=list&owner=me").content.decode()
    assert client.post(at("assign", claim), {**sent, "assignee": ""}).status_code == 412
