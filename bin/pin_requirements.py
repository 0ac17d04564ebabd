"""Pin `requirements.txt` again from `pyproject.toml`: what the product needs, then what the tests add."""

import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".venv" / "bin" / "uv"
HEAD = """\
# Every package of the workbench, pinned. Written by `make requirements` from pyproject.toml.
# Works with `uv pip install -r` and with plain `pip install -r`, on Python 3.11 and newer.
"""
TESTS = """
# --- Tools for tests: a served installation does not need what follows ---
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        product = pin(Path(folder) / "product.txt")
        everything = pin(
            Path(folder) / "everything.txt", "--group", "test", "-c", str(Path(folder) / "product.txt")
        )
    tools = [line for line in everything if line not in product]
    lines = [HEAD, *(f"{pin}\n" for pin in product), TESTS, *(f"{pin}\n" for pin in tools)]
    (ROOT / "requirements.txt").write_text("".join(lines))


def pin(target: Path, *more: str) -> list[str]:
    command = [str(UV), "pip", "compile", "-q", "pyproject.toml", "--universal", "--python-version", "3.11.0"]
    command += ["--no-header", "--no-annotate", *more, "-o", str(target)]
    subprocess.run(command, cwd=ROOT, check=True)
    return [line for line in target.read_text().splitlines() if line.strip()]


if __name__ == "__main__":
    main()
