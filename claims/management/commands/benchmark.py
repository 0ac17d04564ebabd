"""`manage.py benchmark NAME`: measure one thing and print figures. Each is a module of `claims/ops/benchmarks/`."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from claims.ops import benchmarks


class Command(BaseCommand):
    """A benchmark module has `run(stdout, **options)` and may have `add_arguments(parser)`."""

    help = "Measure one thing and print figures; docs/benchmarks.md lists what was measured."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        names = parser.add_subparsers(dest="benchmark", metavar="NAME", required=True)
        for found in pkgutil.iter_modules(benchmarks.__path__):
            if found.name.startswith("_") or found.ispkg:
                continue
            module = import_module(f"{benchmarks.__name__}.{found.name}")
            words = (module.__doc__ or "").strip().splitlines()[0]
            one = names.add_parser(found.name, help=words, description=words)
            if hasattr(module, "add_arguments"):
                module.add_arguments(one)

    def handle(self, *args: Any, **options: Any) -> None:
        module = import_module(f"{benchmarks.__name__}.{options['benchmark']}")
        module.run(self.stdout, **options)
