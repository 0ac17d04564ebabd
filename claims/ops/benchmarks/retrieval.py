"""Finding passages and earlier checks, on public sets (CheckThat! 2022 2A and 2B, SciFact, Climate-FEVER).

Ranks in memory by the function `predict matches` and `predict evidence` use. With --database the SciFact abstracts are
also kept as copies of a newsroom that is rolled back afterwards, and searched the way the own archive is.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, OutputWrapper
from django.db import transaction
from django.utils import timezone

Ranking = Callable[[str], list[str]]


@dataclass(frozen=True)
class Task:
    """A collection, questions, and which texts answer which question."""

    name: str
    corpus: list[dict[str, str]]
    questions: list[tuple[str, str]]
    relevant: dict[str, set[str]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="folder with the public sets")
    parser.add_argument("--database", action="store_true", help="also search SciFact in PostgreSQL")


def run(stdout: OutputWrapper, *, data: Path, database: bool = False, **_: Any) -> None:
    stdout.write(
        f"{'task':<24}{'questions':>10}{'MAP@5':>8}{'P@1':>7}{'nDCG@10':>9}{'R@20':>7}{'R@100':>7}{'ms':>8}"
    )
    try:
        for task in tasks(data):
            _print(stdout, task.name, task, _memory(task))
            if database and task.name == "SciFact":
                with transaction.atomic():
                    _print(stdout, "SciFact, PostgreSQL", task, _archive(task))
                    transaction.set_rollback(True)
    except (OSError, ValueError, KeyError) as error:
        raise CommandError(f"The data could not be read: {error}") from error


def _print(stdout: OutputWrapper, name: str, task: Task, rank: Ranking) -> None:
    sums = dict.fromkeys(("map5", "p1", "ndcg10", "r20", "r100"), 0.0)
    times: list[float] = []
    for key, text in task.questions:
        begun = time.monotonic()
        ranking = rank(text)
        times.append((time.monotonic() - begun) * 1000)
        for measure, value in measures(ranking, task.relevant[key]).items():
            sums[measure] += value
    count = max(1, len(task.questions))
    stdout.write(
        f"{name:<24}{len(task.questions):>10}{sums['map5'] / count:>8.3f}{sums['p1'] / count:>7.3f}"
        f"{sums['ndcg10'] / count:>9.3f}{sums['r20'] / count:>7.3f}{sums['r100'] / count:>7.3f}"
        f"{statistics.median(times):>8.1f}"
    )


def measures(ranking: list[str], relevant: set[str]) -> dict[str, float]:
    """Average precision at 5, precision at 1, nDCG at 10 (binary gains) and recall at 20 and 100 of one ranking."""
    hits, precision = 0, 0.0
    for place, key in enumerate(ranking[:5], start=1):
        if key in relevant:
            hits += 1
            precision += hits / place
    gain = sum(1 / math.log2(place + 1) for place, key in enumerate(ranking[:10], start=1) if key in relevant)
    ideal = sum(1 / math.log2(place + 1) for place in range(1, min(len(relevant), 10) + 1))
    return {
        "map5": precision / min(len(relevant), 5),
        "p1": float(bool(ranking) and ranking[0] in relevant),
        "ndcg10": gain / ideal,
        "r20": len(relevant & set(ranking[:20])) / len(relevant),
        "r100": len(relevant & set(ranking[:100])) / len(relevant),
    }


def tasks(folder: Path) -> Iterator[Task]:
    """The tasks whose data lie in the folder."""
    for name, part in (("2a", "dev"), ("2b", "train")):
        place = folder / f"claimmatch_ct22_{name}"
        corpus = [
            {"id": row["id"], "text": row["claim"], "title": row["title"]}
            for row in _rows(place / "vclaims.jsonl")
        ]
        questions = [(row["id"], row["text"]) for row in _rows(place / f"{part}.queries.jsonl")]
        yield _task(
            f"CheckThat! 2022 {name.upper()} {part}", corpus, questions, _pairs(place / f"{part}.qrels.tsv")
        )
    place = folder / "evidence_scifact"
    corpus = [
        {"id": str(row["id"]), "text": " ".join(row["abstract"]), "title": row["title"]}
        for row in _rows(place / "corpus.jsonl")
    ]
    questions = [(str(row["id"]), row["claim"]) for row in _rows(place / "claims_train.jsonl")]
    yield _task("SciFact", corpus, questions, _pairs(place / "train.qrels.tsv"))
    rows = _rows(folder / "evidence_climate_fever" / "train.jsonl")
    pool = {each["evidence_id"]: each for row in rows for each in row["evidences"]}
    corpus = [{"id": key, "text": each["evidence"], "title": each["article"]} for key, each in pool.items()]
    pairs = ((row["claim_id"], each["evidence_id"]) for row in rows for each in row["evidences"])
    yield _task("Climate-FEVER", corpus, [(row["claim_id"], row["claim"]) for row in rows], pairs)


def _task(
    name: str,
    corpus: list[dict[str, str]],
    questions: list[tuple[str, str]],
    pairs: Iterable[tuple[str, str]],
) -> Task:
    relevant: dict[str, set[str]] = {}
    for question, key in pairs:
        relevant.setdefault(question, set()).add(key)
    return Task(name, corpus, [each for each in questions if each[0] in relevant], relevant)


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        if line.strip():
            question, key = line.split("\t")[:2]
            yield question, key


def _memory(task: Task) -> Ranking:
    from claims.matching.ranking import Ranker

    ranker = Ranker(task.corpus)
    return lambda text: [key for key, _ in ranker.rank(text, top=100)]


def _archive(task: Task) -> Ranking:
    """The collection as kept copies of a newsroom, and a way to search it. Inside a transaction."""
    from claims.accounts.newsrooms import create_newsroom
    from claims.intake.models import Snapshot, Source
    from claims.lib.hashing import sha256_text
    from claims.lib.uids import new_uid
    from claims.matching.passages import index_snapshot, search

    newsroom = create_newsroom(
        name="Benchmark",
        slug=f"benchmark-{new_uid()}",
        admin_email=f"{new_uid()}@example.org",
        admin_name="Benchmark",
    )
    keys: dict[int, str] = {}
    for row in task.corpus:
        source = Source.objects.create(organisation=newsroom, title=row["title"][:500], language="en")
        text = row["text"]
        copy = Snapshot.objects.create(
            organisation=newsroom, source=source, captured_at=timezone.now(), text=text, text_sha256=sha256_text(text),
            characters=len(text), extractor="benchmark", blocks=[{"start": 0, "end": len(text), "role": "body"}],
        )  # fmt: skip
        keys[source.pk] = row["id"]
        index_snapshot(copy)

    def rank(text: str) -> list[str]:
        found = (keys[hit.snapshot.source_id] for hit in search(newsroom, text, limit=200))
        return list(dict.fromkeys(found))[:100]

    return rank
