"""Numbers as they are written: digits with the language's separators, number words, fractions, magnitudes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from babel.numbers import NumberFormatError, parse_decimal

from .calendar import MONTHS

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = {word: value for value, word in enumerate(_UNITS)} | {
    word: 10 * (place + 2) for place, word in enumerate(_TENS)
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SPECIAL = {"dozen": 12, "score": 20}
_GERMAN_SMALL = {
    "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10,
    "elf": 11, "zwölf": 12,
}  # fmt: skip

MAGNITUDES = {
    "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6,
    "b": 1e9, "bn": 1e9, "bln": 1e9, "t": 1e12, "tn": 1e12, "trn": 1e12, "lakh": 1e5, "crore": 1e7, "dozen": 12,
    "hundred": 100,
}  # fmt: skip
"""What a word or letter after a number multiplies it by."""

_MAGNITUDES_DE = {
    "tsd": 1e3, "tausend": 1e3, "mio": 1e6, "million": 1e6, "millionen": 1e6, "mrd": 1e9, "milliarde": 1e9,
    "milliarden": 1e9, "billion": 1e12, "billionen": 1e12, "bio": 1e12,
}  # fmt: skip
_MAGNITUDES_ROMANCE = {
    "mille": 1e3, "mil": 1e3, "mila": 1e3, "million": 1e6, "millions": 1e6, "millón": 1e6, "millones": 1e6,
    "milione": 1e6, "milioni": 1e6, "milhão": 1e6, "milhões": 1e6, "milliard": 1e9, "milliards": 1e9,
    "miliardo": 1e9, "miliardi": 1e9, "mil millones": 1e9,
}  # fmt: skip
"""French, Spanish, Italian and Portuguese. Not their "billion", which is a million millions in most places only."""
_ROMANCE = frozenset(("fr", "es", "it", "pt"))
_FRACTION_SIGNS = {"½": 0.5, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 0.25, "¾": 0.75, "⅕": 0.2, "⅛": 0.125}

_WORD = "|".join(sorted([*_SMALL, *_SCALES, *_SPECIAL], key=len, reverse=True))
_SPELLED = rf"(?:(?:half[ ]an?|an?)[ -])?(?:{_WORD})(?:(?:-|[ ](?:and[ ])?)(?:{_WORD})){{0,7}}"
_SPACED = r"[1-9]\d{0,2}(?: \d{3}){1,4}(?!\d|,\d{3}| \d)"
_SPACED_ALONE = re.compile(rf"(?<![\w.,:/$£€-]){_SPACED}(?!\w)")
_DIGITS = (
    r"\d{1,2}(?:,\d\d){1,5},\d{3}(?![\d,])(?:\.\d{1,6})?"
    rf"|{_SPACED}(?:,\d{{1,2}}(?!\d))?"
    r"|\d{1,3}(?:[,.'’\u00a0\u2009\u202f]\d{3}){1,6}(?!\d)(?:[.,]\d{1,6}(?![\d]))?"
    r"|\d{1,18}(?:[.,]\d{1,9})?(?![\d])[½⅓⅔¼¾]?|[½⅓⅔¼¾⅕⅛]"
)
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?|\d+\.\d+")
_CONTINENTAL = re.compile(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}\.\d{3},\d+|\d+,\d{1,2}")
"""Digits in an English text that were not set the English way: 1.234.567, 2.500,50 and 1,5."""
_OTHER_NUMBER = re.compile(
    rf"(?i:\b(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?) $|\w,? [A-Z][\w.]* $|\d[ /:.,-]*$"
)
"""What stands before digits that don't belong to the next ones: "on May 12 300 people", "Route 66 300 people"."""
_SIGN = re.compile(
    r"(?:(?<![\w%°.,;:)\]\"'’”$£€¥–—−-])(?P<dash>[-–−])|(?<!\w)(?:minus|negative) )$", re.IGNORECASE
)
NUMBER = re.compile(rf"(?<![\w@#])(?:(?P<digits>{_DIGITS})|(?P<words>{_SPELLED})(?![\w]))", re.IGNORECASE)
_NUMBER_DE = re.compile(
    rf"(?<![\w@#])(?:(?P<digits>{_DIGITS})|(?P<words>{'|'.join(_GERMAN_SMALL)})(?!\w))", re.IGNORECASE
)
_ARTICLE = re.compile(r"an?[ -]", re.IGNORECASE)
_HALF = re.compile(r" and a half\b", re.IGNORECASE)
_THINGS = re.compile(
    r" (?:[a-z-]{2,} )?(?!hurdles|metres|meters|heats|finals|is|was|has|as|this|across|races|sprints|runners|swimmers)"
    r"(?:people|[a-z]{3,}s)\b"
)
"""What can be counted by the million: "1.2m cars", but not "the 100m hurdles"."""
_CHAINED = re.compile(r" crores?\b", re.IGNORECASE)
_MAGNITUDE = re.compile(
    r"[ \u00a0-]?(?P<word>thousand|million|billion|trillion|mln|mn|bln|bn|trn|tn|lakh|crore|"
    r"dozen|hundred)s?\b(?!-)"
    r"|[ \u00a0-]?(?P<joined>thousand|million|billion|trillion)(?=-)"
    r"|[ \u00a0]?(?P<letter>[kKmMbBtT])(?![\w°])",
    re.IGNORECASE,
)
_MAGNITUDE_DE = re.compile(
    r"[ \u00a0-]?(?P<word>tsd|tausend|mio|mrd|bio|million(?:en)?|milliarden?|"
    r"billion(?:en)?)\b\.?",
    re.IGNORECASE,
)


_MAGNITUDE_ROMANCE = re.compile(
    rf"[ \u00a0\u202f](?P<word>{'|'.join(sorted(_MAGNITUDES_ROMANCE, key=len, reverse=True))})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Number:
    """One written number: its value with the magnitude applied, and where it stands."""

    value: float
    start: int
    end: int
    spelled: bool
    has_magnitude: bool
    grouped: bool

    @property
    def is_plain_integer(self) -> bool:
        """Digits alone, nothing that marks an amount: may be a year, a page, a model number."""
        return not (self.spelled or self.has_magnitude or self.grouped) and self.value == int(self.value)


def find_numbers(text: str, *, language: str = "en") -> list[Number]:
    """Every number of a text, in order. Ordinals, years and names are still among them."""
    pattern = _NUMBER_DE if language == "de" else NUMBER
    found: list[Number] = []
    match = pattern.search(text)
    while match is not None:
        number = _read(text, match, language)
        if number is not None:
            found.append(number)
        match = pattern.search(text, number.end if number is not None else match.end())
    return found


def sign_before(text: str, start: int) -> int | None:
    """Where the sign of a negative number (or of its currency) at `start` begins, or None: "-5 °C", "minus 5".

    A dash between two numbers, after a word or at the head of a line says no such thing.
    """
    match = _SIGN.search(text[max(0, start - 12) : start])
    if match is None:
        return None
    begin = max(0, start - 12) + match.start()
    before = text[max(0, begin - 4) : begin].rstrip(" \u00a0")
    if before[-1:].isdigit():
        return None
    if match["dash"] in ("-", "–") and (not before or before[-1] == "\n"):
        return None
    return begin


def inside_spaced_digits(text: str, at: int) -> bool:
    """Whether a place lies inside a number whose thousands are parted by plain spaces: "45 000"."""
    return any(
        match.start() < at < match.end()
        and not _OTHER_NUMBER.search(text[max(0, match.start() - 24) : match.start()])
        for match in _SPACED_ALONE.finditer(text)
    )


def parse_digits(digits: str, *, language: str = "en") -> float | None:
    """The value of a run of digits with separators as the language writes them, or None."""
    extra = 0.0
    if digits[-1] in _FRACTION_SIGNS:
        extra, digits = _FRACTION_SIGNS[digits[-1]], digits[:-1]
        if not digits:
            return extra
    plain = re.sub(r"['’ \u00a0\u2009\u202f]", "", digits)
    if plain.isascii() and plain.isdigit():
        return float(plain) + extra
    if language == "en" and _ENGLISH.fullmatch(plain):
        return float(plain.replace(",", "")) + extra
    if language == "en" and _CONTINENTAL.fullmatch(plain):
        return float(plain.replace(".", "").replace(",", ".")) + extra
    try:
        return float(parse_decimal(plain, locale=_locale(language), strict=False)) + extra
    except (NumberFormatError, ValueError, ArithmeticError):
        return None


def parse_words(words: str) -> float | None:
    """The value of number words: "two dozen" is 24, "half a million" 500,000, "a hundred and five" 105."""
    low = words.lower()
    if low in _SCALES or low in _SPECIAL:
        return None
    if low in _GERMAN_SMALL:
        return float(_GERMAN_SMALL[low])
    factor = 1.0
    for lead, value in (("half an ", 0.5), ("half a ", 0.5)):
        if low.startswith(lead):
            factor, low = value, low[len(lead) :]
    total = current = 0.0
    started = False
    for token in re.split(r"[\s-]+", low):
        if token in ("a", "an"):
            current, started = 1.0, True
        elif token in _SMALL:
            if started and (current % 10 or _SMALL[token] >= 20 and current % 100):
                return None
            current, started = current + _SMALL[token], True
        elif token in _SPECIAL:
            current, started = (current or 1.0) * _SPECIAL[token], True
        elif token == "hundred":
            current, started = (current or 1.0) * 100, True
        elif token in _SCALES:
            total, current, started = total + (current or 1.0) * _SCALES[token], 0.0, True
    return (total + current) * factor if started else None


def _read(text: str, match: re.Match[str], language: str) -> Number | None:
    start, end = match.span()
    digits = match.group("digits")
    words = match.group("words") or ""
    if digits and " " in digits and _OTHER_NUMBER.search(text[max(0, start - 24) : start]):
        digits = digits[: digits.index(" ")]
        end = start + len(digits)
    value = parse_digits(digits, language=language) if digits else parse_words(words)
    if value is None and (article := _ARTICLE.match(words)):  # "a two-hour talk", not "a hundred"
        value, start = parse_words(words[article.end() :]), start + article.end()
    if value is None:
        return None
    scale = _magnitude_of(language).match(text, end)
    has_magnitude = False
    if not digits:
        has_magnitude = any(word in match.group().lower() for word in _SCALES)
    if scale and (digits or language == "de"):
        factor = _factor(text, start, scale, language)
        if factor is not None:
            value, end, has_magnitude = value * factor, scale.end(), True
        if (
            language == "en"
            and scale["word"]
            and scale["word"].lower() == "lakh"
            and (crores := _CHAINED.match(text, end))
        ):
            value, end = value * MAGNITUDES["crore"], crores.end()
    half = _HALF.match(text, end)
    if half and value < 1000:
        value, end = value + 0.5, half.end()
        scale = None if has_magnitude or language != "en" else _MAGNITUDE.match(text, end)
        if scale and scale["word"]:
            value, end, has_magnitude = value * MAGNITUDES[scale["word"].lower()], scale.end(), True
    return Number(
        value=_tidy(value), start=start, end=end, spelled=not digits, has_magnitude=has_magnitude,
        grouped=bool(digits) and not digits.isdigit(),
    )  # fmt: skip


def _magnitude_of(language: str) -> re.Pattern[str]:
    if language in _ROMANCE:
        return _MAGNITUDE_ROMANCE
    return _MAGNITUDE_DE if language == "de" else _MAGNITUDE


def _factor(text: str, start: int, scale: re.Match[str], language: str) -> float | None:
    groups = scale.groupdict()
    if language == "de":
        return _MAGNITUDES_DE[groups["word"].lower()]
    if language in _ROMANCE:
        return _MAGNITUDES_ROMANCE[groups["word"].lower()]
    letter = groups.get("letter")
    if letter is None:
        word = groups["word"] or groups["joined"]
        return MAGNITUDES[word.lower()]
    money = start > 0 and (
        text[start - 1] in "$£€¥₹₩₽" or re.search(r"\b[A-Z]{3} ?$", text[max(0, start - 5) : start])
    )
    if money:
        return MAGNITUDES[letter.lower()]
    joined = not text[scale.start()].isspace()
    if joined and letter in "mkK" and (letter == "K" or _THINGS.match(text, scale.end())):
        return MAGNITUDES[letter.lower()]
    return None


def _tidy(value: float) -> float:
    return round(value, 6) if value < 1e15 else value


@lru_cache(maxsize=16)
def _locale(language: str) -> str:
    return {"en": "en_US", "de": "de_DE", "fr": "fr_FR", "es": "es_ES", "it": "it_IT", "pt": "pt_PT"}.get(
        language, "en_US"
    )
