"""Local web servers for the tests of this room, and its readers without their child process."""

import pytest

from claims.intake import extraction
from claims.intake.parsing_child import attempt, reader_of
from tests.local_server import serve

__all__ = ["serve"]


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child process costs a second each."""
    monkeypatch.setattr(
        extraction,
        "ask_child",
        lambda kind, data, *, charset, url: attempt(reader_of(kind, url=url, charset=charset), data),
    )
