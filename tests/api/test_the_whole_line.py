"""From a text to a published and corrected check, by API alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api.conftest import TEXT

WORDS = "Harbor City spent $4 million on new buses in 2023"
COPY = (
    "The transport office of Harbor City published its accounts for 2023. The city spent $4.1 million on new buses.\n\n"
    "The accounts were checked by the city's auditors in March 2024."
)


def call(
    client: APIClient, method: str, path: str, body: Any = None, *, status: int = 200, **headers: str
) -> Any:
    response = getattr(client, method)(f"/api/v1/{path}", body, format="json", **headers)
    assert response.status_code == status, (path, response.status_code, response.content[:800])
    return response.json() if response.content else None


@pytest.fixture
def claim(ada_calls: APIClient, run_due: Callable[..., int]) -> Any:
    article = call(ada_calls, "post", "articles/", {"text": TEXT, "title": "Buses"}, status=201)
    run_due()
    version = call(ada_calls, "get", f"articles/{article['id']}/versions/1/")
    start = TEXT.index(WORDS)
    sent = {
        "version": version["id"], "start": start, "end": start + len(WORDS),
        "kind": "statistic", "statement": "Harbor City spent $4 million on new buses in 2023.",
    }  # fmt: skip
    made = call(ada_calls, "post", "claims/", sent, status=201)
    run_due()
    return call(ada_calls, "get", f"claims/{made['id']}/")


@pytest.fixture
def evidence(ada_calls: APIClient, claim: Any) -> Any:
    kept = call(
        ada_calls, "post", "sources/",
        {"text": COPY, "title": "Accounts 2023", "publisher": "Transport office", "kind": "primary",
         "published_on": "2024-03-01"}, status=201,
    )  # fmt: skip
    return call(
        ada_calls, "post", "evidence/",
        {"claim": claim["id"], "snapshot": kept["snapshot"], "stance": "supports",
         "quote": "The city spent $4.1 million on new buses.", "is_key": True}, status=201,
    )  # fmt: skip


def write(client: APIClient, case: str, **changes: Any) -> Any:
    draft = client.get(f"/api/v1/fact-checks/{case}/draft/")
    return call(client, "patch", f"fact-checks/{case}/draft/", changes, HTTP_IF_MATCH=draft["ETag"])


@pytest.fixture
def sent(ada_calls: APIClient, claim: Any, evidence: Any) -> Any:
    case = claim["fact_check"]
    call(ada_calls, "post", f"fact-checks/{case}/draft/", status=201)
    call(ada_calls, "put", f"fact-checks/{case}/draft/citations/{evidence['id']}/")
    write(
        ada_calls, case, rating="mostly-true", headline="Harbor City spent slightly more on buses",
        conclusion="The accounts show $4.1 million, a little more than claimed.", explanation="See the accounts [1].",
        claim_text="Harbor City spent $4 million on new buses in 2023",
        sources_exception="The accounts are the only count there is.",
    )  # fmt: skip
    return call(ada_calls, "post", f"fact-checks/{case}/revisions/", status=201)


def test_it_publishes_and_corrects(
    ada_calls: APIClient,
    ben_calls: APIClient,
    claim: Any,
    sent: Any,
    run_due: Callable[..., int],
    client: Any,
) -> None:
    case = claim["fact_check"]
    refused = call(ada_calls, "put", f"fact-checks/{case}/sign-off/", {"revision": sent["id"]}, status=403)
    assert refused["code"]
    call(ben_calls, "put", f"fact-checks/{case}/sign-off/", {"revision": sent["id"]})
    call(ben_calls, "put", f"fact-checks/{case}/publication/", status=202)
    run_due()
    publication = call(
        ben_calls, "get", f"publications/{call(ben_calls, 'get', f'fact-checks/{case}/')['publication']}/"
    )
    assert publication["state"] == "published"
    assert publication["versions"][0]["revision"]["id"] == sent["id"]

    kind = {"kind": "update", "note": "The auditors' figure was added."}
    call(ada_calls, "post", f"publications/{publication['id']}/corrections/", kind, status=201)
    write(ada_calls, case, conclusion="The audited accounts show $4.1 million.")
    second = call(ada_calls, "post", f"fact-checks/{case}/revisions/", status=201)
    call(ben_calls, "put", f"fact-checks/{case}/sign-off/", {"revision": second["id"]})
    call(ben_calls, "put", f"fact-checks/{case}/publication/", status=202)
    run_due()
    listed = call(ada_calls, "get", f"publications/{publication['id']}/corrections/")["results"]
    assert [(each["kind"], each["before"], each["after"]) for each in listed] == [("update", 1, 2)]


def test_an_altered_quotation_is_refused_at_its_field(
    ada_calls: APIClient, claim: Any, evidence: Any
) -> None:
    altered = {"claim": claim["id"], "snapshot": evidence["snapshot"], "stance": "supports",
               "quote": "The city spent $5.1 million on new buses."}  # fmt: skip
    problem = call(ada_calls, "post", "evidence/", altered, status=422)
    assert problem["code"] == "quote.not_in_copy"
    assert [each["pointer"] for each in problem["errors"]] == ["/quote"]


def test_a_stale_write_is_refused_and_shows_how_it_stands(ada_calls: APIClient, claim: Any) -> None:
    path = f"claims/{claim['id']}/"
    tag = f'"{claim["id"]}.{claim["row_version"]}"'
    call(ada_calls, "patch", path, {"priority": 3}, HTTP_IF_MATCH=tag)
    problem = call(ada_calls, "patch", path, {"priority": 4}, HTTP_IF_MATCH=tag, status=412)
    assert problem["next_step"]
    call(ada_calls, "patch", path, {"priority": 4}, status=428)
    call(ada_calls, "patch", path, {"priority": 4}, HTTP_IF_MATCH='"zzzzzzzzzzzz.1"', status=412)


def test_two_people_save_a_draft(ada_calls: APIClient, ben_calls: APIClient, sent: Any, claim: Any) -> None:
    case = claim["fact_check"]
    call(ada_calls, "delete", f"fact-checks/{case}/review/")
    path = f"fact-checks/{case}/draft/"
    tag = ada_calls.get(f"/api/v1/{path}")["ETag"]
    call(ben_calls, "patch", path, {"headline": "Ben’s"}, HTTP_IF_MATCH=tag)
    merged = call(ada_calls, "patch", path, {"conclusion": "Ada’s."}, HTTP_IF_MATCH=tag)
    assert (merged["headline"], merged["conclusion"]) == ("Ben’s", "Ada’s.")
    problem = call(ada_calls, "patch", path, {"headline": "Ada’s"}, HTTP_IF_MATCH=tag, status=412)
    assert [each["pointer"] for each in problem["errors"]] == ["/headline"]
    met = problem["conflicts"][0]
    assert (met["field"], met["current"]) == ("headline", "Ben’s") and met["base"].startswith("Harbor City")


def test_an_unknown_rating_is_refused_at_its_field(ada_calls: APIClient, sent: Any, claim: Any) -> None:
    case = claim["fact_check"]
    call(ada_calls, "delete", f"fact-checks/{case}/review/")
    draft = ada_calls.get(f"/api/v1/fact-checks/{case}/draft/")
    problem = call(ada_calls, "patch", f"fact-checks/{case}/draft/", {"rating": "pants-on-fire"}, status=422,
                   HTTP_IF_MATCH=draft["ETag"])  # fmt: skip
    assert [each["pointer"] for each in problem["errors"]] == ["/rating"]


def test_an_open_forecast_gets_no_rating(
    ada_calls: APIClient, claim: Any, run_due: Callable[..., int]
) -> None:
    version = claim["appearances"][0]["version"]
    words = "a 50 percent chance that all buses will be electric by 2040"
    start = TEXT.index(words)
    forecast = call(
        ada_calls, "post", "claims/",
        {"version": version, "start": start, "end": start + len(words), "kind": "prediction"}, status=201,
    )  # fmt: skip
    run_due()
    forecast = call(ada_calls, "get", f"claims/{forecast['id']}/")
    assert (forecast["prediction"]["probability"], forecast["prediction"]["horizon_on"]) == (
        0.5,
        "2040-12-31",
    )
    call(ada_calls, "post", f"fact-checks/{forecast['fact_check']}/draft/", status=201)
    draft = ada_calls.get(f"/api/v1/fact-checks/{forecast['fact_check']}/draft/")
    problem = call(ada_calls, "patch", f"fact-checks/{forecast['fact_check']}/draft/", {"rating": "true"}, status=422,
                   HTTP_IF_MATCH=draft["ETag"])  # fmt: skip
    assert [each["pointer"] for each in problem["errors"]] == ["/rating"]
    assert "kept open" in problem["detail"]


@pytest.mark.parametrize(("start", "end"), [(5000, 5010), (10, 10), (20, 10)])
def test_offsets_outside_the_text_are_refused(ada_calls: APIClient, claim: Any, start: int, end: int) -> None:
    version = claim["appearances"][0]["version"]
    problem = call(ada_calls, "post", "claims/", {"version": version, "start": start, "end": end}, status=422)
    assert problem["errors"][0]["pointer"] in ("/start", "/end")


def test_another_newsrooms_version_is_not_there(cleo_calls: APIClient, claim: Any) -> None:
    version = claim["appearances"][0]["version"]
    problem = call(cleo_calls, "post", "claims/", {"version": version, "start": 0, "end": 5}, status=404)
    assert problem["errors"][0]["pointer"] == "/version"


def test_the_same_text_again_adds_no_version(ada_calls: APIClient, claim: Any) -> None:
    path = f"articles/{claim['article']}/versions/"
    call(ada_calls, "post", path, {"text": TEXT}, status=200)
    second = call(ada_calls, "post", path, {"text": TEXT.replace("$4 million", "$5 million")}, status=201)
    assert second["n"] == 2
    words = call(ada_calls, "get", f"articles/{claim['article']}/versions/1..2/")
    assert {each["operation"] for each in words} == {"equal", "insert", "delete"}


def test_suggestions_are_decided_and_undone(ada_calls: APIClient, claim: Any) -> None:
    listed = call(ada_calls, "get", f"suggestions/?article={claim['article']}&state=undecided")["results"]
    first = listed[0]
    path = f"suggestions/{first['id']}"
    assert call(ada_calls, "put", f"{path}/dismissal/", {"note": "not news"})["state"] == "dismissed"
    assert call(ada_calls, "delete", f"{path}/dismissal/")["state"] == "undecided"
    assert call(ada_calls, "put", f"{path}/acceptance/", {})["suggestion"] == first["id"]
    assert call(ada_calls, "delete", f"{path}/acceptance/")["state"] == "undecided"


def test_a_search_says_what_each_provider_answered(
    ada_calls: APIClient, claim: Any, run_due: Callable[..., int]
) -> None:
    run = call(ada_calls, "post", "evidence-runs/", {"claim": claim["id"]}, status=202)
    run_due()
    shown = call(ada_calls, "get", f"evidence-runs/{run['id']}/")
    assert shown["summary"]["state"] == "merged"
    assert {each["name"] for each in shown["summary"]["providers"]} >= {"own_archive", "earlier_checks"}
