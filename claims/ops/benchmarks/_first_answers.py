"""The first answer of a web server that was started for one question, beside that of a bare one."""

from __future__ import annotations

import http.client
import os
import random
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from django.core.management.base import CommandError

from factcheck.servers import CHECKOUT
from factcheck.supervisor import programs, settle_child

HOST = "127.0.0.1"
STARTS_WITHIN = 60.0
APPLICATION, WORKER = "factcheck.asgi:application", "factcheck.worker.Worker"


def ours(port: int) -> list[str]:
    """The web server's command line as `make run` has it."""
    return next(command for name, command, _ in programs(HOST, port, os.environ) if name == "web")


def bare(port: int) -> list[str]:
    """The same server, with the same number of processes, before the least that Django can be."""
    instead = {
        APPLICATION: "claims.ops.benchmarks._bare:application",
        WORKER: "gunicorn.workers.gasgi.ASGIWorker",
    }
    return [instead.get(word, word) for word in ours(port)]


def first_answer(command: Sequence[str], port: int, path: str, *, host: str) -> tuple[float, int]:
    """Milliseconds and status. The time runs from the connection, made as soon as the port takes one, to the last byte
    of the answer; nobody has asked this server anything before."""
    with _started(command) as process:
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until and process.poll() is None:
            began = time.perf_counter()
            with suppress(ConnectionRefusedError):
                line = http.client.HTTPConnection(HOST, port, timeout=STARTS_WITHIN)
                line.connect()
                line.request("GET", path, headers={"Host": host})
                answer = line.getresponse()
                answer.read()
                taken = (time.perf_counter() - began) * 1000
                line.close()
                return taken, answer.status
            time.sleep(0.002)
        raise CommandError(f"A web server did not come up: {' '.join(command)}")


@contextmanager
def _started(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, cwd=CHECKOUT, stdout=said, stderr=subprocess.STDOUT, preexec_fn=settle_child
        )
        try:
            yield process
        except CommandError as error:
            said.seek(0)
            raise CommandError(f"{error}\n{said.read()[-2000:].decode(errors='replace')}") from None
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)


def free_port() -> int:
    """A port that nobody listens at, below those that are given to whoever calls: one who calls a port of those again
    and again, before anybody listens there, is some day given that very port and answers himself."""
    while True:
        port = random.randrange(20_000, 30_000)  # noqa: S311 - nothing to guess
        with socket.socket() as free, suppress(OSError):
            free.bind((HOST, port))
            return port
