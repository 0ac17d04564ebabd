"""Signatures by Standard Webhooks 1.0: pure functions, and the secrets they are made with."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

PREFIX = "whsec_"
BYTES = 32
"""The standard wants 24 to 64."""


def new_secret() -> str:
    """A secret as both sides write it down."""
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def new_message_id() -> str:
    """The id of a message, the same at every try: receivers drop what they have had before."""
    return f"msg_{secrets.token_urlsafe(18)}"


def sign(secret: str, message_id: str, timestamp: int, body: str) -> str:
    """One signature, `v1,…`: HMAC-SHA-256 over `id.timestamp.body`."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(keys: Iterable[str], message_id: str, at: datetime, body: str) -> dict[str, str]:
    """What a request carries: id, time, and a signature by each secret that holds, the newest first."""
    timestamp = int(at.timestamp())
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(sign(key, message_id, timestamp, body) for key in keys),
    }
