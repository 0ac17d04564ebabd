"""The programs of `make run`: kept running, stopped in order, found again after a kill."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from django.db import connection

from factcheck import supervisor
from factcheck.processes import end, is_alive, marked
from factcheck.servers import CHECKOUT
from factcheck.supervisor import MARK, Refusal, Supervisor, programs

# A supervisor of three small programs; the first answers /healthz, the second leaves a child of its own.
SMALL = """
    import os, sys
    from pathlib import Path
    from factcheck import supervisor
    web = '''
    import http.server, signal, sys
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    class Door(http.server.BaseHTTPRequestHandler):
        def do_GET(self): self.send_response(200); self.end_headers(); self.wfile.write(b"ok")
    http.server.ThreadingHTTPServer.allow_reuse_address = True
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Door).serve_forever()
    '''
    supervisor.programs = lambda host, port, environment: [
        ("web", [sys.executable, "-c", web, str(port)], 3.0),
        ("worker", ["sh", "-c", "sleep 600 & wait"], 3.0),
        ("stubborn", ["sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"], 0.5),
    ]
    supervisor.has_newsroom = lambda: True
    supervisor.Supervisor._manage = lambda self, *arguments, tend=False: True
    sys.exit(supervisor.main([]))
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="workbench-tests-", dir="/tmp"))
    yield made
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get(MARK) == str(made):
                process.kill()
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def start(folder: Path, port: int) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    running: list[subprocess.Popen[str]] = []

    def begin() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(SMALL)],
            cwd=CHECKOUT,
            env={**os.environ, "LOCAL_DIR": str(folder), "PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def until(process: subprocess.Popen[str], words: str) -> str:
    """What it says up to the line with these words."""
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"it ended without saying {words!r}:\n{said}")


def ours(folder: Path) -> list[psutil.Process]:
    return marked(MARK, str(folder))


def working_as(words: str, folder: Path) -> list[psutil.Process]:
    """Our processes with these words in their command line; they come and go while we look."""
    found = []
    for each in ours(folder):
        with suppress(psutil.Error):
            if any(words in word for word in each.cmdline()):
                found.append(each)
    return found


def test_ctrl_c_stops_all_of_it_within_seconds(
    start: Callable[[], subprocess.Popen[str]], folder: Path
) -> None:
    process = start()
    until(process, "Ctrl-C stops everything")
    for name in ("http.server", "sleep 600 & wait"):
        assert [os.getpgid(each.pid) for each in working_as(name, folder)] == [process.pid], (
            "one process group"
        )
    begun = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    until(process, "Nothing is lost")
    assert process.wait(10) == 0
    assert time.monotonic() - begun < 8
    assert ours(folder) == []


def test_a_program_that_ends_is_started_again(
    start: Callable[[], subprocess.Popen[str]], folder: Path
) -> None:
    process = start()
    until(process, "Ctrl-C stops everything")
    (worker,) = working_as("sleep 600 & wait", folder)
    worker.kill()
    said = until(process, "worker was ended by SIGKILL; starting it again in 1 s")
    assert "Traceback" not in said
    deadline = time.monotonic() + 10
    while not [each for each in working_as("sleep 600 & wait", folder) if each.pid != worker.pid]:
        assert time.monotonic() < deadline, "the worker was not started again"
        time.sleep(0.1)
    process.terminate()
    until(process, "Nothing is lost")


def test_after_a_kill_of_everything_it_starts_again(
    start: Callable[[], subprocess.Popen[str]], folder: Path
) -> None:
    first = start()
    until(first, "Ctrl-C stops everything")
    for each in [psutil.Process(first.pid), *ours(folder)]:
        each.kill()
    first.wait(5)
    second = start()
    until(second, "Ctrl-C stops everything")
    second.terminate()
    until(second, "Nothing is lost")


def test_orphans_that_hold_the_port_are_ended(
    start: Callable[[], subprocess.Popen[str]], folder: Path
) -> None:
    first = start()
    until(first, "Ctrl-C stops everything")
    (web,) = working_as("http.server", folder)
    web.suspend()  # so that it can't follow its supervisor
    first.kill()
    first.wait(5)
    second = start()
    said = until(second, "Ctrl-C stops everything")
    assert "of an earlier run that was killed" in said
    assert not is_alive(web)
    second.terminate()
    until(second, "Nothing is lost")


def test_a_second_one_of_the_same_folder_is_refused(
    start: Callable[[], subprocess.Popen[str]], port: int
) -> None:
    first = start()
    until(first, "Ctrl-C stops everything")
    second = start()
    said = until(second, "LOCAL_DIR=/some/other/folder")
    assert f"http://127.0.0.1:{port}, process {first.pid}" in said
    assert second.wait(5) == 1
    assert first.poll() is None
    first.terminate()
    until(first, "Nothing is lost")


def test_a_port_that_somebody_else_holds_is_named(folder: Path, port: int) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", port))
        holder.listen()
        one = Supervisor(local=folder, host="127.0.0.1", port=port, environment={})
        with pytest.raises(Refusal, match=rf"Port {port}.*process {os.getpid()}(.|\n)*PORT={port + 1}"):
            one._free_port()


def test_a_port_that_is_no_number_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "eighty")
    assert supervisor.main([]) == 1
    assert "PORT must be a number, not 'eighty'" in capsys.readouterr().out


def test_every_queue_has_a_worker() -> None:
    from claims.history.jobs import QUEUES

    listening = {
        queue
        for _, command, _ in programs("127.0.0.1", 8000, {})
        if "-Q" in command
        for queue in command[command.index("-Q") + 1].split(",")
    }
    assert listening == set(QUEUES)


def test_a_log_that_has_grown_large_is_turned_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LOG_BYTES", 10)
    log = folder / "web.log"
    log.write_text("twelve bytes")
    supervisor.turn_over(log)
    assert not log.exists() and (folder / "web.log.1").read_text() == "twelve bytes"


def test_a_server_that_was_killed_is_started_again(
    folder: Path, port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.chmod(0o755)
    monkeypatch.setenv("LOCAL_DIR", str(folder))
    monkeypatch.delenv("REDIS_URL")
    ours = supervisor.servers.default()
    one = Supervisor(local=folder, host="127.0.0.1", port=port, environment={})
    one.children = []
    try:
        one._tend()
        process = ours.valkey_process()
        assert process is not None
        end(process, signal.SIGKILL)
        capsys.readouterr()
        one.servers_looked_at = 0.0
        one._tend()
        assert ours.valkey_answers()
        assert "Valkey had ended and was started again" in capsys.readouterr().out
    finally:
        ours.remove()


@pytest.mark.django_db(transaction=True)
def test_migrating_is_skipped_only_where_nothing_is_left_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = connection.settings_dict["NAME"]
    url = os.environ["DATABASE_URL"].replace("/workbench?", f"/{name}?")
    monkeypatch.setenv("DATABASE_URL", url)
    assert not supervisor.up_to_date(tmp_path), "never ran here"
    (tmp_path / "migrated").write_text(supervisor.code_state())
    assert supervisor.up_to_date(tmp_path)
    (tmp_path / "migrated").write_text("the state of older code")
    assert not supervisor.up_to_date(tmp_path)
    (tmp_path / "migrated").write_text(supervisor.code_state())
    monkeypatch.setenv("DATABASE_URL", url.replace(f"/{name}?", "/postgres?"))
    assert not supervisor.up_to_date(tmp_path), "another database"
