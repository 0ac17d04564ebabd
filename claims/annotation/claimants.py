"""Who is said to have made a claim: the speaker round a quotation, the subject of a
reporting verb, "according to"."""

from __future__ import annotations

import re

from .mentions import Mentions, person_part
from .names import Name
from .words import RESEARCH, SAYING, SPEECH

_VERB = re.compile(rf"(?<!\w)(?:{SPEECH}|{SAYING})(?!\w)".replace("|according", "").replace("|states", ""))
_ACCORDING = re.compile(
    r"\b(?:according to|as reported by|per|, as per|data from|figures from|(?:first "
    r")?reported by)\s+(?P<who>[^,.;:”\"()]{2,90})",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\s(?:that|who|which|when|where|while|in an?|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|"
    r"Sun)day|this|last|earlier|released|published|"
    r"obtained|seen|after|before)\b.*$"
)
_PRONOUN = re.compile(
    r"(?:^|[\s,;“”\"(—–-])(?P<who>he|she|it|they)\s*(?:also|later|then|has|had|have)?\s*$", re.IGNORECASE
)
_ADVERB = re.compile(
    r"\s+(?:also|later|then|has|had|have|recently|previously|reportedly|first|again|\w+ly)\s*$"
)
_PHRASE = re.compile(
    r"(?:^|[\s,;“”\"(—–])(?P<who>(?:the|a|an|some|many|most|several|two|three|four|its|his|"
    r"her|their|other|one)\s(?:[\w’'.&-]+\s){0,6}[\w’'&-]+)$",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"(?:^|[\s,;“”\"(—–])(?P<who>(?:[\w-]+ ){0,2}(?:experts|analysts|researchers|scientists|"
    r"officials|police|prosecutors|authorities|critics|economists"
    r"|doctors|lawmakers|investigators|authors|sources|advisers|supporters|teachers|unions|"
    r"executives|firefighters|regulators|people))$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^\s+(?P<who>(?:the|a|an|one|its|his|their|some)\s[^,.;:”\"()]{2,80}|"
    r"(?:(?:Prof|Dr|Mr|Mrs|Ms|Sen|Rep|Gov|Gen|Lt|Col|Capt)\. )?[A-Z][^,.;:”\"()]{1,80}|"
    r"(?:experts|analysts|researchers|officials|police|prosecutors)\b)"
)
_ENDS_PHRASE = re.compile(
    r"\s(?:in|when|on|at|to|who|during|after|that|about|of the|from|late|early|yesterday|"
    r"today)\s.*$"
)
_FINDS = re.compile(r"(?:show|found|find|indicat|reveal|suggest|estimat)\w*")
_PASSIVE = re.compile(r"\b(?:was|were|is|are|be|been|being|had been|has been)$")
_HANGING = re.compile(r"\b(?:that|who|which|to|and|or|of|in|for|with)$", re.IGNORECASE)
_LONGEST = 120


def speaker(text: str, *, quoted: list[tuple[int, int]], names: list[Name], mentions: Mentions) -> str:
    """Who says this sentence, by its own words, or "". Spans of `quoted` and `names` count
    from the sentence's start."""
    for verb in _VERB.finditer(text):
        if any(first <= verb.start() < last for first, last in quoted):
            continue
        if re.match(r" (?:\d|[$£€])", text[verb.end() :][:3]):
            continue
        found = _before(text, verb.start(), quoted, names, mentions) or _behind(
            text, verb, quoted, names, mentions
        )
        if found:
            return found[:_LONGEST]
    match = _ACCORDING.search(text)
    if match and not any(first <= match.start() < last for first, last in quoted):
        if match.group().lower().startswith("per ") and not match.group("who")[0].isupper():
            return ""
        return _named(_CUT.sub("", match.group("who")).strip(), mentions)[:_LONGEST]
    return ""


def _before(
    text: str, verb: int, quoted: list[tuple[int, int]], names: list[Name], mentions: Mentions
) -> str:
    start = max((last for _, last in quoted if last <= verb), default=0)
    left = text[start:verb].rstrip()
    left = _ADVERB.sub("", left).rstrip()
    if not left or _PASSIVE.search(left):
        return ""
    end = start + len(left)
    pronoun = _PRONOUN.search(left)
    if pronoun:
        return _meant(pronoun.group("who"), mentions)
    for name in names:
        if name.start < start or name.end > end:
            continue
        led = re.search(
            r"\b(?:in|at|of|from|for|with|by|to|on|and|about) (?:[A-Z][\w.]+['’]s )?$",
            text[max(0, name.start - 24) : name.start],
        )
        gap = text[name.end : end]
        if not gap or re.fullmatch(r"['’]s? (?:[\w-]+ ){0,3}[\w-]+", gap):
            if led and led.group().startswith(("in", "at", "of", "from")):
                continue
            who = text[name.start : end] if gap else name.text
            return _named(who, mentions)
        if led:
            continue
        if len(gap) < 220 and gap.startswith(",") and gap.endswith(",") and len(gap) > 3:
            return _named(name.text, mentions)
        if len(gap) < 60 and gap.startswith(" (") and gap.endswith(")"):
            return _named(name.text, mentions)
    for form in (_PHRASE, _PLAIN):
        phrase = form.search(left[-90:])
        if phrase and not _HANGING.search(phrase.group("who")):
            if _FINDS.match(text, verb) and not RESEARCH.search(phrase.group("who")):
                return ""
            return _named(phrase.group("who"), mentions)
    return ""


def _behind(
    text: str, verb: re.Match[str], quoted: list[tuple[int, int]], names: list[Name], mentions: Mentions
) -> str:
    before = text[: verb.start()].rstrip()
    after_quote = any(last <= verb.start() and last >= len(before) - 1 for _, last in quoted)
    if verb.group() in ("told", "tells") or not (after_quote or before.endswith((",", "”", '"'))):
        return ""
    match = _AFTER.match(text[verb.end() :])
    if not match:
        return ""
    phrase = match.group("who")
    offset = verb.end() + match.start("who")
    inside = [name for name in names if offset <= name.start and name.end <= offset + len(phrase)]
    people = [name for name in inside if " " in person_part(name.text) and name.kind != "organisation"]
    if people:
        return _named(people[0].text, mentions)
    if inside and inside[0].start == offset:
        return _named(inside[0].text, mentions)
    return _named(_ENDS_PHRASE.sub("", phrase), mentions)


def _meant(pronoun: str, mentions: Mentions) -> str:
    if pronoun.lower() in ("he", "she"):
        return mentions.person(pronoun)
    return mentions.body() if pronoun.lower() == "it" else ""


def _named(who: str, mentions: Mentions) -> str:
    who = who.strip(" ,–—")
    if re.fullmatch(
        r"(?i)(?:the|its) (?:company|firm|start-?up|agency|lab|group|airline|organi[sz]ation|"
        r"union|bank)",
        who,
    ):
        return mentions.body(who.split()[-1]) or who
    return mentions.full(person_part(who))
