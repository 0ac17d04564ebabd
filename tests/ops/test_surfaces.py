"""What the drill of corrections counts as shown, as blank, and as left behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.ops import surfaces
from claims.ops.surfaces import Blank, Surfaces


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surfaces, "PAUSE", 0.01)


def test_it_asks_each_place_until_all_have_shown_it() -> None:
    seen = Surfaces()
    looks = iter(list[bool | OSError]([False, OSError("reset"), True]))

    def late() -> bool:
        found = next(looks)
        if isinstance(found, OSError):
            raise found
        return found

    embedded = iter([{"card": True, "line": False}, {"card": False, "line": True}])
    seen.watch(
        {"page": late, "feed": lambda: True}, timezone.now(), together=lambda: next(embedded), names=("card", "line")
    )  # fmt: skip
    assert {name: len(times) for name, times in seen.times.items()} == dict.fromkeys(
        ("page", "feed", "card", "line"), 1
    )
    assert seen.problems() == []
    assert seen.last == [max(times[0] for times in seen.times.values())]
    said: list[str] = []
    seen.report(said.append, checks=3)
    assert {line.split()[0] for line in said[:4]} == set(seen.times) and len(said) == 6
    assert '"checks": 3' in said[-1] and said[-2].startswith("the last of each")


def test_what_never_shows_it_is_left_behind_and_so_is_what_is_blank() -> None:
    def blank() -> bool:
        raise Blank("/embed/ is blank (200)")

    seen = Surfaces(longest=0.05)
    seen.watch({"page": lambda: False, "card": blank, "feed": lambda: True}, timezone.now())
    assert sorted(seen.problems()) == [
        "Left behind: card: /embed/ is blank (200).",
        "Left behind: page: nothing after 0 s.",
    ]
    assert list(seen.times) == ["feed"]


def test_more_than_a_minute_is_too_late_although_it_came() -> None:
    seen = Surfaces()
    seen.watch({"page": lambda: True}, timezone.now() - timedelta(seconds=70))
    assert seen.problems() == ["95 % of the last places took 70.0 s: more than 60."]
