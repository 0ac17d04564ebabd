"""A program elsewhere that is told what is published, retracted or withdrawn: it keeps what it hears."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Hearing:
    """A webhook's receiver on this machine, for as long as the `with` lasts."""

    def __init__(self, host: str, port: int) -> None:
        self.url = f"http://{host}:{port}/in"
        self.heard: list[str] = []
        told = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told.heard.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing is written down of a request."""

        self._server = ThreadingHTTPServer((host, port), Door)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Hearing:
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def has(self, kind: str, words: str) -> bool:
        """Whether it was told of something of this kind in these words."""
        return any(f'"type":"{kind}"' in each and words in each for each in list(self.heard))
