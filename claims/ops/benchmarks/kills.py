"""Requests the services saw beyond the calls there are, while workers are killed and Valkey is emptied.

As `faults`: servers of its own in a folder under /tmp, itself again with their addresses in the environment. Five of
the services of `fanout` are asked over real sockets; everything is removed at the end.
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

from claims.ops import fanout
from factcheck.servers import CHECKOUT, Servers
from factcheck.supervisor import settle_child

INSIDE = "WORKBENCH_KILLS"  # in the environment of the inner process: the folder of the servers it may break
OPTIONS = ("calls", "kills", "seed")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--calls", type=int, default=1000, help="provider calls, five for each claim (1000)")
    parser.add_argument("--kills", type=int, default=12, help="kill -9 of a worker with its pool (12)")
    parser.add_argument("--seed", type=int, default=1)


def run(stdout: OutputWrapper, **options: Any) -> None:
    inside = os.environ.get(INSIDE, "")
    if inside:
        drill(Servers(Path(inside)), stdout, **options)
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    folder = Path(tempfile.mkdtemp(prefix="workbench-kills-", dir="/tmp"))
    folder.chmod(0o711)
    servers = Servers(folder / "local")
    try:
        servers.ensure()
        fanout.install(folder / "packages")
        paths = filter(None, (str(folder / "packages"), os.environ.get("PYTHONPATH")))
        environment = {
            **os.environ,
            INSIDE: str(servers.local),
            "DATABASE_URL": servers.database_url(),
            "REDIS_URL": servers.redis_url(),
            "LOCAL_DIR": str(servers.local / "state"),
            "PYTHONPATH": os.pathsep.join(paths),
            "EVIDENCE_DEADLINE_SECONDS": "3600",
            "CELERY_SKIP_CHECKS": "1",
        }
        again = [sys.executable, "manage.py", "benchmark", "kills"]
        for name in OPTIONS:
            again += [f"--{name}", str(options[name])]
        for command in ([sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"], again):
            process = subprocess.Popen(
                command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, text=True,
                preexec_fn=settle_child,
            )  # fmt: skip
            for line in process.stdout or ():
                stdout.write(line.rstrip("\n"))
                stdout.flush()
            if process.wait() != 0:
                raise CommandError("The drill failed: see the lines above.")
    finally:
        servers.remove()
        shutil.rmtree(folder, ignore_errors=True)


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
