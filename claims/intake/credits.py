"""Who made it and when, and what stands under pictures: bylines, lines of date and time, author boxes, captions."""

from __future__ import annotations

import re

from .wording import any_of as _any

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_DAY = re.compile(
    rf"\b(?:{_WEEKDAY},? )?(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},?"
    rf"(?: \d{{4}})?)\b|\b\d{{4}}-\d\d-\d\d(?:T[\d:.]+Z?)?\b|\b\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b\d{1,2}(?:[:.]\d\d){0,2} ?(?:[ap]\.?m\b\.?)|\b\d{1,2}[:.]\d\d(?::\d\d)?\b|\bnoon\b|\bmidnight\b",
    re.IGNORECASE,
)
_STAMP_WORD = re.compile(
    r"^(?:by|at|on|and|of|the|for|in|from|published|updated?|posted|modified|created|first|last|originally|date|time|"
    r"ago|min(?:ute)?s?|hours?|days?|read|story|staff|bureau|desk|news|online|newsroom|edited|report(?:er|s|ed)?|"
    r"[A-Z]{1,4}T|local|eastern|pacific|central|mountain|standard|daylight)$",
    re.IGNORECASE,
)
_NAME_WORD = re.compile(r"^[A-Z@][\w.’'@&-]*$")
_BYLINE = _any(
    r"^(?:by|von|par|por|text by|story by|written by|posted by|published by|reported by|"
    r"author)\s?:?\s+(?:[A-Z][\w.’'-]+)(?:[ ,&|]+(?:and |for |of |the "
    r")?[A-Z@][\w.’'@-]+){0,9}.{0,40}$",
    r"^(?:published|updated|last (?:updated|modified)|posted|modified|created|date|first "
    r"published|uploaded)\s?(?:on|at|:)?.{0,60}\d.{0,40}$",
    r"^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(?:jan|feb|mar|apr|may|jun|jul|aug|"
    r"sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}.{0,60}$",
    r"^\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,? "
    r"\d{4}.{0,50}$",
    r"^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}.{0,40}$",
    r"^(?:\d+|an?) (?:minutes?|hours?|days?|weeks?|months?|years?) ago(?![a-z]).{0,40}$",
    r"^.{2,60}[|•·]\s?(?:published|updated|posted)\b.{0,60}$",
    r"^[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,3},? (?:staff|senior|contributing|special|"
    r"associated press|reuters|correspondent|reporter|editor|contributor)\b.{0,60}$",
)
_BYLINE_CASED = re.compile(r"^(?:By|BY) [A-Z]")

_AUTHOR_LINE = re.compile(
    r"^[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,3}(?:,? an? [^,]{3,60},)? (?:is (?:an?|the|our)\b.{0,60}\b(?:reporter|"
    r"writer|journalist|editor|correspondent|columnist|contributor|author|blogger|freelancer|producer|fellow|intern|"
    r"developer|enthusiast|scientist)\b.{0,40}\b(?:at|for|with|on|who|covering|based|and|of|in)\b|covers\b"
    r"|writes (?:about|a|for)\b|has (?:written|covered|reported)\b|reports on\b)"
    r"|^(?:you can )?(?:reach|contact|e-?mail|follow) (?:him|her|them|the author|[A-Z]\w+)\b"
)
_AUTHOR_MORE = re.compile(
    r"^(?:He|She|They) (?:(?:previously|formerly|also|has|have) )?(?:wrote|written|writes|covers?|covered|works?|"
    r"worked|reports?|reported|contributes|edited|joined|graduated|lives|holds|studied|is|was)\b"
)
_NAME_ALONE = re.compile(r"^(?:[A-Z][\w.’'-]+ ){1,3}[A-Z][\w.’'-]+$")
_CAPTION = _any(
    r"^(?:\[|\()?(?:photo|image|photograph|picture|illustration|graphic|video|credit|featured "
    r"image|main image|file photo|screenshot|pictured|caption|cover image|header image)s?\b"
    r"(?: (?:credit|by|courtesy|via|source|from|of))?\s?[:/|]",
    r"^(?:photo|image|photograph|illustration) (?:by|courtesy|via|credit)\b",
    r"\b(?:getty images|shutterstock|istock|alamy|unsplash|pixabay|flickr|afp via "
    r"getty)\b.{0,40}$",
    r"^\d{1,2} ?of ?\d{1,3}\b",
    r"\b(?:file photo|this (?:satellite |undated |combination |handout )?(?:image|photo|"
    r"picture|photograph|illustration)|took this (?:image|photo|picture)|(?:illustration|"
    r"photo|image) shows)\b",
    r"credit(?::|\.\.\.) ?[A-Z]",
    r"^(?:image|photo|slide|picture|media|video) ?\d* ?(?:of|/) ?\d+\b.{0,200}$",
    r"^(?:image|media|video|picture) ?(?:caption|source|copyright)[ ,:]?",
    r"^(?:file|handout)(?: photo)? ?[-–—:]",
    r"^(?:watch|video|photos?|in pictures|gallery|listen)\s?[:|–—-] .{0,160}$",
    r"\bvia [A-Z]\w+(?:/\w+)?$",
    r"^(?:photograph|picture|image|illustration|graphic|graphics|map|chart|video|photos?)s? ?(?:by|:) ?[A-Z].{0,80}$",
    r"\[(?:file|photo|image|credit)\b[^\]]{0,60}\]$",
    r"\((?:photo|image|ap photo|credit|picture|file|courtesy)[^)]{0,80}\)$",
    r"^\((?:photo|image|credit|ap|reuters|left|right|above|l-r|from left)\b.{0,200}\)$",
    r"\b(?:credit|photo|image|courtesy)\s?:\s?[A-Z].{0,60}$",
    r"\b(?:AP Photo|Reuters/\w|REUTERS/\w|file photo|photograph:)\b.{0,60}$",
    r"\([A-Z][^()]{2,60}[/|,] ?(?:reuters|ap|afp|getty|epa|bloomberg|pa|upi|nasa|the [a-z ]{3,30})[^()]{0,20}\)$",
    r"[/|] ?(?:AP|AFP|Reuters|Getty|EPA|Bloomberg|NASA)$",
    r"\((?-i:(?:[A-Z][\w.’'-]+ ){1,3}[A-Z][\w.’'-]+ ?/ ?[A-Z][\w. ]{1,30})\)$",
    r"\((?:reuters|ap|afp|epa|upi|getty images|handout|courtesy [^()]{2,40})\)$",
    r"\b(?:hide|toggle) caption$",
    r"(?<=[.!?”])(?-i:(?:Credit){1,2}[A-Z]).{2,80}$",
    r"[.!?”\"] ?\((?-i:[A-Z][\w.’'&-]*(?:,? (?:[A-Z][\w.’'&-]*|of|the|for|and|via|de|von|van|/))*)\)$",
)

_OPENS_CAPTION = _any(
    r"^pictured(?:,|:| (?:right|left|above|below|here|at|from|is|are|in|on|with|centre|center))\b",
    r"^an? (?:general|aerial|undated|combination|satellite|drone|file|archive) (?:view|photo|image|picture|shot|"
    r"photograph) (?:of|shows?|taken|released)\b",
)
_SIGNATURE = re.compile(r"^[—–-]{1,2} ?.{2,80}\(@\w+\)|^pic\.twitter\.com/\S+$|^https?://\S+$")
_TAG = re.compile(r"(?<!\w)[@#]\w+")

_AUTHOR = _any(
    r"^[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,3},? (?:is an?|an?) (?:[\w-]+ ){0,5}(?:reporter|writer|journalist|editor|"
    r"correspondent|columnist|contributor|producer|author)\b.{0,160}\b(?:covers|covering|writes|who covers|"
    r"previously|formerly|prior to joining|before joining|joined|based in|can be reached|follow (?:him|her|them)|"
    r"newsletter|tips)\b",
    r"^(?:he|she) (?:was (?:formerly|previously)|previously|formerly) (?:an? |the )?(?:worked|wrote|covered|reported|"
    r"editor|reporter|writer|senior|staff|managing)\b.{0,200}$",
    r"\bis (?:the|an?) author of [“\"‘'A-Z].{0,200}$",
    r"^.{0,60}[’']s (?:\w+ )?(?:book|novel|memoir)\b.{0,160}\bis (?:out now|available|published by)\b",
    r"^(?:reach|contact|e-?mail|follow|write to|tweet) (?:him|her|them|the (?:author|reporter|writer)|[A-Z]\w+(?: "
    r"[A-Z]\w+)?) (?:at|on|via)\b.{0,160}$",
)
_REPORTS = re.compile(
    r"\b(?:said|says|told|announced|according to|reported|plans?|will|would|expects?|expected)\b",
    re.IGNORECASE,
)
_PLACES = r"left|right|centre|center|second left|second right|second from (?:the )?(?:left|right)|foreground|background"
_WHO_IS_WHERE = re.compile(
    rf"[\w”\"'’.], (?:{_PLACES}|top|bottom|front|rear), (?:[a-z]|and )"
    r"|[\w”\"'’.], (?:second|third) (?:from )?(?:left|right), "
    rf"|[\w”\"'’.], (?:{_PLACES})[,.]?$|\((?:{_PLACES}|from left|L-R|L to R)(?:,[^)]{{0,40}})?\)"
)
_SCENE = re.compile(
    r"\b(?:speaks?|celebrates?|walks?|holds?|attends?|arrives?|waves?|poses?|gestures?|looks?|stands?|sits?|"
    r"listens?|shakes? hands|dunks?|drives?|shoots?|throws?|reacts?|smiles?|prepares?|waits?|hugs?|leaves?|delivers?|"
    r"carry|carries|watch(?:es)?|appears?|testif(?:y|ies)|unveils?|talks?|rides?|plays?|runs?|enters?|displays?|lies?|fl(?:y|ies)|"
    r"rall(?:y|ies)|march(?:es)?|protests?|gathers?|works?|inspects?|gets?|takes?|tries|sells?|shops?|queues?|helps?|"
    r"reads?|feeds?|push(?:es)?|teach(?:es)?|visits?|greets?|signs?|examines?|prays?|cheers?|kneels?|points?|"
    r"lines? up|is seen(?! as)|are seen(?! as)|is shown|are shown|is pictured|are pictured|"
    r"(?:is|are) (?:escorted|led|carried|surrounded|flanked|greeted|seated|displayed|accompanied))\b.{0,180}"
    rf"(?:, {_MONTH} \d{{1,2}}, \d{{4}}(?=\.?(?: ?\([^()]*\))?$)|\b{_WEEKDAY},? {_MONTH} \d{{1,2}}"
    rf"|\b{_MONTH} \d{{1,2}}, \d{{4}},? (?:in|at|near|outside)\b"
    rf"|\bon {_MONTH} \d{{1,2}}, \d{{4}}|\bon \d{{1,2}} {_MONTH} \d{{4}})\b(?=.{{0,500}}$)",
    re.IGNORECASE,
)
_NO_SCENE = re.compile(
    r"^(?:takes? (?:effect|place|office|over|force|up)|leaves? (?:office|open|out)|runs? (?:until|through|out|from|for)"
    r"|gets? \w+ed|works? (?:as|out|for)|holds? (?:true|that)|lies? in)\b"
    r"|^\w+ (?:was|were|had|have|has|began|ended|\w+ed)\b",
    re.IGNORECASE,
)
_NOUN_NEXT = re.compile(
    r"\b(?:the|an?|his|her|its|their|our|these|those|of|no|new|and|in|on|for|to)\s*$", re.IGNORECASE
)
_TOLD = re.compile(r"\b(?:was|were|had|will|would|did|began|met|held|went|came|took)\b", re.IGNORECASE)
_TOLD_ED = re.compile(r"\b[a-z]{2,}ed\b")
_NOW = re.compile(r"\b(?:is|are|[a-z]+ing)\b")
_POSES = re.compile(
    r"^(?:[A-Z][\w.’'-]+,? (?:and )?){1,6}(?:poses?|arrives?|smiles?|waves|gestures?|looks? on|attends? (?:an?|the)\b"
    r".{0,60}\b(?:premiere|screening|photo-?call|gala|ceremony|game|match|rally|event|launch|party|festival|summit|"
    r"hearing|funeral|service))\b[^.!?]{0,90}\.?$"
)
_WHEN_AND_WHERE = re.compile(
    rf"\b{_WEEKDAY}, {_MONTH} \d{{1,2}}, \d{{4}},? (?:in|at|near|outside)\b.{{0,120}}$", re.IGNORECASE
)
_SEEN = re.compile(
    r"\b(?:is|are) (?:seen|shown|pictured) (?:in|at|on|near|during|outside|inside|after|before|here|above|below|left|"
    r"right|with)\b.{0,120}$|, (?:pictured|seen|shown) (?:here|above|below|at|in|on|with|left|right|during|outside)\b"
    r".{0,120}$",
    re.IGNORECASE,
)


def byline(text: str) -> bool:
    """Whether a line says who wrote the article, or when it appeared."""
    if _stamp(text):
        return True
    if _BYLINE.search(text) and (not text.lower().startswith("by ") or _BYLINE_CASED.match(text)):
        return len(text.split()) <= 22 and not re.search(r"[a-z]{2}\.$", text)
    return False


def _stamp(text: str) -> bool:
    """Whether a line is nothing but a day, perhaps a time, and names: "Ann Lee - Nov 19, 2019, 10:31 pm CST"."""
    if len(text) > 200 or not _DAY.search(text):
        return False
    rest = _CLOCK.sub(" ", _DAY.sub(" ", text))
    words = re.findall(r"[^\s|,;:/()•·–—-]+", rest)
    if len(words) > 12 or (not _CLOCK.search(text) and len(words) > 7):
        return False
    return all(_STAMP_WORD.match(word) or _NAME_WORD.match(word) for word in words)


def signature(text: str) -> bool:
    """Whether a sentence is who posted it and when, below a post that the text quotes, or nothing but tags."""
    return bool(_SIGNATURE.search(text)) or len(_TAG.findall(text)) >= 3


def author_box(text: str) -> bool:
    """Whether a paragraph tells about its author, wherever it stands."""
    return len(text.split()) <= 110 and bool(_AUTHOR.search(text))


def author_line(text: str, *, above: str) -> bool:
    """Whether a line at the end of a page tells about its author. What only says "she lives here" does so under a
    name, or under another such line."""
    if len(text.split()) > 80:
        return False
    if _AUTHOR_LINE.match(text):
        return True
    under = author_box(above) or bool(_AUTHOR_LINE.match(above) or _NAME_ALONE.match(above))
    return under and bool(_AUTHOR_MORE.match(text))


def caption_line(text: str) -> bool:
    """Whether a line stands under a picture: it names a photographer, an agency or the picture itself, or it tells
    in the present tense who is where in it, and on what day."""
    if len(text) > 700:
        return False
    if _OPENS_CAPTION.match(text):
        return True
    if len(text) > 400:
        return _scene(text) or bool(_WHO_IS_WHERE.search(text))
    if _CAPTION.search(text):
        return True
    if len(text.split()) > 60 or _REPORTS.search(text):
        return _scene(text)
    return bool(
        _WHO_IS_WHERE.search(text)
        or _SEEN.search(text)
        or (_POSES.search(text) and not _TOLD.search(text))
        or _scene(text)
        or _on_a_day(text)
    )


def _scene(text: str) -> bool:
    """Whether it tells in the present tense what is done in a picture, and on what day it was taken."""
    found = _SCENE.search(text)
    if not found or _NO_SCENE.search(found.group()) or _REPORTS.search(text[: found.end()]):
        return False
    above = text[: found.start()]
    return not (_NOUN_NEXT.search(above) or _TOLD.search(above) or len(above.split()) > 16)


def _on_a_day(text: str) -> bool:
    """Whether it ends with weekday, date and place, and tells nothing as done."""
    found = _WHEN_AND_WHERE.search(text)
    if not found:
        return False
    above = text[: found.start()]
    return not _TOLD.search(above) and bool(_NOW.search(above) or not _TOLD_ED.search(above))
