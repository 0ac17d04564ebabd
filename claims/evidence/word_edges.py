"""Where a quotation may begin and end: never inside a word or a number. "5 million" out of "15 million", "legal" out of
"illegal" and "can" out of "can't" stand in a copy letter for letter, and say something else.
"""

from __future__ import annotations

import re
import unicodedata

from claims.annotation.folding import INVISIBLE
from claims.annotation.numbers import inside_spaced_digits

FAR = 60
_HYPHENS = "-\u2010\u2011"
_MINUS = f"{_HYPHENS}\u2212\u2013+\u00b1"
_IN_NUMBERS = f".,:/'\u2019\u00a0\u2009\u202f{_HYPHENS}\u2212\u2013"
_HARD_SPACES = "\u00a0\u202f\u2009"
_AFTER_NUMBERS = "%\u2030\u00b0\u20ac$\u00a3\u00a5"
_CURRENCIES = "$\u20ac\u00a3\u00a5\u20b9\u20a9\u20bd"
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
"""Scripts that are written without spaces, and Korean, whose particles follow a word without one."""
_SHORTENED = re.compile(r"(?:[tsdm]|re|ve|ll)\b", re.IGNORECASE)
_NOT = re.compile(r"['\u2019]t\b", re.IGNORECASE)
_NEXT_LINE = re.compile(r"[ \t]*\r?\n[ \t]*")


def whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The span grown to whole words and numbers; itself where it cuts none."""
    first, last = start, end
    while first > 0 and start - first < FAR and cuts(text, first):
        first -= 1
    while last < len(text) and last - end < FAR and cuts(text, last):
        last += 1
    return first, last


def cuts(text: str, at: int) -> bool:
    """Whether a place lies inside a word or a number: what stands before and after it belongs together."""
    if not 0 < at < len(text):
        return False
    if unicodedata.category(text[at])[0] == "M":
        return True
    before, after = _seen(text[max(0, at - FAR) : at]), _seen(text[at : at + FAR])
    if not before or not after:
        return False
    left, right = before[-1], after[0]
    if left.isalnum() and right.isalnum():
        return not (_UNSPACED.match(left) or _UNSPACED.match(right)) or (left.isdigit() and right.isdigit())
    if (left.isdigit() or right.isdigit()) and inside_spaced_digits(before + after, len(before)):
        return True
    return _in_a_number(before, after) or _in_a_compound(before, after) or _in_a_short_form(before, after)


def _seen(text: str) -> str:
    """Without what nobody sees: a soft hyphen parts no word."""
    return "".join(
        character
        for character in text
        if character not in INVISIBLE and unicodedata.category(character)[0] != "M"
    )


def _in_a_number(before: str, after: str) -> bool:
    left, right = before[-1], after[0]
    if left.isdigit():
        if right in _AFTER_NUMBERS or (right in _HARD_SPACES and after[1:2] in tuple(_AFTER_NUMBERS)):
            return True
        return right in _IN_NUMBERS and after[1:2].isdigit()
    if not right.isdigit():
        return left in _HARD_SPACES and before[-2:-1].isdigit() and right in _AFTER_NUMBERS
    if left in _IN_NUMBERS and before[-2:-1].isdigit():
        return True
    if left in _CURRENCIES:
        return True
    if (
        left in ".," or left in _MINUS
    ):  # ".5" and "-5", but not the end of a sentence, nor a dash after a word
        return not before[-2:-1].isalnum() and before[-2:-1] not in tuple(".,)]%")
    return False


def _in_a_compound(before: str, after: str) -> bool:
    """ "non-lethal" is one word, also where its hyphen stands at the end of a line."""
    left, right = before[-1], after[0]
    if right in _HYPHENS and left.isalnum():
        rest = after[1:]
        return rest[:1].isalnum() or _lower_after_line(rest)
    if left in _HYPHENS and right.isalnum():
        return before[-2:-1].isalnum()
    lines = _NEXT_LINE.search(before)
    return bool(
        lines and lines.end() == len(before) and right.islower()
        and before[: lines.start()][-1:] in tuple(_HYPHENS) and before[: lines.start()][-2:-1].isalpha()
    )  # fmt: skip


def _lower_after_line(rest: str) -> bool:
    found = _NEXT_LINE.match(rest)
    return found is not None and rest[found.end() :][:1].islower()


def _in_a_short_form(before: str, after: str) -> bool:
    """ "can't" is not "can"; "Musk's" holds "Musk", and "l'homme" "homme"."""
    left, right = before[-1], after[0]
    if left.isalpha() and _NOT.match(after):
        return left in "nN"
    return (
        left in "'\u2019"
        and before[-2:-1].isalpha()
        and _SHORTENED.match(after) is not None
        and right.isalpha()
    )
