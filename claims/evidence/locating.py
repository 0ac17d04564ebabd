"""Where the words of a quotation stand in a kept copy. The stored quotation is always the copy's own characters."""

from __future__ import annotations

import re
from collections import Counter

from claims.annotation.folding import Folded, fold, words
from claims.annotation.selectors import check_span
from claims.evidence.word_edges import cuts, whole
from claims.lib.problems import Problem

MOST_CHARACTERS = 5000
_CONTEXT = 40
_COMMON = 50
"""Words that stand more often than this in a copy tell nothing of a place."""


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
    hyphens), then past words parted at the end of a line. `prefix` and `suffix`, the words before and after, choose
    between several places. Raises Problem at the field: nothing given, offsets outside, words not in the copy, words in
    several places, words that begin or end inside a word or a number.
    """
    if start is not None or end is not None:
        first, last = check_span(text, start=start, end=end)
        if quote and not _says(text[first:last], quote):
            raise Problem(
                "quote.not_at_offsets",
                f"At {first} to {last} the kept copy says “{_shortened(text[first:last])}”, not what was sent.",
                pointer="/quote",
                next_step="Send the words that stand there, or the words alone without offsets.",
            )
        if cuts(text, first) or cuts(text, last):
            raise _cut(text, first, last)
        return _bounded(first, last)
    if not quote.strip():
        raise Problem("quote.empty", "Nothing is quoted.", pointer="/quote", next_step="Select some words.")
    found = places_of(text, quote)
    places = [place for place in found if not (cuts(text, place[0]) or cuts(text, place[1]))]
    if found and not places:
        raise _cut(text, *found[0])
    if not places:
        raise _not_there(text, quote)
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


def _says(passage: str, quote: str) -> bool:
    """Whether a passage holds these words and no others, typography and line ends apart."""
    if fold(passage).text.strip() == fold(quote).text.strip():
        return True
    return any(
        not passage[:start].strip() and not passage[end:].strip()
        for start, end in _past_line_ends(passage, quote)
    )


def places_of(text: str, quote: str) -> list[tuple[int, int]]:
    """Where these words stand, typography apart; also inside others."""
    return _exactly(text, quote) or _past_typography(text, quote) or _past_line_ends(text, quote)


def stands(text: str, quote: str) -> bool:
    """Whether these words stand somewhere in a text, typography apart, and not merely inside other ones."""
    return any(not (cuts(text, start) or cuts(text, end)) for start, end in places_of(text, quote))


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
    sought = quote.strip()
    places = []
    at = text.find(sought)
    while at >= 0:
        places.append((at, at + len(sought)))
        at = text.find(sought, at + 1)
    return places


def _past_typography(text: str, quote: str) -> list[tuple[int, int]]:
    copy, sought = fold(text), fold(quote).text.strip()
    places = []
    at = copy.text.find(sought) if sought else -1
    while at >= 0:
        places.append(copy.outer(at, at + len(sought)))
        at = copy.text.find(sought, at + 1)
    return places


_LETTER_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
_LINE_ENDS = re.compile(r"[ \t]*\r?\n")
_PARTED = re.compile(r"[-\u2010\u2011][ \t]*\r?\n")


def _past_line_ends(text: str, quote: str) -> list[tuple[int, int]]:
    """Places where the words agree but for hyphens that stand at the end of a line, in the copy or in what was sent:
    there a hyphen may only say that a word goes on."""
    if not (_PARTED.search(text) or _PARTED.search(quote)):
        return []
    copy, sent = fold(text), fold(quote)
    letters, kept = _without_hyphens(copy)
    sought = _without_hyphens(sent)[0].strip()
    places = []
    at = letters.find(sought) if sought else -1
    while at >= 0:
        low, high = kept[at], kept[at + len(sought) - 1] + 1
        if _agree_but_for_line_ends(text, copy, (low, high), quote, sent):
            places.append(copy.outer(low, high))
        at = letters.find(sought, at + 1)
    return places


def _without_hyphens(folded: Folded) -> tuple[str, list[int]]:
    """The text without hyphens between letters, and where each letter that is left stood."""
    dropped = {found.start() for found in _LETTER_HYPHEN.finditer(folded.text)}
    kept = [place for place in range(len(folded.text)) if place not in dropped]
    return "".join(folded.text[place] for place in kept), kept


def _agree_but_for_line_ends(
    text: str, copy: Folded, span: tuple[int, int], quote: str, sent: Folded
) -> bool:
    here, high = span
    mine, last = len(sent.text) - len(sent.text.lstrip()), len(sent.text.rstrip())
    while here < high or mine < last:
        if here < high and mine < last and copy.text[here] == sent.text[mine]:
            here, mine = here + 1, mine + 1
        elif here < high and _ends_a_line(text, copy, here):
            here += 1
        elif mine < last and _ends_a_line(quote, sent, mine):
            mine += 1
        else:
            return False
    return True


def _ends_a_line(text: str, folded: Folded, place: int) -> bool:
    return folded.text[place] == "-" and _LINE_ENDS.match(text, folded.ends[place]) is not None


def nearest(text: str, quote: str) -> tuple[int, int] | None:
    """The place in a text that has most of these words, in about their order; None where too few stand together."""
    copy, sought = words(text), words(quote)
    places: dict[str, list[int]] = {}
    for at, word in enumerate(copy):
        places.setdefault(word.key, []).append(at)
    votes: Counter[int] = Counter()
    for at, word in enumerate(sought):
        here = places.get(word.key, ())
        if len(here) <= _COMMON:
            for each in here:
                begin = each - at
                votes.update({begin: 2, begin - 1: 1, begin + 1: 1})  # a word more or less moves the rest
    if not votes:
        return None
    begin, many = max(votes.items(), key=lambda each: (each[1], -abs(each[0])))
    if many < max(4, len(sought) * 2 // 3):
        return None
    first, last = max(0, begin), min(len(copy), begin + len(sought))
    return (copy[first].start, copy[last - 1].end) if first < last else None


def _not_there(text: str, quote: str) -> Problem:
    """The refusal of words that the copy does not hold, with the nearest that it does."""
    near = nearest(text, quote)
    select = "Open the kept copy and select the words there; a summary is a note."
    if near is None:
        current, next_step = None, select
    else:
        first, last = near
        current = {"start": first, "end": last, "quote": text[first:last]}
        next_step = f"The nearest words in the copy: “{_brief(text[first:last])}”. {select}"
    return Problem(
        "quote.not_in_copy",
        "These words do not stand in the kept copy.",
        pointer="/quote",
        next_step=next_step,
        current=current,
    )


def _cut(text: str, first: int, last: int) -> Problem:
    """The refusal of what begins or ends inside a word or a number, with the whole of it."""
    left, right = whole(text, first, last)
    return Problem(
        "quote.cuts_word",
        f"“{_shortened(text[first:last])}” begins or ends inside a word or a number of the copy.",
        pointer="/quote",
        next_step=f"The copy says “{_shortened(text[left:right])}”: quote the whole of it.",
        current={"start": left, "end": right, "quote": text[left:right]},
    )


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


def _brief(passage: str) -> str:
    return passage if len(passage) <= 300 else f"{passage[:297]}…"


def _shortened(passage: str) -> str:
    return passage if len(passage) <= 80 else f"{passage[:77]}…"
