"""The sentences of an article with what stands in each, before anything is proposed: amounts, times, names, quotations,
and who says it. What the article says once holds for all of it: its day, and the currency of a sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from claims.intake.credits import signature

from .claimants import speaker
from .mentions import Mentions
from .names import Name, find_names
from .quantities import find_quantities
from .quotations import quoted_spans, share_quoted
from .sentences import sentence_spans
from .statements import DATELINE
from .times import find_times

PROSE = ("body", "quotation")


@dataclass
class Sentence:
    start: int
    end: int
    text: str
    paragraph: int
    quantities: list[dict[str, Any]]
    times: list[dict[str, Any]]
    names: list[Name]
    quoted_parts: list[tuple[int, int]]
    quoted: float
    claimant: str = ""


def sentences_of(text: str, blocks: Sequence[Mapping[str, Any]], day: date | None) -> list[Sentence]:
    """Those of the article's prose, in order; a dateline belongs to none, and signatures are left out."""
    found: list[Sentence] = []
    quotes = quoted_spans(text)
    cursor = 0
    for paragraph, block in enumerate(blocks):
        if block["role"] not in PROSE:
            continue
        passage = text[block["start"] : block["end"]]
        for first, last in sentence_spans(passage):
            start, end = block["start"] + first, block["start"] + last
            start += _dateline(text[start:end])
            if signature(text[start:end]):
                continue
            while cursor < len(quotes) and quotes[cursor][1] <= start:
                cursor += 1
            found.append(_sentence(text, start, end, paragraph, quotes[cursor : cursor + 12], day))
    return found


def _sentence(
    text: str, start: int, end: int, paragraph: int, quotes: list[tuple[int, int]], day: date | None
) -> Sentence:
    words = text[start:end]
    parts = [
        (max(first, start) - start, min(last, end) - start)
        for first, last in quotes
        if first < end and last > start
    ]
    return Sentence(
        start=start,
        end=end,
        text=words,
        paragraph=paragraph,
        quantities=find_quantities(words),
        times=find_times(words, published_on=day),
        names=find_names(words),
        quoted_parts=parts,
        quoted=share_quoted(0, len(words), parts),
    )


def _dateline(text: str) -> int:
    match = DATELINE.match(text)
    return match.end() if match and match.end() < len(text) - 20 else 0


def attribute(sentences: list[Sentence], mentions: Mentions) -> None:
    """Give every sentence its speaker; inside a longer quotation that is the one named
    nearby in the paragraph."""
    for sentence in sentences:
        sentence.claimant = speaker(
            sentence.text, quoted=sentence.quoted_parts, names=sentence.names, mentions=mentions
        )
        mentions.meet(
            sentence.names, sentence.text, speakers=(sentence.claimant,) if sentence.claimant else ()
        )
    for index, sentence in enumerate(sentences):
        if sentence.claimant or sentence.quoted < 0.5:
            continue
        near = [*reversed(sentences[max(0, index - 4) : index]), *sentences[index + 1 : index + 3]]
        same = [other for other in near if other.paragraph == sentence.paragraph and other.quoted_parts]
        apart = [
            other for other in near if abs(other.paragraph - sentence.paragraph) <= 1 and other.quoted_parts
        ]
        for other in [*same, *apart]:
            if other.claimant:
                sentence.claimant = other.claimant
                break


def borrow_currency(sentences: list[Sentence]) -> None:
    """A bare "1 billion" is money where the article names the same sum with its currency."""
    money = {
        item["value"]: item["unit"]
        for sentence in sentences
        for item in sentence.quantities
        if len(item["unit"]) == 3 and item["unit"].isupper()
    }
    for sentence in sentences:
        for item in sentence.quantities:
            if (
                item["unit"] == "count"
                and item["value"] >= 10**6
                and "noun" not in item
                and item["value"] in money
            ):
                item["unit"] = money[item["value"]]


def day_in_furniture(text: str, blocks: Sequence[Mapping[str, Any]]) -> date | None:
    """The day a byline or dateline names, where the page's date wasn't handed in."""
    for block in list(blocks)[:40]:
        if block["role"] != "furniture" or block["end"] - block["start"] > 200:
            continue
        for time in find_times(text[block["start"] : block["end"]]):
            if (
                time["from"]
                and time["from"] == time["to"]
                and time["form"] in ("date_mdy", "date_dmy", "iso")
            ):
                return date.fromisoformat(time["from"])
    return None


def latest_day(sentences: list[Sentence]) -> date:
    """The latest day, not after today, that the text names; today where it names none."""
    today = date.today()
    ends = [time["to"] or time["from"] for sentence in sentences for time in sentence.times]
    past = [end for end in ends if end and end <= today.isoformat()]
    return date.fromisoformat(max(past)) if past else today
