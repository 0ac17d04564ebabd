"""Figures for the operator, for nobody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from claims.accounts.acting import Actor
from claims.intake.submitting import submit_text

TOKEN = "a-token-for-the-watch"
LINE = re.compile(r"[a-z_]+(\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*\})? -?[0-9.]+")


@pytest.fixture
def watched(settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN


def ask(client: Client, token: str = TOKEN) -> Any:
    return client.get("/metrics", headers={"authorization": f"Bearer {token}"})


def test_it_is_not_there_without_a_token(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics").status_code == 404
    assert ask(client, "").status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("watched")
def test_it_is_not_there_for_a_wrong_token(client: Client) -> None:
    assert client.get("/metrics").status_code == 404
    assert ask(client, "é wrong").status_code == 404


@pytest.mark.usefixtures("watched")
def test_it_counts_what_waits(client: Client, ada: Actor) -> None:
    submit_text(by=ada, text="The pier opened in 1931. It is 240 metres long.", title="The pier")
    answer = ask(client)
    assert answer.status_code == 200
    said = answer.content.decode()
    assert re.search(r'workbench_jobs\{queue="models",state="due"\} [1-9]', said)
    assert re.search(r'workbench_jobs_oldest_due_seconds\{queue="models"\} [0-9.]+', said)
    assert 'workbench_jobs{queue="deliver",state="failed"} 0' in said
    assert all(line.startswith("# ") or LINE.fullmatch(line) for line in said.splitlines())


@pytest.mark.usefixtures("watched")
def test_it_tells_nothing_of_what_newsrooms_write(client: Client, ada: Actor) -> None:
    submit_text(by=ada, text="A secret of Quillhaven that nobody knows yet.", title="Quillhaven")
    assert b"Quillhaven" not in ask(client).content
