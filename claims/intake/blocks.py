"""Paragraphs of a plain text and the part each plays: body, heading, caption, quotation or page furniture.

Furniture is what a page carries round its article: menus, "Read next", author boxes, newsletter and cookie prompts,
share lines, comments, copyright footers, bylines. It is kept in the text (offsets must not move) but never suggested.
"""

from __future__ import annotations

import re
from typing import Any

from .article_part import Looks, article_part, goes_on, kept_outside, repeated
from .authors import mark_author_box
from .credits import author_line, byline, caption_line
from .furniture import (
    closes_article,
    ends_page,
    furniture_line,
    may_close_article,
    opens_list,
)
from .text_lines import BULLET, Line, lines_of

Block = dict[str, Any]

_FACT_LINE = re.compile(
    r"^[A-Z][^:.!?]{8,90}: ?(?:[$£€₹] ?|Rs\.? ?)?\d[\d.,]*\s*(?:$|\(|%|per ?cent\b|million\b|billion\b|thousand\b)"
)
_FULL_STOP_INSIDE = re.compile(r"[a-z]{2}[.!][\"”’)]? +(?=[A-Z“\"])")
_NUMBER = re.compile(r"^\d{1,2}[.)]\s")
_FRONT = 12
"""Lines from the top among which headline, standfirst and byline stand."""

_STANDFIRST = 45
"""Words of the longest standfirst."""

_LONGEST_TITLE = 27
"""Words of the longest title of another page."""

_CONTENT = re.compile(r"[^\W\d_]{5,}|\d[\d.,]*")


def plain_blocks(text: str) -> list[Block]:
    """Blocks of a plain text in order: dicts of start, end (code points) and role. White
    space lies between them."""
    lines = lines_of(text)
    everything = lines
    for place, line in enumerate(lines):
        line.role = _alone(lines, place)
    lines = _without_repeated(lines)
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
    blocks = [{"start": line.start, "end": line.end, "role": line.role or "body"} for line in everything]
    return mark_author_box(text, blocks)


def _alone(lines: list[Line], place: int) -> str:
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


def _looks(lines: list[Line]) -> list[Looks]:
    return [Looks(line.text, line.words, line.prose, line.ended, line.role) for line in lines]


def _without_repeated(lines: list[Line]) -> list[Line]:
    """The lines without those that the page puts between all paragraphs, which are furniture and part nothing."""
    kept = []
    for line, again in zip(lines, repeated(_looks(lines)), strict=True):
        if again:
            line.role = "furniture"
        else:
            kept.append(line)
    return kept


def _mark_captions(lines: list[Line]) -> None:
    """A caption that stands there twice, once with its photographer and once without, is one both times."""
    captions = [line.text for line in lines if line.role == "caption"]
    for line in lines:
        if not line.role and line.words >= 5 and any(text.startswith(line.text) for text in captions):
            line.role = "caption"


def _mark_menus(lines: list[Line]) -> None:
    """Four or more short lines on end, none a sentence, none apart from the others: a menu
    or a list of links."""
    run: list[Line] = []
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


def _mark_lists(lines: list[Line]) -> None:
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


def _tells(lines: list[Line]) -> bool:
    """Whether two lines on end are sentences that end in a full stop, as titles of other pages hardly do."""
    return len(lines) == 2 and all(line.prose and line.text.rstrip('”"’)').endswith(".") for line in lines)


def _mark_outside(lines: list[Line]) -> bool:
    """What stands above and below the article on a page that was copied whole, and its author's box at the end. Whether
    it is such a page."""
    looks = _looks(lines)
    found = article_part(looks)
    if found is None:
        return False
    first, last = found
    kept = kept_outside(looks, first, last)
    for index, line in enumerate(lines):
        if first <= index < last:
            continue
        if index not in kept:
            line.role = "furniture"
        elif line.role in ("", "furniture"):
            line.role = "" if line.prose and line.ended else "heading"
    for index in range(max(first + 1, last - 4), last):
        if author_line(lines[index].text, above=lines[index - 1].text):
            lines[index].role = "furniture"
    return True


def _mark_tail(lines: list[Line]) -> None:
    """After the comments or the author box begin, the article is over; after "Read next"
    where little text follows."""
    ahead = sum(line.prose and not line.role for line in lines)
    prose = 0
    closed = False
    for place, line in enumerate(lines):
        if closed:
            line.role = "furniture"
            continue
        left = ahead - prose
        over = closes_article(line.text) and prose >= max(3, left // 4)
        may_close = prose >= 3 and left <= prose // 5 and may_close_article(line.text)
        if over or (may_close and not goes_on(_looks(lines[place:]))):
            closed = True
            line.role = "furniture"
        elif line.prose and not line.role:
            prose += 1
    remaining = [line for line in lines if not line.role]
    while remaining and ends_page(remaining[-1].text, running=remaining[-1].prose):
        remaining.pop().role = "furniture"


def _mark_teasers(lines: list[Line]) -> None:
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


def _stands_over(lines: list[Line], place: int) -> bool:
    """Whether a numbered line is the heading of one paragraph, below another: no item of a list."""
    around = lines[max(0, place - 1) : place] + lines[place + 1 : place + 2]
    return (
        bool(_NUMBER.match(lines[place].text))
        and lines[place].words <= 12
        and len(around) == 2
        and all(line.prose and not line.role for line in around)
    )


def _ends_its_paragraphs(lines: list[Line]) -> bool:
    """Whether nearly all running text ends with a mark, so that a long line without one is no paragraph."""
    running = [line for line in lines if not line.role and line.words >= 17]
    return len(running) >= 5 and sum(line.ended for line in running) >= 0.8 * len(running)


def _is_short_sentence(line: Line) -> bool:
    return line.words >= 6 and line.text.rstrip('”"’)').endswith(".")


def _mark_shouting(lines: list[Line]) -> None:
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


def _mark_front(lines: list[Line]) -> None:
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


def _keep_lone_lines(lines: list[Line]) -> None:
    """A text that is nothing but a line or two without an end is what somebody wants checked, not a heading."""
    if len(lines) <= 3 and all(line.role in ("heading", "furniture", "caption") for line in lines):
        for line in lines:
            if line.role == "heading":
                line.role = ""


def _mark_headings(lines: list[Line]) -> None:
    """Short lines without an end stand over something; where nothing but furniture follows
    they are furniture too. Longer ones do where the paragraphs of the text all end as sentences."""
    longest = _LONGEST_TITLE if _ends_its_paragraphs(lines) else 16
    for place, line in enumerate(lines):
        if line.role or line.ended or line.words > (longest if place else 30):
            continue
        if BULLET.match(line.text) and not _stands_over(lines, place):
            continue
        if _FACT_LINE.match(line.text):
            continue
        if place and line.words > 16 and _FULL_STOP_INSIDE.search(line.text):
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
