"""Requests the services saw beyond the calls there are, while workers are killed and Valkey is emptied.

As `faults`: servers of its own in a folder under /tmp, itself again with their addresses in the environment. Five of
the services of `fanout` are asked over real sockets; everything is removed at the end.
"""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from claims.ops import fanout
from claims.ops.benchmarks import _own_servers
from factcheck.servers import Servers

OPTIONS = ("calls", "kills", "seed")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--calls", type=int, default=1000, help="provider calls, five for each claim (1000)")
    parser.add_argument("--kills", type=int, default=12, help="kill -9 of a worker with its pool (12)")
    parser.add_argument("--seed", type=int, default=1)


def run(stdout: OutputWrapper, **options: Any) -> None:
    if place := _own_servers.folder():
        drill(_own_servers.servers(place), stdout, **options)
        return
    _own_servers.run_inside(
        "kills",
        stdout,
        {name: options[name] for name in OPTIONS},
        {**_own_servers.AS_SERVED, "EVIDENCE_DEADLINE_SECONDS": "3600"},
        durable=True,
        prepare=fanout.with_services,
        failed="The drill failed: see the lines above.",
    )


def drill(servers: Servers, stdout: OutputWrapper, **options: Any) -> None:
    from claims.ops.call_drill import ASKED, CallDrill, services

    def say(line: str) -> None:
        stdout.write(line)
        stdout.flush()

    server = services()
    made = CallDrill(
        servers=servers,
        jobs=options["calls"],
        kills=options["kills"],
        valkey_kills=min(2, options["kills"]),
        seed=options["seed"],
        say=say,
    )
    made.claims = max(1, -(-options["calls"] // len(ASKED)))
    made.prepare(server)
    try:
        made.run()
    finally:
        server.stop()
    found = made.outcome
    say("")
    say(
        f"seed {options['seed']}: {found.worker_kills} worker groups killed, Valkey emptied {found.valkey_kills} times"
    )
    say(f"calls                    {found.calls}, attempts in all {found.attempts}")
    say(f"requests seen            {found.requests}, {found.above} more than calls")
    say(f"in hand at the kills     {found.caught}, of them with the killed {found.died}")
    say(f"not ended, or not well   {len(found.lost)}")
    say(f"ended or asked too often {len(found.twice) + len(found.wrong)}")
    say(f"seconds                  {found.seconds:.0f}, of them {found.settled:.0f} after the last fault")
    for line in (*found.lost, *found.twice, *found.wrong)[:20]:
        say(f"  {line}")
    if not found.good:
        raise CommandError("a call was lost, ended twice, or asked more often than it was in hand at a kill")
