"""`manage.py train_stance --data FOLDER`: rebuild the head of the stance rules."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.evidence.stance import HEAD


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Train the head of the stance rules on FM2, Climate-FEVER, Factcheck-GPT, SciFact and WiCE."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", required=True, type=Path, help="folder with the five sets")
        parser.add_argument("--out", type=Path, default=HEAD, help="head file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        from claims.evidence import training

        try:
            pairs = list(training.read_pairs(options["data"]))
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"The training data could not be read: {error}") from error
        table = training.tabulate(pairs, tell=self.stdout.write)
        measured = training.cross_validate(table)
        self.stdout.write(json.dumps(measured, indent=1))
        head = {"weights": training.as_head(training.fit(table), table.names), "cross_validated": measured}
        options["out"].write_text(json.dumps(head, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        self.stdout.write(f"Wrote {options['out']} ({options['out'].stat().st_size:,} bytes)")
