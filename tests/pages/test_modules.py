"""The desk's modules without a browser: `tests/modules/*.test.mjs` in Node's own runner, where Node is there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "tests" / "modules").glob("*.test.mjs"))
OLDEST = 18
"""The first Node with a runner of its own."""


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node")
    if not found:
        pytest.skip("There is no Node: install it to run the tests of the desk's modules.")
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    if int(re.sub(r"^v(\d+).*", r"\1", version)) < OLDEST:
        pytest.skip(f"Node {version.strip()} has no test runner; version {OLDEST} or newer has.")
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_a_module_does_what_its_tests_say(node: str, module: Path) -> None:
    done = subprocess.run(
        [node, "--test", "--test-reporter=tap", str(module)], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout + done.stderr
    passed = re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE)
    assert passed and int(passed[1]) > 0, done.stdout


def test_there_are_modules_to_test() -> None:
    assert MODULES
