"""A browser without script, signed in as somebody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from claims.accounts.acting import Actor

SignIn = Callable[[Actor], Client]


@pytest.fixture
def as_(db: None) -> SignIn:
    """`as_(ada)`: a client signed in as Ada, in her newsroom."""

    def sign_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(actor.user)
        return client

    return sign_in
