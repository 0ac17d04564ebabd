"""The one door to the outside: every request this software makes to another machine goes through `fetch`.

The policy: http and https on their own ports, no passwords in addresses; the name is looked up once, every
answer must be public, and the connection goes to that answer; redirects are followed one by one under the
same rules; one deadline over everything; limits on bytes sent, bytes unpacked and headers; one layer of
compression; no cookies.
"""

from __future__ import annotations

import logging
import ssl
import time
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

import httpcore
import httpx
from django.conf import settings

from claims.lib.addresses import PASTE_INSTEAD, AddressProblem, Policy, checked_addresses, parse, port_of
from claims.lib.answers import (
    MAX_HEADER_BYTES,
    TRY_LATER,
    FetchProblem,
    Page,
    content_type,
    cut_off,
    headers_too_large,
    outcome_of,
    status_problem,
    too_large,
)
from claims.lib.connecting import Deadline, DeadlinePassed, PinnedBackend, TooManyBytes
from claims.lib.unpacking import Unpacker

__all__ = ["AddressProblem", "FetchProblem", "Named", "Page", "fetch", "outcome_of", "prepare", "user_agent"]

log = logging.getLogger(__name__)

SECONDS = 20.0
MAX_BYTES = 10_000_000
MAX_DECODED_BYTES = 25_000_000
MAX_REDIRECTS = 5
_FRAMING_SLACK = 1_000_000  # chunk sizes, TLS records, 1xx answers
_KEPT_ACROSS_ORIGINS = {"accept", "accept-language"}


class Named(Enum):
    """Who names an address decides which of the operator's lists of private machines counts for it: what is set free
    for a service of the house is not free for everybody who can type an address."""

    BY_OPERATOR = "FETCH_ALLOWED_PRIVATE"
    """A provider's own address, or one given in the terminal."""
    BY_PEOPLE = "FETCH_ALLOWED_PAGES"
    """An article or a source that somebody in a newsroom brings in."""
    BY_ADMINS = "FETCH_ALLOWED_WEBHOOKS"
    """Where a newsroom's messages go."""
    BY_ANYBODY = ""
    """Everything else: nothing private is free."""


def fetch(
    url: str,
    *,
    named: Named = Named.BY_ANYBODY,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, Any] | None = None,
    json: object = None,
    content: bytes | None = None,
    deadline: float = SECONDS,
    max_bytes: int = MAX_BYTES,
    max_decoded_bytes: int = MAX_DECODED_BYTES,
    max_redirects: int = MAX_REDIRECTS,
    accept: Collection[str] = (),
    raise_for_status: bool = True,
) -> Page:
    """Visit one address and bring back the answer.

    `deadline` seconds for everything together; `accept` media types, anything else is refused before its body
    is read; with `raise_for_status=False` answers of 400 and above come back as pages too. Own `headers` are
    dropped when a redirect leaves the origin, since they may hold keys. `named`: by whom
    the address was given. Raises FetchProblem or AddressProblem, both with `.outcome`.
    """
    started = time.monotonic()
    clock = Deadline(deadline)
    policy = installation_policy(named)
    target = parse(url, policy=policy)
    if params:
        target = target.copy_merge_params(dict(params))
    own = {name.lower(): value for name, value in (headers or {}).items()}
    passed: list[str] = []
    try:
        while True:
            request = httpx.Request(method, target, headers=_headers(own, accept), json=json, content=content)
            answer = _visit(request, policy, clock, max_bytes, max_decoded_bytes, accept)
            if not policy.allows(target):
                policy = (
                    Policy()
                )  # what an operator set free is for who names it, not for whatever site sends us there
            following = _redirect_target(answer, target, method, policy)
            if following is None:
                break
            passed.append(str(target))
            if len(passed) > max_redirects:
                raise FetchProblem(
                    "fetch.too_many_redirects",
                    f"{target.host} sent us on more than {max_redirects} times.",
                    outcome="unavailable",
                )
            if (following.scheme, following.host, port_of(following)) != (
                target.scheme,
                target.host,
                port_of(target),
            ):
                own = {name: value for name, value in own.items() if name in _KEPT_ACROSS_ORIGINS}
            target = following
    except DeadlinePassed:
        raise FetchProblem(
            "fetch.deadline",
            f"{target.host} did not answer completely within {deadline:g} seconds.",
            outcome="unavailable",
            next_step=TRY_LATER,
        ) from None
    seconds = time.monotonic() - started
    log.info(
        "fetched host=%s status=%s bytes=%s seconds=%.2f",
        target.host,
        answer.status,
        len(answer.body),
        seconds,
    )
    media_type, charset = content_type(answer.headers.get("content-type", ""))
    page = Page(
        url=url.strip(),
        final_url=str(target),
        redirects=passed,
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        media_type=media_type,
        charset=charset,
        seconds=seconds,
    )
    if raise_for_status and page.status >= 400:
        raise status_problem(page, host=target.host)
    return page


def installation_policy(named: Named) -> Policy:
    """What this installation's settings add to the rules of `addresses`: nothing, unless set."""
    pairs = getattr(settings, named.value) if named.value else ()
    return Policy(allowed=frozenset(pair.lower() for pair in pairs))


def user_agent() -> str:
    """Who asks, so that a site's owner can write to us: product, this installation's address, its
    operator."""
    contact = f"; mailto:{settings.OPERATOR_CONTACT}" if settings.OPERATOR_CONTACT else ""
    return f"{settings.USER_AGENT_PRODUCT} ({settings.BASE_URL}{contact}) httpcore/{httpcore.__version__}"


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def _visit(
    request: httpx.Request,
    policy: Policy,
    clock: Deadline,
    max_bytes: int,
    max_decoded_bytes: int,
    accept: Collection[str],
) -> _Answer:
    """One request, no redirect followed: look up, check, connect to what was checked, read within the
    limits."""
    host = request.url.host
    addresses = checked_addresses(request.url, policy=policy, seconds=clock.left())
    backend = PinnedBackend(
        addresses, deadline=clock, max_bytes=max_bytes + MAX_HEADER_BYTES + _FRAMING_SLACK
    )
    try:
        with (
            httpcore.ConnectionPool(ssl_context=_trust(), network_backend=backend, http2=False) as pool,
            pool.stream(
                request.method,
                httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.read() or None,
            ) as response,
        ):
            headers = _read_headers(response.headers, host)
            if 300 <= response.status < 400 or request.method == "HEAD":
                return _Answer(response.status, headers, b"")
            if response.status < 400:
                _check_type(headers, accept, host)
            declared = headers.get("content-length", "")
            if declared.isdigit() and int(declared) > max_bytes:
                raise too_large(host, max_bytes)
            stream = response.iter_stream()
            return _Answer(
                response.status, headers, _read_body(stream, headers, host, max_bytes, max_decoded_bytes)
            )
    except TooManyBytes:
        raise too_large(host, max_bytes) from None
    except (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.NetworkError) as error:
        clock.left()
        if isinstance(error.__cause__, ssl.SSLError) or "SSL" in str(error):
            raise FetchProblem(
                "fetch.tls", f"{host} could not prove that it is {host} (certificate).", outcome="unavailable"
            ) from None
        raise FetchProblem(
            "fetch.unreachable",
            f"{host} could not be reached, or broke off.",
            outcome="unavailable",
            next_step=TRY_LATER,
        ) from None
    except httpcore.TimeoutException:
        raise DeadlinePassed from None
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        if "too large" in str(error).lower() or "too long" in str(error).lower():
            raise headers_too_large(host) from None
        if "closed connection" in str(error) or "disconnected" in str(error):
            raise cut_off(host) from None
        raise FetchProblem(
            "fetch.malformed", f"{host} answered with something that is not HTTP.", outcome="malformed"
        ) from None


def prepare() -> None:
    """Do what takes a moment once in each process, so that a request goes out as soon as its turn has come."""
    _trust()


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _headers(own: Mapping[str, str], accept: Collection[str]) -> dict[str, str]:
    """What we say about ourselves. Who we are comes from the settings and can't be replaced by a caller."""
    wanted = ", ".join([*accept, "*/*;q=0.1"]) if accept else "*/*"
    return {
        "accept": wanted,
        **own,
        "user-agent": user_agent(),
        "accept-encoding": "gzip, deflate",
        "connection": "close",
    }


def _redirect_target(answer: _Answer, base: httpx.URL, method: str, policy: Policy) -> httpx.URL | None:
    """Where an answer sends us, checked like an address a person typed; None if it is the end of the way."""
    location = answer.headers.get("location", "").strip()
    if answer.status not in {301, 302, 303, 307, 308} or not location:
        return None
    if method not in {"GET", "HEAD"}:
        raise FetchProblem(
            "fetch.redirected",
            f"{base.host} moved; what was sent is not sent again elsewhere.",
            outcome="unavailable",
        )
    try:
        joined = str(base.join(location))
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise FetchProblem(
            "fetch.malformed", f"{base.host} sent us on to something that is no address.", outcome="malformed"
        ) from None
    try:
        return parse(joined, policy=policy)
    except AddressProblem as problem:
        raise AddressProblem(
            problem.code,
            f"{base.host} sent us on to an address that is not fetched: {problem.detail}",
            outcome="blocked",
            next_step=PASTE_INSTEAD,
        ) from None


def _read_headers(raw: list[tuple[bytes, bytes]], host: str) -> dict[str, str]:
    """Headers by lower-case name, repeated ones joined by a comma, bytes read as UTF-8 or else Latin-1."""
    if sum(len(name) + len(value) + 4 for name, value in raw) > MAX_HEADER_BYTES:
        raise headers_too_large(host)
    headers: dict[str, str] = {}
    for name, value in raw:
        key = name.decode("latin-1").lower()
        try:
            words = value.decode("utf-8")
        except UnicodeDecodeError:
            words = value.decode("latin-1")
        if key != "set-cookie":
            headers[key] = f"{headers[key]}, {words}" if key in headers else words
    return headers


def _check_type(headers: Mapping[str, str], accept: Collection[str], host: str) -> None:
    media_type, _ = content_type(headers.get("content-type", ""))
    if accept and media_type and media_type not in accept:
        raise FetchProblem(
            "fetch.wrong_type",
            f"{host} sent “{media_type}”, which is not a text that can be read here.",
            outcome="malformed",
        )


def _read_body(
    stream: Iterator[bytes], headers: Mapping[str, str], host: str, max_bytes: int, max_decoded_bytes: int
) -> bytes:
    """The body, unpacked by at most one layer, within both limits."""
    layers = [layer.strip().lower() for layer in headers.get("content-encoding", "").split(",")]
    layers = [layer for layer in layers if layer not in {"", "identity"}]
    if len(layers) > 1 or (layers and layers[0] not in {"gzip", "x-gzip", "deflate"}):
        raise FetchProblem(
            "fetch.encoding",
            f"{host} packed its answer in a way that was not asked for.",
            outcome="malformed",
        )
    unpack = Unpacker(layers[0] if layers else "", limit=max_decoded_bytes)
    received = 0
    body = bytearray()
    try:
        for chunk in stream:
            received += len(chunk)
            if received > max_bytes:
                raise too_large(host, max_bytes)
            body += unpack.feed(chunk)
    except TooManyBytes:
        raise too_large(host, max_decoded_bytes, unpacked=True) from None
    except zlib.error:
        raise FetchProblem("fetch.encoding", f"{host} sent a damaged answer.", outcome="malformed") from None
    if not unpack.finished and received:
        raise cut_off(host)
    return bytes(body)
