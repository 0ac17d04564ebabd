"""A server that must never be asked, and a browser that tells all it did."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.journeys.conftest import browser, chromium, served

__all__ = ["browser", "chromium", "served", "trap"]


class Trap:
    """Listens where hostile files lead. `asked` has the first bytes of whoever came."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.here = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self.asked: list[bytes] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with suppress(OSError), connection:
                connection.settimeout(2)
                self.asked.append(connection.recv(200))
                connection.sendall(b"HTTP/1.0 200 OK\r\n\r\nwindow.hostile=1")


@pytest.fixture(scope="module")
def trap() -> Iterator[Trap]:
    made = Trap()
    yield made
    made.listener.close()
