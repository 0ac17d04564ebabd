"""The provider of docs/providers.md, built from that page and installed as a package would be."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from claims.evidence.providers import active, registry
from claims.evidence.standing_in import StandInServer, stand_in_of
from factcheck.servers import CHECKOUT
from tests.evidence import test_http_contract as contract

NAME = "harbor_library"


def install(folder: Path) -> None:
    """Write the files the page shows, and what an installer leaves of the package."""
    page = (CHECKOUT / "docs" / "providers.md").read_text(encoding="utf-8")
    (folder / NAME).mkdir()
    for path, words in re.findall(
        r"`harbor_library/([\w.]+)`[^`]*(?:`[^`\n]+`[^`]*)*?```\w+\n(.*?)```", page, re.S
    ):
        (folder / NAME / path).write_text(words, encoding="utf-8")
    package = tomllib.loads(page.split("```toml\n")[1].split("```")[0])["project"]
    notes = folder / f"{NAME}-{package['version']}.dist-info"
    notes.mkdir()
    (notes / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {package['name']}\nVersion: {package['version']}\n", encoding="utf-8"
    )
    points = [
        line
        for group, named in package["entry-points"].items()
        for line in (f"[{group}]", *(f"{name} = {value}" for name, value in named.items()))
    ]
    (notes / "entry_points.txt").write_text("\n".join(points), encoding="utf-8")


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[StandInServer]:
    install(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    registry.cache_clear()
    provider = registry()[NAME]
    service = stand_in_of(provider)
    assert service is not None
    monkeypatch.setattr(contract, "SERVICES", {NAME: service})
    running = StandInServer({NAME: service}).start()
    settings.PROVIDER_SETTINGS = running.environment()
    settings.FETCH_ALLOWED_PRIVATE = [running.pair]
    settings.OPERATOR_CONTACT = running.environment()["OPERATOR_CONTACT"]
    monkeypatch.setattr(type(provider), "pace", contract.FAST)
    yield running
    running.stop()
    registry.cache_clear()
    for module in [each for each in sys.modules if each.split(".")[0] == NAME]:
        del sys.modules[module]


def test_it_keeps_the_whole_contract(server: StandInServer, settings: Any) -> None:
    provider = registry()[NAME]
    assert {path.name for path in provider.folder.glob("*.*")} >= {
        "__init__.py", "settings.json", "description.md", "stand_in.py",
    }  # fmt: skip
    assert len(provider.description.split()) > 20
    contract.test_it_reads_the_first_a_middle_and_the_last_page_and_what_comes_after(NAME)
    contract.test_nothing_found_is_empty_and_the_answer_is_kept(NAME)
    contract.test_it_says_who_asks_and_asks_with_its_key(NAME, server)
    contract.test_a_key_that_is_not_accepted_is_said_so(NAME, settings, server)
    settings.PROVIDER_SETTINGS = server.environment()
    for fault in contract.SERVICES[NAME].all_faults():
        contract.test_a_failure_ends_in_its_outcome_and_never_passes_for_empty(NAME, fault, server)
    server.faults.clear()
    contract.test_it_describes_what_an_operator_may_set(NAME)
    server.seen.clear()
    contract.test_without_its_settings_it_is_not_set_up_and_nobody_is_asked(NAME, settings, server)


def test_it_is_asked_where_the_settings_name_it(server: StandInServer, settings: Any) -> None:
    settings.EVIDENCE_PROVIDERS = ["own_archive", NAME]
    assert [provider.name for provider in active()] == ["own_archive", NAME]


@pytest.mark.parametrize("broken", ["raise RuntimeError", "PROVIDER = 7", "import no_such_module"])
def test_a_package_that_is_broken_is_left_out_and_the_others_go_on(
    broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    install(tmp_path)
    (tmp_path / NAME / "__init__.py").write_text(broken, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    registry.cache_clear()
    try:
        found = registry()
        assert NAME not in found and "own_archive" in found
        assert NAME in caplog.text
    finally:
        registry.cache_clear()
        sys.modules.pop(NAME, None)
