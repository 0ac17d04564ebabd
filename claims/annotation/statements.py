"""The claim in words that stand alone: pronouns and "last year" filled in from the article, asides taken off.

What was filled in is kept, so that an editor sees each guess: [{"text": "He", "filled": "Sam Altman"}, ...].
"""

from __future__ import annotations

import re
from typing import Any

from .mentions import BODY_NOUNS, Mentions

Filled = list[dict[str, str]]

DATELINE = re.compile(
    r"^(?:[A-Z][A-Z.'’ -]{2,40}(?:, [A-Z][\w.’ ]{1,30}){0,2} )?(?:\((?:Reuters|AP|AFP|CNN|"
    r"Bloomberg|UPI|dpa|PTI|ANI|IANS|Xinhua|HawaiiNewsNow|CNN Business)\)) ?[—–-]{0,2} ?"
    r"|^[A-Z][A-Z.'’ -]{3,40}(?:, [A-Z][\w.’ ]{1,30}){0,2} (?:[—–]|--) |^[A-Z][a-z]+(?: "
    r"[A-Z][a-z]+)? [—–] (?=[A-Z])"
)
_LEAD_IN = re.compile(
    r"^(?:And|But|So|However|Meanwhile|Still|Yet|Indeed|Instead|Moreover|Furthermore|"
    r"Additionally|In addition|In fact|Of course|Then|Also|Separately|That said"
    r"|Ironically|Now|In turn|In any case|It[’']s worth noting that|For example|For instance),? +",
)
_LOOSE_NOUNS = frozenset("team party service platform group union network".split())
_PERSON = re.compile(r"^(?P<word>He|She)(?P<rest>[’']s|[’']d|[’']ll)?(?=\s(?![A-Z]))")
_POSSESSIVE = re.compile(r"^(?P<word>His|Her)(?= [a-z])")
_IT = re.compile(
    r"^(?P<word>It)(?= (?:also |has |had |will |(?:is|was) (?:[a-z]+ing|[a-z]+ed|now|also) |"
    r"plans?|said|announced|expects?|wants?|"
    r"reported|agreed|launched|raised|owns|makes|sells|employs|added|aims|hopes|intends))"
)
_ITS = re.compile(r"^(?P<word>Its)(?= [a-z])")


def stand_alone(
    text: str, *, mentions: Mentions, times: list[dict[str, Any]], own_names: list[str]
) -> tuple[str, Filled]:
    """A sentence's words as a statement, and what was filled in.

    `mentions` holds the names met before the sentence, `own_names` those in it, `times` its times with offsets from
    its start.
    """
    filled: Filled = []
    text = _dated(text, times, filled)
    text = _capitalised(DATELINE.sub("", text))
    text = _capitalised(_LEAD_IN.sub("", text))
    text = _starting(text, mentions, filled)
    text = _bodies(text, mentions, own_names, filled)
    return _closed(text), filled


def _dated(text: str, times: list[dict[str, Any]], filled: Filled) -> str:
    for time in sorted(times, key=lambda item: -item["start"]):
        said = _absolute(time)
        if said.startswith("in ") and re.search(
            r"\b(?:into|by|until|of|from|since|for|in|than|before|after|and|to) $", text[: time["start"]]
        ):
            said = said[3:]
        if time["start"] == 0 and re.match(r" (?:is|was|will|has|had) ", text[time["end"] :]):
            said = said.removeprefix("in ")
        if said:
            text = text[: time["start"]] + said + text[time["end"] :]
            filled.insert(0, {"text": time["text"], "filled": said})
    return text


def _absolute(time: dict[str, Any]) -> str:
    first, last = time["from"], time["to"]
    words = time["text"]
    low = words.lower()
    if time["form"] == "relative" and first and low in ("last year", "this year", "next year"):
        return f"in {first[:4]}"
    if (
        time["form"] == "relative"
        and first
        and low.endswith(("last year", "this year", "next year"))
        and " " in low
    ):
        return f"{words.split()[0].lower()} in {first[:4]}"
    if time["form"] == "day_word" and first and first == last and low != "today":
        return f"on {first}"
    if time["form"] == "ago" and first and last and first[:4] == last[:4] and first[5:] == "01-01":
        return f"in {first[:4]}"
    return ""


def _starting(text: str, mentions: Mentions, filled: Filled) -> str:
    match = _PERSON.match(text)
    if match:
        who = mentions.person(match.group("word"))
        rest = {"’s": " is", "'s": " is", "’d": " had", "'d": " had", "’ll": " will", "'ll": " will"}.get(
            match.group("rest") or "", ""
        )
        return _fill(text, match, who + rest if who else "", filled)
    match = _POSSESSIVE.match(text)
    if match:
        who = mentions.person(match.group("word"))
        return _fill(text, match, _possessive(who), filled)
    match = _IT.match(text)
    if match:
        return _fill(text, match, mentions.subject(), filled)
    match = _ITS.match(text)
    if match:
        return _fill(text, match, _possessive(mentions.subject()), filled)
    match = re.match(r"(?:(?:Mr|Ms|Mrs|Dr)\.? )?(?P<word>[A-Z][a-z]+)(?=[\s’'])", text)
    if match:
        full = mentions.full(match.group("word"))
        if full != match.group("word") and full not in text:
            return _fill(text, match, full, filled)
    return text


def _bodies(text: str, mentions: Mentions, own_names: list[str], filled: Filled) -> str:
    match = BODY_NOUNS.search(text[:160])
    if not match or match.group("noun").lower() in _LOOSE_NOUNS:
        return text
    body = mentions.body(match.group("noun"))
    said_before = (name for name in own_names if name in text[: match.start()])
    if (
        not body
        or any(not mentions.is_person(name) for name in said_before)
        or body in text[: match.start()]
        or re.search(r"[A-Z]\w+ $", text[max(0, match.start() - 12) : match.start()])
    ):
        return text
    if not re.match(
        r"[’']s\b|[,.;]|$| (?:also|has|had|have|is|was|will|would|said|says|plans?|agreed|"
        r"announced|expects?|expected|wants?|shelved|itself|and|in|on|to|by|for|after|before|"
        r"over"
        r"|last|this|next|with|[a-z]+ed|as|could|may|might|can|did|does|made|makes|saw|cut|"
        r"sold|bought|told|rolled)\b",
        text[match.end() :],
    ):
        return text
    return _fill(text, match, body, filled)


def _fill(text: str, match: re.Match[str], value: str, filled: Filled) -> str:
    if not value:
        return text
    filled.append({"text": match.group(), "filled": value})
    return text[: match.start()] + value + text[match.end() :]


def _possessive(name: str) -> str:
    if not name:
        return ""
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:] if text[:1].islower() else text


def _closed(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip()
    if text and text[-1] not in '.!?…”"’':
        text = text.rstrip(",;:–—- ") + "."
    return text
