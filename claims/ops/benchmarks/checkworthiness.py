"""Check-worthiness on debates held out whole, on ranked debates and tweets, and the time an article takes.

The public sets named in docs/benchmarks.md lie in a folder (--data). Only `checkworthy_ct24` trains anything, and there
every figure is of debates the scorer had not seen; the other sets are measured with the head that ships.
"""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from claims.annotation.checkworthiness import score_sentence
from claims.annotation.proposing import propose
from claims.annotation.training import average_precision, best_f1, cross_validate, read_examples

ARTICLE_WORDS = 5000
_SENTENCE = (
    "The city of Harborland said on Monday that it had spent $12 million on {count} buses, 4 "
    "percent more than in 2018. "
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="folder of the public benchmark sets")
    parser.add_argument(
        "--quick", action="store_true", help="leave out the cross-validation, which takes a minute"
    )


def run(stdout: OutputWrapper, **options: Any) -> None:
    folder: Path = options["data"]
    if not (folder / "checkworthy_ct24").is_dir():
        raise CommandError(f"{folder} has no checkworthy_ct24.")
    if not options["quick"]:
        measured = cross_validate(read_examples(folder), tell=lambda line: stdout.write(f"  {line}"))
        stdout.write(
            "checkworthy_ct24, whole debates held out in five folds: "
            f"average precision {measured['average_precision']:.3f}, F1 {measured['f1']:.3f}"
        )
    for name in ("politifact_train", "factcheckorg_train"):
        _debates(stdout, folder / "checkworthy_debates" / f"{name}.jsonl", name)
    tweets = folder / "checkworthy_ct21_tweets" / "dev.jsonl"
    if tweets.is_file():
        pairs = [(score_sentence(row["text"]), int(row["label"])) for row in _rows(tweets)]
        stdout.write(f"checkworthy_ct21_tweets dev: average precision {average_precision(pairs):.3f}")
    _article(stdout)


def _debates(stdout: OutputWrapper, path: Path, name: str) -> None:
    if not path.is_file():
        return
    debates: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for row in _rows(path):
        debates[row["debate"]].append((score_sentence(row["text"]), int(row["label"])))
    scored = [pairs for pairs in debates.values() if any(label for _, label in pairs)]
    mean = sum(average_precision(pairs) for pairs in scored) / len(scored)
    first = sum(
        sum(label for _, label in sorted(pairs, key=lambda pair: -pair[0])[:10]) / 10 for pairs in scored
    )
    best = best_f1([pair for pairs in scored for pair in pairs])["f1"]
    stdout.write(
        f"checkworthy_debates {name}: MAP {mean:.3f}, P@10 {first / len(scored):.3f}, best F1 "
        f"{best:.3f} over {len(scored)} debates"
    )


def _article(stdout: OutputWrapper) -> None:
    sentences = [_SENTENCE.format(count=count) for count in range(ARTICLE_WORDS // len(_SENTENCE.split()))]
    text = "\n\n".join("".join(sentences[place : place + 4]).strip() for place in range(0, len(sentences), 4))
    begun = time.perf_counter()
    found = propose(text)
    stdout.write(
        f"an article of {len(text.split()):,} words: {time.perf_counter() - begun:.2f} s, "
        f"{len(found)} proposals"
    )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
