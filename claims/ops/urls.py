"""Addresses for machines that watch over the installation."""

from __future__ import annotations

from django.urls import path

from claims.ops import health
from claims.ops.metrics import metrics

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]
