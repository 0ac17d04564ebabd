"""The pages say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from factcheck.servers import CHECKOUT

READS = re.compile(
    r"""(?:env\.\w+|_whole_number|environ\.get|environ|environment\.get|getenv)[\(\[]\s*"([A-Z][A-Z_]+)\""""
)
OF_THE_SYSTEM = {"PATH", "PYTHONPATH", "DJANGO_SETTINGS_MODULE", "PYTEST_XDIST_WORKER"}
PAGES = sorted([CHECKOUT / "README.md", *(CHECKOUT / "docs").rglob("*.md")])


def read_by_the_code() -> set[str]:
    code = [CHECKOUT / "manage.py"]
    for folder in ("factcheck", "claims", "bin"):
        code += (CHECKOUT / folder).rglob("*.py")
    found = {name for path in code for name in READS.findall(path.read_text(encoding="utf-8"))}
    return found - OF_THE_SYSTEM


def documented() -> set[str]:
    rows = re.findall(
        r"^\| (`[A-Z][^|]*) \|", (CHECKOUT / "docs" / "operations.md").read_text(encoding="utf-8"), re.M
    )
    return {name for row in rows for name in re.findall(r"`([A-Z][A-Z_]+)`", row)}


def test_every_setting_is_documented() -> None:
    assert read_by_the_code() - documented() == set()


def test_every_documented_setting_is_read_somewhere() -> None:
    scripts = "".join((CHECKOUT / name).read_text() for name in ("Makefile", "bin/test"))
    assert {name for name in documented() - read_by_the_code() if name not in scripts} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_page_is_on_the_index() -> None:
    index = (CHECKOUT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = [path.name for path in (CHECKOUT / "docs").glob("*.md") if path.name != "README.md"]
    assert [name for name in pages if f"({name})" not in index] == []
