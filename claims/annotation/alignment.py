"""Two versions of a text side by side, word by word.

`pair` reads both once and keeps the result, so that every claim of an article asks the same alignment. Words
weigh the less the more often they occur in the two texts: what they share in "the" says little.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property, lru_cache

from rapidfuzz.distance import Levenshtein

from claims.annotation.folding import Word
from claims.annotation.reading import Passage, Place, Reading, read

BESIDE = 12
"""How many words on either side of a passage count as its surroundings."""
AROUND = 24
"""How many words on either side are read to find a passage and to lay it beside another text."""
_TOO_COMMON = 60
_STARTERS = frozenset(
    "the a an this that these those it its he she they we you i his her their our my your there here who what when "
    "where why how which if as at by for from in into of on to with and but or so yet nor not no all any both each "
    "few many most more much some such other another one two three four five six seven eight nine ten is are was "
    "were be been being do does did has have had will would can could may might must should after before during "
    "since until while because although though however meanwhile moreover furthermore still then thus also even "
    "just only over under about above across against along among around between despite without within according "
    "instead later earlier once now today yesterday tomorrow first second last next new".split()
)


@lru_cache(maxsize=8)
def pair(old_text: str, new_text: str) -> "Pair":
    """Both versions side by side; kept for the pairs asked for last."""
    return Pair(read(old_text), read(new_text))


class Pair:
    """An old and a new version, aligned."""

    def __init__(self, old: Reading, new: Reading) -> None:
        self.old, self.new = old, new
        counts = Counter(word.key for word in old.words) + Counter(word.key for word in new.words)
        numbers = {key: number for number, key in enumerate(counts)}
        weigh = {key: 1.0 / (1.0 + math.log(max(1.0, count / 2))) for key, count in counts.items()}
        self.old_weights = [weigh[word.key] for word in old.words]
        self.new_weights = [weigh[word.key] for word in new.words]
        self.old_keys = [numbers[word.key] for word in old.words]
        self.new_keys = [numbers[word.key] for word in new.words]
        self.names = old.capitalised | new.capitalised
        self.lower_case = old.lower_case | new.lower_case

    def is_name(self, word: Word) -> bool:
        """Whether a capitalised word is a name, by how the two texts write it elsewhere."""
        if not word.text[0].isupper() or word.key in _STARTERS:
            return False
        return word.key in self.names or word.key not in self.lower_case

    @cached_property
    def forward(self) -> list[int]:
        """For each old word the new word it became, or -1: one alignment of the whole texts in order."""
        became = [-1] * len(self.old_keys)
        for old, new in _equal(self.old_keys, self.new_keys):
            became[old] = new
        return self._without_strays(became)

    @cached_property
    def backward(self) -> list[int]:
        came = [-1] * len(self.new_keys)
        for old, new in enumerate(self.forward):
            if new >= 0:
                came[new] = old
        return came

    def _without_strays(self, became: list[int]) -> list[int]:
        """Drop matches that stand alone: a shared "the" amid words that have nothing to do with each other."""
        kept = list(became)
        for old, new in enumerate(became):
            if new < 0:
                continue
            near = range(max(0, old - 4), min(len(became), old + 5))
            support = sum(
                self.old_weights[other]
                for other in near
                if became[other] >= 0 and abs((became[other] - new) - (other - old)) <= 5
            )
            if support < 0.3 * sum(self.old_weights[other] for other in near):
                kept[old] = -1
        return kept

    @cached_property
    def _old_index(self) -> dict[int, list[int]]:
        return _index(self.old_keys)

    @cached_property
    def _new_index(self) -> dict[int, list[int]]:
        return _index(self.new_keys)

    def passage(self, start: int, end: int) -> Passage:
        """The passage of the old text that a span covers."""
        low, high = self.old.folded.inner(start, end)
        first, last = self.old.covered(start, end)
        return Passage(start=start, end=end, first=first, last=last, low=low, high=high)

    # The same words again ------------------------------------------------------------------------------------

    def same_words(self, passage: Passage) -> list[Place]:
        """Every place of the new text with the same words, past typography; whole words stay whole."""
        return [
            self._place(passage, start=start, end=end, kept=1.0)
            for start, end in self._occurrences(passage, self.new)
        ]

    def twins(self, passage: Passage) -> list[Passage]:
        """The other places of the old text that read the same as the passage."""
        return [
            self.passage(start, end)
            for start, end in self._occurrences(passage, self.old)
            if not (start < passage.end and passage.start < end)
        ]

    def _occurrences(self, passage: Passage, reading: Reading) -> list[tuple[int, int]]:
        wanted = self.old.folded.text[passage.low : passage.high]
        if not wanted:
            return []
        spelled = [word.text for word in self.old.words[passage.first : passage.last]]
        found: list[tuple[int, int]] = []
        at = reading.folded.text.find(wanted)
        while at >= 0:
            start, end = reading.folded.outer(at, at + len(wanted))
            first, last = reading.covered(start, end)
            if [word.text for word in reading.words[first:last]] == spelled:
                found.append((start, end))
            at = reading.folded.text.find(wanted, at + 1)
        return found

    def side(
        self, passage: Passage, *, first: int, last: int, left: bool, width: int = BESIDE
    ) -> float | None:
        """How much of the words on one side of a passage stands beside new words `first:last`, 0 to 1.

        None where the old text has no words on that side. Nearer words count more. Where the passage's
        own paragraph has at least three words on that side, they alone may do: paragraphs move as a whole.
        """
        old = (
            range(max(0, passage.first - width), passage.first)
            if left
            else range(passage.last, min(len(self.old_keys), passage.last + width))
        )
        room = width + width // 3
        new = (
            range(max(0, first - room), first) if left else range(last, min(len(self.new_keys), last + room))
        )
        if not old:
            return None if new else 1.0
        shared = self._shared(old, new, left=left)
        at = passage.first - 1 if left else passage.last
        own = [
            place for place in old if self.old.paragraphs[place] == self._own_paragraph(passage, left=left)
        ]
        if len(own) >= 3 and len(own) < len(old) and at in own:
            shared = max(shared, self._shared(range(own[0], own[-1] + 1), new, left=left))
        return shared

    def _own_paragraph(self, passage: Passage, *, left: bool) -> int:
        if passage.first >= passage.last:
            return -1
        return self.old.paragraphs[passage.first if left else passage.last - 1]

    def _shared(self, old: range, new: range, *, left: bool) -> float:
        reach = len(old) * 2
        worth = [
            self.old_weights[place] * (1 - (old[-1] - place if left else place - old[0]) / reach)
            for place in old
        ]
        pairs = _equal(self.old_keys[old.start : old.stop], self.new_keys[new.start : new.stop])
        return sum(worth[place] for place, _ in pairs) / sum(worth)

    def _place(self, passage: Passage, *, start: int, end: int, kept: float) -> Place:
        first, last = self.new.covered(start, end)
        return Place(
            start=start,
            end=end,
            first=first,
            last=last,
            kept=kept,
            left=self.side(passage, first=first, last=last, left=True),
            right=self.side(passage, first=first, last=last, left=False),
        )

    # Changed words -------------------------------------------------------------------------------------------

    def changed_places(self, passage: Passage) -> list[Place]:
        """Places where a good part of the passage's words may stand, best first."""
        if passage.first >= passage.last:
            return []
        regions = [self._aligned_region(passage), *self._gatherings(passage)]
        places: list[Place] = []
        for region in regions:
            if region is None:
                continue
            place = self._laid_beside(passage, region)
            if place is not None and not any(
                place.start == other.start and place.end == other.end for other in places
            ):
                places.append(place)
        return sorted(places, key=lambda place: -place.worth)

    def _aligned_region(self, passage: Passage) -> range | None:
        """The new words between what became of the words before and after the passage."""
        before = [self.forward[at] for at in range(max(0, passage.first - AROUND), passage.first)]
        inside = [self.forward[at] for at in range(passage.first, passage.last)]
        after = [
            self.forward[at] for at in range(passage.last, min(len(self.forward), passage.last + AROUND))
        ]
        known = [at for at in (*before, *inside, *after) if at >= 0]
        if not known:
            return None
        return range(max(0, min(known) - 2), min(len(self.new_keys), max(known) + 3))

    def _gatherings(self, passage: Passage) -> list[range]:
        """Where in the new text most of the passage's words and of its surroundings gather."""
        low = max(0, passage.first - AROUND)
        high = min(len(self.old_keys), passage.last + AROUND)
        offsets = self._votes(
            range(low, high),
            range(passage.first, passage.last),
            self.old_keys,
            self.old_weights,
            self._new_index,
        )
        return [
            range(max(0, low + offset - 10), min(len(self.new_keys), high + offset + 10))
            for offset, _ in offsets
            if max(0, low + offset - 10) < min(len(self.new_keys), high + offset + 10)
        ]

    @staticmethod
    def _votes(
        around: range,
        within: range,
        keys: list[int],
        weights: list[float],
        index: dict[int, list[int]],
        most: int = 3,
    ) -> list[tuple[int, float]]:
        """The offsets between the two texts that most words agree on, with the weight of their votes."""
        votes: defaultdict[int, float] = defaultdict(float)
        for place in around:
            there = index.get(keys[place], ())
            if len(there) > _TOO_COMMON:
                continue
            weight = weights[place] * (2.0 if place in within else 1.0)
            for other in there:
                bucket = (other - place) // 6
                votes[bucket] += weight
                votes[bucket + 1] += weight
        best: list[tuple[int, float]] = []
        for bucket, weight in sorted(votes.items(), key=lambda item: (-item[1], item[0])):
            if all(abs(bucket * 6 - offset) > 12 for offset, _ in best):
                best.append((bucket * 6, weight))
            if len(best) == most:
                break
        return best

    def _laid_beside(self, passage: Passage, region: range) -> Place | None:
        """Lay the passage with its surroundings beside a stretch of the new text, and see what it covers."""
        low = max(0, passage.first - AROUND)
        high = min(len(self.old_keys), passage.last + AROUND)
        became = {
            low + old: region.start + new
            for old, new in _equal(self.old_keys[low:high], self.new_keys[region.start : region.stop])
        }
        inside = self._densest(
            [(old, became[old]) for old in range(passage.first, passage.last) if old in became]
        )
        if not inside:
            return None
        became = {
            old: new
            for old, new in became.items()
            if (old < passage.first and new < inside[0][1])
            or (old >= passage.last and new > inside[-1][1])
            or (old, new) in inside
        }
        total = sum(self.old_weights[at] for at in range(passage.first, passage.last))
        kept = sum(self.old_weights[old] for old, _ in inside) / total
        first = self._opening(passage, inside, became, low)
        last = self._closing(passage, inside, became, high)
        start, end = self._with_marks(passage, first, last)
        return self._place(passage, start=start, end=end, kept=kept)

    def _densest(self, matched: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Of the matched words of a passage those that stand together."""
        runs: list[list[tuple[int, int]]] = []
        for old, new in matched:
            if runs:
                before_old, before_new = runs[-1][-1]
                if new - before_new <= (old - before_old) + 12 + len(matched) // 2:
                    runs[-1].append((old, new))
                    continue
            runs.append([(old, new)])
        return max(runs, key=lambda run: sum(self.old_weights[old] for old, _ in run), default=[])

    def _opening(
        self, passage: Passage, inside: list[tuple[int, int]], became: dict[int, int], low: int
    ) -> int:
        """The first new word of the passage: changed words between two known ones are shared out."""
        old, new = inside[0]
        missing = old - passage.first
        before = max((at for at in became if low <= at < passage.first), default=None)
        if before is None:
            return max(0, new - missing)
        strangers = new - became[before] - 1
        others = passage.first - before - 1
        return new - _share(strangers, missing, others)

    def _closing(
        self, passage: Passage, inside: list[tuple[int, int]], became: dict[int, int], high: int
    ) -> int:
        """One past the last new word of the passage."""
        old, new = inside[-1]
        missing = passage.last - 1 - old
        after = min((at for at in became if passage.last <= at < high), default=None)
        if after is None:
            return min(len(self.new_keys), new + missing + 1)
        strangers = became[after] - new - 1
        others = after - passage.last
        return new + 1 + _share(strangers, missing, others)

    def _with_marks(self, passage: Passage, first: int, last: int) -> tuple[int, int]:
        """The span of new words `first:last`, with the marks the quotation had around its outer words."""
        old_text, new_text = self.old.folded.text, self.new.folded.text
        low, high = self.new.words[first].low, self.new.words[last - 1].high
        opening = old_text[passage.low : self.old.words[passage.first].low]
        for mark in reversed(opening):
            if low and new_text[low - 1] == mark:
                low -= 1
        for mark in old_text[self.old.words[passage.last - 1].high : passage.high]:
            if high < len(new_text) and (
                new_text[high] == mark or (mark in ".!?" and new_text[high] in ".!?")
            ):
                high += 1
        return self.new.folded.outer(low, high)

    def belongs_elsewhere(self, passage: Passage, place: Place) -> bool:
        """Whether the words at a place are better explained by another passage of the old text."""
        if place.first >= place.last:
            return False
        span = range(place.first, place.last)
        total = sum(self.new_weights[at] for at in span)
        elsewhere = sum(
            self.new_weights[at]
            for at in span
            if self.backward[at] >= 0 and not passage.first <= self.backward[at] < passage.last
        )
        at_home = sum(
            self.new_weights[at] for at in span if passage.first <= self.backward[at] < passage.last
        )
        if at_home >= 0.5 * total:
            return False
        if elsewhere >= 0.5 * total:
            return True
        around = range(max(0, place.first - AROUND), min(len(self.new_keys), place.last + AROUND))
        offsets = self._votes(around, span, self.new_keys, self.new_weights, self._old_index, most=2)
        if not offsets:
            return False
        middle = (place.first + place.last) // 2
        offset, _ = offsets[0]
        reach = (passage.last - passage.first) // 2 + 18
        return abs(middle + offset - (passage.first + passage.last) // 2) > reach


def _share(strangers: int, missing: int, others: int) -> int:
    """How many of the unknown new words at an edge belong to the passage.

    `missing` of its own words and `others` of its neighbours are unaccounted for between the same two known
    words. One word for one word as far as they go; what is added at the edge itself stays outside.
    """
    if strangers <= 0 or missing == 0:
        return 0
    if others == 0:
        return strangers if strangers <= missing + 2 else missing
    if strangers >= missing + others:
        return missing
    return round(strangers * missing / (missing + others))


def _equal(old: list[int], new: list[int]) -> Iterable[tuple[int, int]]:
    """The pairs of equal words in the alignment of two runs of words that needs the fewest edits."""
    for step in Levenshtein.opcodes(old, new):
        if step.tag == "equal":
            yield from zip(
                range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True
            )


def _index(keys: list[int]) -> dict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        found[key].append(place)
    return found
