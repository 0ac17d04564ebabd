"""The one map of addresses: each door brings its own list."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path

DOORS = (
    ("healthz-and-metrics", "", "claims.ops.urls"),
    ("people", "accounts/", "claims.accounts.urls"),
    ("api", "api/v1/", "claims.api.urls"),
    ("fact-check-tools", "", "claims.api.google.urls"),
    ("settings", "desk/settings/", "claims.accounts.urls_settings"),
    ("desk", "desk/", "claims.desk.urls"),
    ("public", "", "claims.publishing.urls"),
)

urlpatterns = [path(prefix, include(module)) for _, prefix, module in DOORS if find_spec(module) is not None]

handler404 = "claims.desk.problem_pages.not_found"
handler500 = "claims.desk.problem_pages.fault"
