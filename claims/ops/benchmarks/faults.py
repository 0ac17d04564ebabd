"""Jobs lost or done twice while workers and Valkey are killed, on servers of its own.

Starts a PostgreSQL and a Valkey in a folder under /tmp, and itself again with their addresses in the environment: the
settings of a process can't change their database. Everything is removed at the end.
"""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from claims.ops.benchmarks import _own_servers
from factcheck.servers import Servers

OPTIONS = ("jobs", "kills", "valkey_kills", "seed")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--jobs", type=int, default=1000, help="provider calls to make (1000)")
    parser.add_argument("--kills", type=int, default=20, help="kill -9 of a worker with its pool (20)")
    parser.add_argument("--valkey-kills", type=int, default=5, help="kill -9 of Valkey, its data removed (5)")
    parser.add_argument("--seed", type=int, default=1)


def run(stdout: OutputWrapper, **options: Any) -> None:
    if place := _own_servers.folder():
        drill(_own_servers.servers(place), stdout, **options)
        return
    _own_servers.run_inside(
        "faults",
        stdout,
        {name: options[name] for name in OPTIONS},
        {**_own_servers.AS_SERVED, "EVIDENCE_DEADLINE_SECONDS": "3600"},
        durable=True,
        failed="The drill failed: see the lines above.",
    )


def drill(servers: Servers, stdout: OutputWrapper, **options: Any) -> None:
    from claims.ops.fault_drill import Drill

    def say(line: str) -> None:
        stdout.write(line)
        stdout.flush()

    found = Drill(
        servers=servers,
        jobs=options["jobs"],
        kills=options["kills"],
        valkey_kills=options["valkey_kills"],
        seed=options["seed"],
        say=say,
    ).run()
    say("")
    say(f"seed {options['seed']}: {found.worker_kills} worker groups and {found.valkey_kills} Valkeys killed")
    say(f"acknowledged claims      {found.acknowledged}")
    say(f"provider calls           {found.calls}, follow-ups {found.follow_ups}")
    say(f"caught in the middle     {found.caught}, attempts in all {found.attempts}, dead {found.dead}")
    say(f"lost                     {len(found.lost)}")
    say(f"effects twice            {len(found.twice)}")
    say(f"seconds                  {found.seconds:.0f}, of them {found.settled:.0f} after the last fault")
    for line in (*found.lost, *found.twice)[:20]:
        say(f"  {line}")
    if not found.good:
        raise CommandError(f"{len(found.lost)} lost, {len(found.twice)} twice")
