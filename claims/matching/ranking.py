"""Which of many short texts fit a text best: BM25 in memory, over all of them or over what the database selected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from claims.matching.terms import plain_post, terms

K1 = 1.2
B = 0.6
TITLE_WEIGHT = 1.0


class Ranker:
    """BM25 (Robertson and Zaragoza 2009, with the never negative idf of Lucene) over a fixed collection.

    `corpus` is any iterable of {"id", "text", "title"?}; it is read once. Building and ranking are linear.
    """

    def __init__(
        self,
        corpus: Iterable[Mapping[str, Any]],
        *,
        language: str = "en",
        k1: float = K1,
        b: float = B,
        title_weight: float = TITLE_WEIGHT,
    ) -> None:
        self.language = language
        self.ids: list[Any] = []
        lengths: list[float] = []
        postings: dict[str, tuple[list[int], list[float]]] = {}
        for row in corpus:
            place = len(self.ids)
            self.ids.append(row["id"])
            counts: Counter[str] = Counter()
            length = 0.0
            for words, weight in ((row.get("text") or "", 1.0), (row.get("title") or "", title_weight)):
                for term in terms(words, language=language):
                    counts[term] += weight  # type: ignore[assignment]
                    length += weight
            lengths.append(length)
            for term, count in counts.items():
                places, frequencies = postings.setdefault(term, ([], []))
                places.append(place)
                frequencies.append(count)
        total = len(self.ids)
        size = np.asarray(lengths, dtype=np.float32)
        mean = float(size.mean()) if total else 1.0
        norm = k1 * (1 - b + b * size / (mean or 1.0))
        self._postings: dict[str, tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]] = {}
        for term, (places, frequencies) in postings.items():
            at = np.asarray(places, dtype=np.int32)
            tf = np.asarray(frequencies, dtype=np.float32)
            idf = np.log(1 + (total - len(places) + 0.5) / (len(places) + 0.5))
            self._postings[term] = (at, (idf * tf * (k1 + 1) / (tf + norm[at])).astype(np.float32))

    def scores(self, text: str) -> npt.NDArray[np.float32]:
        """The score of every text of the collection, in its order."""
        total = np.zeros(len(self.ids), dtype=np.float32)
        for term, count in Counter(terms(plain_post(text), language=self.language)).items():
            found = self._postings.get(term)
            if found is not None:
                total[found[0]] += found[1] * (1 + np.log(count))
        return total

    def rank(self, text: str, *, top: int = 100) -> list[tuple[Any, float]]:
        """The best `top` as (id, score), best first; what shares no word with the text is left out."""
        scores = self.scores(text)
        top = min(top, len(scores))
        if top <= 0:
            return []
        best = np.argpartition(-scores, top - 1)[:top]
        best = best[np.lexsort((best, -scores[best]))]
        return [(self.ids[place], float(scores[place])) for place in best if scores[place] > 0]


@dataclass(frozen=True)
class Statistics:
    """What BM25 needs to know of a whole collection, when only a part of it is at hand."""

    size: int
    mean_length: float
    frequencies: Mapping[str, int]
    """In how many texts each term of the question occurs."""

    def idf(self, term: str) -> float:
        n = self.frequencies.get(term, 0)
        return float(np.log(1 + (max(self.size, n) - n + 0.5) / (n + 0.5)))


def bm25(
    question: Mapping[str, float],
    words: Mapping[str, float],
    *,
    length: float,
    statistics: Statistics,
    k1: float = K1,
    b: float = B,
) -> float:
    """One text's score. `question` is term → weight, `words` is term → how often it stands in the text."""
    norm = k1 * (1 - b + b * length / (statistics.mean_length or 1.0))
    score = 0.0
    for term, weight in question.items():
        tf = words.get(term, 0.0)
        if tf:
            score += weight * statistics.idf(term) * tf * (k1 + 1) / (tf + norm)
    return score


def reciprocal_ranks(lists: Sequence[Sequence[Any]], *, k: int = 60) -> dict[Any, float]:
    """Several rankings as one (Cormack, Clarke and Büttcher 2009): each place p gives 1 / (k + p)."""
    fused: dict[Any, float] = {}
    for ranking in lists:
        for place, item in enumerate(ranking, start=1):
            fused[item] = fused.get(item, 0.0) + 1.0 / (k + place)
    return fused


def rank(query: str, corpus: Iterable[Mapping[str, Any]], *, top: int = 100) -> list[tuple[Any, float]]:
    """One question over one collection; for several questions build a Ranker once."""
    return Ranker(corpus).rank(query, top=top)
