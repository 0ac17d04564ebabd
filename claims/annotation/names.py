"""Names in a text, by their capitals: people, organisations and others, without a list of the world."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .calendar import MONTHS, WEEKDAYS

_WORD = r"(?:[A-Z][\w'’&-]*|[A-Z](?:\.[A-Z])+\.?|[a-z]{1,2}[A-Z]\w+)"
_LINK = r"(?:of|for|the|de|la|le|van|von|der|den|bin|al|&|do|da|di)"
_NAME = re.compile(
    rf"(?<![\w@#])(?:{_WORD})(?:[ \u00a0](?:(?:{_LINK}[ ]){{1,2}}(?={_WORD}))?(?:{_WORD})){{0,6}}"
)
_ORGANISATION = re.compile(
    r"\b(?:Inc|Corp|Corporation|Co|Company|Ltd|LLC|LP|PLC|Group|Holdings|Bank|University|"
    r"College|School|Institute|Institution"
    r"|Center|Centre|Laboratory|Lab|Labs|Agency|Administration|Department|Ministry|Commission|"
    r"Committee|Council|Office|Court|Senate|House"
    r"|Congress|Parliament|Party|Association|Federation|Union|Foundation|Fund|Society|Bureau|"
    r"Board|Authority|Service|Services|Times"
    r"|Post|Journal|News|Magazine|Press|Reuters|Bloomberg|Airlines?|Airways|Motors|Systems|"
    r"Technologies|Partners|Capital|Coalition"
    r"|Organization|Organisation|Observatory|Hospital|Museum|Police|Army|Navy|Force|Reserve|"
    r"Exchange|League|Club|Team|Network|Media)\b"
)
_TITLE = re.compile(
    r"^(?:Mr|Mrs|Ms|Dr|Prof|Professor|Sen|Rep|Gov|Sir|Lord|Lady|Dame|President|Prime Minister|"
    r"Minister|Secretary|Senator|Governor|Mayor|Judge"
    r"|Justice|General|Colonel|Captain|King|Queen|Prince|Princess|Pope|CEO|Chairman|Chief|"
    r"Director|Superintendent|Administrator|Speaker|Vice|Deputy)\.? "
)
_NOT_NAMES = frozenset(
    "the a an this that these those he she it they we i you his her its their our my your in "
    "on at by for from with to of as and but or so if "
    "when while after before since although though however meanwhile still yet now then once "
    "both most many some several what who how why "
    "where not no all one two three four five six seven eight nine ten another also despite "
    "during under over until because instead last next earlier later according there here "
    "more less few each every any such other others only just even about around nearly "
    "almost per via among between within without "
    "through throughout against toward towards up down out off like unlike given based first "
    "second third finally today yesterday tomorrow "
    "read see watch listen please yes well perhaps maybe indeed thus hence therefore "
    "moreover furthermore additionally overall "
    "new news old people experts researchers scientists officials analysts critics lawmakers "
    "police following founded using added".split()
)
_UNIT_SIGNS = frozenset(
    (
        "GW",
        "MW",
        "TW",
        "GB",
        "TB",
        "MB",
        "GHz",
        "MHz",
        "C",
        "F",
        "B",
        "M",
        "K",
        "AM",
        "PM",
        "ET",
        "PT",
        "BST",
        "GMT",
        "EST",
        "EDT",
    )
)
_FEMALE = frozenset(
    "mary jennifer jessica sarah elizabeth susan linda karen lisa nancy betty sandra ashley "
    "emily donna michelle carol amanda melissa deborah "
    "stephanie rebecca laura sharon cynthia kathleen amy angela shirley anna brenda emma "
    "nicole helen samantha katherine christine rachel "
    "carolyn janet catherine maria heather diane ruth julie olivia joyce virginia victoria "
    "kelly lauren christina joan evelyn judith megan "
    "andrea cheryl hannah jacqueline martha gloria teresa ann sara madison frances kathryn "
    "janice jean alice letitia kamala hillary theresa "
    "angela ursula christine gina marie eva sophie julia caroline charlotte claire fiona "
    "kate jane ivanka melania nikki kristi mira meg mary-ann".split()
)
_MALE = frozenset(
    "james robert john michael david william richard joseph thomas christopher charles "
    "daniel matthew anthony mark donald steven andrew paul "
    "joshua kenneth kevin brian timothy ronald jason george edward jeffrey ryan jacob "
    "nicholas gary eric jonathan stephen larry justin scott "
    "brandon benjamin samuel gregory alexander patrick frank raymond jack dennis jerry tyler "
    "aaron jose adam nathan henry zachary douglas peter "
    "kyle noah ethan jeremy walter christian keith roger terry austin sean gerald carl dylan "
    "harold jordan jesse bryan lawrence arthur gabriel "
    "bruce joe elon sam bill jeff satya greg tim mike dave tom bob jim steve ben alan martin "
    "boris emmanuel vladimir barack mitch bernie julian "
    "marcelo reid ilya demis geoffrey ray rod ian dan eric phil derek".split()
)


@dataclass(frozen=True)
class Name:
    """A name: its words, where they stand, and what it seems to be (person, organisation, other)."""

    text: str
    start: int
    end: int
    kind: str

    @property
    def last(self) -> str:
        return self.text.split()[-1]


def find_names(text: str) -> list[Name]:
    """Names of a text in order. A capital that only begins a sentence doesn't make one."""
    found: list[Name] = []
    for match in _NAME.finditer(text):
        start, end = match.span()
        start, end = _trimmed(text, start, end)
        start = _after_plural(text, start, end)
        if end <= start:
            continue
        name = re.sub(r"['’]s?$", "", text[start:end])
        end = start + len(name)
        if not name or not any(letter.isalpha() for letter in name) or _dull(text, name, start):
            continue
        found.append(Name(text=name, start=start, end=end, kind=_kind(name)))
    return found


def gender(name: str) -> str:
    """For a person's full name "she", "he" or "", by a short list of first names and titles."""
    first = name.split()[0].lower().rstrip(".")
    if first in ("mrs", "ms", "lady", "dame", "queen", "princess") or first in _FEMALE:
        return "she"
    if first in ("mr", "sir", "lord", "king", "prince") or first in _MALE:
        return "he"
    return ""


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Drop words at the front that carry a capital only because a sentence or heading begins there."""
    while start < end:
        word = re.match(r"[^\s]+", text[start:end])
        if not word:
            break
        bare = word.group().strip("'’\"“”.,").lower()
        if bare == "new" and text[start + word.end() : start + word.end() + 2].strip()[:1].isupper():
            break
        if re.sub(r"['’](?:s|re|ve|ll|d|m|t)$", "", bare) not in _NOT_NAMES:
            break
        start += word.end()
        while start < end and text[start].isspace():
            start += 1
    return start, end


def _after_plural(text: str, start: int, end: int) -> int:
    """ "Shares of Microsoft" at the beginning of a sentence names Microsoft only."""
    match = re.match(r"[A-Z][a-z]+s of (?:the )?(?=[A-Z])", text[start:end])
    return start + match.end() if match and _begins_sentence(text, start) else start


def _dull(text: str, name: str, start: int) -> bool:
    low = name.lower().rstrip(".")
    if low in MONTHS or low in WEEKDAYS or len(name) < 2:
        return True
    if name in _UNIT_SIGNS and re.search(r"\d ?$", text[max(0, start - 3) : start]):
        return True
    words = name.split()
    if len(words) > 1 or not _begins_sentence(text, start):
        return False
    return bool(re.fullmatch(r"[A-Z][a-z]+(?:ly|ing|ed|s)", name)) or name.lower() in _NOT_NAMES


def _begins_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 4) : start].rstrip()
    if before[-2:] in (',"', ",”"):
        return False
    return not before or before[-1] in '.!?:"“‘(—–•\n'


def _kind(name: str) -> str:
    if _ORGANISATION.search(name):
        return "organisation"
    if _TITLE.match(name):
        return "person"
    words = name.split()
    if len(words) >= 2 and (words[0].lower() in _FEMALE or words[0].lower() in _MALE):
        return "person"
    return "other"
