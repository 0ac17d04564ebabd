"""The newsrooms a person may switch between, for the desk's menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from claims.accounts.middleware import memberships_of


def newsrooms(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `newsrooms`, asked for only where a page of the desk shows the menu."""
    if getattr(request, "actor", None) is None:
        return {}
    return {"newsrooms": SimpleLazyObject(lambda: [each.organisation for each in memberships_of(request)])}
