"""`manage.py benchmark NAME`: measure one thing and print figures. Each is a module of `claims/ops/benchmarks/`."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from claims.ops import benchmarks


class Command(BaseCommand):
    """A benchmark module has `run(stdout, **options)` and may have `add_arguments(parser)`."""

    help = "Measure one thing and print figures; without a name, list what there is."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        names = parser.add_subparsers(dest="benchmark", metavar="NAME")
        for name, module in measured().items():
            one = names.add_parser(name, help=summary(module), description=summary(module))
            if hasattr(module, "add_arguments"):
                module.add_arguments(one)

    def handle(self, *args: Any, **options: Any) -> None:
        modules = measured()
        if options["benchmark"]:
            modules[options["benchmark"]].run(self.stdout, **options)
            return
        for name, module in modules.items():
            self.stdout.write(f"{name:<18}{summary(module)}")


def measured() -> dict[str, ModuleType]:
    """The benchmarks by name: the modules whose names don't begin with an underscore."""
    names = [each.name for each in pkgutil.iter_modules(benchmarks.__path__) if not each.ispkg]
    return {
        name: import_module(f"{benchmarks.__name__}.{name}") for name in names if not name.startswith("_")
    }


def summary(module: ModuleType) -> str:
    return (module.__doc__ or "").strip().splitlines()[0]
