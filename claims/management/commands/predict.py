"""`manage.py predict TASK`: JSON lines in, JSON lines out, through the functions the product uses."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.ops.piping import leave_quietly
from claims.ops.predicting import TASKS, PredictError, predict


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Answer JSON lines from standard input (or --input FILE) with JSON lines on standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("task", choices=sorted(TASKS))
        parser.add_argument(
            "--corpus", type=Path, help="JSON lines of id, text and title, for matches and evidence"
        )
        parser.add_argument(
            "--top", type=int, default=100, help="how many of the corpus to rank per line (100)"
        )
        parser.add_argument("--input", type=Path, help="read this file rather than standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lines = options["input"].open(encoding="utf-8") if options["input"] else sys.stdin
            for answer in predict(options["task"], lines, corpus=options["corpus"], top=options["top"]):
                sys.stdout.write(answer + "\n")
                sys.stdout.flush()
        except BrokenPipeError:
            leave_quietly()
        except (PredictError, OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
