"""The addresses of the live desk, as a plain server answers them, and what a page says of itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from claims.accounts.acting import Actor
from claims.desk.live.topics import MOST
from claims.evidence.gathering import start_run
from claims.evidence.models import ProviderCall
from claims.history.jobs import run_due
from claims.intake.models import Outcome
from tests.desk.conftest import SignIn
from tests.factories import a_claim, a_kept_copy

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_plain_server_answers_with_what_there_is_and_ends(as_: SignIn, ada: Actor) -> None:
    claim = a_claim(ada)
    client = as_(ada)
    page = client.get(reverse("desk:claim", args=[claim.uid])).content.decode()
    assert f'data-topics="claim:{claim.uid} me"' in page
    place = page.split('data-live="')[1].split('"')[0]
    start_run(by=ada, claim=claim, statement="Trees of the town")
    asked = {"topics": f"claim:{claim.uid}", "after": place}
    answer = client.get(reverse("desk:stream"), asked)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/event-stream")
    assert answer["X-Accel-Buffering"] == "no"
    text = answer.content.decode()
    assert text.startswith("retry: ") and "event: job" in text
    polled = client.get(reverse("desk:poll"), asked).json()
    assert [each["event"] for each in polled["events"]].count("job") == text.count("event: job")
    again = client.get(reverse("desk:poll"), {**asked, "after": polled["after"]}).json()
    assert [each for each in again["events"] if each["event"] != "presence"] == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"topics": " , "}, 400),
        ({"topics": "weather"}, 400),
        ({"topics": "claim:"}, 400),
        ({"topics": "claim:a/b"}, 400),
        ({"topics": ",".join(f"claim:c{n}" for n in range(MOST + 1))}, 400),
        ({"topics": "claim:nothing"}, 404),
        ({"topics": "me", "after": "yesterday"}, 400),
    ],
)
def test_what_can_not_be_asked_is_said(as_: SignIn, ada: Actor, query: dict[str, str], status: int) -> None:
    for name in ("desk:stream", "desk:poll"):
        answer = as_(ada).get(reverse(name), query)
        assert answer.status_code == status
        assert answer.json()["detail"]


def test_who_is_not_signed_in_is_told_so_without_a_page(client: Any, db: None) -> None:
    for name in ("desk:stream", "desk:poll"):
        answer = client.get(reverse(name), {"topics": "me"}, headers={"Accept": "text/event-stream"})
        assert answer.status_code == 401


def test_listening_is_not_being_there(as_: SignIn, ada: Actor, settings: Any) -> None:
    client = as_(ada)
    client.get(reverse("desk:today"))
    session = client.session
    session["seen_at"] = before = session["seen_at"] - 1000
    session.save()
    client.get(reverse("desk:poll"), {"topics": "me"})
    assert client.session["seen_at"] == before
    client.get(reverse("desk:today"))
    assert client.session["seen_at"] > before


def test_who_is_where_is_told_and_forgotten(as_: SignIn, ada: Actor, ben: Actor) -> None:
    cache.clear()
    claim = a_claim(ada)
    topic = f"claim:{claim.uid}"
    where = reverse("desk:presence")
    sent = {"object": topic, "tab": "t1", "field": "headline"}
    assert as_(ada).post(where, sent).status_code == 204
    assert as_(ada).post(where, {**sent, "tab": "t2", "field": "conclusion"}).status_code == 204
    people = as_(ben).get(where, {"object": topic}).json()["people"]
    assert [(each["name"], each["fields"]) for each in people] == [("Ada", ["conclusion", "headline"])]
    for tab in ("t1", "t2"):
        as_(ada).post(where, {"object": topic, "tab": tab, "leave": "1"})
    assert as_(ben).get(where, {"object": topic}).json()["people"] == []


@pytest.mark.parametrize(
    ("how", "sent", "status"),
    [
        ("post", {"object": "me", "tab": "t"}, 400),
        ("post", {"object": "claim:nothing", "tab": "t"}, 404),
        ("post", {"object": "{claim}"}, 400),
        ("post", {"object": "{claim}", "tab": "<b>"}, 400),
        ("put", {}, 405),
    ],
)
def test_a_place_nobody_can_be_in_is_refused(
    as_: SignIn, ada: Actor, how: str, sent: dict[str, str], status: int
) -> None:
    claim = a_claim(ada)
    sent = {name: value.format(claim=f"claim:{claim.uid}") for name, value in sent.items()}
    assert getattr(as_(ada), how)(reverse("desk:presence"), sent).status_code == status


def test_what_arrived_is_the_strip_and_the_candidates(as_: SignIn, ada: Actor) -> None:
    a_kept_copy(ada)
    claim = a_claim(ada)
    part = as_(ada).get(reverse("desk:arrived", args=[claim.uid]), {"place": "workbench"}).content.decode()
    assert 'id="providers"' in part and 'class="ev candidate"' in part
    assert "<html" not in part


def test_a_provider_that_failed_is_a_line_and_not_an_empty_hand(as_: SignIn, ada: Actor) -> None:
    """Nothing found and could not look are never the same words."""
    claim = a_claim(ada)
    run = claim.runs.get()
    calls = list(run.calls.order_by("pk"))
    assert {call.outcome for call in calls} == {Outcome.EMPTY}
    whole = as_(ada).get(reverse("desk:arrived", args=[claim.uid])).content.decode()
    assert whole.count("nothing found") == len(calls) and "No evidence found" in whole
    ProviderCall.objects.filter(pk=calls[0].pk).update(
        outcome=Outcome.UNAVAILABLE, state="failed", problem={"words": "It did not answer."}
    )
    part = as_(ada).get(reverse("desk:arrived", args=[claim.uid])).content.decode()
    assert "Not every provider answered" in part and "No evidence found" not in part
    assert "It did not answer." in part and "Try again" in part
    assert part.count("nothing found") == len(calls) - 1


def test_a_search_is_paused_and_goes_on_from_the_page(as_: SignIn, ada: Actor) -> None:
    claim = a_claim(ada)
    run = start_run(by=ada, claim=claim, statement="Trees of the town")
    client = as_(ada)
    client.post(reverse("desk:pause_run", args=[run.uid]))
    part = client.get(reverse("desk:arrived", args=[claim.uid])).content.decode()
    assert "<b>Paused</b>" in part and "Go on" in part
    client.post(reverse("desk:resume_run", args=[run.uid]))
    assert "Looking for evidence" in client.get(reverse("desk:arrived", args=[claim.uid])).content.decode()
    run_due()
    refused = client.post(reverse("desk:resume_run", args=[run.uid]))
    assert refused.status_code == 409 and "not paused" in refused.content.decode()
