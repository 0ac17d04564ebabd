"""How quotations are found again in edited texts: right, wrong, none; deleted and altered ones carried over."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from claims.annotation.anchoring import Anchor, anchor
from claims.ops.benchmarks._edits import alterations, edit, quotations

DEMO = Path(__file__).parent.parent / "demo"
RATES = (0.0, 0.1, 0.25, 0.4)
OVERLAP = 0.5
"""A proposed place is right where it shares at least this part of both spans together with the true one."""


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument(
        "--file", action="append", default=[], help="a text to edit instead of the demo articles"
    )
    parser.add_argument("--edits", type=int, default=200, help="edits of each text at each rate")
    parser.add_argument("--seed", type=int, default=1)


def run(stdout: OutputWrapper, **options: Any) -> None:
    """Print one line per measure; figures are shares of the edits."""
    paths = [Path(name) for name in options["file"]] or sorted((DEMO / "articles").glob("*.txt"))
    texts = {path.name: path.read_text(encoding="utf-8") for path in paths}
    background = [path.read_text(encoding="utf-8") for path in sorted((DEMO / "background").glob("*.txt"))]
    measured = measure(texts, background, edits=options["edits"], seed=options["seed"])
    for line in measured:
        stdout.write(line)
    stdout.write(speed(list(texts.values()), background, seed=options["seed"]))


def measure(texts: dict[str, str], background: list[str], *, edits: int, seed: int) -> list[str]:
    """The lines of the report: for each text and rate what became of quotations that are there and of deleted ones."""
    vocabulary = [word for text in background for word in text.split()]
    lines = []
    for name, text in texts.items():
        for rate in RATES:
            chance = random.Random(f"{seed} {name} {rate}")  # noqa: S311 - edits, not secrets
            lines.append(
                f"{name}, {rate:.0%} of words edited: "
                + _found_again(text, rate, edits, chance, vocabulary, background)
            )
            lines.append(
                f"{name}, {rate:.0%} and the quotation deleted: "
                + _deleted(text, rate, edits, chance, vocabulary, background)
            )
        lines.append(f"{name}, one thing altered: " + _altered(text, edits, random.Random(f"{seed} {name}")))  # noqa: S311
    return lines


def _found_again(
    text: str, rate: float, edits: int, chance: random.Random, vocabulary: list[str], background: list[str]
) -> str:
    counts: Counter[str] = Counter()
    for number, (start, end) in enumerate(quotations(text, count=edits, chance=chance)):
        edited = edit(
            text, start, end, rate=rate, chance=chance, vocabulary=vocabulary, above=_foreign(chance, background),
            everywhere=number % 2 == 0,
        )  # fmt: skip
        if edited.place is None:
            continue
        counts["all"] += 1
        counts[_verdict(anchor(text, start, end, edited.text), edited.place)] += 1
    return _shares(counts, "right", "wrong", "none")


def _deleted(
    text: str, rate: float, edits: int, chance: random.Random, vocabulary: list[str], background: list[str]
) -> str:
    counts: Counter[str] = Counter()
    for number, (start, end) in enumerate(quotations(text, count=edits, chance=chance)):
        edited = edit(
            text, start, end, rate=rate, chance=chance, vocabulary=vocabulary, above=_foreign(chance, background),
            everywhere=number % 2 == 0, delete=True,
        )  # fmt: skip
        found = anchor(text, start, end, edited.text)
        counts["all"] += 1
        counts["carried over"] += found.carries_over
        counts["proposed"] += found.start is not None
    return _shares(counts, "carried over", "proposed")


def _altered(text: str, edits: int, chance: random.Random) -> str:
    made: Counter[str] = Counter()
    carried: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for start, end in quotations(text, count=edits, chance=chance):
        for altered in alterations(text, start, end):
            found = anchor(text, start, end, altered.text)
            made[altered.kind] += 1
            carried[altered.kind] += found.carries_over
            named[altered.kind] += any(change.kind != "other" for change in found.changes)
    return "; ".join(
        f"{kind} {made[kind]}, carried over {carried[kind]}, named {named[kind]}" for kind in sorted(made)
    )


def _foreign(chance: random.Random, background: list[str]) -> str:
    paragraphs = chance.choice(background).split("\n\n")
    return "\n\n".join(paragraphs[: chance.randint(1, 4)]) + "\n\n"


def _verdict(found: Anchor, true: tuple[int, int]) -> str:
    if found.start is None or found.end is None:
        return "none"
    shared = max(0, min(found.end, true[1]) - max(found.start, true[0]))
    whole = (found.end - found.start) + (true[1] - true[0]) - shared
    return "right" if shared / whole >= OVERLAP else "wrong"


def _shares(counts: Counter[str], *names: str) -> str:
    figures = ", ".join(f"{name} {counts[name] / counts['all']:.1%}" for name in names)
    return f"{figures} (of {counts['all']})"


def speed(texts: list[str], background: list[str], *, seed: int) -> str:
    """Seconds for a hundred claims of about 5,000 words, with a tenth of the words edited."""
    chance = random.Random(seed)  # noqa: S311
    pool = [paragraph for text in (*texts, *background) for paragraph in text.split("\n\n")]
    long = "\n\n".join(pool)
    while len(long.split()) < 5000:
        long += "\n\n" + " ".join(chance.sample(long.split(), 80))
    long = " ".join(long.split(" ")[:5000])
    spans = list(quotations(long, count=100, chance=chance))
    edited = edit(long, 0, 1, rate=0.1, chance=chance, vocabulary=long.split())
    began = time.perf_counter()
    for start, end in spans:
        anchor(long, start, end, edited.text)
    seconds = time.perf_counter() - began
    return f"{len(spans)} quotations in {len(long.split()):,} words: {seconds:.2f} s"
