"""Who has been named so far: what "he", "the company" or a bare surname stands for, as the text goes on."""

from __future__ import annotations

import re

from .names import Name, gender

_ROLES = frozenset(
    "ceo cfo coo cto chief executive officer chairman chairwoman chair president vice "
    "director founder co-founder cofounder head senior "
    "professor analyst economist spokesman spokeswoman spokesperson minister secretary "
    "senator governor mayor judge editor reporter "
    "superintendent administrator author researcher scientist planetary lead strategist "
    "partner manager general deputy prime rep sen gov "
    "representative ambassador speaker owner boss coach lawyer attorney meteorologist "
    "technology operating financial former house".split()
)
_HONORIFIC = re.compile(r"^(?:Mr|Mrs|Ms|Mx|Dr|Prof|Professor|Sir|Lord|Lady|Dame)\.? ")
_BODY = re.compile(
    r"\bthe (?P<noun>company|firm|start-?up|lab|laboratory|group|organi[sz]ation|agency|"
    r"airline|retailer|carmaker|automaker|bank|university"
    r"|institute|department|ministry|commission|nonprofit|non-profit|software giant|tech "
    r"giant|giant|plane-?maker|utility|union|team|party"
    r"|studio|network|manufacturer|maker|platform|service|chain|publisher|regulator|watchdog|"
    r"charity|foundation)\b",
    re.IGNORECASE,
)
BODY_NOUNS = _BODY


_NO_BODY = frozenset(
    "ai agi ceo cfo coo cto us uk eu un usa tv pv ipo gdp suv covid dna pm am et ap id it hr "
    "pr vc ml gpu cpu api app china russia japan india germany france "
    "italy spain canada mexico iran iraq israel ukraine brazil australia europe asia africa "
    "america beijing washington moscow london brussels paris tokyo berlin "
    "congress senate democrats republicans parliament company chief executive republican "
    "democratic chinese american british european twitter internet".split()
)
_GOVERNMENT = re.compile(
    r"\b(?:Attorney|Department|Commission|Ministry|Agency|Office|Court|Senate|House|Congress|"
    r"Parliament|Committee|Council|Administration|Police|Bureau|Authority"
    r"|University|Institute|School|Union|Party|Association|Times|Journal|Post|News|Reuters|"
    r"Bloomberg|Reserve|General|State|Board)\b"
)
_ACTS = re.compile(
    r"^(?:['’]s? (?:CEO|chief|co-?founder|founder|board|shares?|stock|spokes\w+|headquarters|"
    r"parent|chairman|chairwoman|employees|engineers|researchers|mission|goal)"
    r"|,? (?:said|says|announced|agreed|plans|launched|acquired|hired|declined|reported|"
    r"expects|wants|makes|invested|raised|faces|is investing|will|has|had|confirmed)\b)"
)
_LED_BY = re.compile(
    r"(?:company|start-?up|firm|lab|giant|maker|carmaker|airline|retailer|subsidiary|joined|"
    r"left|CEO of|executive of|head of|founder of|founded|invest(?:ed|ing|ment|s)? in|into"
    r"|shares of|in|with) $",
    re.IGNORECASE,
)
_PUBLIC_NOUNS = frozenset("agency department ministry commission regulator watchdog".split())
_COMPANY_NOUNS = frozenset(
    "company firm startup start-up airline retailer carmaker automaker bank giant plane-maker "
    "planemaker utility studio manufacturer maker chain publisher lab nonprofit non-profit".split()
)


class Mentions:
    """Names as they are met. Feed every sentence in order; ask what a pronoun or a short name stands for."""

    def __init__(self) -> None:
        self._full: dict[str, str] = {}
        self._people: list[str] = []
        self._bodies: list[str] = []
        self._acts: dict[str, int] = {}
        self._recent: list[str] = []
        self._latest: list[str] = []
        self._since = 0
        self._subject = ""

    def meet(self, names: list[Name], text: str = "", speakers: tuple[str, ...] = ()) -> None:
        """Remember the names of a sentence, in order; `speakers` are known to be people or
        bodies that speak."""
        found: list[str] = []
        self._since += 1
        for name in names:
            full = self.full(person_part(name.text))
            _push(self._recent, full)
            if name.kind == "person" or self._is_person(full):
                self._learn(full)
                _push(self._people, full)
            elif self._is_body(name, full, text):
                self._acts[full] = self._acts.get(full, 0) + 1
                _push(self._bodies, full)
                found.append(full)
        self._subject = self._subject_of(names, text, found)
        if found:
            self._latest, self._since = found, 0
        for speaker in speakers:
            if 2 <= len(speaker.split()) <= 4 and not re.search(
                r"\b(?:the|a|an|his|her|its|and|of)\b", speaker.lower()
            ):
                if speaker not in self._bodies and all(word[0].isupper() for word in speaker.split()):
                    self._learn(speaker)
                    _push(self._people, speaker)

    def full(self, name: str) -> str:
        """The fullest form met of a person's name: "Altman" or "Mr. Altman" becomes "Sam Altman"."""
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

    def subject(self) -> str:
        """What "it" is: the body that the sentence before began with, "" where it began with anything else."""
        return self._subject

    def _subject_of(self, names: list[Name], text: str, bodies: list[str]) -> str:
        for name in names:
            if name.start <= 4:
                full = self.full(person_part(name.text))
                return full if full in bodies else ""
        if re.match(r"(?:It|Its)\b", text):
            return self._subject
        noun = _BODY.match(text)
        return self.body(noun.group("noun")) if noun else ""

    def body(self, noun: str = "") -> str:
        """What "it" or, with its noun, "the company" is: of the bodies met lately, the one
        that has acted most."""
        lately = [name for name in self._bodies[-4:] if name in self._recent[-20:]]
        everybody = lately
        if self._since <= 1:
            lately = [name for name in lately if name in self._latest] or lately
        if noun.lower() in _COMPANY_NOUNS:
            lately = [name for name in lately if not _GOVERNMENT.search(name)] or [
                name for name in everybody if not _GOVERNMENT.search(name)
            ]
        if noun.lower() in _PUBLIC_NOUNS:
            lately = [name for name in lately if _GOVERNMENT.search(name) or name.isupper()] or [
                name for name in everybody if _GOVERNMENT.search(name) or name.isupper()
            ]
        if not lately:
            return ""
        return max(lately, key=lambda name: (self._acts[name], self._bodies.index(name)))

    def is_person(self, name: str) -> bool:
        """Whether a name, full or short, is that of somebody met."""
        full = self.full(person_part(name))
        return full in self._people or self._is_person(full)

    def _learn(self, full: str) -> None:
        words = full.split()
        if len(words) >= 2:
            self._full.setdefault(words[-1], full)

    def _is_person(self, full: str) -> bool:
        return len(full.split()) >= 2 and self._full.get(full.split()[-1]) == full

    def _is_body(self, name: Name, full: str, text: str) -> bool:
        if full.lower() in _NO_BODY or full.split()[-1].lower() in _NO_BODY or len(full.split()) > 5:
            return False
        if name.kind == "organisation" or full in self._acts:
            return True
        if " " in full and re.search(r"\d", full):
            return False
        if full in self._full.values() or full in self._full:
            return False
        return bool(
            _ACTS.match(text[name.end :][:40])
            or _LED_BY.search(text[max(0, name.start - 16) : name.start])
            and re.search(r"[a-z][A-Z]", full)
        )


def person_part(name: str) -> str:
    """The person in "Microsoft CEO Satya Nadella" or "lead researcher Ann Lee": what
    follows the last role word."""
    name = re.sub(r"^(?:[A-Z][\w.&]*[’']s )+(?=[A-Z]\w+ [A-Z])", "", name)
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
