"""manage.py export_newsroom: a whole newsroom into one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.accounts.models import Organisation
from claims.lib.problems import Problem
from claims.ops.archiving import write


class Command(BaseCommand):
    """Reads everything as it is at one moment."""

    help = (
        "Write a whole newsroom into one file (a zip of JSON Lines): articles, copies, claims, evidence, verdicts, "
        "everything published, history, people without passwords."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("newsroom", metavar="SLUG")
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="write over a file that is there")

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = Organisation.objects.filter(slug=options["newsroom"]).first()
        if organisation is None:
            raise CommandError(f"There is no newsroom “{options['newsroom']}”.")
        path: Path = options["file"]
        if path.exists() and not options["force"]:
            raise CommandError(f"{path} is there already. Take another name, or add --force.")
        try:
            counts = write(organisation, path)
        except Problem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{organisation.name}: {sum(counts.values()):,} rows in {path}")
