"""Every kind of event can be told in words."""

from __future__ import annotations

from claims.desk.happenings import PHRASES
from claims.history.vocabulary import EventName


def test_every_event_has_words() -> None:
    assert set(PHRASES) == set(EventName)
