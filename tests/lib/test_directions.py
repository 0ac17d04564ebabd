"""A language is written from one side or the other, and an unknown one from the left."""

from __future__ import annotations

import pytest

from claims.lib.directions import written_from


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("he", "rtl"),
        ("ar", "rtl"),
        ("fa", "rtl"),
        ("en", "ltr"),
        ("pt-br", "ltr"),
        ("", "ltr"),
        ("tlh", "ltr"),
    ],
)
def test_it_knows_the_side_a_language_begins_at(language: str, direction: str) -> None:
    assert written_from(language) == direction
