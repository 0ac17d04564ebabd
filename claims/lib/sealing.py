"""Secrets that must be read again: kept encrypted with a key that is derived from SECRET_KEY, never in plain text."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """It was sealed under another SECRET_KEY, or was damaged."""


def seal(plain: str, *, purpose: str) -> str:
    """The secret as it may be stored. `purpose` parts one use from another: what was sealed for one is not read by
    another."""
    return _box(purpose).encrypt(plain.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """The secret again. Raises Unreadable."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable("It was sealed under another SECRET_KEY.") from None


def _box(purpose: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"claim-workbench:{purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))
