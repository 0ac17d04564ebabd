"""The words two texts are compared by: folded, without stop words, stemmed, numbers in one spelling.

The search index, the ranker and the comparison of claims all read a text through here, so a word found by one is the
same word for the others. Stems are Snowball's, by language; a language it doesn't know is left unstemmed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

import snowballstemmer

STOP_WORDS = frozenset(
    "a about above after again all also am an and any are aren't as at be because been before being below between both "
    "but by can cannot could couldn't did didn't do does doesn't doing don't during each few for from further had "
    "hadn't has hasn't have haven't having he her here hers herself him himself his how i if in into is isn't it its "
    "itself just let's me more most my myself of off on once only or other ought our ours ourselves own same she "
    "should shouldn't so some such than that the their theirs them themselves then there these they this those "
    "through to too until up very was wasn't we were weren't what when where which while who whom why will with won't "
    "would wouldn't you your yours yourself yourselves s t d ll m re ve said says say".split()
)
_STEMMERS = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
_MAGNITUDES = {
    "k": "thousand", "m": "million", "mn": "million", "b": "billion", "bn": "billion", "t": "trillion", "tn": "trillion"
}  # fmt: skip
_COUNTRIES = {"US": "usa", "U.S": "usa", "U.S.": "usa", "U.S.A": "usa", "U.S.A.": "usa", "USA": "usa",
              "UK": "uk", "U.K": "uk", "U.K.": "uk"}  # fmt: skip
_IRREGULAR = {
    "rose": "rise", "risen": "rise", "fell": "fall", "fallen": "fall", "grew": "grow", "grown": "grow", "won": "win",
    "lost": "lose", "left": "leave", "bought": "buy", "sold": "sell", "became": "become", "began": "begin",
    "begun": "begin", "gave": "give", "given": "give", "took": "take", "taken": "take", "went": "go", "gone": "go",
    "made": "make", "paid": "pay", "spent": "spend", "built": "build", "beat": "beat", "beaten": "beat", "led": "lead",
    "wrote": "write", "written": "write", "spoke": "speak", "spoken": "speak", "knew": "know", "known": "know",
    "thought": "think", "told": "tell", "held": "hold", "kept": "keep", "met": "meet", "ran": "run", "sent": "send",
    "stood": "stand", "taught": "teach", "drew": "draw", "drawn": "draw", "drove": "drive", "driven": "drive",
    "died": "die", "dead": "die", "death": "die", "deaths": "die", "brought": "bring", "chose": "choose",
    "chosen": "choose", "came": "come", "caught": "catch", "flew": "fly", "flown": "fly", "fought": "fight",
    "got": "get", "heard": "hear", "laid": "lay", "lent": "lend", "rang": "ring", "sang": "sing", "sank": "sink",
    "shot": "shoot", "shown": "show", "shrank": "shrink", "shrunk": "shrink", "stole": "steal", "stolen": "steal",
    "struck": "strike", "sued": "sue", "swore": "swear", "sworn": "swear", "threw": "throw", "thrown": "throw",
    "wore": "wear", "worn": "wear", "men": "man", "women": "woman", "children": "child", "people": "person",
    "lives": "life", "wives": "wife", "feet": "foot", "mice": "mouse", "teeth": "tooth", "centuries": "century",
    "researcher": "research", "researchers": "research", "scientists": "science", "scientist": "science",
    "founder": "found", "founders": "found", "investment": "invest", "investments": "invest", "investor": "invest",
    "investors": "invest",
}  # fmt: skip
_TOKEN = re.compile(
    r"(?P<initials>(?:[A-Za-z]\.){2,}(?:[A-Za-z]\b)?)"
    r"|(?P<number>\d+(?:[.,]\d+)*)(?P<magnitude>[bmtBMT][nN]|[kmbKMB])?(?![^\W\d_])"
    r"|(?P<percent>%)"
    r"|(?P<word>[^\W_]+(?:['’][^\W_]+)*)",
)  # fmt: skip
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_POSSESSIVE = re.compile(r"'s?$")
_COMBINING = re.compile(r"[\u0300-\u036f]")
_ADDRESS = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/)\S+", re.IGNORECASE)
_SIGNATURE = re.compile(r"\s*[—–-]+\s[^—–]{1,80}\(@\w+\)\s+[A-Z][a-z]+ \d{1,2}, \d{4}\s*$")
_HASHTAG = re.compile(r"#(\w+)")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z])")


def terms(text: str, *, language: str = "en") -> list[str]:
    """The comparable words of a text, in order, with repetitions."""
    return [term for term, _, _ in placed_terms(text, language=language)]


def placed_terms(text: str, *, language: str = "en") -> list[tuple[str, int, int]]:
    """The same with the place of each word in the text (code points, end exclusive)."""
    found: list[tuple[str, int, int]] = []
    short = language[:2].lower()
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        for term in _comparable(match.group(), short):
            found.append((term, start, end))
    return found


@lru_cache(maxsize=200_000)
def _comparable(whole: str, language: str) -> tuple[str, ...]:
    """One token as comparable words: none for a stop word, two for "$1B"."""
    match = _TOKEN.match(whole)
    if match is None:
        return ()
    if match["number"]:
        number = match["number"].rstrip(".,")
        digits = number.replace(",", "") if _GROUPED.fullmatch(number) else number
        return (
            (digits, _stem(_MAGNITUDES[match["magnitude"].lower()], language))
            if match["magnitude"]
            else (digits,)
        )
    if match["percent"]:
        return (_stem("percent", language),)
    if whole in _COUNTRIES:
        return (_COUNTRIES[whole],)
    if match["initials"]:
        return (whole.replace(".", "").lower(),)
    word = folded(whole)
    bare = _POSSESSIVE.sub("", word)
    if word in STOP_WORDS or bare in STOP_WORDS or not bare:
        return ()
    if language == "en":
        bare = _IRREGULAR.get(bare, bare)
    return (_stem(bare.replace("'", ""), language),)


def folded(word: str) -> str:
    """A word without capitals and accents, with straight apostrophes."""
    word = word.replace("’", "'").casefold()
    if word.isascii():
        return word
    return unicodedata.normalize("NFC", _COMBINING.sub("", unicodedata.normalize("NFKD", word)))


@lru_cache(maxsize=200_000)
def _stem(word: str, language: str) -> str:
    stemmer = _stemmer(language)
    return stemmer.stemWord(word) if stemmer is not None else word


@lru_cache(maxsize=32)
def _stemmer(language: str) -> Any | None:
    name = _STEMMERS.get(language)
    return snowballstemmer.stemmer(name) if name else None


def plain_post(text: str) -> str:
    """A post on social media as a sentence: without addresses and signature, hashtags and handles as words."""
    text = _ADDRESS.sub(" ", _SIGNATURE.sub("", text))
    text = _HASHTAG.sub(lambda match: _HUMP.sub(" ", match.group(1)), text)
    return re.sub(r"@(\w+)", lambda match: _HUMP.sub(" ", match.group(1)), text)
