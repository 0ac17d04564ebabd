"""gunicorn's asynchronous worker, which ends the live streams as soon as it is asked to stop, and answers requests for
published pages from memory (`quick`)."""

from __future__ import annotations

from typing import Any

from gunicorn.asgi.protocol import ASGIProtocol
from gunicorn.workers import gasgi

from factcheck.quick import date_now, kept, read_request


class Protocol(ASGIProtocol):
    """One connection. As long as all it has carried are plain requests, one at a time, each may be answered at once;
    with the first that is anything else it is gunicorn's alone."""

    def __init__(self, worker: Any) -> None:
        super().__init__(worker)
        self._is_plain = True
        self._last = 0.0
        self._handed_over = -1

    def data_received(self, data: bytes) -> None:
        if self._is_plain:
            is_idle = self._awaiting_request and self.req_count != self._handed_over
            asked = read_request(data) if is_idle else None
            if asked is None:
                self._is_plain = False
            elif self.worker.alive and not self._write_paused and (answer := kept.answer(asked)) is not None:
                self.transport.write(answer[0] + date_now() + answer[1])
                self._stay_open()
                return
            self._handed_over = (
                self.req_count
            )  # until gunicorn waits for the next one, this one is not answered yet
        super().data_received(data)

    def _stay_open(self) -> None:
        self._last = self.worker.loop.time()
        if self._keepalive_handle is None:
            self._arm_keepalive_timer()

    def _keepalive_timeout(self) -> None:
        """Not yet, where an answer was given from memory meanwhile."""
        left = self._last + self._keepalive - self.worker.loop.time()
        if left > 0.01:
            self._keepalive_handle = self.worker.loop.call_later(left, self._keepalive_timeout)
            return
        super()._keepalive_timeout()


class Worker(gasgi.ASGIWorker):
    """Streams never end by themselves; the worker would wait for them as long as it may."""

    def init_process(self) -> None:
        gasgi.ASGIProtocol = Protocol  # the server makes its connections by this name
        kept.is_read = True
        super().init_process()

    def handle_exit_signal(self) -> None:
        self._end_streams()
        super().handle_exit_signal()

    def handle_quit_signal(self) -> None:
        self._end_streams()
        super().handle_quit_signal()

    def _end_streams(self) -> None:
        from claims.desk.live.hub import hub

        hub.stop()
