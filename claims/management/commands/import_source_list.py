"""Add a version of a list of sources to a newsroom: `manage.py import_source_list FILE --newsroom SLUG …`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.intake.list_files import read_entries
from claims.intake.lists import import_version
from claims.lib.problems import Problem


class Command(BaseCommand):
    """Reads CSV or JSON; all of it or nothing."""

    help = "Add a version of a list of sources (CSV or JSON) to a newsroom."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help="CSV with the columns source, label, note, since; or JSON"
        )
        parser.add_argument("--newsroom", required=True, help="its slug")
        parser.add_argument("--list", required=True, help="a short key for the list, the same at each import")
        parser.add_argument("--name", required=True, help="what it is called on the screen")
        parser.add_argument("--version-of-list", required=True, help="the version, as 2026-11-01")
        parser.add_argument("--about", default="", help="where it can be read about")

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = Organisation.objects.filter(slug=options["newsroom"]).first()
        if organisation is None:
            raise CommandError(f"There is no newsroom “{options['newsroom']}”.")
        try:
            text = options["file"].read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as fault:
            raise CommandError(f"{options['file']} can’t be read: {fault}.") from fault
        try:
            entries = read_entries(text, name=options["file"].name)
            made = import_version(
                by=Actor.system(organisation),
                key=options["list"],
                name=options["name"],
                version=options["version_of_list"],
                entries=entries,
                about=options["about"],
            )
        except Problem as problem:
            raise CommandError("\n".join([*told(problem), problem.next_step]).strip()) from problem
        self.stdout.write(
            f"“{made.source_list.name}”, version {made.label}: {made.entries.count()} entries ({organisation})."
        )


def told(problem: Problem) -> list[str]:
    """A refusal in lines: each fault with its place, or what was wrong with the whole."""
    return [each.detail for each in problem.errors] or [problem.detail]
