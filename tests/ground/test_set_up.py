"""What `make` needs of a machine, and what it says where that is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from factcheck.servers import CHECKOUT

FIND = CHECKOUT / "bin" / "find_chromium.py"
SETUP = CHECKOUT / "bin" / "setup.py"


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def find(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(folder)}
    return subprocess.run(
        [sys.executable, FIND, *arguments], env=environment, capture_output=True, text=True, check=False
    )


def test_a_browser_of_the_system_is_found(tmp_path: Path) -> None:
    program(tmp_path, "google-chrome", "")
    assert find(tmp_path).stdout == f"{tmp_path}/google-chrome\n"


def test_without_a_browser_it_says_so_by_its_status(tmp_path: Path) -> None:
    done = find(tmp_path)
    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.skipif(os.getuid() != 0, reason="only root may install")
def test_the_index_is_read_again_when_the_first_try_fails(tmp_path: Path) -> None:
    record = tmp_path / "record"
    browser = tmp_path / "chromium"
    program(
        tmp_path,
        "apt-get",
        f'echo "$1" >> {record}\n'
        f'if [ "$1" = update ]; then echo > {tmp_path}/index; exit 0; fi\n'
        f"[ -e {tmp_path}/index ] || exit 100\n"
        f"echo '#!/bin/sh' > {browser}; /bin/chmod 755 {browser}",
    )
    done = find(tmp_path, "--install")
    assert done.stdout == f"{browser}\n", done.stderr
    assert record.read_text().split() == ["install", "update", "install"]


@pytest.mark.skipif(os.getuid() != 0, reason="only root may install")
def test_an_install_that_fails_shows_the_last_words(tmp_path: Path) -> None:
    program(tmp_path, "apt-get", "echo 'E: no such package' >&2; exit 100")
    done = find(tmp_path, "--install")
    assert done.returncode == 1
    assert "E: no such package" in done.stderr


def test_an_old_python_is_named_with_the_next_step(tmp_path: Path) -> None:
    pretend = (
        "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0); "
        "runpy.run_path(sys.argv[1], run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", pretend, SETUP], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr and "make PYTHON=python3.11 run" in done.stderr


def test_set_up_again_does_nothing() -> None:
    if not (CHECKOUT / ".venv" / ".installed").exists():
        pytest.skip("this environment was not made by make setup")
    done = subprocess.run([sys.executable, SETUP], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_every_pin_is_exact() -> None:
    lines = (CHECKOUT / "requirements.txt").read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert len(pins) > 90
    assert [line for line in pins if "==" not in line.split(";")[0]] == []
    assert sum("Tools for tests" in line for line in lines) == 1
