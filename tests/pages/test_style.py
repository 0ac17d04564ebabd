"""Rules every stylesheet keeps: logical directions, motion only where it is allowed, and the size of all of it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

CLAIMS = Path(__file__).resolve().parents[2] / "claims"
STATIC = CLAIMS / "static"
SHEETS = sorted([*STATIC.glob("claims/**/*.css"), *CLAIMS.glob("publishing/templates/publishing/*.css")])
KB = 1024
SIDED = re.compile(
    r"(?<![\w.-])(?:(?:margin|padding|border)-(?:left|right)[\w-]*|left|right)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
    r"|border-(?:top|bottom)-(?:left|right)-radius",
)


def small(*paths: Path) -> int:
    """How many bytes these files have, each gzipped by itself, as they are sent."""
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_it_knows_start_and_end_but_no_left_and_right(sheet: Path) -> None:
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    assert not [match[0] for match in SIDED.finditer(rules)]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_it_moves_only_where_motion_is_allowed(sheet: Path) -> None:
    rules = re.sub(
        r"@media\s*\(prefers-reduced-motion:\s*no-preference\)\s*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}",
        "",
        sheet.read_text(),
    )
    moving = re.findall(r"[^{}]*\{[^{}]*\b(?:animation|transition)(?:-name)?:\s*(?!none)[^{}]*\}", rules)
    assert not moving


def test_the_rule_about_left_and_right_finds_what_it_looks_for() -> None:
    wrong = (
        "a{left:0}",
        "a{margin-left:1px}",
        "a{text-align:right}",
        "a{float: left}",
        "a{border-top-left-radius:1px}",
    )
    assert all(SIDED.search(rule) for rule in wrong)
    right = ("a{inset-inline-start:0}", "a{text-align:start}", "a{--left-over:1px}", "a{border-inline-end:0}")
    assert not any(SIDED.search(rule) for rule in right)


def test_public_pages_bring_the_same_faces_without_a_request_of_their_own() -> None:
    faces = (STATIC / "claims/fonts.css").read_text().partition("@font-face")
    assert "".join(faces[1:]) in (STATIC / "claims/public.css").read_text()


def imported(module: Path, seen: dict[Path, None] | None = None) -> list[Path]:
    """This module and every one it brings along; one that is imported later, when it is needed, is not."""
    seen = {} if seen is None else seen
    if module not in seen:
        seen[module] = None
        for name in re.findall(r'^(?:import|export)\b[^;"]*"\./([^"]+)";', module.read_text(), re.MULTILINE):
            imported(module.parent / name, seen)
    return list(seen)


def linked(template: Path) -> list[Path]:
    """The stylesheets of a template, without the list of fonts, which counts with the fonts."""
    names = re.findall(r'rel="stylesheet" href="\{% (?:static|asset) "([^"]+)" %\}"', template.read_text())
    return [STATIC / name for name in names if name != "claims/fonts.css"]


def test_what_every_desk_page_brings_along_leaves_room_for_its_own() -> None:
    """What each page loads in all is held to 60 KB in `test_pages.py`, in a browser."""
    ours = imported(STATIC / "claims/desk/desk.js")
    assert len(ours) > 1
    assert small(*ours, STATIC / "vendor/idiomorph.min.js") <= 30 * KB


def test_the_desk_s_style_is_within_its_budget() -> None:
    sheets = linked(CLAIMS / "desk/templates/desk/base.html")
    assert len(sheets) > 1 and small(*sheets) <= 12 * KB


def test_the_embed_s_scripts_are_within_their_budget() -> None:
    assert small(STATIC / "claims/embed.js") <= 2 * KB
    assert small(CLAIMS / "publishing/templates/publishing/embed-frame.js") <= KB


def test_the_fonts_are_within_their_budget() -> None:
    fonts = [path for path in (STATIC / "vendor/fonts").glob("*.woff2") if "-ext-" not in path.name]
    assert (
        len(fonts) == 3
        and small(STATIC / "claims/fonts.css") + sum(f.stat().st_size for f in fonts) <= 135 * KB
    )
