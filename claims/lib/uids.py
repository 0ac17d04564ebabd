"""The names things have outside: in addresses, API answers and exports."""

from __future__ import annotations

import re
import secrets

ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
LENGTH = 12
PATTERN = re.compile(r"[a-z0-9]{12}")


def new_uid() -> str:
    """Twelve random lower-case letters and digits (62 bits), without a dash so that a slug may stand before it."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
