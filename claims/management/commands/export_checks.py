"""manage.py export_checks: all published checks of a newsroom, in one of the forms other programs read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.accounts.models import Organisation
from claims.publishing.exporting import FORMS


class Command(BaseCommand):
    """To standard output, or into a file."""

    help = "Write a newsroom’s published checks: " + "; ".join(
        f"{form.name} ({form.words})" for form in FORMS.values()
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("newsroom", metavar="SLUG")
        parser.add_argument("--as", dest="form", choices=list(FORMS), default="jsonl")
        parser.add_argument("--output", type=Path, metavar="FILE", help="else standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = Organisation.objects.filter(slug=options["newsroom"]).first()
        if organisation is None:
            raise CommandError(f"There is no newsroom “{options['newsroom']}”.")
        pieces = FORMS[options["form"]].write(organisation)
        if options["output"] is None:
            for piece in pieces:
                self.stdout.write(piece.decode(), ending="")
            return
        try:
            with options["output"].open("wb") as file:
                file.writelines(pieces)
        except OSError as error:
            raise CommandError(f"{options['output']} can’t be written: {error.strerror}.") from error
