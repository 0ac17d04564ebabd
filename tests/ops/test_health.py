"""What a load balancer is told."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from claims.ops import health


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_up_to_date", False)


def test_the_process_answers_without_a_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_it_is_ready_when_all_three_are(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ready",
        "checks": {"database": "ok", "redis": "ok", "migrations": "ok"},
    }


@pytest.mark.django_db
@pytest.mark.parametrize("broken", ["database", "redis", "migrations"])
def test_it_is_not_ready_while_one_is_broken(
    client: Client, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fail() -> None:
        raise OSError("connection to 10.0.0.7 refused for user secret")

    monkeypatch.setitem(health.CHECKS, broken, fail)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert answer.json()["checks"][broken] == "does not answer"
    assert b"secret" not in answer.content


@pytest.mark.django_db
def test_a_migration_not_applied_is_named_with_the_next_step(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"].endswith("run manage.py migrate")


def test_a_write_is_refused(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
    assert client.post("/readyz").status_code == 405
