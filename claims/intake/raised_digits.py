"""Digits that a page prints above the line: powers, footnote marks, cents. Set level with what stands before them they
would make another number of it: 10<sup>6</sup> is not 106, nor 2,300<sup>1</sup> people 23,001."""

from __future__ import annotations

import re
from typing import Any

_RAISED = str.maketrans("0123456789+-\u2212", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_DIGITS = re.compile(r"\s*[+\u2212-]?\d[\d, ]{0,11}\s*")


def keep_digits_raised(tree: Any) -> None:
    """Write the digits of every `<sup>` with the characters that are raised by themselves."""
    for raised in tree.iter("sup"):
        if not _DIGITS.fullmatch("".join(raised.itertext())):
            continue
        for element in raised.iter():
            if element.text:
                element.text = element.text.translate(_RAISED)
            if element.tail and element is not raised:
                element.tail = element.tail.translate(_RAISED)
