"""Addresses as citations: one spelling for one document."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tld import get_fld

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


_FRONT = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_AMP = re.compile(r"^(?:amp|outputType)$", re.IGNORECASE)


def page_key(url: str) -> str:
    """One key for addresses of one page: without scheme, `www.` and the like, AMP's spellings, a last slash.

    Gives "" for anything but http and https. It is no address: two sites may keep two pages apart that share a key, so
    it only ever proposes.
    """
    cited = cited_address(url)
    if not cited:
        return ""
    parts = urlsplit(cited)
    path = parts.path.rstrip("/")
    path = path.removesuffix("/amp").removesuffix(".amp")
    query = parts.query
    if query:
        pairs = [pair for pair in parse_qsl(query, keep_blank_values=True) if not _AMP.match(pair[0])]
        query = urlencode(pairs)
    return f"{_FRONT.sub('', parts.netloc)}{path}{'?' + query if query else ''}"


def site_of(url: str) -> str:
    """The site an address belongs to: what one can register (`bbc.co.uk`), or the host where that can't be told."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return get_fld(url, fail_silently=True) or host
