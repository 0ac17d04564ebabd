"""One order out of what several providers found: reciprocal rank fusion with few visible weights. Pure functions.

A provider counts once for a passage, by its best place, however many questions it was asked. More than a few passages
of one site, and copies of a text that stands above, come after the others: never left out. Every place says how it came
about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

K = 60
"""The constant of reciprocal rank fusion: a first place counts 1/61, a second 1/62."""
MOST_OF_ONE_SITE = 3
PRIMARY, USUAL, AT_LARGE = 1.2, 1.0, 0.8
"""The three weights: filings, statistics and papers; the newsroom's own archive; the web at large."""


@dataclass(frozen=True)
class Place:
    """One question found one passage at one place (1 = first)."""

    key: int
    provider: str
    position: int
    query: str = "statement"


@dataclass
class Ranked:
    """A passage with its score and the explanation of its rank."""

    key: int
    score: float
    explain: list[dict[str, Any]]


@dataclass(frozen=True)
class Copied:
    """A passage of an origin that several sources print: the origin and the source (told apart by any key), what the
    origin is called, and whether a person has quoted it already from another source."""

    origin: int
    source: str
    called: str
    is_quoted: bool = False


def fuse(
    places: Iterable[Place],
    *,
    weights: Mapping[str, float],
    site: Callable[[int], str],
    copies: Mapping[int, Copied] | None = None,
) -> list[Ranked]:
    """The passages in order, best first. `weights` by provider, `site` the site a passage is of ("" for none).

    `copies` says which passages are of an origin with several sources: the best of these sources keeps its place, the
    others come last.
    """
    by_passage: dict[int, dict[str, list[Place]]] = {}
    for each in places:
        by_passage.setdefault(each.key, {}).setdefault(each.provider, []).append(each)
    ranked = [_ranked(key, found, weights) for key, found in by_passage.items()]
    ranked.sort(key=lambda each: (-each.score, each.explain[0]["position"], each.key))
    return _capped(ranked, site=site, copies=copies or {})


def _ranked(key: int, found: Mapping[str, Sequence[Place]], weights: Mapping[str, float]) -> Ranked:
    parts: list[dict[str, Any]] = []
    for provider, places in found.items():
        best = min(places, key=lambda each: each.position)
        weight = weights.get(provider, USUAL)
        parts.append(
            {
                "provider": provider,
                "position": best.position,
                "weight": weight,
                "score": round(weight / (K + best.position), 6),
                **({"query": best.query} if best.query != "statement" else {}),
                **({"questions": len(places)} if len(places) > 1 else {}),
            }
        )
    return Ranked(key, round(sum(part["score"] for part in parts), 6), parts)


def _capped(
    ranked: Sequence[Ranked], *, site: Callable[[int], str], copies: Mapping[int, Copied]
) -> list[Ranked]:
    """First what is of many sites and origins, then what there is more of the same."""
    of_site: Counter[str] = Counter()
    first, crowded, again = [], [], []
    best: dict[int, str] = {}
    for place, each in enumerate(ranked, start=1):
        copied, where = copies.get(each.key), site(each.key)
        if copied and (copied.is_quoted or best.setdefault(copied.origin, copied.source) != copied.source):
            each.explain.append({"rule": "copy", "of": copied.called, "was": place})
            again.append(each)
        elif where and of_site[where] >= MOST_OF_ONE_SITE:
            each.explain.append({"rule": "site", "site": where, "most": MOST_OF_ONE_SITE, "was": place})
            crowded.append(each)
        else:
            of_site[where] += 1
            first.append(each)
    return [*first, *crowded, *again]
