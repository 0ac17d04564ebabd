"""Every refusal is RFC 9457's problem: what was wrong, where, and what to do next. And what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from psycopg import errors
from rest_framework.test import APIClient

from claims.accounts.acting import Actor
from claims.api.models import IdempotentRequest
from claims.intake.models import Article
from tests.api.conftest import TEXT
from tests.api.test_habits import problem


@pytest.fixture
def article(ada_calls: APIClient) -> Any:
    return ada_calls.post("/api/v1/articles/", {"text": TEXT}).json()


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("articles/?cursor=zzz", "/cursor"),
        ("articles/?cursor=", "/cursor"),
        ("articles/?page_size=0", "/page_size"),
        ("articles/?page_size=-1", "/page_size"),
        ("articles/?page_size=ten", "/page_size"),
        ("articles/?archived=perhaps", "/archived"),
        ("articles/?titel=x", "/titel"),
        ("articles/?title=%00", "/title"),
        ("articles/?source=1", "/source"),
        ("claims/?kind=rumour", "/kind"),
        ("claims/?state=%ff", "/state"),
        ("events/?since=yesterday", "/since"),
        ("events/?since=9999-99-99T00:00:00Z", "/since"),
        ("events/?name=claim.eaten", "/name"),
        ("fact-checks/?due_before=2026-13-01", "/due_before"),
        ("candidates/?known=soon", "/known"),
        ("checks/?since=x", "/since"),
        ("checks/?q=%00", "/q"),
        ("checks/?cursor=x", "/cursor"),
    ],
)
def test_a_question_that_cannot_be_read_is_400_and_says_where(
    ada_calls: APIClient, path: str, pointer: str
) -> None:
    found = problem(ada_calls.get(f"/api/v1/{path}"), 400)
    assert [each["pointer"] for each in found["errors"]] == [pointer]


def test_a_cursor_holds_for_its_own_list(ada_calls: APIClient, article: Any) -> None:
    ada_calls.post("/api/v1/articles/", {"text": TEXT + " More."})
    further = ada_calls.get("/api/v1/articles/?page_size=1").json()["next"]
    assert ada_calls.get(further).status_code == 200
    problem(ada_calls.get(further.replace("/articles/", "/sources/")), 400)
    problem(ada_calls.get(f"{further}&archived=true"), 400)


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ("{", 400, None),
        ("[" * 100_000, 400, None),
        ('{"text": NaN}', 400, None),
        (b'{"text": "\xff"}', 400, None),
        ('{"text": ' + "9" * 5000 + "}", 400, None),
        ("[]", 422, ""),
        ('"text"', 422, ""),
        ("null", 422, ""),
        ('{"text": 1e400}', 422, "/text"),
        ('{"text": "a\\u0000b"}', 422, "/text"),
        ('{"text": "a\\ud800b"}', 422, "/text"),
        ('{"te\\u0000xt": "a"}', 422, ""),
        ('{"text": ' + "[" * 40 + "]" * 40 + "}", 422, None),
    ],
)
def test_a_body_that_cannot_be_used(
    ada_calls: APIClient, body: Any, status: int, pointer: str | None
) -> None:
    found = problem(ada_calls.post("/api/v1/articles/", body, content_type="application/json"), status)
    assert found["next_step"]
    assert pointer is None or pointer in [each["pointer"] for each in found["errors"]]
    assert not Article.objects.exists()


def test_what_no_database_takes_is_refused_wherever_it_stands(ada_calls: APIClient, article: Any) -> None:
    version = ada_calls.get(f"/api/v1/articles/{article['id']}/versions/1/").json()["id"]
    claim = ada_calls.post("/api/v1/claims/", {"version": version, "start": 0, "end": 20})
    path = f"/api/v1/claims/{claim.json()['id']}/"
    for held in ("\x00", "\ud800", 10**30, float("inf")):
        body = json.dumps({"quantities": [{"text": held}]}).replace("Infinity", "1e999")
        found = problem(
            ada_calls.patch(path, body, content_type="application/json", HTTP_IF_MATCH=claim["ETag"]), 422
        )
        assert [each["pointer"] for each in found["errors"]] == ["/quantities/0/text"]


def test_methods_types_and_addresses_that_are_not_offered(ada_calls: APIClient, article: Any) -> None:
    answer = ada_calls.delete("/api/v1/articles/")
    problem(answer, 405)
    assert set(answer["Allow"].split(", ")) >= {"GET", "POST"}
    problem(ada_calls.get("/api/v1/articles/", HTTP_ACCEPT="text/csv"), 406)
    problem(ada_calls.post("/api/v1/articles/", "x", content_type="text/csv"), 415)
    for path in ("nothing/", "articles", "articles/1/", "articles/%00/", "claims/aaaaaaaaaaaa/"):
        for ask in (ada_calls.get, ada_calls.post, ada_calls.delete):
            assert ask(f"/api/v1/{path}").status_code in (404, 405, 301), path
        found = ada_calls.get(f"/api/v1/{path}", HTTP_ACCEPT="text/html")
        assert found.status_code in (404, 301, 406)
    problem(Client().post("/api/v1/nothing/"), 404)
    problem(Client().get("/api/v2/"), 404)


def test_elsewhere_a_program_that_takes_no_html_gets_a_problem_too(harbor: Any, ada: Actor) -> None:
    reader = Client(headers={"host": "harbor.example"})
    for path, status in (
        ("/nothing-here", 404),
        ("/checks/no-abcdefabcdef/", 404),
        ("/desk/articles/nothing/", 404),
    ):
        client = reader
        if path.startswith("/desk/"):
            client = Client()
            client.force_login(ada.user)
        problem(client.get(path, headers={"accept": "application/json"}), status)
        assert client.get(path, headers={"accept": "text/html"})["Content-Type"].startswith("text/html")
    problem(reader.post("/checks/", headers={"accept": "application/json"}), 405)


def test_a_fault_of_ours_is_a_problem(ada: Actor, program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **rest: Any) -> None:
        raise RuntimeError("no")

    client = program(ada)
    client.raise_request_exception = False
    monkeypatch.setattr("claims.api.rows.Rows.get_queryset", broken)
    assert problem(client.get("/api/v1/articles/"), 500)["next_step"]


def test_a_host_that_is_none_is_a_problem(ada_calls: APIClient) -> None:
    problem(ada_calls.get("/api/v1/articles/", HTTP_HOST="no host"), 400)


def test_one_may_ask_so_often(ada_calls: APIClient, settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    cache.clear()
    answers = [ada_calls.get("/api/v1/articles/") for _ in range(4)]
    assert answers[0]["RateLimit-Policy"] == '"default";q=3;w=60'
    if answers[0]["RateLimit"].startswith('"default";r=2'):  # all four in one minute
        found = problem(answers[3], 429)
        assert found["type"].endswith("#quota-exceeded") and 0 < int(answers[3]["Retry-After"]) <= 60
        assert answers[3]["RateLimit"].startswith('"default";r=0;t=')
    settings.API_REQUESTS_PER_MINUTE = 0
    assert "RateLimit" not in ada_calls.get("/api/v1/articles/")


def test_an_unchanged_answer_is_304_and_a_changed_one_is_not(
    ada_calls: APIClient, article: Any, run_due: Callable[..., int]
) -> None:
    for path in (
        "articles/",
        f"articles/{article['id']}/",
        f"articles/{article['id']}/versions/1/",
        "schema/",
    ):
        first = ada_calls.get(f"/api/v1/{path}")
        assert first["ETag"].startswith('"')
        again = ada_calls.get(f"/api/v1/{path}", HTTP_IF_NONE_MATCH=first["ETag"])
        assert again.status_code == 304 and not again.content and again["ETag"] == first["ETag"]
    before = ada_calls.get("/api/v1/suggestions/")
    run_due()
    assert ada_calls.get("/api/v1/suggestions/", HTTP_IF_NONE_MATCH=before["ETag"]).status_code == 200


def test_a_write_from_what_is_no_longer_so_is_412(ada_calls: APIClient, article: Any) -> None:
    path = f"/api/v1/articles/{article['id']}/"
    old = ada_calls.get(path)["ETag"]
    assert ada_calls.patch(path, {"title": "Second"}, HTTP_IF_MATCH=old).status_code == 200
    for ask in (
        lambda tag: ada_calls.patch(path, {"title": "Third"}, HTTP_IF_MATCH=tag),
        lambda tag: ada_calls.put(f"{path}archive/", HTTP_IF_MATCH=tag),
    ):
        found = ask(old)
        problem(found, 412)
        assert found["ETag"].startswith(f'"{article["id"]}.2')
        problem(ask('"aaaaaaaaaaaa.1"'), 412)
        problem(ask("nonsense"), 412)
    problem(ada_calls.patch(path, {"title": "Third"}), 428)
    assert ada_calls.put(f"{path}archive/", HTTP_IF_MATCH=ada_calls.get(path)["ETag"]).status_code == 200
    assert ada_calls.delete(f"{path}archive/", HTTP_IF_MATCH="*").status_code == 200


@pytest.mark.parametrize("key", ["", '""', '"a', 'a"b', '"ü"', "a b", "k" * 256, '"\\x"'])
def test_a_key_that_is_no_string_is_400(ada_calls: APIClient, key: str) -> None:
    found = problem(ada_calls.post("/api/v1/articles/", {"text": TEXT}, HTTP_IDEMPOTENCY_KEY=key), 400)
    assert found["code"] == "idempotency_key.invalid" and not Article.objects.exists()


def test_quoted_and_bare_keys_are_the_same(ada_calls: APIClient) -> None:
    first = ada_calls.post("/api/v1/articles/", {"text": TEXT}, HTTP_IDEMPOTENCY_KEY='"abc"; a=1')
    again = ada_calls.post("/api/v1/articles/", {"text": TEXT}, HTTP_IDEMPOTENCY_KEY="abc")
    assert again["Idempotent-Replayed"] == "true" and again.json() == first.json()


def test_a_first_request_that_still_runs_is_409(
    ada_calls: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def waited(**fields: Any) -> None:
        raise OperationalError("canceling statement due to lock timeout") from errors.LockNotAvailable()

    monkeypatch.setattr(IdempotentRequest.objects, "create", waited)
    found = problem(ada_calls.post("/api/v1/articles/", {"text": TEXT}, HTTP_IDEMPOTENCY_KEY="k"), 409)
    assert found["code"] == "idempotency_key.in_flight" and found["next_step"]


def test_old_keys_are_forgotten(ada_calls: APIClient) -> None:
    from datetime import timedelta

    from claims.api.tasks import forget_keys

    ada_calls.post("/api/v1/articles/", {"text": TEXT}, HTTP_IDEMPOTENCY_KEY="old")
    ada_calls.post("/api/v1/articles/", {"text": TEXT + "."}, HTTP_IDEMPOTENCY_KEY="new")
    row = IdempotentRequest.objects.get(key="old")
    IdempotentRequest.objects.filter(pk=row.pk).update(created_at=row.created_at - timedelta(days=8))
    forget_keys()
    assert [each.key for each in IdempotentRequest.objects.all()] == ["new"]


def test_other_origins_read_what_is_public_and_nothing_else(ada_calls: APIClient, harbor: Any) -> None:
    origin = {"HTTP_ORIGIN": "https://reader.example"}
    for path in ("checks/", "schema/"):
        answer = APIClient().get(f"/api/v1/{path}", **origin)
        assert answer.status_code == 200 and answer["Access-Control-Allow-Origin"] == "*"
        exposed = answer["Access-Control-Expose-Headers"]
        assert {"ETag", "Link", "RateLimit", "Retry-After"} <= set(exposed.split(", "))
        asked = APIClient().options(f"/api/v1/{path}", HTTP_ACCESS_CONTROL_REQUEST_METHOD="GET", **origin)
        assert asked.status_code == 204 and "GET" in asked["Access-Control-Allow-Methods"]
    for path in ("articles/", "publications/"):
        assert "Access-Control-Allow-Origin" not in ada_calls.get(f"/api/v1/{path}", **origin)
        asked = APIClient().options(f"/api/v1/{path}", HTTP_ACCESS_CONTROL_REQUEST_METHOD="POST", **origin)
        assert "Access-Control-Allow-Origin" not in asked
    assert "private" in ada_calls.get("/api/v1/articles/")["Cache-Control"]
