"""Published checks for everybody; comments, notes about cited pages and cases for the newsroom's programs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from claims.accounts.acting import Actor
from claims.ops.benchmarks._found import published_checks
from claims.publishing.models import SourceNote
from claims.publishing.ordering import withdraw
from tests import factories
from tests.api.test_habits import problem
from tests.api.test_the_whole_line import call
from tests.publishing.desk import correct, publish

CHECKS = "/api/v1/checks/"


@pytest.fixture
def reader() -> Client:
    return Client(headers={"host": "harbor.example"})


def test_everybody_reads_published_checks(reader: Client, ada: Actor, ben: Actor) -> None:
    made = publish(ada, ben)
    uid = made.fact_check.claim.uid
    (listed,) = reader.get(CHECKS).json()["results"]
    shown = reader.get(f"{CHECKS}{uid}/")
    assert (
        shown.json() == listed
        and "public" in shown["Cache-Control"]
        and shown["Access-Control-Allow-Origin"] == "*"
    )
    data = reader.get(listed["data_url"].partition("harbor.example:8000")[2] or listed["data_url"]).json()
    for name, other in (
        ("id", "id"),
        ("url", "url"),
        ("headline", "headline"),
        ("label", "label"),
        ("version", "version"),
    ):
        assert listed[name] == data[other], name
    assert listed["rating"] == data["rating"]["key"] and listed["claim"] == data["claim"]["text"]
    assert listed["published_at"][:19] == data["published_at"][:19]
    correct(made, ada, ben, kind="retraction", note="We were wrong.")
    now = reader.get(f"{CHECKS}{uid}/").json()
    assert (now["state"], now["rating"], now["has_claim_review"], now["label"]) == (
        "retracted",
        None,
        False,
        "Retracted",
    )
    made.refresh_from_db()
    withdraw(made, by=ben, reason="A court said so.")
    problem(reader.get(f"{CHECKS}{uid}/"), 404)
    assert reader.get(CHECKS).json()["results"] == []


def test_published_checks_are_searched_filtered_and_paged(reader: Client, ada: Actor, ben: Actor) -> None:
    made = published_checks(ada, ben, many=30)
    row = made[11].public_check
    assert reader.get(CHECKS, {"q": row.claim_text}).json()["results"][0]["claim_short"] == row.claim_text
    day = row.reviewed_at.date().isoformat()
    assert len(reader.get(CHECKS, {"since": day, "until": day}).json()["results"]) == 30
    assert reader.get(CHECKS, {"until": "2020-01-01"}).json()["results"] == []
    rated = reader.get(CHECKS, {"rating": "true"}).json()["results"]
    assert 0 < len(rated) < 30 and {each["rating"] for each in rated} == {"true"}
    assert {
        each["claimant"] for each in reader.get(CHECKS, {"claimant": row.claimant}).json()["results"]
    } == {row.claimant}
    assert reader.get(CHECKS, {"language": "en-GB"}).json()["results"]
    assert reader.get(CHECKS, {"language": "fr"}).json()["results"] == []
    seen, further = [], f"{CHECKS}?q=books&page_size=7"
    while further:
        answer = reader.get(further)
        assert ('rel="next"' in answer.get("Link", "")) == bool(answer.json()["next"])
        seen += [each["id"] for each in answer.json()["results"]]
        further = answer.json()["next"]
    assert len(seen) == len(set(seen)) == 30
    problem(
        reader.get(
            reader.get(f"{CHECKS}?page_size=7").json()["next"].replace("page_size", "rating=true&page_size")
        ),
        400,
    )


def test_without_a_newsroom_there_are_no_checks(db: None) -> None:
    problem(Client(headers={"host": "nobody.example"}).get(CHECKS), 404)


@pytest.fixture
def house(ada: Actor, ben: Actor, eve: Actor) -> factories.House:
    return factories.a_house(ada, ben, eve)


def test_comments_are_made_listed_decided_and_opened_again(
    ada_calls: APIClient,
    ben_calls: APIClient,
    dev: Actor,
    program: Callable[[Actor], APIClient],
    house: factories.House,
) -> None:
    case = house.uid("fact_check")
    path = f"fact-checks/{case}/comments/"
    words = {"field": "headline", "text": "Shorter.", "proposed": "Fewer trees than the mayor said"}
    made = call(ben_calls, "post", path, words, status=201)
    assert (made["field"], made["by"], made["outcome"]) == ("headline", "Ben", "")
    assert [each["id"] for each in call(ada_calls, "get", path)["results"]][0] == made["id"]
    listed = call(ada_calls, "get", f"comments/?fact_check={case}&open=true&field=headline")["results"]
    assert made["id"] in [each["id"] for each in listed]
    assert call(ada_calls, "put", f"comments/{made['id']}/acceptance/")["outcome"] == "accepted"
    assert call(ada_calls, "get", f"fact-checks/{case}/draft/")["headline"] == words["proposed"]
    call(ada_calls, "put", f"comments/{made['id']}/acceptance/", status=409)
    assert made["id"] not in [each["id"] for each in call(ada_calls, "get", "comments/?open=true")["results"]]
    assert call(ada_calls, "delete", f"comments/{made['id']}/resolution/")["outcome"] == ""
    assert call(ada_calls, "put", f"comments/{made['id']}/resolution/")["decided_by"] == "Ada"
    quoted = {"evidence": house.uid("evidence"), "text": "Which year?"}
    about = call(ben_calls, "post", path, quoted, status=201)
    assert about["evidence"] == house.uid("evidence")
    for body, pointer in (
        ({"text": "x"}, "/about"),
        ({"field": "headline", "text": ""}, "/text"),
        ({"field": "slogan", "text": "x"}, "/field"),
        ({**quoted, "proposed": "x"}, "/proposed"),
    ):
        found = call(ben_calls, "post", path, body, status=422)
        assert [each["pointer"] for each in found["errors"]] == [pointer]
    call(ben_calls, "post", path, {"evidence": "aaaaaaaaaaaa", "text": "x"}, status=404)
    reads = APIClient()
    reads.force_login(dev.user)
    call(reads, "post", path, words, status=403)


def test_notes_about_cited_pages_are_settled_and_opened_again(
    ada_calls: APIClient, house: factories.House
) -> None:
    uid = house.uid("source_note")
    (listed,) = call(ada_calls, "get", f"source-notes/?open=true&publication={house.uid('publication')}")[
        "results"
    ]
    assert listed["id"] == uid and listed["claim"] == house.uid("public_claim")
    settled = call(ada_calls, "put", f"source-notes/{uid}/settlement/", {"words": "Looked at."})
    assert (settled["settled_words"], settled["settled_by"]) == ("Looked at.", "Ada")
    call(ada_calls, "put", f"source-notes/{uid}/settlement/", {}, status=409)
    assert call(ada_calls, "get", "source-notes/?open=true")["results"] == []
    assert call(ada_calls, "delete", f"source-notes/{uid}/settlement/")["settled_at"] is None
    assert SourceNote.objects.get(uid=uid).settled_at is None and timezone.now()


def test_cases_are_given_to_somebody_and_drafts_kept_under_a_name(
    ada_calls: APIClient, house: factories.House, ben: Actor, cleo: Actor
) -> None:
    case = house.uid("fact_check")
    path = f"fact-checks/{case}/"
    tag = ada_calls.get(f"/api/v1/{path}")["ETag"]
    given = call(
        ada_calls, "patch", path, {"assignee": ben.user.uid, "due_on": "2030-01-01"}, HTTP_IF_MATCH=tag
    )
    assert (given["assignee"], given["due_on"]) == ("Ben", "2030-01-01")
    call(ada_calls, "patch", path, {"due_on": None}, status=412, HTTP_IF_MATCH=tag)
    tag = ada_calls.get(f"/api/v1/{path}")["ETag"]
    call(ada_calls, "patch", path, {"assignee": cleo.user.uid}, status=404, HTTP_IF_MATCH=tag)
    still = call(ada_calls, "patch", path, {"due_on": None}, HTTP_IF_MATCH=tag)
    assert (still["assignee"], still["due_on"]) == ("Ben", None)
    assert [
        each["id"] for each in call(ada_calls, "get", f"fact-checks/?assignee={ben.user.uid}")["results"]
    ] == [case]
    kept = call(ada_calls, "post", f"{path}named-revisions/", {"name": "Before lunch"}, status=201)
    assert (kept["name"], kept["purpose"]) == ("Before lunch", "named")
    words = call(ada_calls, "get", f"{path}draft/")["headline"]
    tag = ada_calls.get(f"/api/v1/{path}draft/")["ETag"]
    call(ada_calls, "patch", f"{path}draft/", {"headline": "Other words"}, HTTP_IF_MATCH=tag)
    back = call(ada_calls, "put", f"{path}draft/restoration/", {"revision": kept["id"]})
    assert back["headline"] == words
    call(ada_calls, "put", f"{path}draft/restoration/", {"revision": "aaaaaaaaaaaa"}, status=404)


def test_claims_are_removed_and_brought_back_and_searches_paused(
    ada_calls: APIClient, house: factories.House
) -> None:
    uid = house.uid("forecast")
    stale = f'"{uid}.99"'
    call(ada_calls, "delete", f"claims/{uid}/", status=412, HTTP_IF_MATCH=stale)
    call(ada_calls, "delete", f"claims/{uid}/", status=204)
    call(ada_calls, "get", f"claims/{uid}/", status=404)
    assert call(ada_calls, "put", f"claims/{uid}/restoration/")["id"] == uid
    call(ada_calls, "put", "claims/aaaaaaaaaaaa/restoration/", status=404)
    call(ada_calls, "delete", f"claims/{house.uid('public_claim')}/", status=409)
    call(ada_calls, "put", f"evidence-runs/{house.uid('run')}/pause/", status=409)
