"""Paragraphs of a plain text and the part each plays: body, heading, caption, quotation or page furniture.

Furniture is what a page carries round its article: menus, "Read next", author boxes, newsletter and cookie prompts,
share lines, comments, copyright footers, bylines. It is kept in the text (offsets must not move) but never suggested.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .article_part import Looks, article_part, kept_outside
from .credits import author_line, byline, caption_line
from .furniture import (
    closes_article,
    ends_page,
    furniture_line,
    may_close_article,
    opens_list,
)

Block = dict[str, Any]

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_ENDED = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_BULLET = re.compile(r"^\s*(?:[-–—•*·▪►‣]|\d{1,2}[.)])\s+")
_INNER_END = re.compile(r"[.!?][\"”’)]? +(?=[A-Z“\"])")
_WORDS = re.compile(r"\S+")
_DATELINE = re.compile(
    r"[A-Z][A-Z.'’ -]{2,40}(?:, [A-Z][\w.’ ]{1,30})? \((?:Reuters|AP|AFP|CNN|UPI|dpa|PTI|ANI|Bloomberg)\)"
)
_FRONT = 12
"""Lines from the top among which headline, standfirst and byline stand."""

_STANDFIRST = 45
"""Words of the longest standfirst."""

_CONTENT = re.compile(r"[^\W\d_]{5,}|\d[\d.,]*")


@dataclass
class _Line:
    start: int
    end: int
    text: str
    gap: bool
    """Whether a blank line stands before it."""

    role: str = ""

    @property
    def words(self) -> int:
        return len(_WORDS.findall(self.text[:2000]))

    @property
    def ended(self) -> bool:
        return bool(_ENDED.search(self.text[-8:]))

    @property
    def prose(self) -> bool:
        """Whether it reads as running text: ended sentences of some length."""
        return (self.words >= 9 and self.ended) or self.words >= 28

    @property
    def paragraph(self) -> bool:
        """Whether it can't be the title of another page: a long sentence, or more than one."""
        sentences = len(_INNER_END.findall(self.text[:2000])) + self.ended
        return self.words >= 22 or (self.words >= 12 and sentences >= 2) or bool(_DATELINE.match(self.text))


def plain_blocks(text: str) -> list[Block]:
    """Blocks of a plain text in order: dicts of start, end (code points) and role. White
    space lies between them."""
    lines = _lines(text)
    for place, line in enumerate(lines):
        line.role = _alone(lines, place)
    _mark_captions(lines)
    _mark_menus(lines)
    _mark_lists(lines)
    told_apart = _mark_outside(lines)
    _mark_tail(lines)
    if not told_apart:
        _mark_teasers(lines)
    _mark_shouting(lines)
    _mark_headings(lines)
    _mark_front(lines)
    _keep_lone_lines(lines)
    return [{"start": line.start, "end": line.end, "role": line.role or "body"} for line in lines]


def _lines(text: str) -> list[_Line]:
    """Paragraphs: single lines, or several joined where one paragraph was wrapped at a fixed width."""
    found: list[_Line] = []
    run: list[_Line] = []
    position = 0
    for match in _LINE.finditer(text):
        stripped = match.group().strip()
        if not stripped:
            continue
        start = match.start() + match.group().index(stripped[0])
        gap = not found and not run or len(re.findall(r"\n|\u2029", text[position : match.start()])) > 1
        line = _Line(start=start, end=start + len(stripped), text=stripped, gap=gap)
        if gap and run:
            found.extend(_joined(text, run))
            run = []
        run.append(line)
        position = match.end()
    found.extend(_joined(text, run))
    return found


def _joined(text: str, run: list[_Line]) -> list[_Line]:
    if len(run) < 2 or any(byline(line.text) for line in run[:4]):
        return run
    widths = [len(line.text) for line in run[:-1]]
    full = sum(width >= 0.6 * max(widths) for width in widths)
    wrapped = 40 <= max(widths) <= 120 and (
        full == len(widths) or len(widths) >= 5 and full >= 0.8 * len(widths)
    )
    ended = sum(line.ended for line in run[:-1])
    wrapped = wrapped and 3 * sum(line.text[0].islower() for line in run[1:]) >= len(run) - 1
    if not wrapped or ended > len(widths) // 2 or any(_BULLET.match(line.text) for line in run[1:]):
        return run
    start, end = run[0].start, run[-1].end
    return [_Line(start=start, end=end, text=text[start:end], gap=run[0].gap)]


def _alone(lines: list[_Line], place: int) -> str:
    line = lines[place]
    if furniture_line(line.text):
        return "furniture"
    above = lines[place - 1] if place else None
    if place >= len(lines) - 4 and author_line(line.text, above=above.text if above else ""):
        return "furniture"
    if caption_line(line.text):
        return "caption"
    if line.text[0] in '“"«„' and line.text[-1] in '”"»' and line.words >= 5:
        return "quotation"
    return ""


def _mark_captions(lines: list[_Line]) -> None:
    """A caption that stands there twice, once with its photographer and once without, is one both times."""
    captions = [line.text for line in lines if line.role == "caption"]
    for line in lines:
        if not line.role and line.words >= 5 and any(text.startswith(line.text) for text in captions):
            line.role = "caption"


def _mark_menus(lines: list[_Line]) -> None:
    """Four or more short lines on end, none a sentence, none apart from the others: a menu
    or a list of links."""
    run: list[_Line] = []
    for line in [*lines, None]:
        short = line is not None and line.words <= 7 and not line.ended and line.role in ("", "furniture")
        if short and line is not None:
            run.append(line)
            continue
        if len(run) >= 4 or (len(run) >= 3 and any(item.role == "furniture" for item in run)):
            title = run[0] if lines and run[0] is lines[0] and not run[0].role and run[0].words >= 4 else None
            for item in run:
                if item is not title:
                    item.role = "furniture"
        run = []


def _mark_lists(lines: list[_Line]) -> None:
    """What stands under "Read next", "Related" and the like, up to the next running text."""
    inside = False
    for place, line in enumerate(lines):
        if opens_list(line.text):
            inside = True
            line.role = "furniture"
        elif inside:
            if line.role != "furniture" and (line.paragraph or _tells(lines[place : place + 2])):
                inside = False
            else:
                line.role = "furniture"


def _tells(lines: list[_Line]) -> bool:
    """Whether two lines on end are sentences that end in a full stop, as titles of other pages hardly do."""
    return len(lines) == 2 and all(line.prose and line.text.rstrip('”"’)').endswith(".") for line in lines)


def _mark_outside(lines: list[_Line]) -> bool:
    """What stands above and below the article on a page that was copied whole, and its author's box at the end. Whether
    it is such a page."""
    looks = [Looks(line.text, line.words, line.prose, line.ended, line.role) for line in lines]
    found = article_part(looks)
    if found is None:
        return False
    first, last = found
    kept = kept_outside(looks, first, last)
    for index, line in enumerate(lines):
        if not first <= index < last:
            line.role = "furniture" if index not in kept else ("" if line.role == "furniture" else line.role)
    for index in range(max(first + 1, last - 4), last):
        if author_line(lines[index].text, above=lines[index - 1].text):
            lines[index].role = "furniture"
    return True


def _mark_tail(lines: list[_Line]) -> None:
    """After the comments or the author box begin, the article is over; after "Read next"
    where little text follows."""
    ahead = sum(line.prose and not line.role for line in lines)
    prose = 0
    closed = False
    for line in lines:
        if closed:
            line.role = "furniture"
            continue
        left = ahead - prose
        over = closes_article(line.text) and prose >= max(3, left // 4)
        if over or (prose >= 3 and left <= prose // 5 and may_close_article(line.text)):
            closed = True
            line.role = "furniture"
        elif line.prose and not line.role:
            prose += 1
    remaining = [line for line in lines if not line.role]
    while remaining and ends_page(remaining[-1].text, running=remaining[-1].prose):
        remaining.pop().role = "furniture"


def _mark_teasers(lines: list[_Line]) -> None:
    """Below the article: titles of other pages, each with at most one line of text, until the page ends."""
    last = 0
    for place in range(1, len(lines)):
        pair = lines[place - 1 : place + 1]
        if all((line.prose or _is_short_sentence(line)) and line.role in ("", "quotation") for line in pair):
            last = place
    tail = [line for line in lines[last + 1 :] if line.role not in ("furniture", "caption")]
    titles = [line for line in tail if not line.ended]
    if last < 4 or len(titles) < 3:
        return
    over = False
    for line in tail:
        over = over or not line.ended
        if over:
            line.role = "furniture"


def _is_short_sentence(line: _Line) -> bool:
    return line.words >= 6 and line.text.rstrip('”"’)').endswith(".")


def _mark_shouting(lines: list[_Line]) -> None:
    """Lines in capitals, or with a capital on every word of weight, stand over something or lead elsewhere; unless
    the whole text is written so."""
    shouted = [line for line in lines if not line.role and _shouts(line.text)]
    if len(shouted) * 3 <= len(lines):
        for line in shouted:
            line.role = "heading"


def _shouts(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) >= 10 and sum(letter.isupper() for letter in letters) >= 0.9 * len(letters):
        return 3 <= len(text.split()) <= 30
    heavy = (
        re.findall(r"[^\W\d_]{4,}", text) if len(text) <= 160 and "“" not in text and '"' not in text else []
    )
    return len(heavy) >= 6 and all(word[0].isupper() for word in heavy) and "," not in text


def _mark_front(lines: list[_Line]) -> None:
    """The standfirst under a headline: a line above the byline, or one whose words the paragraph after it repeats.
    A headline that is said again is a heading too."""
    headline = next((line for line in lines[:_FRONT] if line.role == "heading"), None)
    if headline is None or sum(line.prose and not line.role for line in lines) < 4:
        return
    for line in lines:
        if not line.role and line.text.casefold() == headline.text.casefold():
            line.role = "heading"
    top = [line for line in lines[:_FRONT] if line.role != "caption"]
    signed = max((place for place, line in enumerate(top) if byline(line.text)), default=0)
    above = [line for line in top[:signed] if not line.role]
    if len(above) == 1 and above[0].words <= _STANDFIRST:
        above[0].role = "heading"
    body = [line for line in lines[: 2 * _FRONT] if not line.role]
    if len(body) < 2 or body[0].words > _STANDFIRST or body[0] not in lines[:_FRONT]:
        return
    if _said_again(body[0].text, body[1].text) or (not body[0].ended and body[1].ended):
        body[0].role = "heading"


def _said_again(text: str, following: str) -> bool:
    """Whether nearly all words of weight of a line come again in the paragraph after it."""
    said = {word.lower().rstrip(".,") for word in _CONTENT.findall(text)}
    again = {word.lower().rstrip(".,") for word in _CONTENT.findall(following[:1500])}
    return len(said) >= 5 and len(said & again) >= 0.75 * len(said)


def _keep_lone_lines(lines: list[_Line]) -> None:
    """A text that is nothing but a line or two without an end is what somebody wants checked, not a heading."""
    if len(lines) <= 3 and all(line.role in ("heading", "furniture", "caption") for line in lines):
        for line in lines:
            if line.role == "heading":
                line.role = ""


def _mark_headings(lines: list[_Line]) -> None:
    """Short lines without an end stand over something; where nothing but furniture follows
    they are furniture too."""
    for place, line in enumerate(lines):
        if line.role or line.ended or line.words > (16 if place else 30) or _BULLET.match(line.text):
            continue
        if (
            line.words > 7
            and not line.gap
            and place
            and lines[place - 1].role == ""
            and lines[place - 1].ended is False
        ):
            continue
        follows = next(
            (other for other in lines[place + 1 :] if other.role not in ("caption", "furniture")), None
        )
        line.role = "heading" if follows is not None or place == 0 else "furniture"
