"""The journeys of the live desk need lines that stay open: the server is the asynchronous one."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from claims.accounts.models import Organisation


@pytest.fixture
def served(transactional_db: None, asgi_server: str, harbor: Organisation) -> str:
    """The address of a served Harbor, with pages and streams as they are really served."""
    cache.clear()
    Organisation.objects.filter(pk=harbor.pk).update(base_url=asgi_server, public_host=None)
    harbor.refresh_from_db()
    return asgi_server
