"""If-None-Match, as a browser, a cache and a program send it."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from claims.lib.conditional import is_known


@pytest.mark.parametrize(
    ("sent", "is_one"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"x", "a-gzip"', True),
        ("*", True),
        ('"x"', False),
        ("a", False),
        ("", False),
    ],
)
def test_it_knows_what_the_caller_has(sent: str, is_one: bool) -> None:
    request = RequestFactory().get("/", headers={"if-none-match": sent} if sent else {})
    assert is_known(request, '"a"', '"a-gzip"') is is_one
