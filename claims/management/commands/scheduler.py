"""`manage.py scheduler`: the sweeper and the clock."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from claims.history.scheduler import run_forever


class Command(BaseCommand):
    help = "Give lost jobs back, ring for due ones, run what comes round by the clock. Any number may run."

    def handle(self, *args: Any, **options: Any) -> None:
        run_forever()
