"""Files that mean harm to their reader: read or refused in words, in time; nothing is fetched, nothing else is read."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from claims.intake.extraction import WALL_SECONDS, Extracted, extract
from claims.lib.problems import Problem
from tests.hostile.conftest import Trap
from tests.hostile.markup import DOCTYPES, TYPED, WORDS, pages
from tests.hostile.papers import papers, tiring


def read(data: bytes, name: str) -> Extracted | Problem:
    try:
        return extract(data, name=name)
    except Problem as problem:
        assert problem.next_step, f"{name} is refused without a next step"
        return problem


def test_no_page_or_paper_makes_its_reader_call_anybody_or_read_anything_else(trap: Trap) -> None:
    """Without the child: so it is the reader itself that calls nobody, not its missing network."""
    files = [(name, "hostile.html", data) for name, data in pages(trap.here)] + list(papers(trap.here))
    assert len(files) > 180 and len(TYPED) > 150 and len(DOCTYPES) == 5
    texts = 0
    for name, called, data in files:
        started = time.process_time()
        found = read(data, called)
        assert time.process_time() - started < 10, name
        if isinstance(found, Extracted):
            texts += 1
            words = f"{found.text} {found.title} {found.publisher} {found.authors}"
            assert "root:x:" not in words and "/bin/bash" not in words, name
            assert len(found.text) < 50_000, name
            assert not found.canonical_url or found.canonical_url.startswith(("http://", "https://")), name
            if called.endswith(".html") and name.startswith("page"):
                assert WORDS in found.text, f"{name} hid the page's own words"
    assert texts > 170
    assert trap.asked == []
    assert not Path("/tmp/hostile-was-here").exists()


@pytest.mark.child
@pytest.mark.parametrize(("name", "data"), [pytest.param(*each, id=each[0]) for each in tiring()])
def test_a_tiring_paper_is_read_or_refused_in_time(name: str, data: bytes) -> None:
    started = time.monotonic()
    found = read(data, "hostile.pdf")
    assert time.monotonic() - started < WALL_SECONDS + 5
    if isinstance(found, Extracted):
        assert found.text.strip() and "\0" not in found.text
    else:
        assert found.code.startswith(("pdf.", "file.", "text.")), found.code
