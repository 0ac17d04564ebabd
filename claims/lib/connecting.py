"""Connections that go to addresses already checked, end at one overall deadline and carry a limited number of
bytes."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

CONNECT_SECONDS = 6.0


class DeadlinePassed(Exception):
    """The overall time for one request, redirects and all, is used up."""


class TooManyBytes(Exception):
    """More came over the wire than was allowed."""


class Deadline:
    """One point in time, asked again before every wait. Per-read time limits alone let a slow server drip for
    ever."""

    def __init__(self, seconds: float) -> None:
        self.ends = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left, more than zero. Raises DeadlinePassed."""
        seconds = self.ends - time.monotonic()
        if seconds <= 0:
            raise DeadlinePassed
        return seconds


class PinnedBackend(httpcore.NetworkBackend):
    """Connects to the given addresses, in order, whatever name it is asked for: the name was looked up and
    checked before. The name itself still goes into the Host header and the TLS handshake."""

    def __init__(self, addresses: Iterable[str], *, deadline: Deadline, max_bytes: int) -> None:
        self.addresses = list(addresses)
        self.deadline = deadline
        self.max_bytes = max_bytes
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Open a connection to the first address that answers. Raises httpcore's connection errors."""
        fault: Exception = httpcore.ConnectError("no address to connect to")
        for address in self.addresses:
            try:
                seconds = min(self.deadline.left(), CONNECT_SECONDS)
                stream = self._sockets.connect_tcp(
                    address, port, timeout=seconds, socket_options=socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                fault = error
            else:
                return MeteredStream(stream, deadline=self.deadline, budget=[self.max_bytes])
        raise fault

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        """Refused: nothing outside lives on a socket file."""
        raise httpcore.ConnectError("socket files are not visited")


class MeteredStream(httpcore.NetworkStream):
    """A connection whose every wait is cut at the deadline and whose incoming bytes are counted."""

    def __init__(self, stream: httpcore.NetworkStream, *, deadline: Deadline, budget: list[int]) -> None:
        self.stream = stream
        self.deadline = deadline
        self.budget = budget  # one number, shared with the stream inside TLS

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Up to `max_bytes` that have come in. Raises DeadlinePassed, TooManyBytes."""
        try:
            data = self.stream.read(max_bytes, timeout=self.deadline.left())
        except httpcore.ReadTimeout:
            raise DeadlinePassed from None
        self.budget[0] -= len(data)
        if self.budget[0] < 0:
            raise TooManyBytes
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of `buffer`. Raises DeadlinePassed.

        Piece by piece, as much as the other side takes: a wait of its own for each piece would let one that takes
        a little at a time hold us for ever.
        """
        own: Any = self.stream.get_extra_info("socket")
        left = memoryview(buffer)
        while left:
            try:
                own.settimeout(self.deadline.left())
                left = left[own.send(left) :]
            except TimeoutError:
                raise DeadlinePassed from None
            except OSError as error:
                raise httpcore.WriteError(str(error)) from error

    def close(self) -> None:
        """Close the connection."""
        self.stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection inside TLS, certificate checked against the name of the site."""
        inner = self.stream.start_tls(ssl_context, server_hostname, timeout=self.deadline.left())
        return MeteredStream(inner, deadline=self.deadline, budget=self.budget)

    def get_extra_info(self, info: str) -> Any:
        """What the socket knows of itself."""
        return self.stream.get_extra_info(info)
