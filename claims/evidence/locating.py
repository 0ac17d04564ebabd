"""Where the words of a quotation stand in a kept copy. The stored quotation is always the copy's own characters."""

from __future__ import annotations

from claims.annotation.folding import fold
from claims.annotation.selectors import check_span
from claims.lib.problems import Problem

MOST_CHARACTERS = 5000
_CONTEXT = 40


def locate(
    text: str,
    *,
    start: int | None = None,
    end: int | None = None,
    quote: str = "",
    prefix: str = "",
    suffix: str = "",
) -> tuple[int, int]:
    """The place (code points, end exclusive) of what is quoted from `text`.

    With offsets these count, and the quote, if given too, must be what stands there (typography apart). With a quote
    alone it is searched for: letter for letter, then past typography (quotation marks, dashes, white space, soft
    hyphens). `prefix` and `suffix`, the words before and after, choose between several places. Raises Problem at the
    field: nothing given, offsets outside, words not in the copy, words in several places.
    """
    if start is not None or end is not None:
        first, last = check_span(text, start=start, end=end)
        if quote and fold(text[first:last]).text.strip() != fold(quote).text.strip():
            raise Problem(
                "quote.not_at_offsets",
                f"At {first} to {last} the kept copy says “{_shortened(text[first:last])}”, not what was sent.",
                pointer="/quote",
                next_step="Send the words that stand there, or the words alone without offsets.",
            )
        return _bounded(first, last)
    if not quote.strip():
        raise Problem("quote.empty", "Nothing is quoted.", pointer="/quote", next_step="Select some words.")
    places = _exactly(text, quote) or _past_typography(text, quote)
    if not places:
        raise Problem(
            "quote.not_in_copy",
            "These words do not stand in the kept copy.",
            pointer="/quote",
            next_step=_hint(text, quote)
            or "Open the kept copy and select the words there; a summary is a note.",
        )
    if len(places) > 1:
        places = _chosen(text, places, prefix, suffix)
    if len(places) > 1:
        raise Problem(
            "quote.ambiguous",
            f"These words stand in {len(places)} places of the kept copy.",
            pointer="/quote",
            next_step="Send the words before it as prefix or after it as suffix, or the offsets.",
            current=[
                {"start": first, "end": last, "context": context(text, first, last)}
                for first, last in places[:20]
            ],
        )
    return _bounded(*places[0])


def context(text: str, start: int, end: int) -> str:
    """A place in a text with what stands around it, for choosing between places."""
    return text[max(0, start - _CONTEXT) : end + _CONTEXT]


def _bounded(start: int, end: int) -> tuple[int, int]:
    if end - start > MOST_CHARACTERS:
        raise Problem(
            "quote.too_long",
            f"The quotation has {end - start} characters; {MOST_CHARACTERS} is the most.",
            pointer="/quote",
            next_step="Quote the sentences that matter.",
        )
    return start, end


def _exactly(text: str, quote: str) -> list[tuple[int, int]]:
    words = quote.strip()
    places = []
    at = text.find(words)
    while at >= 0:
        places.append((at, at + len(words)))
        at = text.find(words, at + 1)
    return places


def _past_typography(text: str, quote: str) -> list[tuple[int, int]]:
    copy, words = fold(text), fold(quote).text.strip()
    places = []
    at = copy.text.find(words) if words else -1
    while at >= 0:
        places.append(copy.outer(at, at + len(words)))
        at = copy.text.find(words, at + 1)
    return places


def _chosen(text: str, places: list[tuple[int, int]], prefix: str, suffix: str) -> list[tuple[int, int]]:
    """The places with these words right before and after, typography apart; all of them where none is given."""
    before, after = fold(prefix).text.strip(), fold(suffix).text.strip()
    if not before and not after:
        return places
    reach = 2 * max(len(prefix), len(suffix)) + 20
    chosen = [
        (start, end)
        for start, end in places
        if fold(text[max(0, start - reach) : start]).text.rstrip().endswith(before)
        and fold(text[end : end + reach]).text.lstrip().startswith(after)
    ]
    if not chosen:
        raise Problem(
            "quote.context_not_in_copy",
            "These words stand in the kept copy, but nowhere with the words sent before or after them.",
            pointer="/prefix" if before else "/suffix",
            next_step="Send the words right before or after the quotation as they stand in the copy.",
        )
    return chosen


def _hint(text: str, quote: str) -> str:
    """How far the words agree with the copy, where the first half of them stands there."""
    copy, words = fold(text).text, fold(quote).text.strip()
    agreeing = 0
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if words[:middle] in copy:
            low = agreeing = middle
        else:
            high = middle - 1
    if agreeing < 20:
        return ""
    at = copy.find(words[:agreeing])
    return f"The copy goes on “…{copy[at + max(0, agreeing - 20) : at + agreeing + 20]}…”."


def _shortened(words: str) -> str:
    return words if len(words) <= 80 else f"{words[:77]}…"
