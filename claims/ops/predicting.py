"""The product's judgements on JSON lines: one line in, one line out, nothing kept.

Every task calls the very function the desk and the jobs call, so that figures measured here hold there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Answer = Callable[[Row], Row]


class PredictError(Exception):
    """A line, the corpus or an option can't be used; the words say which and why."""


def predict(task: str, lines: Iterable[str], *, corpus: Path | None = None, top: int = 100) -> Iterator[str]:
    """Answer lines as they come. Raises PredictError at the first that can't be read, with its number."""
    answer = TASKS[task](corpus, top)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        row = _read(line, f"line {number}")
        try:
            found = answer(row)
        except KeyError as missing:
            raise PredictError(f"line {number}: {missing} is missing.") from missing
        except (TypeError, ValueError) as error:
            raise PredictError(f"line {number}: {error}") from error
        yield json.dumps({"id": row.get("id"), **found}, ensure_ascii=False)


def _read(line: str, where: str) -> Row:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise PredictError(f"{where} is not JSON: {error}") from error
    if not isinstance(row, dict):
        raise PredictError(f"{where} is not a JSON object.")
    return row


def _words(row: Row, name: str = "text") -> str:
    value = row[name]
    if not isinstance(value, str):
        raise ValueError(f"{name} is not a text")
    return value


def _checkworthiness(corpus: Path | None, top: int) -> Answer:
    from claims.annotation.checkworthiness import score_sentence

    return lambda row: {"score": round(score_sentence(_words(row)), 6)}


def _quantities(corpus: Path | None, top: int) -> Answer:
    from claims.annotation.quantities import find_quantities
    from claims.annotation.times import find_times

    def answer(row: Row) -> Row:
        day = date.fromisoformat(row["published_on"]) if row.get("published_on") else None
        text = _words(row)
        return {
            "quantities": find_quantities(text, language=row.get("language") or "en"),
            "times": find_times(text, published_on=day),
        }

    return answer


def _ranking(corpus: Path | None, top: int) -> Answer:
    from claims.matching.ranking import Ranker

    if corpus is None:
        raise PredictError("This task ranks a corpus: name it with --corpus FILE.")
    with corpus.open(encoding="utf-8") as lines:
        rows = [
            _read(line, f"{corpus.name}, line {number}")
            for number, line in enumerate(lines, 1)
            if line.strip()
        ]
    ranker = Ranker(rows)
    return lambda row: {
        "ranking": [
            {"id": each, "score": round(float(score), 6)} for each, score in ranker.rank(_words(row), top=top)
        ]
    }


def _stance(corpus: Path | None, top: int) -> Answer:
    from claims.evidence.stance import judge

    def answer(row: Row) -> Row:
        found = judge(_words(row, "claim"), _words(row, "evidence"))
        return {"stance": found.stance, "probabilities": found.probabilities}

    return answer


def _anchors(corpus: Path | None, top: int) -> Answer:
    from claims.annotation.anchoring import anchor
    from claims.lib.problems import Problem

    def answer(row: Row) -> Row:
        try:
            found = anchor(_words(row, "old"), int(row["start"]), int(row["end"]), _words(row, "new"))
        except Problem as problem:
            raise ValueError(str(problem)) from problem
        place = {} if found.start is None else {"start": found.start, "end": found.end}
        return {"state": found.state, **place}

    return answer


TASKS: dict[str, Callable[[Path | None, int], Answer]] = {
    "checkworthiness": _checkworthiness,
    "quantities": _quantities,
    "matches": _ranking,
    "evidence": _ranking,
    "stance": _stance,
    "anchors": _anchors,
}
