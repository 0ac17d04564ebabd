"""Origins on the claim page: what is counted once is said at each card, and an editor has the last word on it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.evidence.models import OriginDecision, TextPrint
from claims.evidence.prints import keep_print, without_print
from claims.evidence.tasks import prints
from claims.history.models import Event
from claims.intake.models import Snapshot
from claims.verdicts import reviewing
from claims.verdicts.models import Purpose, VerdictRevision
from tests.desk.conftest import SignIn
from tests.evidence.reprinted import COUNTED, FIGURE, LEDGER, NAMES, reprint
from tests.verdicts import makers


@pytest.fixture
def claim(ada: Actor) -> Claim:
    """Three reprints and the ledger, quoted."""
    made = makers.claim(ada, FIGURE)
    for number in range(3):
        copy = makers.kept_copy(
            ada, reprint(number), title=NAMES[number], url=f"https://paper{number}.example/port"
        )
        copy.source.publisher = NAMES[number]
        copy.source.save()
        makers.evidence(ada, made, FIGURE, stance="supports", snapshot=copy)
    ledger = makers.kept_copy(ada, LEDGER, title="The ledger", url="https://statistics.example/4")
    makers.evidence(ada, made, COUNTED, snapshot=ledger)
    return made


def member(claim: Claim, number: int) -> str:
    copies = Snapshot.objects.filter(evidence__claim=claim).order_by("pk").select_related("source")
    return copies[number].source.uid


def path(claim: Claim, door: str = "") -> str:
    return f"/desk/claims/{claim.uid}/" + (f"origins/{door}/" if door else "")


def test_the_page_counts_origins_and_says_so_at_each_card(as_: SignIn, ada: Actor, claim: Claim) -> None:
    page = as_(ada).get(path(claim)).content.decode()
    assert "4 sources, 2 origins." in page
    assert "3 sources, one origin: “<bdi>Alder Bay Gazette</bdi>”" in page
    assert page.count("One origin with 2 other sources") == 1
    assert page.count("One origin with “<bdi>Alder Bay Gazette</bdi>” and 1 more") == 2


def test_a_reporter_sees_them_and_an_editor_decides(
    as_: SignIn, ada: Actor, ben: Actor, claim: Claim
) -> None:
    page = as_(ada).get(path(claim)).content.decode()
    assert "An editor can split and merge them." in page and "Split a source out" not in page
    sent = {"member": member(claim, 1), "note": "They were there themselves."}
    refused = as_(ada).post(path(claim, "split"), sent)
    assert refused.status_code == 403 and "needs the role editor" in refused.content.decode()
    assert not OriginDecision.objects.exists()
    assert "Split a source out" in as_(ben).get(path(claim)).content.decode()


def test_it_is_split_out_with_a_reason_and_undone(as_: SignIn, ben: Actor, claim: Claim) -> None:
    browser = as_(ben)
    sent = {"member": member(claim, 1), "note": "They were there themselves."}
    page = browser.post(path(claim, "split"), sent, follow=True).content.decode()
    assert "4 sources, 3 origins." in page and "They were there themselves." in page
    assert f"Split out: “{NAMES[1]}” from “{NAMES[0]}” and 1 more" in page
    event = Event.objects.get(name="origin.split")
    assert event.note == "They were there themselves." and event.related[0]["uid"] == claim.uid
    page = browser.post(
        "/desk/undo/", {"event": event.uid, "next": path(claim)}, follow=True
    ).content.decode()
    assert "4 sources, 2 origins." in page and not OriginDecision.objects.exists()
    page = browser.post("/desk/redo/", {"next": path(claim)}, follow=True).content.decode()
    assert "4 sources, 3 origins." in page
    decision = OriginDecision.objects.get()
    page = browser.post(f"/desk/origin-decisions/{decision.uid}/undo/", follow=True).content.decode()
    assert "4 sources, 2 origins." in page


def test_two_are_merged_and_stay_so_when_machines_see_it_otherwise(
    as_: SignIn, ben: Actor, claim: Claim
) -> None:
    browser = as_(ben)
    merge = {"member": member(claim, 0), "into": member(claim, 3), "note": "The release copies the ledger."}
    assert "4 sources, 1 origin." in browser.post(path(claim, "merge"), merge, follow=True).content.decode()
    split = {"member": member(claim, 3), "note": "No: the ledger counts empty boxes."}
    page = browser.post(path(claim, "split"), split, follow=True).content.decode()
    assert "4 sources, 2 origins." in page, "the newest word counts"


def test_a_refused_form_keeps_what_was_typed(as_: SignIn, ben: Actor, claim: Claim) -> None:
    sent = {"member": member(claim, 3), "note": "It is the only count there is."}
    refused = as_(ben).post(path(claim, "split"), sent)
    page = refused.content.decode()
    assert refused.status_code == 409 and "is an origin of its own already" in page
    assert "It is the only count there is." in page
    same = as_(ben).post(
        path(claim, "merge"), {"member": member(claim, 0), "into": member(claim, 1), "note": "X"}
    )
    assert same.status_code == 409 and "of one origin already" in same.content.decode()


def test_another_newsroom_s_claim_is_not_there(as_: SignIn, cleo: Actor, claim: Claim) -> None:
    assert as_(cleo).post(path(claim, "split"), {"member": member(claim, 1), "note": "X"}).status_code == 404


def test_a_taken_down_copy_does_not_become_an_origin_of_its_own(
    as_: SignIn, ada: Actor, claim: Claim
) -> None:
    for copy in Snapshot.objects.filter(evidence__claim=claim):
        keep_print(copy)
    copy = Snapshot.objects.get(source__uid=member(claim, 2))
    Snapshot.objects.filter(pk=copy.pk).update(
        text=None, blob=None, removed_at=timezone.now(), removal_reason="A court asked for it."
    )
    assert "4 sources, 2 origins." in as_(ada).get(path(claim)).content.decode()


def test_copies_kept_before_there_were_prints_get_one(claim: Claim) -> None:
    assert len(without_print()) == Snapshot.objects.count() and not TextPrint.objects.exists()
    prints()
    assert without_print() == [] and TextPrint.objects.count() == Snapshot.objects.count()


def test_the_database_refuses_a_sent_verdict_on_one_origin_without_a_word(ada: Actor) -> None:
    """Whoever asks: not only the form and the verb."""
    _, revision = makers.sent(ada)
    assert (revision.origins, revision.purpose) == (1, Purpose.SENT)
    fields = {
        field.attname: getattr(revision, field.attname)
        for field in VerdictRevision._meta.concrete_fields
        if field.name not in ("id", "uid")
    }
    with pytest.raises(IntegrityError, match="revision_two_origins"), transaction.atomic():
        VerdictRevision.objects.create(**{**fields, "n": 2, "sources_exception": ""})
    VerdictRevision.objects.create(**{**fields, "n": 2, "sources_exception": "", "origins": 2})
    assert reviewing.newest_sent(revision.fact_check).n == 2
