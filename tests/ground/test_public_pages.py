"""Public pages are made again at a start where what they are made of has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from factcheck import public_pages, supervisor
from factcheck.supervisor import Supervisor


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands of manage.py that a start in tmp_path runs for its public pages."""
    ran: list[str] = []
    monkeypatch.setattr(supervisor, "has_newsroom", lambda: True)
    monkeypatch.setattr(Supervisor, "_manage", lambda self, *words, tend=False: ran.append(words[0]) or True)
    return ran


def start(folder: Path) -> None:
    Supervisor(local=folder, host="127.0.0.1", port=1, environment={})._render_again()


def checkout(folder: Path) -> Path:
    for name in (
        "publishing/templates/publishing/check.html",
        "static/claims/public.css",
        "static/claims/desk/a.js",
        "static/vendor/fonts/a.woff2",
    ):
        path = folder / "claims" / name
        path.parent.mkdir(parents=True)
        path.write_text("as it was")
    return folder


def test_it_renders_once_for_each_look_of_the_pages(
    tmp_path: Path, commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    start(tmp_path)
    assert commands == ["render_public"]
    start(tmp_path)
    assert commands == ["render_public"]
    monkeypatch.setattr(public_pages, "made_of", lambda: "another template")
    start(tmp_path)
    assert commands == ["render_public"] * 2


def test_it_tries_again_at_the_next_start_where_rendering_failed(
    tmp_path: Path, commands: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Supervisor, "_manage", lambda self, *words, tend=False: False)
    start(tmp_path)
    assert "`manage.py render_public` tries again" in capsys.readouterr().out
    assert not public_pages.are_current(tmp_path)


def test_it_renders_nothing_before_there_is_a_newsroom(
    tmp_path: Path, commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "has_newsroom", lambda: False)
    start(tmp_path)
    assert commands == []
    assert public_pages.are_current(tmp_path)


@pytest.mark.parametrize(
    "name",
    ["publishing/templates/publishing/check.html", "static/claims/public.css", "static/vendor/fonts/a.woff2"],
)
def test_a_changed_template_or_style_is_noticed(tmp_path: Path, name: str) -> None:
    folder = checkout(tmp_path)
    before = public_pages.made_of(folder)
    assert public_pages.made_of(folder) == before
    (folder / "claims" / name).write_text("as it is now")
    assert public_pages.made_of(folder) != before


def test_the_desks_own_scripts_change_no_public_page(tmp_path: Path) -> None:
    folder = checkout(tmp_path)
    before = public_pages.made_of(folder)
    (folder / "claims" / "static" / "claims" / "desk" / "a.js").write_text("as it is now")
    assert public_pages.made_of(folder) == before
