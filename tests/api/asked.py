"""Asking `/v1alpha1/` as a reader's program, with what every answer and every refusal of it has."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from claims.accounts.acting import Actor
from tests.publishing.desk import publish

HOST = "harbor.example"
SEARCH = "/v1alpha1/claims:search"
PAGES = "/v1alpha1/pages"


@pytest.fixture
def reader() -> Client:
    return Client(headers={"host": HOST})


@pytest.fixture
def published(ada: Actor, ben: Actor) -> Any:
    return publish(ada, ben)


def ask(client: Client, path: str = SEARCH, *, status: int = 200, **asked: Any) -> Any:
    answer = client.get(path, asked)
    assert answer.status_code == status, answer.content[:600]
    assert answer["Content-Type"] == "application/json; charset=UTF-8"
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer.json()


def refused(
    client: Client, path: str = SEARCH, *, status: int = 400, word: str = "INVALID_ARGUMENT", **asked: Any
) -> Any:
    error = ask(client, path, status=status, **asked)["error"]
    assert (error["code"], error["status"]) == (status, word) and error["message"]
    return error
