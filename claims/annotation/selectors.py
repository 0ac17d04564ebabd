"""W3C Web Annotation selectors for a passage of a text, and the way between our offsets and a browser's.

Stored offsets count Unicode code points, the end is exclusive, and nothing is normalised. JavaScript counts
UTF-16 code units; the two functions at the end convert, and nothing else may.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from claims.lib.problems import FieldError, Problem

CONTEXT = 32
"""How many code points of the text before and after a quotation are kept with it."""


@dataclass(frozen=True, slots=True)
class TextPosition:
    """A W3C TextPositionSelector in code points, end exclusive."""

    start: int
    end: int

    def as_json(self) -> dict[str, object]:
        return {"type": "TextPositionSelector", "start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class TextQuote:
    """A W3C TextQuoteSelector: the words as they stand, with up to 32 code points on either side."""

    exact: str
    prefix: str = ""
    suffix: str = ""

    def as_json(self) -> dict[str, object]:
        return {
            "type": "TextQuoteSelector",
            "exact": self.exact,
            "prefix": self.prefix,
            "suffix": self.suffix,
        }


def check_span(text: str, *, start: object, end: object, pointer: str = "") -> tuple[int, int]:
    """The span as two whole numbers, or a `Problem` that says what is wrong with it and where.

    Refused: anything but whole numbers, an end at or before the start, an end beyond the text, and a span of
    nothing but white space.
    """
    errors = [
        FieldError(f"{pointer}/{name}", "Give a whole number of characters, 0 or more.")
        for name, value in (("start", start), ("end", end))
        if not isinstance(value, int) or isinstance(value, bool) or value < 0
    ]
    if errors:
        raise Problem(
            "span.not_a_number",
            "The passage has no usable offsets.",
            pointer=errors[0].pointer,
            errors=errors,
        )
    assert isinstance(start, int) and isinstance(end, int)
    if end <= start:
        raise Problem(
            "span.empty",
            f"The passage ends at {end}, at or before its start at {start}.",
            pointer=f"{pointer}/end",
            next_step="Select at least one word; the end is exclusive.",
        )
    if end > len(text):
        raise Problem(
            "span.outside_text",
            f"The passage ends at {end}, but the text has {len(text)} characters.",
            pointer=f"{pointer}/end" if start < len(text) else f"{pointer}/start",
            next_step="Offsets count Unicode code points of this version of the text.",
        )
    if not text[start:end].strip():
        raise Problem(
            "span.blank",
            "The passage holds nothing but white space.",
            pointer=f"{pointer}/start",
            next_step="Select at least one word.",
        )
    return start, end


def quote_at(text: str, start: int, end: int, *, context: int = CONTEXT) -> TextQuote:
    """The quote selector of `text[start:end]`."""
    return TextQuote(
        exact=text[start:end],
        prefix=text[max(0, start - context) : start],
        suffix=text[end : end + context],
    )


def selectors_at(text: str, start: int, end: int) -> list[dict[str, object]]:
    """Both selectors of a passage as the W3C writes them, the position first."""
    return [TextPosition(start, end).as_json(), quote_at(text, start, end).as_json()]


def places_of(text: str, quote: TextQuote) -> list[tuple[int, int]]:
    """Every place where the words of a quote selector stand; with prefix and suffix where any place has both.

    Compares code point by code point. Overlapping places are all listed, in order.
    """
    if not quote.exact:
        return []
    places: list[tuple[int, int]] = []
    at = text.find(quote.exact)
    while at >= 0:
        places.append((at, at + len(quote.exact)))
        at = text.find(quote.exact, at + 1)
    within = [
        (start, end)
        for start, end in places
        if text[:start].endswith(quote.prefix) and text.startswith(quote.suffix, end)
    ]
    return within or places


def resolve(text: str, selectors: list[Mapping[str, object]]) -> tuple[int, int] | None:
    """Where selectors point in the very text they were made from: position first, then quote.

    A position that disagrees with the quote beside it is passed over. None: nothing stands there, or the
    words stand in several places and nothing tells them apart. For another version of the text see
    `anchoring.anchor`.
    """
    quotes = [_quote(one) for one in selectors if one.get("type") == "TextQuoteSelector"]
    positions = [_position(one) for one in selectors if one.get("type") == "TextPositionSelector"]
    for position in positions:
        if 0 <= position.start < position.end <= len(text):
            if all(text[position.start : position.end] == quote.exact for quote in quotes):
                return position.start, position.end
    for quote in quotes:
        places = places_of(text, quote)
        if len(places) == 1:
            return places[0]
    return None


def _position(selector: Mapping[str, object]) -> TextPosition:
    start, end = selector.get("start"), selector.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        raise Problem(
            "selector.malformed",
            "A TextPositionSelector needs start and end as whole numbers.",
            pointer="/start" if not isinstance(start, int) else "/end",
        )
    return TextPosition(start=start, end=end)


def _quote(selector: Mapping[str, object]) -> TextQuote:
    exact, prefix, suffix = (selector.get(name, "") for name in ("exact", "prefix", "suffix"))
    if not isinstance(exact, str) or not exact:
        raise Problem("selector.malformed", "A TextQuoteSelector needs the exact words.", pointer="/exact")
    return TextQuote(exact=exact, prefix=str(prefix or ""), suffix=str(suffix or ""))


def utf16_offset(text: str, offset: int) -> int:
    """The UTF-16 offset (as JavaScript counts) of a code point offset."""
    return offset + sum(1 for character in text[:offset] if character > "\uffff")


def code_point_offset(text: str, utf16: int) -> int:
    """The code point offset of a UTF-16 offset; one inside a surrogate pair counts as before the pair.

    An offset beyond the text gives the text's length.
    """
    ends = list(accumulate(2 if character > "\uffff" else 1 for character in text))
    whole = bisect_left(ends, utf16)
    if whole < len(ends) and ends[whole] == utf16:
        return whole + 1
    return min(whole, len(text))
