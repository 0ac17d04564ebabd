"""From an article's text to proposed claims: which sentences, how much worth checking, of what kind, by whom.

Pure functions, no database, nothing decided: every proposal waits for a person. Spans are code points into the text
given, end exclusive, and `quote` is always `text[start:end]`. Headings, captions and page furniture are never proposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from claims.intake.blocks import plain_blocks
from claims.intake.languages import language_of

from . import checkworthiness
from .dollars import name_dollars
from .features import Features, place_features, sentence_features
from .kinds import cause_clause, kind_of
from .mentions import Mentions
from .names import find_names
from .predictions import chance_clause, prediction_of
from .quantities import ADDRESS, find_quantities
from .said import PROSE, Sentence, attribute, borrow_currency, day_in_furniture, latest_day, sentences_of
from .sentences import sentence_spans
from .statements import stand_alone
from .telling import telling_features

SUPPORTED = ("en",)
FLOOR = 0.08
"""Sentences below this score are not proposed at all, not even as low."""

MOST = 400
"""Proposals kept of one article, the best ones; a newsroom's longest features stay well below."""

_NEVER_SHOWN = ("question", "no_comment", "source_note", "repeats", "introduces")
_TOKEN = re.compile(r"\w+")
_LONGEST_SENTENCE = 4000
_SPEAKS_FOR_OTHERS = re.compile(
    r"\b(?:survey|poll|study|report|according|researchers|experts|respondents|analysts|"
    r"scientists|said|says|told|found|estimate[sd]?|predict(?:s|ed)?|"
    r"believes?|put(?:s|ting)?|gave|gives)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Proposal:
    """One passage worth a look. `reasons` sum to `score`; both are empty where the language
    can't be scored."""

    start: int
    end: int
    quote: str
    statement: str
    kind: str
    claimant: str
    score: float | None
    band: str
    reasons: list[dict[str, Any]]
    quantities: list[dict[str, Any]]
    times: list[dict[str, Any]]
    prediction: dict[str, Any] | None
    resolved: list[dict[str, str]] = field(default_factory=list)


def propose(
    text: str,
    *,
    blocks: Sequence[Mapping[str, Any]] | None = None,
    language: str = "en",
    published_on: date | None = None,
    title: str = "",
) -> list[Proposal]:
    """Propose claims in an article, in the order of the text (sort by `score` for the order of check-worthiness).

    `blocks` are paragraphs with roles as intake stores them; without them the roles are worked out from the text.
    A language that the scorer does not read gives sentences with figures, band "unscored", no score.
    """
    if not text.strip():
        return []
    blocks = plain_blocks(text) if blocks is None else blocks
    if not _is_read(language, text):
        return list(_unscored(text, blocks, language.split("-")[0].lower()))
    day = published_on or day_in_furniture(text, blocks)
    sentences = sentences_of(text, blocks, day)
    borrow_currency(sentences)
    name_dollars(text, [item for sentence in sentences for item in sentence.quantities])
    proposals = list(_scored(text, sentences, day, title))
    if len(proposals) > MOST:
        best = sorted(proposals, key=lambda item: -(item.score or 0.0))[:MOST]
        proposals = sorted(best, key=lambda item: (item.start, -item.end))
    return proposals


def _is_read(language: str, text: str) -> bool:
    """Whether the scorer reads the text's language; a page that names a wrong one is judged by its words."""
    named = language.split("-")[0].lower()
    return named in SUPPORTED or language_of(text) in SUPPORTED


def _scored(text: str, sentences: list[Sentence], day: date | None, title: str) -> Iterator[Proposal]:
    mentions = Mentions()
    mentions.meet(find_names(title), title)
    attribute(sentences, mentions)
    mentions = Mentions()
    mentions.meet(find_names(title), title)
    counted_from = day or latest_day(sentences)
    earlier: list[set[str]] = []
    amounts: set[tuple[float, str]] = set()
    for index, sentence in enumerate(sentences):
        tokens = set(_TOKEN.findall(sentence.text.lower()))
        said = {(item["value"], item["unit"]) for item in sentence.quantities}
        place = place_features(
            index=index,
            total=len(sentences),
            mid_quote=sentence.quoted > 0.95,
            repeats=_repeats(tokens, earlier),
            new_figure=bool(said - amounts),
        )
        features = sentence_features(
            sentence.text[:_LONGEST_SENTENCE],
            quantities=sentence.quantities,
            times=sentence.times,
            names=sentence.names,
            quoted=sentence.quoted,
        )
        voice = telling_features(sentence.text, features=features, quoted_parts=sentence.quoted_parts)
        yield from _proposals_of(text, sentence, {**features, **place, **voice}, mentions, counted_from)
        mentions.meet(
            sentence.names, sentence.text, speakers=(sentence.claimant,) if sentence.claimant else ()
        )
        if len(tokens) >= 4:
            earlier.append(tokens)
        amounts |= said


def _repeats(tokens: set[str], earlier: list[set[str]]) -> bool:
    if len(tokens) < 4:
        return False
    size = len(tokens)
    alike = (other for other in earlier[-200:] if 0.8 * size <= len(other) <= 1.25 * size)
    return any(len(tokens & other) >= 0.8 * len(tokens | other) for other in alike)


def _proposals_of(
    text: str, sentence: Sentence, features: Features, mentions: Mentions, counted_from: date | None
) -> Iterator[Proposal]:
    score, reasons = checkworthiness.score_in_article(sentence.text, features)
    if score < FLOOR or len(_TOKEN.findall(ADDRESS.sub(" ", sentence.text))) < 3:
        return
    inner = chance_clause(sentence.text)
    reported = inner is not None and (
        bool(sentence.claimant) or _SPEAKS_FOR_OTHERS.search(sentence.text) is not None
    )
    if inner is not None and reported and inner[1] - inner[0] < 0.92 * len(sentence.text):
        kind = "quote" if sentence.quoted >= 0.65 and sentence.claimant else "statistic"
    else:
        inner = None
        kind = kind_of(
            sentence.text,
            features=features,
            quantities=sentence.quantities,
            times=sentence.times,
            quoted=sentence.quoted,
            claimant=sentence.claimant,
            today=counted_from.isoformat() if counted_from else "",
        )
        if (
            kind == "causal"
            and cause_clause(sentence.text)
            and (features.get("date") or features.get("relative_time"))
        ):
            kind = "event"
    statement, resolved = stand_alone(
        sentence.text,
        mentions=mentions,
        times=sentence.times,
        own_names=[name.text for name in sentence.names],
    )
    if kind == "quote" and sentence.quoted > 0.9:
        statement = f"{sentence.claimant}: {statement}"
    yield _proposal(
        text,
        sentence,
        sentence.start,
        sentence.end,
        kind,
        score,
        reasons,
        features,
        statement,
        resolved,
        counted_from,
    )
    if inner is None and kind in ("event", "statistic", "causal"):
        yield from _cause(text, sentence, features, mentions, counted_from)
    if inner is not None:
        start, end = sentence.start + inner[0], sentence.start + inner[1]
        clause, filled = stand_alone(
            text[start:end], mentions=mentions, times=[], own_names=[name.text for name in sentence.names]
        )
        yield _proposal(
            text, sentence, start, end, "prediction", score, reasons, features, clause, filled, counted_from
        )


def _cause(
    text: str, sentence: Sentence, features: Features, mentions: Mentions, counted_from: date | None
) -> Iterator[Proposal]:
    """The reason given in a sentence that tells a dated or counted event: a claim of its own, decided for itself."""
    tail = cause_clause(sentence.text)
    if tail is None or not (features.get("date") or features.get("relative_time") or features.get("count")):
        return
    start, end = sentence.start + tail[0], sentence.start + tail[1]
    score, reasons = checkworthiness.score_in_article(sentence.text, {**features, "part": 1.0})
    statement, resolved = stand_alone(
        sentence.text,
        mentions=mentions,
        times=sentence.times,
        own_names=[name.text for name in sentence.names],
    )
    if score >= FLOOR:
        yield _proposal(
            text, sentence, start, end, "causal", score, reasons, features, statement, resolved, counted_from
        )


def _proposal(
    text: str,
    sentence: Sentence,
    start: int,
    end: int,
    kind: str,
    score: float,
    reasons: list[dict[str, Any]],
    features: Features,
    statement: str,
    resolved: list[dict[str, str]],
    counted_from: date | None,
) -> Proposal:
    quantities = [
        _placed(item, sentence.start) for item in sentence.quantities if _inside(item, sentence, start, end)
    ]
    times = [_placed(item, sentence.start) for item in sentence.times if _inside(item, sentence, start, end)]
    prediction = None
    if kind in ("prediction", "promise"):
        prediction = prediction_of(
            text[start:end],
            kind=kind,
            quantities=[_placed(item, -start) for item in quantities],
            times=[_placed(item, -start) for item in times],
            counted_from=counted_from,
            statement=statement,
        )
    return Proposal(
        start=start,
        end=end,
        quote=text[start:end],
        statement=statement,
        kind=kind,
        claimant=sentence.claimant,
        score=score,
        band=_band(score, kind, features),
        reasons=reasons,
        quantities=quantities,
        times=times,
        prediction=prediction,
        resolved=resolved,
    )


def _band(score: float, kind: str, features: Features) -> str:
    """The band of a score; questions and refusals stay low, opinions are never high."""
    if any(features.get(name) for name in _NEVER_SHOWN):
        return "low"
    found = checkworthiness.band(score)
    return "medium" if found == "high" and kind == "opinion" else found


def _inside(item: dict[str, Any], sentence: Sentence, start: int, end: int) -> bool:
    return start <= sentence.start + item["start"] and sentence.start + item["end"] <= end


def _placed(item: dict[str, Any], shift: int) -> dict[str, Any]:
    return item | {"start": item["start"] + shift, "end": item["end"] + shift}


def _unscored(text: str, blocks: Sequence[Mapping[str, Any]], language: str) -> Iterator[Proposal]:
    for block in blocks:
        if block["role"] not in PROSE:
            continue
        passage = text[block["start"] : block["end"]]
        for first, last in sentence_spans(passage):
            words = passage[first:last]
            if not re.search(r"\d", words) or len(words) < 12:
                continue
            start = block["start"] + first
            quantities = [_placed(item, start) for item in find_quantities(words, language=language)]
            yield Proposal(
                start=start,
                end=start + len(words),
                quote=words,
                statement=words,
                kind="statistic" if quantities else "event",
                claimant="",
                score=None,
                band="unscored",
                reasons=[],
                quantities=quantities,
                times=[],
                prediction=None,
            )
