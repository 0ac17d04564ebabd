"""Other people's programs in JavaScript that look at our pages, as the lock file names them. They are installed into a
folder that git does not see, without the browsers they would bring."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"


@pytest.fixture(scope="module")
def modules() -> Path:
    """The folder they are in."""
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        pytest.skip("There is no Node with npm.")
    locked = HERE / "package-lock.json"
    if not MODULES.is_dir() or locked.stat().st_mtime > MODULES.stat().st_mtime:
        subprocess.run(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=HERE,
            env={**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"},
            check=True,
        )
        MODULES.touch()
    return MODULES
