"""`manage.py load_demo`: the demo newsroom, once, on an empty installation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.accounts.models import Organisation
from claims.lib.problems import Problem
from claims.ops.demo.loading import demo_password, load_demo


class Command(BaseCommand):
    help = (
        "Make the demo newsrooms with their people, texts and verdicts. Only on an installation without any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--inline", action="store_true", help="do the jobs here instead of leaving them to the workers"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        unfinished = settings.LOCAL_DIR / "demo-unfinished"
        if Organisation.objects.exists() and not unfinished.exists():
            raise CommandError("There is a newsroom already: the demo is only for an empty installation.")
        unfinished.touch()
        try:
            load_demo(say=self.stdout.write, inline=options["inline"])
        except Problem as problem:
            raise CommandError(f"The demo could not be loaded: {problem}") from problem
        unfinished.unlink(missing_ok=True)
        self.stdout.write(
            f"Sign in as ada@harbor.example, ben@harbor.example or cleo@northgate.example, password {demo_password()}"
        )
