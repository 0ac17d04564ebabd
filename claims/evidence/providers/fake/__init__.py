"""A provider that does what the question tells it to, for tests and for measuring faults. Never asked by itself.

The question may hold `[fake: word word…]`: an outcome (`unavailable`, `auth` …), `empty`, `malformed`, `raise`,
`sleep=0.2`, `retry_after=30`, `hits=3`, `once` (the trouble is over after the first attempt). Without it one passage
is found.
"""

from __future__ import annotations

import re
import time

from claims.evidence.providers.base import Found, Provider, Query, Reply, failed
from claims.intake.models import Outcome

_ORDER = re.compile(r"\[fake:([^\]]*)\]")


class Fake(Provider):
    """Answers, finds nothing, fails in every class, hangs or talks nonsense, as asked."""

    name = "fake"
    label = "Fake"
    is_required = True
    deadline = 5.0

    def __init__(self) -> None:
        self.asked: list[Query] = []

    def search(self, query: Query) -> Reply:
        self.asked.append(query)
        found = _ORDER.search(query.text)
        words = found.group(1).split() if found else []
        values = dict(word.split("=", 1) for word in words if "=" in word)
        plain = [word for word in words if "=" not in word]
        time.sleep(float(values.get("sleep", 0)))
        if "once" in plain and sum(each.text == query.text for each in self.asked) > 1:
            plain = []
        if "raise" in plain:
            raise RuntimeError("the provider's code is broken")
        if "malformed" in plain:
            return Reply(Outcome.OK, raw=b"<html>")
        if "empty" in plain:
            return Reply(Outcome.EMPTY, raw=b"[]")
        for outcome in Outcome.values:
            if outcome in plain and outcome != Outcome.OK:
                wait = values.get("retry_after")
                return failed(outcome, retry_after=float(wait) if wait else None)
        hits = tuple(
            Found(
                passage=f"{_ORDER.sub('', query.text).strip()} This is passage {number}.",
                title=f"Fake source {number}",
                url=f"https://fake.example/{number}",
                published={"value": "2019-07-22", "precision": "day", "kind": "published"},
            )
            for number in range(1, int(values.get("hits", 1)) + 1)
        )
        return Reply(Outcome.OK, hits=hits, raw=b'{"results": []}')


PROVIDER = Fake()
