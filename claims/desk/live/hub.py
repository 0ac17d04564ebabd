"""One listener for each web process: reads what was written, and hands it to everybody who has a stream open here.

A thread of its own with one database connection. PostgreSQL's NOTIFY is the doorbell, the rows are the truth: where no
bell is heard (a connection pooler between), the rows are read once a second all the same.
"""

from __future__ import annotations

import asyncio
import logging
import os
import select
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from claims.desk.live import presence, staying_in
from claims.desk.live.frames import events_for, frame, opening
from claims.desk.live.telling import told
from claims.desk.live.topics import Asked
from claims.history.ripples import Batch, Place, catch_up, here, since

log = logging.getLogger(__name__)

LOOKS_EVERY = 1.0
CHECKS_EVERY = 5.0
MOST_WAITING = 1000
"""Frames kept for a line that doesn't take them; past that it is cut, and resumes."""
CHANNELS = ("ripples", presence.CHANNEL)


@dataclass(eq=False)
class Listener:
    """One open stream: what it asked for, who it is, and the frames that wait for its line. None ends it."""

    asked: Asked
    person: staying_in.Person
    after: Place | None
    name: str
    loop: asyncio.AbstractEventLoop
    frames: asyncio.Queue[str | None] = field(default_factory=asyncio.Queue)
    place: Place | None = None
    over: bool = False

    def put(self, *texts: str | None) -> None:
        """From the loop's own thread."""
        if self.over:
            return
        for text in texts:
            if text is None or self.frames.qsize() >= MOST_WAITING:
                self.over = True
                text = None
            self.frames.put_nowait(text)
            if text is None:
                return


class Hub:
    """The process's listener. Started by the first stream."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._lock = threading.Lock()
        self._asked_for: list[Callable[[], None]] = []
        self._thread: threading.Thread | None = None
        self._over = False
        self._bell: tuple[int, int] | None = None
        self._place: Place | None = None
        self._checked = 0.0
        self._shown: dict[str, Any] = {}

    def join(self, listener: Listener) -> None:
        """Tell this listener of everything from its place on."""
        self._do(lambda: self._let_in(listener))

    def leave(self, listener: Listener) -> None:
        listener.over = True
        self._do(lambda: self._let_go(listener))

    @property
    def count(self) -> int:
        return len(self._listeners)

    def stop(self) -> None:
        """End every stream and the thread."""
        self._over = True
        for listener in list(self._listeners):
            _deliver([(listener, [None])])
        self._ring()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _do(self, work: Callable[[], None]) -> None:
        with self._lock:
            self._asked_for.append(work)
            if self._thread is None or not self._thread.is_alive():
                self._over = False
                # Not before: processes that were forked after it would take each other's rings.
                self._bell = self._bell or _new_bell()
                self._thread = threading.Thread(target=self._run, name="live", daemon=True)
                self._thread.start()
        self._ring()

    def _ring(self) -> None:
        if self._bell is not None:
            os.write(self._bell[1], b"!")

    # In the thread

    def _run(self) -> None:
        while not self._over:
            try:
                self._listen()
            except Exception:
                log.warning("live: the rows can't be read, trying again", exc_info=True)
                connection.close()
                time.sleep(1)
        connection.close()

    def _listen(self) -> None:
        assert self._bell is not None
        bell = self._bell[0]
        connection.ensure_connection()
        line: Any = connection.connection
        for channel in CHANNELS:
            line.execute(f"LISTEN {channel}")
        while not self._over:
            if self._listeners:
                self._look()
            while self._asked_for:
                self._asked_for[0]()
                del self._asked_for[0]
            now = time.monotonic()
            if self._listeners and now - self._checked > CHECKS_EVERY:
                self._checked = now
                self._check()
            ready, _, _ = select.select([line.fileno(), bell], [], [], LOOKS_EVERY)
            if bell in ready:
                os.read(bell, 4096)
            for note in line.notifies(timeout=0):
                if note.channel == presence.CHANNEL:
                    self._presence({note.payload})

    def _look(self) -> None:
        """Read what was written since the last look and hand it out."""
        begun = self._place or here()
        batch = since(begun, organisations=self._newsrooms())
        self._place = batch.place
        if not batch.ripples and not batch.lost:
            for listener in self._listeners:
                listener.place = batch.place
            return
        news = told(batch.ripples)
        _deliver([(each, self._frames(each, batch, news, begun)) for each in self._listeners])
        for listener in self._listeners:
            listener.place = batch.place
        if any(event.kind == "object" for event in news) or any(r.what == "event" for r in batch.ripples):
            self._checked = 0.0  # a right may have changed

    def _frames(self, listener: Listener, batch: Batch, news: list[Any], begun: Place) -> list[str | None]:
        mine = [each for each in news if each.organisation_id in listener.asked.organisations]
        events = events_for(batch, mine, begun, listener.asked.topics, listener.person.user)
        return [frame(event) for event in events]

    def _let_in(self, listener: Listener) -> None:
        if not self._listeners or self._place is None:
            self._place = here()
        texts: list[str | None] = [opening(listener.after or self._place)]
        if listener.after is None:
            self._listeners.add(listener)
        else:
            with _one_moment():
                # What everybody is told now and what the newcomer missed end at the same snapshot.
                self._look()
                for begun, batch in catch_up(listener.after, organisations=listener.asked.organisations):
                    texts.extend(self._frames(listener, batch, told(batch.ripples), begun))
                    self._place = batch.place
            self._listeners.add(listener)
        listener.place = self._place
        _deliver([(listener, texts)])
        self._presence({topic for topic in listener.asked.topics if ":" in topic}, only=listener)

    def _newsrooms(self) -> set[int]:
        return {one for each in self._listeners for one in each.asked.organisations}

    def _let_go(self, listener: Listener) -> None:
        self._listeners.discard(listener)
        staying_in.leave(listener.person, listener.name)

    def _check(self) -> None:
        """Whoever may not be told any more is told so and let go; who stays is counted."""
        ended = staying_in.ended({each.person for each in self._listeners})
        for listener in list(self._listeners):
            why = ended.get(listener.person)
            if why:
                _deliver([(listener, [frame({"event": "end", "data": {"why": why}}), None])])
                self._let_go(listener)
        staying_in.still_here([(each.person, each.name) for each in self._listeners])
        self._presence({topic for each in self._listeners for topic in each.asked.topics if ":" in topic})

    def _presence(self, topics: set[str], only: Listener | None = None) -> None:
        for topic, people in presence.here(topics).items():
            if only is None:
                if self._shown.get(topic, []) == people:
                    continue
                self._shown[topic] = people
            elif not people:
                continue
            text = frame(
                {"event": "presence", "data": {"object": topic, "people": people, "topics": [topic]}}
            )
            hearing = [only] if only else [each for each in self._listeners if topic in each.asked.topics]
            _deliver([(each, [text]) for each in hearing])


def _new_bell() -> tuple[int, int]:
    read, write = os.pipe()
    os.set_blocking(read, False)
    return read, write


@contextmanager
def _one_moment() -> Iterator[None]:
    """All that is read within is as it stood at one moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _deliver(frames: list[tuple[Listener, list[str | None]]]) -> None:
    """Hand frames over to the loop in which the lines are written."""
    due = [(listener, texts) for listener, texts in frames if texts]
    for loop in {listener.loop for listener, _ in due}:
        mine = [(listener, texts) for listener, texts in due if listener.loop is loop]
        try:
            loop.call_soon_threadsafe(_put, mine)
        except RuntimeError:  # that loop is closed: its lines are gone
            for listener, _ in mine:
                listener.over = True


def _put(frames: list[tuple[Listener, list[str | None]]]) -> None:
    for listener, texts in frames:
        listener.put(*texts)


hub = Hub()
