"""manage.py import_newsroom: a whole newsroom from the file that export_newsroom wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.lib.problems import Problem
from claims.ops.restoring import make_pages, read


class Command(BaseCommand):
    """All of it or nothing; then its public pages are made."""

    help = (
        "Bring a newsroom in from the file that export_newsroom wrote, into an installation where it is not."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            organisation = read(options["file"])
        except Problem as problem:
            raise CommandError(str(problem)) from problem
        make_pages(organisation, options["file"])
        self.stdout.write(
            f"{organisation.name} is here, and its public pages are made. Its people have no passwords yet: "
            "each asks for one at the sign-in page (“Forgotten?”)."
        )
