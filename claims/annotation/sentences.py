"""Where sentences begin and end, as code-point spans.

Rules of our own, one pass over the text: every terminator is looked at once, with a bounded look to the left and to
the right, so the time is linear in the length of the text whatever it holds. Spans never overlap, never cross a
paragraph, and carry no white space at their edges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 1500
"""Code points after which a text without terminators is cut, at white space, so that later
steps stay quick."""

_TITLES = frozenset(
    "mr mrs ms mx dr prof gen sen rep gov lt col sgt cpl capt cmdr adm rev hon pres supt mt "
    "ft vs fig al approx ca cf "
    "messrs mme mlle sens reps govs dept est ave blvd rd nos vol pp ed eds".split()
)
_BEFORE_NUMBER = frozenset("no nr art sec ch p jan feb mar apr jun jul aug sep sept oct nov dec".split())
_MAY_END = frozenset(
    "inc corp co ltd llc plc bros jr sr etc ph.d m.d b.a m.a esq a.m p.m am pm st bn m".split()
)
_GERMAN = frozenset("bzw ca evtl ggf inkl mio mrd nr str usw vgl z.b d.h u.a".split())
_STARTERS = frozenset(
    "the a an he she it they we i you his her its their our this that these those there in "
    "on at by for from with to "
    "as and but or so if when while after before since although though however meanwhile "
    "still yet now then once "
    "last next earlier later according both most many some several what who how why where not no all one two "
    "another also despite during under over until because instead".split()
)
_TERMINATOR = re.compile(r"(?:[.!?…]{1,6}|[。！？])[\"'”’»)\]]{0,3}(?:\[\d{1,3}\]){0,3}")
_OPENERS = "\"'“‘«([—–- "
_SAID_NEXT = re.compile(
    r"(?:[A-Z][\w.'’-]{0,30}\s){1,4}(?:said|says|asked|asks|told|added|wrote|writes|tweeted|"
    r"replied|shouted|wondered)\b"
)
_LAST_WORD = re.compile(r"[^\W\d_]{2,}$")
_FIRST_WORD = re.compile(r"(?:[A-Z][a-z]+|[AI])\s")
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_BLANK = re.compile(r"(?:[ \t]*(?:\r\n|[\n\r\u2029])){2,}")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) of each sentence of a text, in order; `text[start:end]` is the sentence."""
    spans: list[tuple[int, int]] = []
    for start, end in _runs(text):
        for first, last in _split(text, start, end):
            spans.extend(_capped(text, first, last))
    return spans


def flows(lines: list[str]) -> bool:
    """Whether lines are one wrapped paragraph: all but the last of them full, and none of
    them ended at its edge."""
    if len(lines) < 2:
        return False
    full = [len(line) for line in lines[:-1]]
    longest = max(full)
    if not 40 <= longest <= 120 or min(full) < 0.6 * longest:
        return False
    runs_on = sum(line.lstrip()[:1].islower() for line in lines[1:])
    if 3 * runs_on < len(lines) - 1:
        return False
    ended = sum(line.rstrip().endswith((".", "!", "?", ":", "”", '"')) for line in lines[:-1])
    return ended <= len(full) // 2


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Pieces inside which a sentence may run on: paragraphs that were wrapped, otherwise single lines."""
    position = 0
    for gap in [*_BLANK.finditer(text), None]:
        end = gap.start() if gap else len(text)
        lines = [match.span() for match in _LINE.finditer(text, position, end)]
        if flows([text[first:last] for first, last in lines]):
            yield lines[0][0], lines[-1][1]
        else:
            yield from lines
        position = gap.end() if gap else end


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for match in _TERMINATOR.finditer(text, start, end):
        if match.end() >= end:
            break
        if match.start() > first and _ends_sentence(text, first, match, end):
            yield from _trimmed(text, first, match.end())
            first = match.end()
    yield from _trimmed(text, first, end)


def _ends_sentence(text: str, first: int, match: re.Match[str], end: int) -> bool:
    mark = match.group()
    following = text[match.end() : min(end, match.end() + 80)]
    if mark[0] in "。！？":
        return True
    if not following[0].isspace():
        return _glued(text, match, following)
    upcoming = following.lstrip().lstrip(_OPENERS)
    if not upcoming:
        return bool(following.strip())
    if upcoming[0].islower():
        return False
    closed = mark[-1] in "\"'”’»"
    if closed and mark[0] in "!?" and _SAID_NEXT.match(upcoming):
        return False
    if mark[0] != "." or mark.startswith(".."):
        return True
    if closed:
        return True
    return _full_stop_ends(text, first, match.start(), upcoming)


def _full_stop_ends(text: str, first: int, stop: int, upcoming: str) -> bool:
    window = text[max(first, stop - 24) : stop]
    token = re.split(r"[\s(\[“\"‘—–]", window)[-1]
    low = token.lower()
    word = re.match(r"[^\W\d_]+", upcoming)
    starter = bool(word) and word.group().lower() in _STARTERS  # type: ignore[union-attr]
    if low in _TITLES or low in ("e.g", "i.e"):
        return False
    if low in _GERMAN or low in _BEFORE_NUMBER and token != "P":
        return not upcoming[0].isdigit() and (starter or low not in _GERMAN) and low not in ("no", "nr")
    if low in _MAY_END:
        return starter
    if len(token) == 1 and token.isupper():
        return starter or token == "I"
    if re.fullmatch(r"(?:[A-Za-z]\.){1,5}[A-Za-z]", token.rpartition("-")[2]):  # also "Japan-U.S."
        return starter
    numbered = token.isdigit() and len(token) <= 2
    return not (numbered and text[max(0, stop - len(token) - 1) : stop - len(token)] in ("", "\n"))


def _glued(text: str, match: re.Match[str], following: str) -> bool:
    """A missing space after a full stop, as bad extraction leaves it: "…the deal.The company"."""
    before = _LAST_WORD.search(text[max(0, match.start() - 24) : match.start()])
    return (
        match.group()[0] in ".?!"
        and before is not None
        and before.group()[-2:].islower()
        and before.group() not in _TITLES | _MAY_END
        and bool(_FIRST_WORD.match(following))
    )


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield start, end


def _capped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        cut = max(text.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in ("; ", " ", "\n"))
        cut = cut + 1 if cut > 0 else start + LONGEST
        yield from _trimmed(text, start, cut)
        start = cut
    yield from _trimmed(text, start, end)
