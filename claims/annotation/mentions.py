"""Who has been named so far: what "he", "the company" or a bare surname stands for, as the text goes on."""

from __future__ import annotations

import re

from .names import Name, gender

_ROLES = frozenset(
    "ceo cfo coo cto chief executive officer chairman chairwoman chair president vice director founder co-founder cofounder head senior "
    "professor analyst economist spokesman spokeswoman spokesperson minister secretary senator governor mayor judge editor reporter "
    "superintendent administrator author researcher scientist planetary lead strategist partner manager general deputy prime rep sen gov "
    "representative ambassador speaker owner boss coach lawyer attorney meteorologist technology operating financial former house".split()
)
_HONORIFIC = re.compile(r"^(?:Mr|Mrs|Ms|Mx|Dr|Prof|Professor|Sir|Lord|Lady|Dame)\.? ")
_BODY = re.compile(
    r"\bthe (?P<noun>company|firm|start-?up|lab|laboratory|group|organi[sz]ation|agency|airline|retailer|carmaker|automaker|bank|university"
    r"|institute|department|ministry|commission|nonprofit|non-profit|software giant|tech giant|giant|plane-?maker|utility|union|team|party"
    r"|studio|network|manufacturer|maker|platform|service|chain|publisher|regulator|watchdog|charity|foundation)\b",
    re.IGNORECASE,
)
BODY_NOUNS = _BODY


class Mentions:
    """Names as they are met. Feed every sentence in order; ask what a pronoun or a short name stands for."""

    def __init__(self) -> None:
        self._full: dict[str, str] = {}
        self._people: list[str] = []
        self._bodies: list[str] = []
        self._counts: dict[str, int] = {}

    def meet(self, names: list[Name], speakers: tuple[str, ...] = ()) -> None:
        """Remember the names of a sentence, in order; `speakers` are known to be people or bodies that speak."""
        for name in names:
            text = person_part(name.text)
            full = self.full(text)
            self._counts[full] = self._counts.get(full, 0) + 1
            if name.kind == "person" or self._is_person(full):
                self._learn(full)
                _push(self._people, full)
            elif name.kind == "organisation" or self._speaks_for_itself(full):
                _push(self._bodies, full)
        for speaker in speakers:
            if len(speaker.split()) >= 2 and not re.search(r"\b(?:the|a|an)\b", speaker.lower()):
                self._learn(speaker)

    def full(self, name: str) -> str:
        """The fullest form met of a name: "Altman" or "Mr. Altman" becomes "Sam Altman"."""
        plain = _HONORIFIC.sub("", name)
        if " " in plain:
            return plain
        return self._full.get(plain, plain)

    def person(self, pronoun: str) -> str:
        """Who "he" or "she" is: the person met last whose first name allows it, or "" where nobody fits."""
        wanted = {"he": "he", "his": "he", "him": "he", "she": "she", "her": "she"}.get(pronoun.lower(), "")
        for name in reversed(self._people[-6:]):
            if not wanted or gender(name) in ("", wanted):
                return name
        return ""

    def body(self) -> str:
        """What "the company" is: the organisation met last."""
        return self._bodies[-1] if self._bodies else ""

    def main_body(self) -> str:
        """The organisation named most so far."""
        return max(self._bodies, key=lambda name: self._counts.get(name, 0)) if self._bodies else ""

    def _learn(self, full: str) -> None:
        words = full.split()
        if len(words) >= 2:
            self._full.setdefault(words[-1], full)

    def _is_person(self, full: str) -> bool:
        return len(full.split()) >= 2 and self._full.get(full.split()[-1]) == full

    def _speaks_for_itself(self, full: str) -> bool:
        """A single capitalised word or abbreviation that is no known surname may be a body's name (OpenAI, WeWork)."""
        return " " not in full and full not in self._full and (
            self._counts.get(full, 0) >= 2 or bool(re.search(r"[a-z][A-Z]|^[A-Z]{2,6}$", full))
        )


def person_part(name: str) -> str:
    """The person in "Microsoft CEO Satya Nadella" or "lead researcher Ann Lee": what follows the last role word."""
    words = name.split()
    cut = 0
    for place, word in enumerate(words[:-1]):
        if word.lower().strip(".,'’s") in _ROLES or word.lower().rstrip(".") in _ROLES:
            cut = place + 1
    kept = words[cut:]
    return " ".join(kept) if cut and len(kept) >= 2 else name


def _push(stack: list[str], name: str) -> None:
    if name in stack[-8:]:
        stack.remove(name)
    stack.append(name)
    if len(stack) > 40:
        del stack[0]
