"""Which addresses outside may be visited at all: the shape of a URL, and the machine behind its name.

Pure apart from `resolve` and `is_own_address`. The list of refused ranges follows the special-purpose
registries (RFC 6890 and its updates) and adds what general libraries let through.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from collections.abc import Collection
from dataclasses import dataclass, field

import httpx

from claims.lib.problems import Problem

PASTE_INSTEAD = "Open the page in your browser, copy its text and paste it here, or upload it as a file."
CHECK_ADDRESS = "Copy the address again from your browser's address bar. It starts with http:// or https://."

STANDARD_PORTS = {"http": 80, "https": 443}
MAX_URL_LENGTH = 2000

_REFUSED_V4 = [
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carriers' shared space
        "127.0.0.0/8",
        "168.63.129.16/32",  # a hosting company's host service, public by its number only
        "169.254.0.0/16",  # link-local, metadata services
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
]
# Only 2000::/3 is global unicast, so fc00::/7, fe80::/10, fec0::/10, ff00::/8, ::/96, mapped IPv4
# (::ffff:0:0/96), 64:ff9b::/96 and 64:ff9b:1::/48 fall outside without being named.
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_REFUSED_V6 = [
    ipaddress.IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments, Teredo (2001::/32) among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4 wraps any IPv4 address
        "3ffe::/16",  # returned test network
        "3fff::/20",  # documentation
    )
]


class AddressProblem(Problem):
    """An address we don't visit. `outcome` is the class stored with a failed capture or provider call."""

    def __init__(
        self, code: str, detail: str, *, outcome: str = "bad_request", next_step: str = CHECK_ADDRESS
    ):
        super().__init__(code, detail, pointer="/url", next_step=next_step)
        self.outcome = outcome


@dataclass(frozen=True)
class Policy:
    """What an installation adds to the rules: `host:port` pairs that may be visited although they are not
    public."""

    allowed: Collection[str] = field(default_factory=frozenset)

    def allows(self, url: httpx.URL) -> bool:
        """Whether this very `host:port` was put on the installation's list (a test server, a house
        archive)."""
        return f"{url.host.lower()}:{port_of(url)}" in self.allowed


def port_of(url: httpx.URL) -> int:
    """The port a request to `url` goes to."""
    return STANDARD_PORTS.get(url.scheme, 0) if url.port is None else url.port


def parse(text: str, *, policy: Policy | None = None) -> httpx.URL:
    """Read an address once; everything later uses the result, so no second reading can differ.

    Takes what an editor pasted, gives the URL without its fragment. Raises AddressProblem where it is no
    address we visit: another scheme, a name and password inside, an unusual port, a literal address inside a
    private network.
    """
    policy = policy or Policy()
    text = text.strip(" \t\r\n\f")
    if not text:
        raise AddressProblem("url.empty", "There is no address.")
    if len(text) > MAX_URL_LENGTH:
        raise AddressProblem("url.malformed", f"The address is longer than {MAX_URL_LENGTH:,} characters.")
    if re.search(r"[\x00-\x1f\x7f]", text) or "\\" in text.split("?")[0]:
        raise AddressProblem(
            "url.malformed", "The address contains a line break, backslash or control character."
        )
    try:
        url = httpx.URL(text).copy_with(fragment=None)
        host = url.host
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise AddressProblem("url.malformed", "This does not read as a web address.") from None
    if url.scheme not in STANDARD_PORTS:
        named = f"“{url.scheme}:” addresses" if url.scheme else "An address without http:// or https://"
        raise AddressProblem("url.scheme", f"{named} can't be fetched; only http and https can.")
    if not re.fullmatch(rb"[A-Za-z0-9._-]+|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(%[^/]+)?", url.raw_host):
        raise AddressProblem("url.malformed", "The address has no host name that can be read.")
    if len(str(url)) > MAX_URL_LENGTH:
        raise AddressProblem("url.malformed", f"The address is longer than {MAX_URL_LENGTH:,} characters.")
    if url.userinfo:
        raise AddressProblem(
            "url.userinfo", "The address contains a user name or password, so it was not used."
        )
    if policy.allows(url):
        return url
    if port_of(url) not in {80, 443}:
        raise AddressProblem(
            "url.port", f"Port {port_of(url)} is not fetched; only 80 and 443 are.", next_step=PASTE_INSTEAD
        )
    literal = as_literal(host)
    if literal is not None:
        check_address(literal, shown=host)
    elif host.rstrip(".").lower() == "localhost" or host.rstrip(".").lower().endswith(".localhost"):
        raise private_address(host)
    return url


_INSIDE = (".local", ".internal", ".intranet", ".lan", ".home", ".corp", ".home.arpa", ".localdomain")


def is_public_by_name(text: str) -> bool:
    """Whether an address may be named to a third party: one that the whole web can open, judging by its shape alone.
    An installation's own exceptions don't count: what lies inside the house is nobody else's business."""
    try:
        host = parse(text).host.rstrip(".").lower()
    except AddressProblem:
        return False
    return ("." in host or ":" in host) and not host.endswith(_INSIDE)


def as_literal(host: str) -> str | None:
    """The IP address a host part spells out, in any spelling a resolver accepts (`127.1`, `0x7f000001`), or
    None."""
    try:
        return str(ipaddress.ip_address(host.split("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError, ValueError):
        return None


def is_global_unicast(address: str) -> bool:
    """Whether an IP address belongs to one machine on the public internet (not private, local, shared,
    wrapped)."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in _REFUSED_V4)
    return ip in _GLOBAL_V6 and not any(ip in network for network in _REFUSED_V6)


def is_own_address(address: str) -> bool:
    """Whether an IP address is one of this machine's own, public ones too.

    Asks the kernel which source address it would use: only for an own address are source and target the same.
    No packet is sent.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
            return bool(probe.getsockname()[0] == address)
    except OSError:
        return False


def private_address(shown: str) -> AddressProblem:
    """The refusal of a host inside a private network."""
    return AddressProblem(
        "url.private",
        f"{shown} lies in a private network or on this machine, so it is not fetched.",
        outcome="blocked",
        next_step=PASTE_INSTEAD,
    )


def check_address(address: str, *, shown: str) -> None:
    """Raise AddressProblem unless `address` is public and not our own. `shown` is the host the editor
    knows."""
    if not is_global_unicast(address) or is_own_address(address):
        raise private_address(shown)


def resolve(host: str, port: int, *, seconds: float) -> list[str]:
    """All IP addresses of a host name, in the resolver's order, looked up once within `seconds`.

    Raises AddressProblem when there are none. The look-up runs in a thread of its own since it can't be
    interrupted.
    """
    answers: list[str] = []
    fault: list[Exception] = []

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.extend(dict.fromkeys(str(entry[4][0]) for entry in found))
        except (OSError, UnicodeError) as error:
            fault.append(error)

    thread = threading.Thread(target=look_up, daemon=True, name="name look-up")
    thread.start()
    thread.join(max(seconds, 0.01))
    if thread.is_alive():
        raise AddressProblem(
            "fetch.slow_name",
            f"Looking up {host} took too long.",
            outcome="unavailable",
            next_step=f"Try again in a minute. {PASTE_INSTEAD}",
        )
    if fault or not answers:
        raise AddressProblem(
            "fetch.no_such_host", f"There is no site by the name {host}.", outcome="unavailable"
        )
    return answers


def checked_addresses(url: httpx.URL, *, policy: Policy, seconds: float) -> list[str]:
    """The addresses a request to `url` may connect to: every answer of the one look-up must pass, or none is
    used."""
    host = url.raw_host.decode("ascii").strip("[]")
    answers = resolve(host, port_of(url), seconds=seconds)
    if not policy.allows(url):
        for answer in answers:
            check_address(answer, shown=url.host)
    return answers
