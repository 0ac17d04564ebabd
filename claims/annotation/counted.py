"""What a bare number counts: the noun after it, also where that is said after a second number."""

from __future__ import annotations

import re

from .numbers import find_numbers

_NOUN = re.compile(
    r"(?: (?:of (?:the|its|their|these|those|our|his|her) )?| of )?"
    r"(?P<noun>(?:[A-Za-z][\w'’-]*)(?:,? (?:[A-Za-z][\w'’-]*)){0,4})"
)
_STOP_WORDS = frozenset(
    """
    in on at to of for from by with and or but as is are was were be been has have had will would could should
    may might can do does did than then when while where which who whom whose that this these those it he she
    they we you i not no so if because after before during since until over under about into out up down off
    through between against per less least others today yesterday tomorrow now again ago later earlier said
    says according including compared versus vs the a an its their his her our your my each every such both
    also still only just even though although however yet am pm et est pst gmt
    """.split()
)
_OTHER_AMOUNT = re.compile(
    r" (?:or|and)(?: (?:possibly|perhaps|maybe|even|as many as))? (?:[a-z]+|[\d.,]+)(?= [A-Za-z])"
)
_OUT_OF = re.compile(r" of (?:the |its |their |his |her )?(?:[a-z]+|\d[\d,]*) ")
_PLURALS = frozenset("people men women children police staff aircraft teeth feet mice fish".split())
_SINGULARS = frozenset("news series plus versus always perhaps besides towards overseas".split())


def noun_after(right: str) -> tuple[str, int] | None:
    """The noun these words begin with, and where it ends in them; None where they name no things."""
    match = _NOUN.match(right)
    if not match or not right.startswith(" "):
        return None
    words = match.group("noun").split(" ")
    kept: list[str] = []
    for word in words:
        bare = word.strip(",")
        if bare.lower() in _STOP_WORDS:
            break
        kept.append(bare)
        if word.endswith(",") or _plural(bare):
            break
    if not kept:
        return None
    if not any(_plural(word) for word in kept):
        return None
    noun = " ".join(kept)
    place = right.find(noun)
    return noun, place + len(noun)


def shared_noun(right: str) -> tuple[str, int] | None:
    """What is counted where it is said after a second number: "two or three trains", "five of 17 members". The amount's
    own words end before that."""
    other = _OTHER_AMOUNT.match(right) or _OUT_OF.match(right)
    if other is None or not find_numbers(other.group()):
        return None
    noun = noun_after(right[other.end() - (0 if other.group()[-1] != " " else 1) :])
    return (noun[0], 0) if noun else None


def _plural(word: str) -> bool:
    low = word.lower()
    if low in _PLURALS:
        return True
    if low in _SINGULARS:
        return False
    return len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is", "'s", "’s"))
