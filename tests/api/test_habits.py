"""What every operation does alike: errors, tokens, cursors, repeats, the schema."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from openapi_spec_validator import validate
from rest_framework.test import APIClient

from claims.accounts.acting import Actor
from claims.accounts.models import Token
from claims.accounts.tokens import issue, revoke
from claims.api.idempotency import print_of
from claims.api.models import IdempotentRequest
from claims.intake.models import Article
from claims.publishing.webhook_models import Webhook
from tests.api.conftest import TEXT
from tests.personas import PASSWORD


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content[:500]
    assert response["Content-Type"].startswith("application/problem+json")
    body: dict[str, Any] = json.loads(response.content)
    assert {"type", "title", "status", "detail", "instance", "code"} <= set(body)
    assert body["status"] == status
    return body


def test_nobody_gets_in_without_a_token(db: None) -> None:
    response = APIClient().get("/api/v1/articles/")
    problem(response, 401)
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer cwb_abc_def", "Bearer "])
def test_a_wrong_token_is_401(db: None, header: str) -> None:
    problem(APIClient().get("/api/v1/articles/", HTTP_AUTHORIZATION=header), 401)


def test_a_revoked_token_is_401(ada: Actor) -> None:
    row, plain = issue(by=ada, name="old", scopes=["read"], expires_at=timezone.now() + timedelta(days=1))
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {plain}")
    assert client.get("/api/v1/articles/").status_code == 200
    revoke(row, by=ada)
    problem(client.get("/api/v1/articles/"), 401)


def test_a_token_has_no_more_than_its_scopes(ada: Actor) -> None:
    _, plain = issue(by=ada, name="reads", scopes=["read"], expires_at=timezone.now() + timedelta(days=1))
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {plain}")
    body = problem(client.post("/api/v1/articles/", {"text": TEXT}), 403)
    assert "articles" in body["detail"]
    assert body["next_step"]


def test_a_reader_is_told_which_role_is_missing(dev: Actor) -> None:
    client = APIClient()
    client.login(username=dev.user.email, password=PASSWORD)
    body = problem(client.post("/api/v1/articles/", {"text": TEXT}), 403)
    assert "reporter" in body["detail"]
    assert body["next_step"]


def test_the_session_works_with_csrf_only(ada: Actor) -> None:
    client = Client(enforce_csrf_checks=True)
    client.login(username=ada.user.email, password=PASSWORD)
    assert client.get("/api/v1/articles/").status_code == 200
    problem(client.post("/api/v1/articles/", {"text": TEXT}, content_type="application/json"), 403)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/text"),
        ({"text": "a", "file": None}, "/file"),
        ({"text": "   "}, "/text"),
        ({"text": ""}, "/text"),
        ({"text": "a\x00b"}, "/text"),
        ({"text": "a\ud800b"}, "/text"),
        ({"txt": "misspelt"}, "/txt"),
        ({"text": TEXT, "published_on": "yesterday"}, "/published_on"),
        ({"url": "http://127.0.0.1/secret"}, "/url"),
        ({"url": "file:///etc/passwd"}, "/url"),
    ],
)
def test_a_body_that_cannot_be_used_says_where(ada_calls: APIClient, body: Any, pointer: str) -> None:
    found = problem(
        ada_calls.post("/api/v1/articles/", json.dumps(body), content_type="application/json"), 422
    )
    assert pointer in [each["pointer"] for each in found["errors"]]
    assert found["next_step"]
    assert not Article.objects.exists()


def test_a_body_that_is_no_json_is_400(ada_calls: APIClient) -> None:
    found = problem(ada_calls.post("/api/v1/articles/", "{", content_type="application/json"), 400)
    assert found["next_step"]


def test_a_method_or_type_that_is_not_offered(ada_calls: APIClient) -> None:
    assert problem(ada_calls.delete("/api/v1/articles/"), 405)["next_step"]
    assert problem(ada_calls.post("/api/v1/articles/", "x", content_type="text/csv"), 415)["next_step"]


def test_an_address_that_does_not_exist(ada_calls: APIClient) -> None:
    problem(ada_calls.get("/api/v1/nothing/"), 404)
    problem(ada_calls.get("/api/v1/articles/aaaaaaaaaaaa/"), 404)
    problem(ada_calls.get("/api/v1/articles/1/"), 404)


def test_a_cursor_or_filter_that_cannot_be_read_is_400(ada_calls: APIClient) -> None:
    problem(ada_calls.get("/api/v1/articles/?cursor=zzz"), 400)
    problem(ada_calls.get("/api/v1/claims/?article=1"), 400)
    problem(ada_calls.get("/api/v1/suggestions/?state=maybe"), 400)
    problem(ada_calls.get("/api/v1/events/?name=%00"), 400)
    for wrong in ("rating=0.5", "rating=True", "rating=true%0A", "language=english%20please"):
        found = problem(ada_calls.get(f"/api/v1/checks/?{wrong}"), 400)
        name = wrong.partition("=")[0]
        assert found["errors"][0]["pointer"] == f"/{name}" and " takes a" in found["detail"]


def test_the_way_to_the_next_page_is_the_same_a_moment_later(
    ada_calls: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        assert (
            ada_calls.post("/api/v1/articles/", {"text": f"{TEXT} {number}", "title": "Buses"}).status_code
            == 201
        )
    first = ada_calls.get("/api/v1/events/?page_size=1")
    assert first.json()["next"]
    monkeypatch.setattr("time.time", lambda now=time.time: now() + 5)
    assert ada_calls.get("/api/v1/events/?page_size=1", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304


def test_a_form_is_for_files_alone_and_what_it_sends_empty_is_refused_as_in_json(
    ada_calls: APIClient,
) -> None:
    made = ada_calls.post("/api/v1/articles/", {"text": TEXT, "title": "Buses"}, format="multipart")
    address, seen = f"/api/v1/articles/{made.json()['id']}/", {"HTTP_IF_MATCH": made["ETag"]}
    assert made.json()["title"] == "Buses"
    problem(ada_calls.patch(address, {"title": ""}, format="multipart", **seen), 415)
    found = problem(ada_calls.patch(address, {"title": ""}, **seen), 422)
    assert [each["pointer"] for each in found["errors"]] == ["/title"]
    for form in ("multipart", "json"):
        found = problem(ada_calls.post("/api/v1/sources/", {"text": TEXT, "kind": ""}, format=form), 422)
        assert [each["pointer"] for each in found["errors"]] == ["/kind"]


def test_the_schema_says_what_operations_take_and_known_then_needs_a_claim(
    ada_calls: APIClient, client: Client
) -> None:
    schema = json.loads(client.get("/api/v1/schema/?format=json").content)
    for rows in ("candidates", "evidence"):
        found = problem(ada_calls.get(f"/api/v1/{rows}/?known=then"), 422)
        assert "needs a claim" in found["detail"] and found["next_step"]
        assert "422" in schema["paths"][f"/api/v1/{rows}/"]["get"]["responses"]
    takes = [
        [each["name"] for each in operations["post"].get("parameters", [])]
        for operations in schema["paths"].values()
        if "post" in operations
    ]
    assert len(takes) >= 28 and all("Idempotency-Key" in names for names in takes)
    bodies = {
        name: shape["properties"].keys()
        for name, shape in schema["components"]["schemas"].items()
        if name in ("VersionBodyRequest", "ListVersionBodyRequest")
    }
    assert bodies == {"VersionBodyRequest": {"text", "file"}, "ListVersionBodyRequest": {"label", "entries"}}
    forms = {
        f"{method} {path}"
        for path, operations in schema["paths"].items()
        for method, each in operations.items()
        if "multipart/form-data" in each.get("requestBody", {}).get("content", {})
    }
    names = ("articles/", "articles/{uid}/versions/", "sources/", "imports/")
    assert forms == {f"post /api/v1/{name}" for name in names}


def test_lists_are_stable_while_rows_are_added(ada_calls: APIClient) -> None:
    for number in range(3):
        ada_calls.post("/api/v1/articles/", {"text": f"{TEXT} {number}"})
    first = ada_calls.get("/api/v1/articles/?page_size=2")
    ada_calls.post("/api/v1/articles/", {"text": f"{TEXT} late"})
    second = ada_calls.get(first.json()["next"])
    seen = [each["id"] for page in (first, second) for each in page.json()["results"]]
    assert len(seen) == len(set(seen)) == 3
    assert 'rel="next"' in first["Link"]


def test_a_repeated_post_has_one_effect_and_one_answer(ada_calls: APIClient) -> None:
    key = {"HTTP_IDEMPOTENCY_KEY": '"abc-1"'}
    first = ada_calls.post("/api/v1/articles/", {"text": TEXT}, **key)
    again = ada_calls.post("/api/v1/articles/", {"text": TEXT}, **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert again["Idempotent-Replayed"] == "true"
    assert Article.objects.count() == 1
    found = problem(ada_calls.post("/api/v1/articles/", {"text": TEXT + "!"}, **key), 422)
    assert found["code"] == "idempotency_key.reused"
    problem(ada_calls.post("/api/v1/articles/", {"text": TEXT}, HTTP_IDEMPOTENCY_KEY="k" * 300), 400)


def test_a_secret_is_made_once_for_a_key_and_told_once(
    program: Callable[[Actor], APIClient], eve: Actor
) -> None:
    calls = program(eve)
    key = {"HTTP_IDEMPOTENCY_KEY": "abc-3"}
    told = {"name": "Our site", "url": "https://site.example/hook", "kinds": ["check.published"]}
    made = calls.post("/api/v1/webhooks/", told, **key)
    assert made.status_code == 201 and made.json()["secret"].startswith("whsec_")
    found = problem(calls.post("/api/v1/webhooks/", told, **key), 409)
    assert found["code"] == "idempotency_key.told_once" and found["next_step"]
    address = f"/api/v1/webhooks/{made.json()['id']}/secret/"
    renewed = calls.post(address, HTTP_IDEMPOTENCY_KEY="abc-4")
    old = Webhook.objects.get().old_secret
    assert renewed.status_code == 201 and old
    problem(calls.post(address, HTTP_IDEMPOTENCY_KEY="abc-4"), 409)
    assert Webhook.objects.get().old_secret == old
    problem(calls.post(address, HTTP_IDEMPOTENCY_KEY="abc-3"), 422)
    robot = {
        "name": "robot",
        "scopes": ["read"],
        "expires_at": (timezone.now() + timedelta(hours=9)).isoformat(),
    }
    answers = [calls.post("/api/v1/tokens/", robot, HTTP_IDEMPOTENCY_KEY="abc-5") for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 409]
    assert Token.objects.filter(name="robot").count() == 1
    kept = str(list(IdempotentRequest.objects.values()))
    assert renewed.json()["secret"] not in kept and answers[0].json()["token"] not in kept


def test_a_form_that_holds_a_name_several_times_is_told_from_another() -> None:
    def fingerprint(form: str) -> str:
        request: Any = SimpleNamespace(method="POST", path="/api/v1/claims/", data=QueryDict(form))
        return print_of(request)

    assert fingerprint("a=1&b=2&b=3") == fingerprint("b=2&b=3&a=1")
    assert fingerprint("a=1&b=2&b=3") != fingerprint("a=1&b=9&b=3")


def test_a_refused_post_may_be_tried_again_with_its_key(ada_calls: APIClient) -> None:
    key = {"HTTP_IDEMPOTENCY_KEY": "abc-2"}
    problem(ada_calls.post("/api/v1/articles/", {"text": " "}, **key), 422)
    assert ada_calls.post("/api/v1/articles/", {"text": TEXT}, **key).status_code == 201


def test_an_unchanged_row_is_304(ada_calls: APIClient) -> None:
    made = ada_calls.post("/api/v1/articles/", {"text": TEXT}).json()
    shown = ada_calls.get(f"/api/v1/articles/{made['id']}/")
    assert (
        ada_calls.get(f"/api/v1/articles/{made['id']}/", HTTP_IF_NONE_MATCH=shown["ETag"]).status_code == 304
    )


def test_a_token_is_shown_once_and_revoked(ada_calls: APIClient) -> None:
    sent = {
        "name": "robot",
        "scopes": ["read"],
        "expires_at": (timezone.now() + timedelta(hours=9)).isoformat(),
    }
    made = ada_calls.post("/api/v1/tokens/", sent).json()
    assert made["token"]
    assert made["token"] not in ada_calls.get("/api/v1/tokens/").content.decode()
    assert ada_calls.delete(f"/api/v1/tokens/{made['id']}/").status_code == 204
    problem(ada_calls.post("/api/v1/tokens/", {**sent, "scopes": ["everything"]}), 422)


def test_the_schema_is_openapi_3_1_and_names_every_noun(client: Client) -> None:
    schema = json.loads(client.get("/api/v1/schema/?format=json").content)
    assert schema["openapi"].startswith("3.1")
    validate(schema)
    nouns = {path.removeprefix("/api/v1/").split("/")[0] for path in schema["paths"]}
    assert nouns >= {
        "articles", "suggestions", "claims", "appearances", "matches", "evidence-runs", "candidates", "evidence",
        "sources", "snapshots", "fact-checks", "publications", "events", "tokens",
    }  # fmt: skip
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            assert operation.get("summary"), (method, path)


def test_making_the_schema_warns_of_nothing() -> None:
    GENERATOR_STATS.reset()
    SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    assert dict(GENERATOR_STATS._warn_cache) == dict(GENERATOR_STATS._error_cache) == {}


def test_an_exports_schema_says_json_where_it_is_json(client: Client) -> None:
    schema = json.loads(client.get("/api/v1/schema/?format=json").content)
    content = schema["paths"]["/api/v1/exports/"]["get"]["responses"]["200"]["content"]
    assert {media_type: each["schema"]["type"] for media_type, each in content.items()} == {
        "application/json": "object",
        "application/ld+json": "object",
        "application/x-ndjson": "string",
        "text/csv": "string",
    }


def test_the_page_to_read_the_schema_at(client: Client) -> None:
    response = client.get("/api/v1/")
    assert response.status_code == 200
    assert "'unsafe-inline'" not in response["Content-Security-Policy"].split("style-src")[0]
