"""The index Celery and the job runner read: every room's tasks. Nothing else imports from here."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from claims.history import tasks as history_tasks

for _room in ("intake", "annotation", "matching", "evidence", "verdicts", "publishing", "api", "ops"):
    if find_spec(f"claims.{_room}.tasks") is not None:
        import_module(f"claims.{_room}.tasks")

__all__ = ["history_tasks"]
