"""Hashes by which texts and bytes are known."""

from __future__ import annotations

import hashlib


def sha256_bytes(data: bytes) -> str:
    """The SHA-256 of some bytes, 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def sha256_text(text: str) -> str:
    """The SHA-256 of a text's UTF-8 bytes. Raises UnicodeEncodeError on lone surrogates."""
    return sha256_bytes(text.encode("utf-8"))
