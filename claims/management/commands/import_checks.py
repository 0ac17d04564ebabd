"""manage.py import_checks: a file of earlier checks by others, or of articles, into a newsroom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.intake.import_models import ImportKind
from claims.lib.problems import Problem
from claims.matching.importing import carry_out, known, preview


class Command(BaseCommand):
    """Tells every row that can't be taken in; takes all the others in, or none."""

    help = "Import CSV, JSON, JSON Lines, ClaimReview or Google’s fact-check pages as earlier checks, or articles."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("newsroom", metavar="SLUG")
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="kind", choices=ImportKind.values, default="checks")
        parser.add_argument("--dry-run", action="store_true", help="only tell what would be done")
        parser.add_argument("--leave-faults-out", action="store_true", help="take in the rows without faults")

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = Organisation.objects.filter(slug=options["newsroom"]).first()
        if organisation is None:
            raise CommandError(f"There is no newsroom “{options['newsroom']}”.")
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} can’t be read: {error.strerror}.") from error
        by = Actor.system(organisation)
        try:
            with transaction.atomic():
                file = preview(by=by, kind=options["kind"], name=options["file"].name, data=data)
                for fault in file.faults:
                    self.stderr.write(f"{fault['place']}: {fault['detail']}")
                here = len(known(file)) if options["kind"] == "checks" else 0
                rows, faults = len(file.rows), len(file.faults)
                self.stdout.write(f"{rows} rows can be taken in ({here} are here already), {faults} can’t.")
                if options["dry_run"]:
                    transaction.set_rollback(True)
                    return
                done = carry_out(file, by=by, leave_faults_out=options["leave_faults_out"])
        except Problem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{done.added} added.")
