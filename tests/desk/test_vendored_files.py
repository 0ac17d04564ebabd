"""What is not ours in `static/vendor` is listed with version, licence and checksum, and is exactly that."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

VENDOR = Path(__file__).parents[2] / "claims" / "static" / "vendor"
LIST = VENDOR / "VENDORED.json"


def test_it_lists_every_vendored_file() -> None:
    there = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()} - {LIST.name}
    assert there == {row["file"] for row in json.loads(LIST.read_text())}


def test_it_finds_each_file_as_it_was_listed() -> None:
    for row in json.loads(LIST.read_text()):
        assert row["package"] and row["version"] and row["licence"] in ("0BSD", "OFL-1.1")
        assert hashlib.sha256((VENDOR / row["file"]).read_bytes()).hexdigest() == row["sha256"], row["file"]


def test_it_keeps_a_licence_text_beside_each_package() -> None:
    rows = json.loads(LIST.read_text())
    licensed = {row["package"] for row in rows if "LICENSE" in row["file"]}
    assert licensed == {row["package"] for row in rows}


def test_it_keeps_the_fonts_of_a_page_within_their_budget() -> None:
    always = [path for path in (VENDOR / "fonts").glob("*.woff2") if "-ext-" not in path.name]
    assert sum(path.stat().st_size for path in always) <= 135 * 1024


def test_it_names_only_fonts_that_are_there() -> None:
    css = (VENDOR.parent / "claims" / "fonts.css").read_text()
    named = {part.split('"')[0] for part in css.split('url("../vendor/')[1:]}
    assert named and all((VENDOR / name).is_file() for name in named)
