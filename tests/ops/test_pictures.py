"""Pictures of pages are small files of the right size, and the same page gives the same picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.accounts.acting import Actor
from claims.ops.pictures import showing, taking
from claims.ops.pictures.showing import Shown
from tests.journeys.conftest import chromium

__all__ = ["chromium"]


@pytest.fixture
def address(transactional_db: None) -> Iterator[str]:
    with taking.served() as served:
        yield served


@pytest.mark.browser
def test_it_takes_each_page_at_each_width_light_and_dark(
    address: str,
    ada: Actor,
    chromium: str,  # noqa: F811 - the fixture
    tmp_path: Path,
) -> None:
    pages = [Shown("today", "Today", "ada", "/desk/"), Shown("sign-in", "Sign in", "", "/accounts/login/")]
    told: list[str] = []
    files = taking.take(pages, tmp_path, address=address, say=told.append, widths=(390, 1100))
    assert sorted(file.name for file in files) == sorted(
        f"{page}-{width}-{scheme}.webp"
        for page in ("today", "sign-in")
        for width in (390, 1100)
        for scheme in ("light", "dark")
    )
    assert told == ["today: Today", "sign-in: Sign in"]
    assert all(file.read_bytes()[8:12] == b"WEBP" and file.stat().st_size < 60_000 for file in files)
    light, dark = (tmp_path / f"today-390-{scheme}.webp" for scheme in ("light", "dark"))
    assert light.read_bytes() != dark.read_bytes()
    before = light.read_bytes()
    taking.take(pages[:1], tmp_path, address=address, say=told.append, widths=(390,), schemes=("light",))
    assert light.read_bytes() == before


def test_it_says_so_where_there_is_no_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    with pytest.raises(taking.NoBrowser, match="install the package chromium"):
        taking.take([], tmp_path, address="http://127.0.0.1:1", say=print)


def test_it_names_the_pages_there_are_where_one_is_asked_for_that_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WORKBENCH_PICTURES", "1")
    monkeypatch.setattr(showing, "stage", lambda: [Shown("today", "Today", "ada", "/desk/")])
    with pytest.raises(CommandError, match="There is no page “tomorrow”. There are: today."):
        call_command("pictures", to=str(tmp_path), only=["tomorrow"])
    assert not list(tmp_path.iterdir())
