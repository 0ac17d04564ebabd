"""`manage.py fake_providers`: the services providers ask, played on this machine."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.evidence.standing_in import StandInServer, stand_ins


class Command(BaseCommand):
    help = "Run local stand-ins of the services that providers ask, and print the settings that lead there."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help="which ones (all)")
        parser.add_argument("--port", type=int, default=8099, help="port on 127.0.0.1 (8099)")
        parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer (0)")
        parser.add_argument(
            "--fault",
            action="append",
            default=[],
            metavar="NAME=FAULT",
            help="make one fail, always in the same way",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            server = made(options["names"], options["fault"], port=options["port"], delay=options["delay"])
        except OSError as error:
            raise CommandError(
                f"Port {options['port']} can't be used: {error.strerror}. Choose another with --port."
            ) from error
        for name, value in server.environment().items():
            self.stdout.write(f"export {name}={value}")
        self.stdout.write(f"# {len(server.services)} services at http://{server.pair}/; Ctrl-C ends them.")
        self.stdout.flush()
        try:
            server.run()
        except KeyboardInterrupt:
            self.stdout.write("")


def made(names: list[str], faults: list[str], *, port: int, delay: float) -> StandInServer:
    """The server, not yet serving. Raises CommandError for a name or a fault there is none of."""
    known = stand_ins()
    unknown = [name for name in names if name not in known]
    if unknown:
        raise CommandError(
            f"There is no stand-in for {', '.join(unknown)}; there are {', '.join(sorted(known))}."
        )
    chosen = {name: service for name, service in known.items() if not names or name in names}
    wanted: dict[str, str] = {}
    for each in faults:
        name, _, fault = each.partition("=")
        if name not in chosen:
            raise CommandError(f"--fault {each}: {name} is not run.")
        if fault not in chosen[name].all_faults():
            raise CommandError(f"--fault {each}: {name} can fail as {', '.join(chosen[name].all_faults())}.")
        wanted[name] = fault
    server = StandInServer(chosen, port=port, delay=delay)
    server.faults.update(wanted)
    return server
