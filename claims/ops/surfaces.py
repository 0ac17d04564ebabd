"""Places that show a check, asked again and again until each says what has become public: how long each took, and
which were left behind."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from urllib.parse import urlsplit

from claims.ops.figures import percentile
from claims.publishing import sitemaps
from claims.publishing.models import Publication

AIM = 60.0
"""Seconds within which 95 % of the last places are to show a change."""
LONGEST = 120.0
"""A place that takes longer is left behind."""
PAUSE, LATER = 0.5, 1.0
"""Seconds between two looks at a place, in the first ten seconds and after them."""
Look = Callable[[], bool]


class Blank(Exception):
    """A place shows nothing at all."""


class Site:
    """The newsroom's public addresses as a reader asks for them, who keeps nothing."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port, self.base = host, port, f"http://{host}:{port}"

    def ask(self, path: str, **headers: str) -> tuple[int, str]:
        """The status and the words of an address, of where it leads to. Raises Blank where there are none."""
        for _ in range(4):
            line = http.client.HTTPConnection(self.host, self.port, timeout=30)
            line.request("GET", path, headers=headers)
            answer = line.getresponse()
            body = answer.read().decode()
            line.close()
            if answer.status not in (301, 302):
                if not body.strip():
                    raise Blank(f"{path} is blank ({answer.status})")
                return answer.status, body
            path = urlsplit(answer.headers["Location"]).path
        raise Blank(f"{path} leads from one address to the next")

    def has(self, words: str, path: str, status: int = 200, **headers: str) -> Look:
        """Whether these words stand at an address."""

        def look() -> bool:
            answered, body = self.ask(path, **headers)
            return answered == status and words in body

        return look

    def lacks(self, words: str, path: str, status: int = 200) -> Look:
        """Whether they stand there no more."""

        def look() -> bool:
            answered, body = self.ask(path)
            return answered == status and words not in body

        return look

    def part_of(self, publication: Publication) -> str:
        """The part of the map in which its page stands."""
        return sitemaps.path_of_part(f"checks-{publication.pk // sitemaps.EACH}")

    def in_map(self, publication: Publication, since: datetime) -> Look:
        """Whether the map says that the page has changed: the index of its part, and the part of the page."""
        part = self.part_of(publication)
        uid = publication.fact_check.claim.uid

        def changed(path: str, what: str) -> bool:
            _, body = self.ask(path)
            found = re.search(rf"{what}</loc>\s*<lastmod>([^<]+)</lastmod>", body)
            return found is not None and datetime.fromisoformat(found[1]) >= since.replace(microsecond=0)

        return lambda: changed("/sitemap.xml", re.escape(part)) and changed(part, f"-{uid}/")


class Surfaces:
    """What was seen of one change after the other."""

    def __init__(self, *, longest: float = LONGEST) -> None:
        self.longest = longest
        self.times: dict[str, list[float]] = {}
        self.last: list[float] = []
        """How long the last place of each change took."""
        self.left: list[str] = []
        """What was left behind or blank. Nothing more is to be measured then."""

    def watch(
        self,
        waiting: Mapping[str, Look],
        since: datetime,
        *,
        together: Callable[[], Mapping[str, bool]] = dict,
        names: Iterable[str] = (),
    ) -> None:
        """Ask all at once until the last one shows it. `together` is asked in this thread, and tells of `names`."""
        threads = [
            threading.Thread(target=self._watch, args=([name], lambda name=name, look=look: {name: look()}, since))
            for name, look in waiting.items()
        ]  # fmt: skip
        before = {name: len(times) for name, times in self.times.items()}
        for each in threads:
            each.start()
        self._watch(list(names), together, since)
        for each in threads:
            each.join()
        new = [times[before.get(name, 0) :] for name, times in self.times.items()]
        self.last.append(max((each for times in new for each in times), default=0.0))

    def _watch(self, names: list[str], look: Callable[[], Mapping[str, bool]], since: datetime) -> None:
        waiting, stopped = set(names), ""
        while waiting and (waited := time.time() - since.timestamp()) < self.longest:
            try:
                shown = look()
            except Blank as blank:
                self.left.append(f"{', '.join(sorted(waiting))}: {blank}")
                return
            except (OSError, http.client.HTTPException) as problem:
                shown, stopped = {}, str(problem)
            for name in [each for each in waiting if shown.get(each)]:
                waiting.remove(name)
                self.times.setdefault(name, []).append(time.time() - since.timestamp())
            if waiting:
                time.sleep(PAUSE if waited < 10 else LATER)
        if waiting:
            said = f" ({stopped})" if stopped else ""
            self.left += [f"{name}: nothing after {self.longest:.0f} s{said}" for name in sorted(waiting)]

    def report(self, say: Callable[[str], None], **about: object) -> None:
        """A line for each place, the slowest first, and one for the last of each change."""
        for name, times in sorted(self.times.items(), key=lambda pair: -percentile(pair[1], 0.95)):
            say(f"{name:<22} {spread(times)} of {len(times)}")
        say(f"{'the last of each':<22} {spread(self.last)} of {len(self.last)}")
        say(json.dumps({"p95_seconds": round(percentile(self.last, 0.95), 2), **about}))

    def problems(self) -> list[str]:
        """Why this is not good enough; nothing where it is."""
        slow = percentile(self.last, 0.95)
        late = [f"95 % of the last places took {slow:.1f} s: more than {AIM:.0f}."] if slow > AIM else []
        return [*(f"Left behind: {each}." for each in self.left), *late]


def spread(values: list[float]) -> str:
    shares = (("half", 0.5), ("95 %", 0.95), ("slowest", 1))
    return ", ".join(f"{words} {percentile(values, share):5.2f} s" for words, share in shares)
