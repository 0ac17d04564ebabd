"""What changed between two wordings of a passage, in the terms a checker cares about.

A changed number, unit, negation, date or name turns one claim into another. Any other changed word is just
that: "other".
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein

from claims.annotation.folding import Word

AlterationKind = Literal["number", "unit", "negation", "date", "name", "other"]
WEIGHTY: tuple[AlterationKind, ...] = ("number", "unit", "negation", "date", "name")

_NEGATIONS = frozenset(  # and what takes a statement back without saying "not"
    "no not never none nobody nothing nowhere neither nor without cannot can't hardly scarcely barely unlikely fails "
    "fail failed deny denies denied denying false falsely untrue refuse refuses refused except unless lacks lacked "
    "only rarely seldom wrong wrongly incorrect incorrectly mistaken mistakenly myth hoax fake debunked baseless "
    "unfounded misleading inaccurate rejected rejects dismissed dismisses disputed disputes doubt doubts doubted "
    "doubtful rumour rumours rumor rumors alleged allegedly supposedly satire retracted joke joked "
    "nicht kein keine keinen keiner nie niemals ohne ne pas jamais sans aucun sin nunca ningún ninguna".split()
)
_NUMBER_WORDS = frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands "
    "million millions billion billions trillion trillions dozen dozens half halve halved third thirds quarter quarters "
    "fifth first second fourth sixth seventh eighth ninth tenth once twice thrice double doubled triple tripled "
    "quadruple quadrupled single pair couple several few many most all every both m bn mn tn k b".split()
)
_UNITS = frozenset(
    "percent percentage percentages per pct point points proportion dollar dollars usd cent cents euro euros eur pound "
    "pounds gbp pence yen yuan rupee rupees franc francs rouble roubles krona peso pesos "
    "second seconds minute minutes hour hours day days week weeks month months year years decade decades century "
    "centuries quarter quarters mm cm m km metre metres meter meters kilometre kilometres kilometer kilometers mile "
    "miles foot feet inch inches yard yards acre acres hectare hectares mg g kg gram grams kilogram kilograms kilo "
    "kilos ton tons tonne tonnes gigatonne gigatonnes megatonne megatonnes ounce ounces lb lbs litre litres liter "
    "liters gallon gallons barrel barrels mph kph knots watt watts kw mw gw kwh mwh gwh twh megawatt megawatts "
    "gigawatt gigawatts kilowatt kilowatts joule joules volt volts celsius fahrenheit degree degrees bit bits byte "
    "bytes gb tb mb gigabyte gigabytes terabyte terabytes megabyte megabytes times fold dose doses pack "
    "packs tablet tablets capita household households".split()
)
_SIGNS = frozenset("$€£¥₹₽₩%‰°")
_MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri "
    "yesterday today tomorrow tonight morning evening noon midnight spring summer autumn winter easter christmas "
    "ago before after until since last next previous earlier later early late mid bc ad bce ce".split()
)
_CALENDAR_ALONE = frozenset(
    "january february april june july august september october november december".split()
)
_YEAR = re.compile(r"(?:1[0-9]|20|21)\d\d")
_DATE_NUMBER = re.compile(r"\d{1,4}[./:]\d{1,2}(?:[./:]\d{1,4})?")


@dataclass(frozen=True, slots=True)
class Alteration:
    """Some words that stood there before, and what stands there now; one of the two may be empty."""

    kind: AlterationKind
    before: str
    after: str

    def __str__(self) -> str:
        if not self.after:
            return f"{self._noun} gone: {self.before}"
        if not self.before:
            return f"{self._noun} added: {self.after}"
        return f"{self._noun} changed: {self.before} → {self.after}"

    @property
    def _noun(self) -> str:
        return "words" if self.kind == "other" else self.kind


def alterations(
    before: Sequence[Word], after: Sequence[Word], *, is_name: Callable[[Word], bool]
) -> list[Alteration]:
    """What turned the first run of words into the second, weighty kinds first; empty where they are the same.

    `is_name` says of a capitalised word whether it is a name in its text.
    """
    found: list[Alteration] = []
    for step in Levenshtein.opcodes([one.text for one in before], [one.text for one in after]):
        if step.tag == "equal":
            continue
        old, new = before[step.src_start : step.src_end], after[step.dest_start : step.dest_end]
        found.extend(_sorted_out(old, new, is_name=is_name))
    merged: dict[AlterationKind, Alteration] = {}
    for one in found:
        earlier = merged.get(one.kind)
        merged[one.kind] = one if earlier is None else _together(earlier, one)
    order: tuple[AlterationKind, ...] = (*WEIGHTY, "other")
    return [merged[kind] for kind in order if kind in merged and merged[kind].before != merged[kind].after]


def _together(first: Alteration, second: Alteration) -> Alteration:
    return Alteration(
        kind=first.kind,
        before=" ".join(filter(None, (first.before, second.before))),
        after=" ".join(filter(None, (first.after, second.after))),
    )


def _sorted_out(
    old: Sequence[Word], new: Sequence[Word], *, is_name: Callable[[Word], bool]
) -> list[Alteration]:
    """One replaced stretch, by the kinds of the words that went and came."""
    gone: dict[AlterationKind, list[str]] = {}
    came: dict[AlterationKind, list[str]] = {}
    for word in old:
        gone.setdefault(kind_of(word, is_name=is_name), []).append(word.text)
    for word in new:
        came.setdefault(kind_of(word, is_name=is_name), []).append(word.text)
    return [
        Alteration(kind=kind, before=" ".join(gone.get(kind, [])), after=" ".join(came.get(kind, [])))
        for kind in (*WEIGHTY, "other")
        if kind in gone or kind in came
    ]


def kind_of(word: Word, *, is_name: Callable[[Word], bool]) -> AlterationKind:
    """Which kind of weight a word carries."""
    key = word.key
    if key[0].isdigit():
        return "date" if _YEAR.fullmatch(key) or _DATE_NUMBER.fullmatch(key) else "number"
    if key in _NEGATIONS or key.endswith("n't"):
        return "negation"
    if word.text[0].isupper() and (key in _MONTHS or key.rstrip("s") in _MONTHS):
        return "date"
    if key in _CALENDAR_ALONE:
        return "date"
    if key in _SIGNS:
        return "unit"
    if key in _NUMBER_WORDS or word.text.isnumeric():
        return "number"
    if key in _UNITS:
        return "unit"
    if key in _MONTHS:
        return "date"
    if word.text[0].isupper() and is_name(word):
        return "name"
    return "other"
