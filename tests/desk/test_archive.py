"""Looking in the Internet Archive, and the second witness, by plain forms and by the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.evidence.models import OutsideCapture
from claims.evidence.standing_in import StandInServer
from claims.history import jobs
from claims.intake.models import Capture, CaptureState, Outcome, Source
from claims.intake.submitting import submit_url
from tests import factories, kept
from tests.desk.conftest import SignIn
from tests.evidence.archive import open_archive
from tests.evidence.test_http_contract import server, set_up
from tests.evidence.test_witnesses import fetched

__all__ = ["server", "set_up"]
ADDRESS = "https://news.example/lighthouse"
WALL = {"code": "page.wall", "words": "The page is behind a wall.", "next_step": "Paste it."}


@pytest.fixture(autouse=True)
def archive(server: StandInServer, set_up: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    open_archive(server, settings, monkeypatch)


@pytest.fixture
def claim(ada: Actor) -> Claim:
    at = kept.article(ada, "The tower is 20 metres high.", published="2019-04-20")
    return kept.claim(ada, "The tower is 20 metres high.", at=at)


def failed(by: Actor, claim: Claim) -> Capture:
    source = Source.objects.create(organisation=by.organisation, title="x", canonical_url=ADDRESS)
    return Capture.objects.create(
        organisation=by.organisation, source=source, method="fetched", requested_url=ADDRESS, by=by.user,
        state=CaptureState.ENDED, outcome=Outcome.FORBIDDEN_CONTENT, problem=WALL, ended_at=timezone.now(),
    )  # fmt: skip


def test_where_a_page_is_blocked_the_archive_is_offered_and_says_how_far_off_its_capture_is(
    as_: SignIn, ada: Actor, claim: Claim
) -> None:
    client = as_(ada)
    part = client.get(reverse("desk:capture", args=[claim.uid, failed(ada, claim).uid])).content.decode()
    look = reverse("desk:source_from_archive", args=[claim.uid])
    assert (
        "behind a wall" in part
        and look in part
        and "near 20 Apr 2019" in part
        and 'value="2019-04-20"' in part
    )
    answer = client.post(look, {"url": ADDRESS, "near": "2019-04-20"})
    assert answer.status_code == 303
    capture = Capture.objects.get(method="archived")
    address = reverse("desk:capture", args=[claim.uid, capture.uid])
    assert "Looking in the Internet Archive" in client.get(address).content.decode()
    jobs.run_due(["fetch"])
    done = client.get(address).content.decode()
    assert "14 Apr 2019" in done and "6 days before the claim" in done and "no later than then" in done
    capture.refresh_from_db()
    assert capture.snapshot is not None
    viewer = client.get(
        reverse("desk:claim", args=[claim.uid]) + f"?copy={capture.snapshot.uid}"
    ).content.decode()
    assert "the Internet Archive’s capture of" in viewer and "6 days before the claim" in viewer
    copy = client.get(reverse("desk:snapshot", args=[capture.snapshot.uid])).content.decode()
    assert "by the Internet Archive on" in copy and f"/web/20190414021530/{ADDRESS}"[:40] in copy


def test_what_was_not_found_there_says_so_and_what_was_typed_stays(
    as_: SignIn, ada: Actor, claim: Claim
) -> None:
    client = as_(ada)
    look = reverse("desk:source_from_archive", args=[claim.uid])
    refused = client.post(look, {"url": ADDRESS, "near": "last week"})
    assert refused.status_code == 422
    assert f'value="{ADDRESS}"' in refused.content.decode() and "is not a day" in refused.content.decode()
    assert client.post(look, {"url": "", "near": ""}).status_code == 422
    client.post(look, {"url": "https://nobody.example/zzqx", "near": "2019-04-20"})
    jobs.run_due(["fetch"])
    address = reverse("desk:capture", args=[claim.uid, Capture.objects.get().uid])
    shown = client.get(address).content.decode()
    assert "has no capture of this page" in shown and "Try again" in shown and look in shown


def test_a_source_page_and_an_article_without_text_offer_it_too(
    as_: SignIn, ada: Actor, claim: Claim
) -> None:
    client = as_(ada)
    source = failed(ada, claim).source
    page = client.get(reverse("desk:source", args=[source.uid])).content.decode()
    look = reverse("desk:look_in_archive", args=[source.uid])
    assert look in page
    assert client.post(look, {"near": "2018-01-01"})["Location"] == reverse("desk:source", args=[source.uid])
    assert client.post(look, {"near": "soon"}).status_code == 422
    jobs.run_due(["fetch"])
    assert "capture of 14 Jan 2018" in client.get(reverse("desk:source", args=[source.uid])).content.decode()
    article = submit_url(by=ada, url="https://news.example/gone")
    Capture.objects.filter(source=article.source).update(
        state=CaptureState.ENDED, outcome=Outcome.UNAVAILABLE, problem=WALL, ended_at=timezone.now()
    )
    waiting = reverse("desk:workbench", args=[article.uid])
    look = reverse("desk:look_in_archive", args=[article.source.uid])
    assert look in client.get(waiting).content.decode()
    assert client.post(look, {"url": "https://news.example/gone"})["Location"] == waiting


def test_it_is_not_offered_where_the_newsroom_does_not_ask_it(
    as_: SignIn, ada: Actor, claim: Claim, settings: Any
) -> None:
    settings.EVIDENCE_PROVIDERS = ["own_archive"]
    client = as_(ada)
    capture = failed(ada, claim)
    for address in (
        reverse("desk:capture", args=[claim.uid, capture.uid]), reverse("desk:source", args=[capture.source.uid]),
        reverse("desk:claim", args=[claim.uid]) + "?add=1",
    ):  # fmt: skip
        assert "Internet Archive" not in client.get(address).content.decode()
    look = reverse("desk:source_from_archive", args=[claim.uid])
    assert client.post(look, {"url": ADDRESS}).status_code == 409


def test_a_kept_copy_says_how_its_second_witness_stands(as_: SignIn, ada: Actor, dev: Actor) -> None:
    client = as_(ada)
    copy = fetched(ada, "https://parks.example/brand-new")
    page, ask = reverse("desk:snapshot", args=[copy.uid]), reverse("desk:ask_witness", args=[copy.uid])
    assert "none yet" in client.get(page).content.decode() and ask in client.get(page).content.decode()
    assert ask not in as_(dev).get(page).content.decode() and as_(dev).post(ask).status_code == 403
    assert client.post(ask).status_code == 303
    assert "is asked to capture the page" in client.get(page).content.decode()
    for _ in range(3):
        OutsideCapture.objects.filter(state="due").update(due_at=timezone.now())
        jobs.run_due(["fetch"], limit=1)
    assert "the Internet Archive captured the page</a>" in client.get(page).content.decode()
    words = {"code": "x", "words": "It is blocked.", "next_step": "Our own copy is not touched by this."}
    OutsideCapture.objects.update(state="failed", outcome="forbidden_content", problem=words)
    shown = client.get(page).content.decode()
    assert "It is blocked." in shown and "Try again" in shown
    assert client.post(ask).status_code == 303 and OutsideCapture.objects.get().state == "due"


def test_an_upload_has_no_second_witness(as_: SignIn, ada: Actor) -> None:
    copy = factories.a_kept_copy(ada)
    client = as_(ada)
    assert "Second witness" not in client.get(reverse("desk:snapshot", args=[copy.uid])).content.decode()
    refused = client.post(reverse("desk:ask_witness", args=[copy.uid]))
    assert refused.status_code == 409 and "can’t be asked" in refused.content.decode()


def test_programs_can_look_there_and_ask_for_the_witness(ada: Actor, claim: Claim) -> None:
    client = Client(headers={"accept": "application/json"})
    client.force_login(ada.user)
    source = failed(ada, claim).source
    path = f"/api/v1/sources/{source.uid}/archived-copies/"
    found = client.post(path, {"near": "2019-04-20"}, content_type="application/json")
    assert (
        found.status_code == 202
        and found.json()["method"] == "archived"
        and found.json()["near"] == "2019-04-20"
    )
    assert client.post(path, {"near": "soon"}, content_type="application/json").status_code == 422
    jobs.run_due(["fetch"])
    capture = Capture.objects.get(method="archived")
    assert capture.snapshot is not None
    shown = client.get(f"/api/v1/snapshots/{capture.snapshot.uid}/").json()
    assert shown["archived_at"] == "2019-04-14T02:15:30Z" and shown["witness"] is None
    copy = fetched(ada, "https://parks.example/brand-new")
    witness = f"/api/v1/snapshots/{copy.uid}/witness/"
    assert client.put(witness).json()["witness"]["state"] == "due"
    assert client.put(f"/api/v1/snapshots/{capture.snapshot.uid}/witness/").status_code == 409
