"""Addresses as citations: one spelling for one document."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|cmpid|smid|ref_src|_hs\w+)"
)


def cited_address(url: str) -> str:
    """An address without what only tracks the reader: fragment, campaign parameters, standard port, host in capitals.

    Gives "" for anything but http and https.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    host = parts.hostname.lower()
    host = f"[{host}]" if ":" in host else host
    if port and port != {"http": 80, "https": 443}[parts.scheme]:
        host = f"{host}:{port}"
    query = parts.query
    if _TRACKING.search(query):
        pairs = parse_qsl(query, keep_blank_values=True)
        query = urlencode([(name, value) for name, value in pairs if not _TRACKING.fullmatch(name.lower())])
    return urlunsplit((parts.scheme, host, parts.path or "/", query, ""))


def short_address(url: str) -> str:
    """An address as a stand-in for a title: host and path, without scheme and `www.`."""
    parts = urlsplit(url)
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}"[:200] or url[:200]
