"""Processes of this machine: found again after a crash, and ended without harming others.

A process number is used again by the system, so a number alone never proves that a process is ours: its working
folder or a mark in its environment does.
"""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import psutil


def working_in(pid: int, folder: Path) -> psutil.Process | None:
    """The live process of that number, if it works in that folder."""
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        if process.status() != psutil.STATUS_ZOMBIE and works_in(process, folder):
            return process
    return None


def works_in(process: psutil.Process, folder: Path) -> bool:
    with suppress(psutil.Error, OSError):
        return Path(process.cwd()).resolve() == folder.resolve()
    return False


def named_in(name: str, folder: Path) -> list[psutil.Process]:
    """Every process of that program name that works in that folder."""
    found = psutil.process_iter(["name"])
    return [process for process in found if process.info["name"] == name and works_in(process, folder)]


def marked(variable: str, value: str) -> list[psutil.Process]:
    """Every other process whose environment says `variable=value`, as far as we may read it."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.pid != psutil.Process().pid and process.environ().get(variable) == value:
                found.append(process)
    return found


def end(process: psutil.Process | None, first: signal.Signals, *, patience: float = 20.0) -> bool:
    """Ask a process to stop and insist after `patience` seconds. True where there was one."""
    if process is None:
        return False
    with suppress(psutil.NoSuchProcess):
        process.send_signal(first)
        if not wait_gone(process, patience):
            process.kill()
            wait_gone(process, 5)
    return True


def wait_gone(process: psutil.Process, seconds: float) -> bool:
    """Wait until it has ended; one that has, and whose parent has not looked yet (a zombie), has ended too."""
    deadline = time.monotonic() + seconds
    while is_alive(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_alive(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    return False


def end_all(processes: list[psutil.Process], *, patience: float = 5.0) -> None:
    """Ask all of them to stop, then kill those that did not."""
    for process in processes:
        with suppress(psutil.Error):
            process.terminate()
    deadline = time.monotonic() + patience
    alive = [process for process in processes if not wait_gone(process, deadline - time.monotonic())]
    for process in alive:
        with suppress(psutil.Error):
            process.kill()
    for process in alive:
        wait_gone(process, 5)


def end_children(
    children: Sequence[tuple[subprocess.Popen[bytes], float]],
    *,
    impatient: Callable[[], bool] = lambda: False,
) -> None:
    """End children of ours together: asked first, killed after their seconds of grace or when impatient.

    What they started themselves and left behind is killed last.
    """
    family: list[psutil.Process] = []
    for process, _ in children:
        with suppress(psutil.Error):  # read now: once a parent has ended, its children are nobody's
            family += psutil.Process(process.pid).children(recursive=True)
    for process, _ in children:
        if process.poll() is None:
            process.terminate()
    begun = time.monotonic()
    for process, grace in children:
        while process.poll() is None and time.monotonic() < begun + grace and not impatient():
            time.sleep(0.05)
        if process.poll() is None:
            process.kill()
            process.wait()
    for left in family:
        with suppress(psutil.Error):
            left.kill()


def listener(port: int) -> str:
    """Who listens on a TCP port, as far as we may know it: `process 17, nginx`, or nothing."""
    with suppress(psutil.Error, OSError):
        for connection in psutil.net_connections("tcp"):
            local = connection.laddr
            if connection.status == psutil.CONN_LISTEN and local and local.port == port and connection.pid:
                return f"process {connection.pid}, {psutil.Process(connection.pid).name()}"
    return ""
