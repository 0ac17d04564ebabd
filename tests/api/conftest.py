"""Programs that call the API, each with a token of one person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from claims.accounts.acting import Actor
from claims.accounts.permissions import SCOPES, Permission, has_right
from claims.accounts.tokens import issue

TEXT = (
    "Harbor City spent $4 million on new buses in 2023, according to the transport office.\n\n"
    "The office says that 60 percent of residents use a bus every week.\n\n"
    "Experts give a 50 percent chance that all buses will be electric by 2040."
)


@pytest.fixture
def program() -> Callable[[Actor], APIClient]:
    """A client with a token of this person that carries all her rights."""

    def make(actor: Actor) -> APIClient:
        scopes = [each for each in SCOPES if has_right(actor, Permission(each))]
        _, plain = issue(by=actor, name="tests", scopes=scopes, expires_at=timezone.now() + timedelta(days=1))
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {plain}")
        return client

    return make


@pytest.fixture
def ada_calls(program: Callable[[Actor], APIClient], ada: Actor) -> APIClient:
    return program(ada)


@pytest.fixture
def ben_calls(program: Callable[[Actor], APIClient], ben: Actor) -> APIClient:
    return program(ben)


@pytest.fixture
def cleo_calls(program: Callable[[Actor], APIClient], cleo: Actor) -> APIClient:
    return program(cleo)
