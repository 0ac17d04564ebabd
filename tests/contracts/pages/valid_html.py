"""Every public page, in each state that looks different, by two validators: html-validate, and the W3C's own (vnu).
By hand, where Node with npm and Java are:

    .venv/bin/python -m pytest tests/contracts/pages/valid_html.py -n 0

What package-lock.json names is installed into a folder that git does not see.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.test import Client

from tests.contracts.pages.installed import HERE, MODULES, modules
from tests.pages.conftest import town
from tests.pages.register import PUBLIC
from tests.pages.town import Town

__all__ = ["modules", "town"]


@pytest.fixture(scope="module")
def validators(modules: Path) -> Path:  # noqa: F811 - the fixture
    """The folder with both."""
    if not shutil.which("java"):
        pytest.skip("There is no Java.")
    return modules


@pytest.fixture
def documents(town: tuple[str, Town, object], tmp_path: Path) -> Path:  # noqa: F811 - the fixture
    """A folder with one file for each public page."""
    address, built, _ = town
    reader = Client(headers={"host": address.partition("//")[2]})
    for row in PUBLIC:
        if row.click or row.press:
            continue  # the same document with something open
        answer = reader.get(row.path(built), follow=True)
        assert answer.status_code == row.status, row.name
        (tmp_path / f"{row.name.replace(' ', '_').replace(',', '')}.html").write_bytes(answer.content)
    return tmp_path


NEWER = ("@container", "container-type", "color-scheme")
"""CSS that browsers have and the W3C's checker of styles does not know yet."""


def html_validate(folder: Path) -> list[str]:
    """Titles are headlines, as long as they are; `role="list"` is for lists without bullets in Safari."""
    said = folder / "said.json"
    command = [
        "node",
        MODULES / "html-validate/bin/html-validate.mjs",
        "--config",
        HERE / "htmlvalidate.json",
    ]
    subprocess.run([*command, "--formatter", f"json={said}", folder], capture_output=True, check=False)
    return [
        f"{Path(file['filePath']).stem}:{each['line']}:{each['column']}: {each['ruleId']}: {each['message']}"
        for file in json.loads(said.read_text())
        for each in file["messages"]
    ]


def vnu(folder: Path) -> list[str]:
    command = [
        "java",
        "-Xss4m",
        "-jar",
        MODULES / "vnu-jar/build/dist/vnu.jar",
        "--format",
        "json",
        "--errors-only",
    ]
    asked = subprocess.run(
        [*command, *sorted(folder.glob("*.html"))], capture_output=True, text=True, check=False
    )
    return [
        f"{each['url'].rpartition('/')[2]}:{each.get('lastLine')}: {each['message']}"
        for each in json.loads(asked.stderr)["messages"]
        if not (each["message"].startswith("CSS:") and any(name in each["message"] for name in NEWER))
    ]


@pytest.mark.django_db
def test_no_public_page_has_a_fault(documents: Path, validators: Path) -> None:
    assert len(list(documents.glob("*.html"))) >= 30
    found = [*html_validate(documents), *vnu(documents)]
    assert not found, f"{len(found)} faults\n" + "\n".join(found)


def test_both_find_a_fault_where_there_is_one(validators: Path, tmp_path: Path) -> None:
    (tmp_path / "spoilt.html").write_text(
        "<!DOCTYPE html><html lang=en><title>x</title><p id=a><p id=a><img src=x><b><i></b></i>"
    )
    assert html_validate(tmp_path) and vnu(tmp_path)
