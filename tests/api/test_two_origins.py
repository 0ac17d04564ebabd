"""Ten reprints of one press release and one primary source count as two origins, in the API and on the page; two, or a
written exception that readers see, are required before sign-off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from claims.accounts.acting import Actor
from claims.evidence.models import TextPrint
from claims.history.models import Event
from claims.publishing.models import Publication
from tests.api.test_the_whole_line import call, write
from tests.evidence.reprinted import COUNTED, FIGURE, LEDGER, NAMES, reprint
from tests.publishing.desk import with_policies

ARTICLE = f"{FIGURE}. Nobody had expected it, said people at the quay."
EXCEPTION = "The port keeps its ledger under lock; nobody else has counted."
Run = Callable[..., int]


@pytest.fixture
def claim(ada_calls: APIClient, run_due: Run) -> Any:
    article = call(ada_calls, "post", "articles/", {"text": ARTICLE, "title": "A record"}, status=201)
    run_due()
    version = call(ada_calls, "get", f"articles/{article['id']}/versions/1/")
    sent = {"version": version["id"], "start": 0, "end": len(FIGURE), "kind": "statistic"}
    made = call(ada_calls, "post", "claims/", sent, status=201)
    run_due()
    return call(ada_calls, "get", f"claims/{made['id']}/")


def quoted(client: APIClient, claim: Any, text: str, words: str, stance: str, **source: str) -> Any:
    kept = call(client, "post", "sources/", {"text": text, **source}, status=201)
    sent = {"claim": claim["id"], "snapshot": kept["snapshot"], "stance": stance, "quote": words}
    return call(client, "post", "evidence/", sent, status=201)


@pytest.fixture
def reprints(ada_calls: APIClient, claim: Any) -> list[Any]:
    """Ten newspapers, each quoted; some with an address, some pasted without."""
    return [
        quoted(
            ada_calls, claim, reprint(number), FIGURE, "supports", title=f"{NAMES[number]} on the port",
            publisher=NAMES[number], kind="news", published_on="2024-02-15",
            **({"url": f"https://paper{number}.example/port"} if number % 2 else {}),
        )
        for number in range(10)
    ]  # fmt: skip


@pytest.fixture
def ledger(ada_calls: APIClient, claim: Any) -> Any:
    return quoted(
        ada_calls, claim, LEDGER, COUNTED, "refutes", title="Return of the harbour master", kind="primary",
        publisher="Office of statistics", published_on="2024-02-09",
    )  # fmt: skip


def written(client: APIClient, claim: Any, **changes: Any) -> str:
    case: str = claim["fact_check"]
    call(client, "post", f"fact-checks/{case}/draft/", status=201)
    words = {
        "rating": "mostly-false", "headline": "The port counted empty boxes twice",
        "conclusion": "Without boxes that were counted twice it was 373,888.",
        "explanation": "The newspapers print what the port announced.[1]",
        "claim_text": "Alder Bay handled 412,000 containers in 2023",
    }  # fmt: skip
    write(client, case, **{**words, **changes})
    return case


def page_of(actor: Actor, claim: Any) -> str:
    browser = Client()
    browser.force_login(actor.user)
    answer = browser.get(f"/desk/claims/{claim['id']}/")
    assert answer.status_code == 200
    return answer.content.decode()


def public_page(run_due: Run) -> str:
    run_due()
    publication = Publication.objects.get()
    path = f"/checks/{publication.slug}-{publication.fact_check.claim.uid}/"
    return Client(headers={"host": "harbor.example"}).get(path).content.decode()


def publish(ben_calls: APIClient, ben: Actor, case: str, revision: Any) -> None:
    with_policies(ben.organisation)
    call(ben_calls, "put", f"fact-checks/{case}/sign-off/", {"revision": revision["id"]})
    call(ben_calls, "put", f"fact-checks/{case}/publication/", status=202)


@pytest.mark.parametrize("printed", [True, False], ids=["prints made by workers", "no worker has been there"])
def test_ten_reprints_and_a_primary_source_are_two_origins_in_api_and_page(
    ada_calls: APIClient, ben_calls: APIClient, ada: Actor, ben: Actor, claim: Any, reprints: list[Any],
    ledger: Any, run_due: Run, printed: bool,
) -> None:  # fmt: skip
    if printed:
        run_due()
        assert TextPrint.objects.count() == 12
    found = call(ada_calls, "get", f"claims/{claim['id']}/origins/")
    assert (found["origins"], found["quoted"], found["sources"]) == (2, 2, 11)
    ten, one = sorted(found["results"], key=lambda each: -len(each["members"]))
    assert {uid for member in ten["members"] for uid in member["evidence"]} == {e["id"] for e in reprints}
    assert [member["evidence"] for member in one["members"]] == [[ledger["id"]]]
    assert all("of the shorter text stands in the other" in member["why"] for member in ten["members"])
    desk = page_of(ada, claim)
    assert "11 sources, 2 origins." in desk and "10 sources, one origin" in desk

    case = written(ada_calls, claim)
    draft = call(ada_calls, "get", f"fact-checks/{case}/draft/")
    assert draft["gaps"] == [] and len(draft["origins"]) == 2
    revision = call(ada_calls, "post", f"fact-checks/{case}/revisions/", status=201)
    assert revision["origins"] == 2 and len(revision["citations"]) == 11
    publish(ben_calls, ben, case, revision)
    page = public_page(run_due)
    assert "11 sources of 2 origins: sources 1, 2, 3, 4, 5, 6, 7, 8, 9 and 10 are of one origin" in page
    assert 'id="exception"' not in page
    data = (
        Client(headers={"host": "harbor.example"})
        .get(f"/checks/{claim['id']}/check.json", follow=True)
        .json()
    )
    assert data["origins"] == [{"evidence": list(range(1, 11))}, {"evidence": [11]}]


def test_ten_reprints_alone_are_refused_until_readers_are_told_why(
    ada_calls: APIClient, ben_calls: APIClient, ada: Actor, ben: Actor, claim: Any, reprints: list[Any],
    run_due: Run,
) -> None:  # fmt: skip
    case = written(ada_calls, claim)
    refused = call(ada_calls, "post", f"fact-checks/{case}/revisions/", status=422)
    assert refused["code"] == "verdict.gaps"
    assert [each["pointer"] for each in refused["errors"]] == ["/citations"]
    assert "The 10 cited sources are of one origin; two are wanted." in refused["errors"][0]["detail"]
    assert "The 10 cited sources are of one origin" in page_of(ada, claim)

    write(ada_calls, case, sources_exception=EXCEPTION)
    revision = call(ada_calls, "post", f"fact-checks/{case}/revisions/", status=201)
    assert (revision["origins"], revision["sources_exception"]) == (1, EXCEPTION)
    assert EXCEPTION in page_of(ben, claim)
    publish(ben_calls, ben, case, revision)
    page = public_page(run_due)
    assert "On fewer than two independent origins:" in page and EXCEPTION in page
    data = (
        Client(headers={"host": "harbor.example"})
        .get(f"/checks/{claim['id']}/check.json", follow=True)
        .json()
    )
    assert data["sources_exception"] == EXCEPTION


def test_what_an_editor_merges_before_sign_off_can_t_be_signed_off(
    ada_calls: APIClient, ben_calls: APIClient, claim: Any, reprints: list[Any], ledger: Any
) -> None:
    """Counted again at the last door: what was sent as two origins may be found to be one."""
    case = written(ada_calls, claim)
    revision = call(ada_calls, "post", f"fact-checks/{case}/revisions/", status=201)
    sources = [reprints[0]["source"]["id"], ledger["source"]["id"]]
    merge = {"member": sources[0], "into": sources[1], "note": "The ledger was written from the release."}
    call(ben_calls, "post", f"claims/{claim['id']}/origins/merges/", merge, status=201)
    refused = call(
        ben_calls, "put", f"fact-checks/{case}/sign-off/", {"revision": revision["id"]}, status=409
    )
    assert refused["code"] == "sign_off.origins" and "of one origin" in refused["detail"]
    assert [each["pointer"] for each in refused["errors"]] == ["/revision"] and refused["next_step"]
    assert call(ben_calls, "get", f"fact-checks/{case}/")["state"] == "review"
    assert not Event.objects.filter(name="verdict.signed_off").exists()


def test_an_editor_s_word_outlives_later_proposals(
    ada_calls: APIClient, ben_calls: APIClient, ada: Actor, claim: Any, reprints: list[Any], run_due: Run
) -> None:
    path = f"claims/{claim['id']}/origins/"
    alone = reprints[3]["source"]["id"]
    split = {"member": alone, "note": "Their reporter was there and wrote it first."}
    decision = call(ben_calls, "post", f"{path}splits/", split, status=201)
    assert decision["kind"] == "split" and decision["by"] == "Ben"
    assert call(ada_calls, "get", path)["origins"] == 2
    late = quoted(ada_calls, claim, reprint(9) + " Late edition.", FIGURE, "supports", title="Late edition")
    run_due()
    found = call(ada_calls, "get", path)
    assert found["origins"] == 2 and found["sources"] == 11
    homes = [{member["id"] for member in each["members"]} for each in found["results"]]
    assert {alone} in homes and late["source"]["id"] in next(home for home in homes if alone not in home)
    assert "Their reporter was there" in page_of(ada, claim)
    call(ben_calls, "delete", f"origin-decisions/{decision['id']}/", status=204)
    assert call(ada_calls, "get", path)["origins"] == 1
    call(ben_calls, "get", f"origin-decisions/{decision['id']}/", status=404)


@pytest.mark.parametrize(
    ("door", "body", "status", "code", "pointer"),
    [
        ("splits", {"member": "SOURCE", "note": " "}, 422, "origin.note", "/note"),
        ("splits", {"member": "SOURCE", "note": "x" * 1001}, 422, "origin.note", "/note"),
        ("splits", {"member": "aaaaaaaaaaaa", "note": "Why."}, 422, "origin.no_member", "/member"),
        ("splits", {"member": "LEDGER", "note": "Why."}, 409, "origin.alone", None),
        ("merges", {"member": "SOURCE", "into": "OTHER", "note": "Why."}, 409, "origin.same", None),
        ("merges", {"member": "SOURCE", "into": "aaaaaaaaaaaa", "note": "Why."}, 422, "origin.no_member", "/into"),
        ("merges", {"member": "SOURCE", "into": "LEDGER", "note": ""}, 422, "origin.note", "/note"),
        ("merges", {"member": "SOURCE", "into": "LEDGER"}, 422, "request.invalid", "/note"),
    ],
)  # fmt: skip
def test_it_refuses(
    ben_calls: APIClient, claim: Any, reprints: list[Any], ledger: Any, door: str, body: dict[str, str],
    status: int, code: str, pointer: str | None,
) -> None:  # fmt: skip
    named = {"SOURCE": reprints[0], "OTHER": reprints[1], "LEDGER": ledger}
    sent = {name: named[word]["source"]["id"] if word in named else word for name, word in body.items()}
    problem = call(ben_calls, "post", f"claims/{claim['id']}/origins/{door}/", sent, status=status)
    assert problem["code"] == code
    assert pointer is None or [each["pointer"] for each in problem["errors"]] == [pointer]


def test_a_reporter_can_t_decide_what_her_own_verdict_is_counted_by(
    ada_calls: APIClient, ben_calls: APIClient, claim: Any, reprints: list[Any]
) -> None:
    path, source = f"claims/{claim['id']}/origins/", reprints[0]["source"]["id"]
    split = {"member": source, "note": "Mine is the first."}
    refused = call(ada_calls, "post", f"{path}splits/", split, status=403)
    assert refused["code"] == "token.scope_missing" and "origins" in refused["detail"]
    decision = call(ben_calls, "post", f"{path}splits/", split, status=201)
    call(ada_calls, "delete", f"origin-decisions/{decision['id']}/", status=403)
    merge = {"member": source, "into": reprints[1]["source"]["id"], "note": "No."}
    call(ada_calls, "post", f"{path}merges/", merge, status=403)
