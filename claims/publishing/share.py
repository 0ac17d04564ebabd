"""The picture that goes with a check where it is shared: who says so, the claim, and the verdict in words and a shape.

Its address names what is drawn, so that a correction has another one. The words are drawn where our fonts have all
their letters; where they don't, the verdict and the newsroom stand alone: no picture shows empty boxes for words.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from claims.lib.words import shorten
from claims.publishing.addresses import base_url
from claims.publishing.files import FOR_GOOD, Rendered
from claims.publishing.shown import Check

WIDTH, HEIGHT, EDGE = 1200, 630, 64
DESIGN = 1
"""Moves with how pictures look, and their addresses with it."""
FONTS = Path(__file__).resolve().parent.parent / "static/vendor/fonts"
PAPER, INK, QUIET, TINT = "#fffefb", "#1c1a17", "#544f47", "#ebe6dc"
STAMPS = {
    "r1": ("#7f1d10", "#ffffff"),
    "r2": ("#d4733c", "#1c1a17"),
    "r3": ("#f2d27e", "#1c1a17"),
    "r4": ("#7dbfb7", "#1c1a17"),
    "r5": ("#0e5e5a", "#ffffff"),
    "r6": ("#6d4a94", "#ffffff"),
    "r0": ("#e4e2de", "#1c1a17"),
    "ko": ("#e3eafc", "#1c1a17"),
    "rx": ("#1c1a17", "#fffefb"),
}
"""What a verdict's band is filled with, and what stands on it: the light tokens."""
MAIN = {"sans": "source-sans-3-latin-wght-normal.woff2", "serif": "source-serif-4-latin-wght-normal.woff2"}
MORE = {
    "sans": "source-sans-3-latin-ext-wght-normal.woff2",
    "serif": "source-serif-4-latin-ext-wght-normal.woff2",
}
LATIN = (
    (0x20, 0x7E), (0xA0, 0xFF), (0x131, 0x131), (0x152, 0x153), (0x2BB, 0x2BC), (0x2C6, 0x2C6), (0x2DA, 0x2DA),
    (0x2DC, 0x2DC), (0x2010, 0x2027), (0x202F, 0x203A), (0x20AC, 0x20AC), (0x2122, 0x2122), (0x2212, 0x2212),
)  # fmt: skip
EXTENDED = ((0x100, 0x2AF), (0x1E00, 0x1E9F), (0x1EF2, 0x1EFF), (0x20A0, 0x20C0))


def share_path(check: Check) -> str:
    """The address of the picture of a check as it is now."""
    drawn = json.dumps([DESIGN, *_words_of(check)], ensure_ascii=False)
    digest = hashlib.sha256(drawn.encode()).hexdigest()[:10]
    return f"/share/{check.uid}/{check.newest.n}-{digest}.png"


def share_image(check: Check) -> dict[str, str]:
    """What a page says of its picture: its address, and its words for those who can't see it."""
    name, stamp, label, said, says = _words_of(check)
    words = f"{name}: {label}. {said}" if not check.is_retracted else f"{name}: {label}. {says}"
    return {"url": base_url(check.newsroom) + share_path(check), "alt": shorten(words, 400)}


def share_file(check: Check) -> Rendered:
    """The picture of a check as it is now."""
    headers = {
        "Cache-Control": FOR_GOOD,
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Content-Security-Policy": "default-src 'none'",
    }
    return Rendered(share_path(check), draw(*_words_of(check)), "image/png", 200, headers)


def _words_of(check: Check) -> tuple[str, str, str, str, str]:
    place = check.newest.place
    said = place.quote if place else check.newest.statement
    return (
        check.newsroom.name,
        check.stamp_class,
        check.label,
        shorten(" ".join(said.split()), 240),
        shorten(" ".join(check.says.split()), 200),
    )


@lru_cache(maxsize=64)
def draw(name: str, stamp: str, label: str, said: str, says: str) -> bytes:
    """The picture as PNG. The words are drawn only where all their letters are known."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    fill, on = STAMPS[stamp]
    top = HEIGHT - 214
    pen.rectangle((0, top, WIDTH, HEIGHT), fill=fill)
    ball = _ball(stamp, fill, on, 112)
    image.paste(ball, (EDGE, top + 51))
    left = EDGE + 112 + 36
    room = WIDTH - left - EDGE
    size, lines = _fitting(label, "sans", 700, room, 2, (64, 54, 46, 38))
    conclusion = _fitting(says, "sans", 400, room, 2, (27,)) if _is_known(says) else (27, [])
    height = len(lines) * size * 1.12 + (14 + len(conclusion[1]) * 34 if conclusion[1] else 0)
    y = top + (HEIGHT - top - height) / 2
    for line in lines:
        _write(pen, (left, y), line, _fonts("sans", size, 700), on)
        y += size * 1.12
    y += 14
    for line in conclusion[1]:
        _write(pen, (left, y), line, _fonts("sans", 27, 400), on)
        y += 34
    shown = name if _is_known(name) else ""
    _write(pen, (EDGE, 52), shown, _fonts("sans", 30, 700), INK)
    if _is_known(said):
        pen.rectangle((EDGE, 128, EDGE + 5, top - 44), fill=INK)
        size, lines = _fitting(said, "serif", 400, WIDTH - 2 * EDGE - 34, 4, (50, 44, 38, 34))
        y = 128 + (top - 44 - 128 - len(lines) * size * 1.3) / 2
        for line in lines:
            _write(pen, (EDGE + 34, y), line, _fonts("serif", size, 400), INK)
            y += size * 1.3
    kept = io.BytesIO()
    image.quantize(96, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        kept, "PNG", optimize=False
    )
    return kept.getvalue()


def _fitting(
    words: str, family: str, weight: int, room: float, most: int, sizes: tuple[int, ...]
) -> tuple[int, list[str]]:
    """The largest of these sizes in which the words take at most so many lines; cut with an ellipsis in the last."""
    lines: list[str] = []
    for size in sizes:
        lines = _lines(words, _fonts(family, size, weight), room)
        if len(lines) <= most:
            return size, lines
    cut = lines[:most]
    fonts = _fonts(family, sizes[-1], weight)
    last = cut[-1]
    while last and _width(f"{last} …", fonts) > room:
        last = last.rpartition(" ")[0]
    return sizes[-1], [*cut[:-1], f"{last} …"]


def _lines(words: str, fonts: Fonts, room: float) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if line and _width(longer, fonts) > room:
            lines.append(line)
            line = word
        else:
            line = longer
        while _width(line, fonts) > room:  # one word that is longer than a line
            fits = next((n for n in range(len(line) - 1, 1, -1) if _width(line[:n], fonts) <= room), 1)
            lines.append(line[:fits])
            line = line[fits:]
    return [*lines, line] if line else lines


class Fonts:
    """A typeface in one size and weight: its file for plain Latin letters, and the one for the others."""

    def __init__(self, family: str, size: int, weight: int) -> None:
        self.main, self.more = (_font(files[family], size, weight) for files in (MAIN, MORE))

    def runs(self, words: str) -> Iterator[tuple[str, Any]]:
        """The words in pieces, each with the font that has its letters."""
        piece, extended = "", False
        for letter in words:
            is_extended = _inside(letter, EXTENDED)
            if piece and is_extended != extended:
                yield piece, self.more if extended else self.main
                piece = ""
            piece, extended = piece + letter, is_extended
        if piece:
            yield piece, self.more if extended else self.main


@cache
def _fonts(family: str, size: int, weight: int) -> Fonts:
    return Fonts(family, size, weight)


def _font(file: str, size: int, weight: int) -> Any:
    font = ImageFont.truetype(FONTS / file, size, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([weight])
    return font


def _width(words: str, fonts: Fonts) -> float:
    return sum(font.getlength(piece) for piece, font in fonts.runs(words))


def _write(pen: ImageDraw.ImageDraw, at: tuple[float, float], words: str, fonts: Fonts, colour: str) -> None:
    """Words on one line, whose top is `at`."""
    x, y = at
    base = y + fonts.main.getmetrics()[0]
    for piece, font in fonts.runs(words):
        pen.text((x, base), piece, font=font, fill=colour, anchor="ls")
        x += font.getlength(piece)


def _is_known(words: str) -> bool:
    return all(_inside(letter, LATIN) or _inside(letter, EXTENDED) for letter in words)


def _inside(letter: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    code = ord(letter)
    return any(first <= code <= last for first, last in ranges)


def _ball(stamp: str, fill: str, on: str, size: int) -> Image.Image:
    """The verdict's shape, as on the pages (`tags.BALLS`), drawn large and made small so that its edges are smooth."""
    unit = size * 4 / 24
    image = Image.new("RGB", (size * 4, size * 4), fill)
    pen = ImageDraw.Draw(image)
    stroke = round(1.8 * unit)
    ring = (3 * unit, 3 * unit, 21 * unit, 21 * unit)
    outline = tuple(each + (-stroke / 2 if n < 2 else stroke / 2) for n, each in enumerate(ring))

    def line(*points: tuple[float, float], width: float = 1.8, colour: str = on) -> None:
        pen.line(
            [(x * unit, y * unit) for x, y in points], fill=colour, width=round(width * unit), joint="curve"
        )

    def dot(x: float, y: float, radius: float) -> None:
        pen.ellipse(
            [(x - radius) * unit, (y - radius) * unit, (x + radius) * unit, (y + radius) * unit], fill=on
        )

    if stamp == "r5":
        dot(12, 12, 9.9)
        line((7.6, 12.4), (10.6, 15.4), (16.4, 9), width=2.2, colour=fill)
    elif stamp == "r0":
        for start in range(0, 360, 30):
            pen.arc(outline, start, start + 16, fill=on, width=stroke)
        pen.arc((9.5 * unit, 7 * unit, 14.5 * unit, 12 * unit), 180, 400, fill=on, width=stroke)
        line((13.2, 11.6), (12.2, 12.6), (12, 13.6))
        dot(12, 16.6, 1.1)
    else:
        pen.ellipse(outline, outline=on, width=stroke)
        if stamp in ("r2", "r3", "r4"):
            pen.pieslice(ring, -90, {"r2": 0, "r3": 90, "r4": 180}[stamp], fill=on)
        elif stamp == "r1":
            line((8.5, 8.5), (15.5, 15.5))
            line((15.5, 8.5), (8.5, 15.5))
        elif stamp == "r6":
            for x in (7.8, 12, 16.2):
                dot(x, 12, 1.3)
        elif stamp == "ko":
            line((12, 6.6), (12, 12), (15.6, 14.4))
        elif stamp == "rx":
            line((7, 12), (17, 12))
    return image.resize((size, size), Image.Resampling.LANCZOS)


def contrast(first: str, second: str) -> float:
    """The contrast of two colours by WCAG."""
    lighter, darker = sorted((_light(first), _light(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _light(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else math.pow((each + 0.055) / 1.055, 2.4) for each in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
