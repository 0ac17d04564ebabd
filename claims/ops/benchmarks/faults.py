"""Jobs lost or done twice while workers and Valkey are killed, on servers of its own.

Starts a PostgreSQL and a Valkey in a folder under /tmp, and itself again with their addresses in the environment: the
settings of a process can't change their database. Everything is removed at the end.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from factcheck.servers import CHECKOUT, Servers
from factcheck.supervisor import settle_child

INSIDE = "WORKBENCH_DRILL"  # in the environment of the inner process: the folder of the servers it may break


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--jobs", type=int, default=1000, help="provider calls to make (1000)")
    parser.add_argument("--kills", type=int, default=20, help="kill -9 of a worker with its pool (20)")
    parser.add_argument("--valkey-kills", type=int, default=5, help="kill -9 of Valkey, its data removed (5)")
    parser.add_argument("--seed", type=int, default=1)


def run(stdout: OutputWrapper, **options: Any) -> None:
    inside = os.environ.get(INSIDE, "")
    if inside:
        drill(Servers(Path(inside)), stdout, **options)
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    folder = Path(tempfile.mkdtemp(prefix="workbench-drill-", dir="/tmp"))
    folder.chmod(0o711)
    servers = Servers(folder / "local")
    try:
        servers.ensure()
        environment = {
            **os.environ,
            INSIDE: str(servers.local),
            "DATABASE_URL": servers.database_url(),
            "REDIS_URL": servers.redis_url(),
            "LOCAL_DIR": str(servers.local / "state"),
            "EVIDENCE_DEADLINE_SECONDS": "3600",
            "CELERY_SKIP_CHECKS": "1",
        }
        again = [sys.executable, "manage.py", "benchmark", "faults"]
        for name in ("jobs", "kills", "valkey_kills", "seed"):
            again += [f"--{name.replace('_', '-')}", str(options[name])]
        for command in ([sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"], again):
            process = subprocess.Popen(
                command,
                cwd=CHECKOUT,
                env=environment,
                stdout=subprocess.PIPE,
                text=True,
                preexec_fn=settle_child,
            )
            for line in process.stdout or ():
                stdout.write(line.rstrip("\n"))
            if process.wait() != 0:
                raise CommandError("The drill failed: see the lines above.")
    finally:
        servers.remove()
        shutil.rmtree(folder, ignore_errors=True)


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
