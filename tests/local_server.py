"""A web server on this machine that answers byte for byte what a test says: real sockets, no network."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

Answering = Callable[[socket.socket, bytes], None]


class Server:
    """A socket that answers each request with whatever the test says, byte for byte."""

    def __init__(self, answering: Answering) -> None:
        self.answering = answering
        self.requests: list[bytes] = []
        self.context: ssl.SSLContext | None = None
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.pair = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.pair}/"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _wrapped(self, connection: socket.socket) -> socket.socket:
        return self.context.wrap_socket(connection, server_side=True) if self.context else connection

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError), self._wrapped(connection) as connection:
            request = b""
            while b"\r\n\r\n" not in request:
                piece = connection.recv(65536)
                if not piece:
                    return
                request += piece
            self.requests.append(request)
            self.answering(connection, request)


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@pytest.fixture
def serve(settings) -> Iterator[Callable[[Answering | bytes], Server]]:
    servers: list[Server] = []

    def start(answer: Answering | bytes, *, allowed: bool = True) -> Server:
        answering = answer if callable(answer) else lambda connection, _: connection.sendall(answer)
        server = Server(answering)
        servers.append(server)
        if allowed:
            for free in ("FETCH_ALLOWED_PRIVATE", "FETCH_ALLOWED_PAGES", "FETCH_ALLOWED_WEBHOOKS"):
                setattr(settings, free, [*getattr(settings, free), server.pair])
        return server

    yield start
    for server in servers:
        server.listener.close()
