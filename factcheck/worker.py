"""gunicorn's asynchronous worker, which ends the live streams as soon as it is asked to stop."""

from __future__ import annotations

from gunicorn.workers.gasgi import ASGIWorker


class Worker(ASGIWorker):
    """Streams never end by themselves; the worker would wait for them as long as it may."""

    def handle_exit_signal(self) -> None:
        self._end_streams()
        super().handle_exit_signal()

    def handle_quit_signal(self) -> None:
        self._end_streams()
        super().handle_quit_signal()

    def _end_streams(self) -> None:
        from claims.desk.live.hub import hub

        hub.stop()
