"""The lines of a plain text: what each looks like, and where lines of a fixed width are one paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .credits import byline

BULLET = re.compile(r"^\s*(?:[-–—•*·▪►‣]|\d{1,2}[.)])\s+")

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_ENDED = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_INNER_END = re.compile(r"[.!?][\"”’)]? +(?=[A-Z“\"])")
_WORDS = re.compile(r"\S+")
_DATELINE = re.compile(
    r"[A-Z][A-Z.'’ -]{2,40}(?:, [A-Z][\w.’ ]{1,30})? \((?:Reuters|AP|AFP|CNN|UPI|dpa|PTI|ANI|Bloomberg)\)"
)


@dataclass
class Line:
    """One paragraph, or what may be one, and the role it was given so far."""

    start: int
    end: int
    text: str
    gap: bool
    """Whether a blank line stands before it."""

    role: str = ""

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(_WORDS.findall(self.text[:2000]))

    @property
    def ended(self) -> bool:
        """Whether it ends with a mark, as sentences do."""
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


def lines_of(text: str) -> list[Line]:
    """Paragraphs: single lines, or several joined where one paragraph was wrapped at a fixed width."""
    found: list[Line] = []
    run: list[Line] = []
    position = 0
    for match in _LINE.finditer(text):
        stripped = match.group().strip()
        if not stripped:
            continue
        start = match.start() + match.group().index(stripped[0])
        gap = not found and not run or len(re.findall(r"\n|\u2029", text[position : match.start()])) > 1
        line = Line(start=start, end=start + len(stripped), text=stripped, gap=gap)
        if gap and run:
            found.extend(_joined(text, run))
            run = []
        run.append(line)
        position = match.end()
    found.extend(_joined(text, run))
    return found


def _joined(text: str, run: list[Line]) -> list[Line]:
    if len(run) < 2 or any(byline(line.text) for line in run[:4]):
        return run
    widths = [len(line.text) for line in run[:-1]]
    full = sum(width >= 0.6 * max(widths) for width in widths)
    wrapped = 40 <= max(widths) <= 120 and (
        full == len(widths) or len(widths) >= 5 and full >= 0.8 * len(widths)
    )
    ended = sum(line.ended for line in run[:-1])
    wrapped = wrapped and 3 * sum(line.text[0].islower() for line in run[1:]) >= len(run) - 1
    if not wrapped or ended > len(widths) // 2 or any(BULLET.match(line.text) for line in run[1:]):
        return run
    start, end = run[0].start, run[-1].end
    return [Line(start=start, end=end, text=text[start:end], gap=run[0].gap)]
