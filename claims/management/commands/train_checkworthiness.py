"""`manage.py train_checkworthiness --data FOLDER`: rebuild the trained layer of the check-worthiness head."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.annotation.checkworthiness import HEAD


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Train the sentence layer of the check-worthiness head on ClaimBuster and Factcheck-GPT sentences."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--data", required=True, type=Path, help="folder with checkworthy_ct24 and claims_factcheck_gpt"
        )
        parser.add_argument(
            "--out", type=Path, default=HEAD, help="head file to write (its article layer is kept)"
        )
        parser.add_argument("--measure", action="store_true", help="cross-validate over whole debates first")

    def handle(self, *args: Any, **options: Any) -> None:
        from claims.annotation import training

        try:
            examples = training.read_examples(options["data"])
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"The training data could not be read: {error}") from error
        self.stdout.write(
            f"{len(examples)} sentences, {sum(example.label for example in examples)} worth checking"
        )
        data = json.loads(HEAD.read_text(encoding="utf-8"))
        if options["measure"]:
            measured = training.cross_validate(examples, tell=self.stdout.write)
            self.stdout.write(json.dumps({name: round(value, 4) for name, value in measured.items()}))
            data["measured"] = {name: round(value, 4) for name, value in measured.items()}
        data.update(training.train(examples))
        options["out"].write_text(
            json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )
        self.stdout.write(f"Wrote {options['out']} ({options['out'].stat().st_size:,} bytes)")
