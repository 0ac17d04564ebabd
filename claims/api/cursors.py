"""What leads to the next page of a list: signed, so that nobody makes up a place, and the same for the same page, so
that a list that did not change keeps its ETag (a stamp of the time in it would change it every second)."""

from __future__ import annotations

from typing import Any

from django.core.signing import BadSignature, Signer


def sealed(place: Any, *, salt: str) -> str:
    """A place, of what JSON can hold, as an address carries it."""
    return Signer(salt=salt).sign_object(place, compress=True)


def unsealed(value: str, *, salt: str) -> Any:
    """What `sealed` was given. ValueError where it is not ours."""
    try:
        return Signer(salt=salt).unsign_object(value)
    except (BadSignature, UnicodeError) as error:
        raise ValueError("not a cursor that was given here") from error
