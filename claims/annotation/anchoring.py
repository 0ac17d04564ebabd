"""Finding a quotation again in a later version of its text.

`anchor` answers with one of five states. Only *exact* and *moved* may carry a claim over by themselves: the
same words (past typography) in surroundings that leave no doubt. *Drifted* proposes a place whose words or
surroundings changed, *ambiguous* says that several places are equally good, *orphaned* that it is gone; all
three wait for a person.

How it works: both versions are read as words (`folding`) and aligned once (`alignment`). Every place that might
be the passage (where the alignment puts it, where the same words stand, where many of its rarer words gather)
is weighed by the words kept and by the words on either side. A place that is better explained as another
passage of the old text is not ours: that is what keeps a deleted quotation from settling on its near
duplicate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from claims.annotation.alignment import AROUND, Pair, pair
from claims.annotation.alterations import WEIGHTY, Alteration, alterations
from claims.annotation.reading import Passage, Place
from claims.lib.problems import Problem

AnchorState = Literal["exact", "moved", "drifted", "ambiguous", "orphaned"]
CARRIED: tuple[AnchorState, ...] = ("exact", "moved")
"""The states in which a claim stands in the new version without a person."""

SIDE_MATCHES = 0.4
"""Share of the words beside a passage that must stand beside it again for that side to count as matching."""
TRACE_OF_A_SIDE = 0.2
"""Where nearly all words of a passage are kept, this much of a side is enough."""
KEPT = {"one side": 0.6, "both sides": 0.4}
"""Share of its own words (rare ones count more) that a changed passage must keep to be proposed."""
KEPT_AT_LENGTH = {"one side": 0.5, "both sides": 0.2}
"""The same where the new words are about as many: what was rewritten between its old neighbours. A deleted passage
leaves its neighbours side by side, so it never gets here."""
NEARLY_ALL = 0.8
CLEARLY_BETTER = 0.15
"""By how much one place must beat the next for there to be no doubt."""
WORDS_FOR_A_BLOCK = 6
"""From this many words on, a paragraph of its own is told from others by its words alone."""


_TAKES_IN = frozenset("that whether if unless how why because although though lest dass si que ob".split())


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a quotation stands in another version.

    `start:end` are code points of the new text, None where no place is proposed. `why` is a sentence for the
    person who decides, empty for an exact anchor. `places` lists the equally good places of an ambiguous one.
    """

    state: AnchorState
    start: int | None = None
    end: int | None = None
    why: str = ""
    changes: tuple[Alteration, ...] = ()
    places: tuple[tuple[int, int], ...] = ()
    same_surroundings: bool = False
    """Both sides read as before: what stands for "the same place" even when text above it grew."""

    @property
    def carries_over(self) -> bool:
        return self.state in CARRIED


def anchor(
    old_text: str,
    start: int,
    end: int,
    new_text: str,
    *,
    blocks: Sequence[dict[str, object]] | None = None,
) -> Anchor:
    """Find `old_text[start:end]` in `new_text`; offsets in code points, end exclusive.

    `blocks` are those of the new text ({"start", "end", "role"}): words that now stand only in page furniture
    don't carry over. Raises `Problem` where the span is not one of the old text.
    """
    if not 0 <= start < end <= len(old_text):
        raise Problem(
            "span.outside_text",
            f"There is no passage from {start} to {end} in a text of {len(old_text)} characters.",
            pointer="/start",
        )
    if old_text == new_text:
        return Anchor("exact", start, end, same_surroundings=True)
    both = pair(old_text, new_text)
    passage = both.passage(start, end)
    furniture = _furniture(blocks)
    return _among_same(both, passage, furniture=furniture) or _among_changed(
        both, passage, furniture=furniture
    )


def _furniture(blocks: Sequence[dict[str, object]] | None) -> list[tuple[int, int]]:
    spans = []
    for block in blocks or ():
        first, last = block["start"], block["end"]
        if block.get("role") == "furniture" and isinstance(first, int) and isinstance(last, int):
            spans.append((first, last))
    return spans


def _inside(place: Place, spans: list[tuple[int, int]]) -> bool:
    return any(first <= place.start and place.end <= last for first, last in spans)


def _among_same(both: Pair, passage: Passage, *, furniture: list[tuple[int, int]]) -> Anchor | None:
    """The answer where the same words stand again; None where none of these places can be the passage."""
    same = both.same_words(passage)
    twins = both.twins(passage) if same else []
    fits = {place: _fit(both, passage, place) for place in same}
    theirs = {place: max((_fit(both, twin, place) for twin in twins), default=-1.0) for place in same}
    ours = [
        place
        for place in same
        if theirs[place] - fits[place] < CLEARLY_BETTER / 2
        and not (theirs[place] >= fits[place] and any(_aligned_whole(both, twin, place) for twin in twins))
        and (place.best_side >= SIDE_MATCHES or _is_own_paragraph(both, passage, place, alone=not twins))
    ]
    if not ours:
        return None
    best = max(ours, key=lambda place: fits[place])
    rivals = [place for place in ours if fits[best] - fits[place] < CLEARLY_BETTER / 2]
    contested = fits[best] - theirs[best] < CLEARLY_BETTER / 2
    if contested or len(rivals) > 1:
        in_order = [place for place in same if _aligned_whole(both, passage, place)]
        if len(same) != len(twins) + 1 or not in_order:
            return _ambiguous(rivals)
        best = in_order[0]
    return _settle(both, passage, best, furniture=furniture)


def _fit(both: Pair, passage: Passage, place: Place) -> float:
    """How well a place with the same words suits a passage by what stands around both, near and further out."""
    sides = [
        both.side(passage, first=place.first, last=place.last, left=left, width=width)
        for width in (AROUND // 2, AROUND * 2)
        for left in (True, False)
    ]
    known = [side for side in sides if side is not None]
    return sum(known) / len(known) if known else 0.0


def _aligned_whole(both: Pair, passage: Passage, place: Place) -> bool:
    return both.forward[passage.first : passage.last] == list(range(place.first, place.last))


def _is_own_paragraph(both: Pair, passage: Passage, place: Place, *, alone: bool) -> bool:
    """Whether the passage is a paragraph of its own in both versions, long enough to be known by itself."""
    return (
        alone
        and passage.last - passage.first >= WORDS_FOR_A_BLOCK
        and _fills_line(both.old.text, passage.start, passage.end)
        and _fills_line(both.new.text, place.start, place.end)
    )


def _fills_line(text: str, start: int, end: int) -> bool:
    before = text[text.rfind("\n", 0, start) + 1 : start]
    stop = text.find("\n", end)
    return not before.strip() and not text[end : stop if stop >= 0 else len(text)].strip()


def _settle(both: Pair, passage: Passage, place: Place, *, furniture: list[tuple[int, int]]) -> Anchor:
    """The same words at one place: exact, moved, or held back by what changed in the sentence around them."""
    start, end = _as_selected(both, passage, place)
    around = _changed_around(both, passage, place)
    if around:
        why = f"The words are the same, but the sentence around them changed: {_listed(around)}."
        return Anchor("drifted", start, end, why, changes=tuple(around))
    if _inside(place, furniture):
        return Anchor(
            "drifted", start, end, "The same words now stand in the page's furniture, not in its text."
        )
    same_surroundings = place.worst_side >= 0.9
    if (
        start == passage.start or both.new.folded.inner(start, end)[0] == passage.low
    ) and place.best_side > 0.5:
        return Anchor("exact", start, end, same_surroundings=same_surroundings)
    way = start - passage.start
    why = f"The same words stand {abs(way):,} characters further {'down' if way > 0 else 'up'}."
    return Anchor("moved", start, end, why, same_surroundings=same_surroundings)


def _as_selected(both: Pair, passage: Passage, place: Place) -> tuple[int, int]:
    """The span with the white space at its edges that was selected before, where it is still there."""
    chosen = both.old.text[passage.start : passage.end]
    lead = len(chosen) - len(chosen.lstrip())
    trail = len(chosen) - len(chosen.rstrip())
    start, end = place.start - lead, place.end + trail
    if (lead or trail) and start >= 0 and both.new.text[start:end] == chosen:
        return start, end
    return place.start, place.end


def _changed_around(both: Pair, passage: Passage, place: Place) -> list[Alteration]:
    """Weighty changes in the rest of the sentence that the passage is a part of."""
    if passage.first >= passage.last:
        return []
    old = both.old.sentence_around(passage.first, passage.last, most=AROUND)
    new = both.new.sentence_around(place.first, place.last, most=AROUND)
    changes = [
        *alterations(
            both.old.words[old[0] : passage.first], both.new.words[new[0] : place.first], is_name=both.is_name
        ),
        *alterations(
            both.old.words[passage.last : old[1]], both.new.words[place.last : new[1]], is_name=both.is_name
        ),
    ]
    return [change for change in changes if change.kind in WEIGHTY] or _taken_in(
        both, passage, place, old, new
    )


def _taken_in(
    both: Pair, passage: Passage, place: Place, old: tuple[int, int], new: tuple[int, int]
) -> list[Alteration]:
    """The words that now make a part of a longer sentence of what opened its own: "The mayor doubts that …"."""
    before = both.new.words[new[0] : place.first]
    if old[0] < passage.first or not before or before[-1].key not in _TAKES_IN:
        return []
    return [Alteration("other", "", " ".join(word.text for word in before))]


def _ambiguous(places: Sequence[Place]) -> Anchor:
    spans = sorted((place.start, place.end) for place in places)
    return Anchor(
        "ambiguous",
        why="The words stand in more than one place, and what surrounds them does not tell which is meant.",
        places=tuple(spans),
    )


def _among_changed(both: Pair, passage: Passage, *, furniture: list[tuple[int, int]]) -> Anchor:
    """The answer where the words are not there any more as they were."""
    likely = [
        place
        for place in both.changed_places(passage)
        if _is_likely(passage, place)
        and not both.belongs_elsewhere(passage, place)
        and not _inside(place, furniture)
    ]
    if not likely:
        return Anchor("orphaned", why="These words are no longer in the text, nor anything close to them.")
    best, *others = likely
    rivals = [
        place
        for place in others
        if not place.overlaps(best) and best.worth - place.worth < CLEARLY_BETTER / 2
    ]
    if rivals:
        return _ambiguous([best, *rivals])
    changes = alterations(
        both.old.words[passage.first : passage.last],
        both.new.words[best.first : best.last],
        is_name=both.is_name,
    )
    if changes:
        why = f"The words changed. {_listed(changes)}."
    elif best.best_side < SIDE_MATCHES:
        why = "The same words stand in other surroundings."
    else:
        why = "The same words stand with other punctuation or capitals."
    return Anchor("drifted", best.start, best.end, why, changes=tuple(changes))


def _is_likely(passage: Passage, place: Place) -> bool:
    """Whether so much of the passage and of its surroundings stands here that it may be proposed."""
    words, were = place.last - place.first, passage.last - passage.first
    kept = KEPT_AT_LENGTH if 0.5 * were <= words <= 1.7 * were + 2 else KEPT
    if place.left is None and place.right is None:
        return place.kept >= KEPT["one side"]
    if place.best_side < SIDE_MATCHES:
        return place.best_side >= TRACE_OF_A_SIDE and place.kept >= NEARLY_ALL and were >= WORDS_FOR_A_BLOCK
    return place.kept >= kept["both sides" if place.worst_side >= SIDE_MATCHES else "one side"]


def _listed(changes: Sequence[Alteration]) -> str:
    words = "; ".join(str(change) for change in changes[:4])
    return words[:1].upper() + words[1:] if words else ""
