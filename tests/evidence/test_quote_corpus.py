"""Quote proof on a corpus: 200 altered quotations are refused, 200 true ones accepted, on our own articles.

Altered in one thing each: a number, a negation, a name, a date, a unit, the order of the words, or the page. True ones
differ in typography only, as printing, copying and typing change it.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable

import pytest

from claims.annotation.sentences import sentence_spans
from claims.evidence.locating import locate
from claims.lib.problems import Problem
from factcheck.servers import CHECKOUT

PAGES = {
    path.stem: path.read_text(encoding="utf-8")
    for folder in ("articles", "background")
    for path in sorted((CHECKOUT / "claims" / "ops" / "demo" / folder).glob("*.txt"))
}
SENTENCES = [
    (page, start, end)
    for page, text in PAGES.items()
    for start, end in sentence_spans(text)
    if 40 <= end - start <= 400 and text.count(text[start:end]) == 1
]
MONTHS = "January February March April May June July August September October November December".split()
UNITS = {
    "percent": "percentage points", "million": "billion", "billion": "million", "years": "months",
    "months": "weeks", "days": "hours", "decades": "years", "dollars": "euros", "hours": "minutes",
}  # fmt: skip
NAMES = "OpenAI Microsoft Musk Altman Brockman Tesla Google DeepMind Azure Dota Sutskever".split()


def number(words: str) -> str:
    return re.sub(r"\d", lambda digit: str((int(digit.group()) + 1) % 10), words, count=1)


def negation(words: str) -> str:
    changed = re.sub(r"\b(is|was|are|were|will|has|had|can|could|would)\b(?! not)", r"\1 not", words, count=1)
    return changed if changed != words else re.sub(r"\b(?:not|never) ", "", words, count=1)


def name(words: str) -> str:
    for each, other in zip(NAMES, NAMES[1:] + NAMES[:1], strict=True):
        if re.search(rf"\b{each}\b", words):
            return re.sub(rf"\b{each}\b", other, words, count=1)
    return words


def day(words: str) -> str:
    for each, other in zip(MONTHS, MONTHS[1:] + MONTHS[:1], strict=True):
        if re.search(rf"\b{each}\b", words):
            return re.sub(rf"\b{each}\b", other, words, count=1)
    return re.sub(r"\b(20\d)(\d)\b", lambda year: year[1] + str((int(year[2]) + 1) % 10), words, count=1)


def unit(words: str) -> str:
    for each, other in UNITS.items():
        if re.search(rf"\b{each}\b", words):
            return re.sub(rf"\b{each}\b", other, words, count=1)
    return words


def order(words: str) -> str:
    pieces = words.split(" ")
    middle = len(pieces) // 2
    pieces[middle - 1], pieces[middle] = pieces[middle], pieces[middle - 1]
    return " ".join(pieces)


ALTERING: dict[str, Callable[[str], str]] = {
    "number": number, "negation": negation, "name": name, "date": day, "unit": unit, "order": order,
}  # fmt: skip


def soft_hyphens(words: str) -> str:
    return re.sub(r"(\w{4})(\w{3})", "\\1\u00ad\\2", words)


def line_breaks(words: str) -> str:
    return re.sub(r" ", lambda space: "\n  " if space.start() % 3 else "\r\n", words)


def hard_spaces(words: str) -> str:
    return words.replace(" ", "\u00a0")


def ligatures(words: str) -> str:
    for letters, one in (("ffi", "ﬃ"), ("ffl", "ﬄ"), ("ff", "ﬀ"), ("fi", "ﬁ"), ("fl", "ﬂ")):
        words = words.replace(letters, one)
    return words


def typed_marks(words: str) -> str:
    return words.translate({ord(mark): plain for mark, plain in zip("“”‘’–—", "\"\"''--", strict=True)})


def set_marks(words: str) -> str:
    return words.replace("'", "’").replace("-", "–").replace("...", "…").replace('"', "”")


TRUE: tuple[Callable[[str], str], ...] = (
    str.strip, typed_marks, set_marks, soft_hyphens, line_breaks, hard_spaces, ligatures,
)  # fmt: skip


def altered() -> list[tuple[str, str, str]]:
    """200 of (what was altered, page, words), all kinds about as often."""
    chance = random.Random(4)
    found: list[tuple[str, str, str]] = []
    options = {kind: chance.sample(SENTENCES, len(SENTENCES)) for kind in (*ALTERING, "page")}
    while len(found) < 200:
        for kind, left in options.items():
            while left:
                page, start, end = left.pop()
                words = PAGES[page][start:end]
                if kind == "page":
                    page = chance.choice([each for each in PAGES if words not in PAGES[each]])
                    found.append((kind, page, words))
                    break
                changed = ALTERING[kind](words)
                if changed != words and changed.split() != words.split():
                    found.append((kind, page, changed))
                    break
        assert any(options.values())
    return found[:200]


def test_two_hundred_altered_quotations_are_refused() -> None:
    cases = altered()
    kinds = Counter(kind for kind, _, _ in cases)
    assert len(cases) == 200 and set(kinds) == {*ALTERING, "page"} and min(kinds.values()) >= 15
    accepted = []
    for kind, page, words in cases:
        try:
            locate(PAGES[page], quote=words)
        except Problem as problem:
            assert problem.code == "quote.not_in_copy" and problem.next_step
        else:
            accepted.append((kind, words))
    assert accepted == []


def test_altered_words_are_refused_at_their_old_offsets_too() -> None:
    for page, start, end in SENTENCES[:60]:
        with pytest.raises(Problem, match="not what was sent"):
            locate(PAGES[page], start=start, end=end, quote=order(PAGES[page][start:end]))


def test_two_hundred_true_quotations_are_accepted_at_their_place() -> None:
    chance = random.Random(5)
    refused, tried = [], 0
    for page, start, end in chance.sample(SENTENCES, -(-200 // len(TRUE))):
        for change in TRUE:
            tried += 1
            try:
                place = locate(PAGES[page], quote=change(PAGES[page][start:end]))
            except Problem as problem:
                refused.append((change.__name__, page, str(problem)))
            else:
                assert place == (start, end)
    assert tried >= 200 and refused == []


@pytest.mark.parametrize("change", TRUE[1:], ids=lambda change: change.__name__)
def test_a_copy_set_like_that_takes_the_plain_words(change: Callable[[str], str]) -> None:
    words = "The first five officers filed “offices” - it's five floors"
    copy = f"It rained. {change(words)}. Nobody minded."
    start, end = locate(copy, quote=words)
    assert copy[start:end] == change(words)
