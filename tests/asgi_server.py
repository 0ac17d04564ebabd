"""The workbench as it is really served, with pages and live streams, by an asynchronous server in this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from django.db import connections


@pytest.fixture(scope="session")
def asgi_server(django_db_setup: None) -> Iterator[str]:
    """Its address. One for the whole run; a test that uses it needs `transactional_db`."""
    from factcheck import asgi

    config = uvicorn.Config(
        asgi.application, host="127.0.0.1", port=0, log_level="error", timeout_graceful_shutdown=2
    )
    socket = config.bind_socket()
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([socket],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    asgi.hub.stop()
    server.should_exit = True
    thread.join(timeout=10)
    size = asgi.pages.threads._max_workers
    together = threading.Barrier(size)

    def close() -> None:
        together.wait(timeout=10)
        connections.close_all()

    for done in [asgi.pages.threads.submit(close) for _ in range(size)]:
        done.result(timeout=20)
