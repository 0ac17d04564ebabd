"""How times are written: one pattern per form, in the order in which they are looked for.

Longer forms come first, so that "July 22, 2019" is not read as a bare year. The names of the groups are what `times.py`
works the first and last day out of.
"""

from __future__ import annotations

import re

from .calendar import MONTH, WEEKDAY

_YEAR = r"(?:1[5-9]\d\d|20\d\d|21\d\d|2200)"
_PART = (
    r"(?:(?P<part>early|earlier|mid|middle|late|later|the end of|end of|the start of|the "
    r"beginning of)[ -])?"
)
_COUNT = (
    r"(?P<count>\d{1,4}(?:\.\d)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve|fifteen|twenty"
    r"|thirty|forty|fifty|(?:a )?couple(?: of)?|(?:a )?few|several)"
)
_UNIT = r"(?P<unit>year|month|week|day|decade|century|centuries)s?"
_BOUND = (
    r"(?:(?P<bound>less than|fewer than|under|more than|at least|at most|up to|about|around|"
    r"nearly|almost|roughly"
    r"|approximately|the better part of)[ ])?"
)
_LIMIT = (
    r"(?:(?P<limit>by|until|till|before|since|after|as soon as|as early as|through|up to|from|"
    r"starting)[ ])?"
)
_YEAR_WORD = r"(?:the (?:calendar |fiscal )?year |fiscal (?:year )?|FY ?)?"

_PATTERNS: list[tuple[str, str]] = [
    ("iso", r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)"),
    (
        "date_mdy",
        rf"(?P<month>{MONTH})[ ](?P<day>\d{{1,2}})(?:st|nd|rd|"
        rf"th)?(?:,?[ ](?P<year>{_YEAR}))?(?![\d%])",
    ),
    (
        "date_dmy",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?(?: "
        rf"of)?[ ](?P<month>{MONTH})(?:,?[ ](?P<year>{_YEAR}))?(?!\w)",
    ),
    ("month_year", rf"{_PART}(?P<month>{MONTH}),?(?: of)?[ ](?P<year>{_YEAR})(?!\w)"),
    ("years", rf"(?:between|from)[ ](?P<first>{_YEAR})[ ](?:and|to|through|until)[ ](?P<last>{_YEAR})(?!\w)"),
    ("years", rf"(?P<first>{_YEAR})[ ]?(?:[-–—]|to|through)[ ]?(?P<last>{_YEAR})(?![\w-])"),
    (
        "quarter",
        rf"(?:Q(?P<q>[1-4])|(?P<qw>first|second|third|fourth)[ -]quarter)(?:(?: of)? "
        rf"(?P<year>{_YEAR}))?\b",
    ),
    ("century", r"(?:the )?(?P<n>\d{1,2})(?:st|nd|rd|th) century"),
    ("decade", rf"(?:the )?{_PART}(?P<decade>(?:1[5-9]|20|21)\d0)s\b"),
    ("ago", rf"{_BOUND}{_COUNT}(?P<half> and a half)? {_UNIT} (?P<way>ago|earlier|later|from now)\b"),
    (
        "stretch",
        rf"(?P<lead>in|within|over|for|during|after|throughout) (?P<det>the )?(?P<way>next|coming|"
        rf"past|last"
        rf"|previous|following)? ?{_BOUND}{_COUNT}(?P<half> and a half)? "
        rf"{_UNIT}(?:['’])?(?! (?:ago|old|earlier"
        r"|later|from now))\b",
    ),
    ("mid_century", r"(?:the )?(?:mid-?century|middle of (?:the|this) century)\b(?! modern)"),
    (
        "end_of",
        r"(?P<edge>the end of|the start of|the beginning of) (?P<which>the next|the|this|next) "
        r"(?P<unit>year|month"
        r"|decade|century)\b",
    ),
    (
        "span_next",
        r"(?:in |over |within |during |for )?the (?P<way>next|coming|past|last|previous) "
        r"(?P<unit>year|month"
        r"|week|decade|century)\b",
    ),
    (
        "relative",
        r"(?:(?:early|earlier|late|later) )?(?P<way>last|this|next) (?P<unit>year|month|week|"
        r"quarter|decade"
        r"|century|summer|winter|spring|fall|autumn)\b",
    ),
    ("day_word", r"(?P<word>yesterday|today|tomorrow|tonight)\b"),
    ("weekday", rf"(?:(?P<way>last|next|this) )?(?P<weekday>{WEEKDAY})\b(?!['’]s? (?:night|morning)s)"),
    ("year", rf"{_YEAR_WORD}{_PART}(?P<year>{_YEAR})(?![\w%]|[.,]\d|-(?!year|end))"),
    (
        "month",
        rf"(?:(?P<way>last|this|next|this past|in|since|by|until|of|early|late|"
        rf"mid)[ -])(?P<month>{MONTH})(?!\w)",
    ),
    (
        "vague",
        r"(?:(?:for|in|over|within|after|until|by) )?(?:several |many |a few |some |the "
        r"coming |just )?(?:decades|centuries|generations)"
        r"(?:,? (?:or|if not|and) (?:even |perhaps |maybe )?(?:decades|centuries|longer|"
        r"more))?(?: away| off| ago| rather than years)?\b",
    ),
    ("clock", r"\d{1,2}(?:[:.]\d\d)? ?(?:a\.m\.|p\.m\.|am\b|pm\b|AM\b|PM\b)"),
]
FORMS = [
    (
        name,
        re.compile(
            r"(?<![\w$£€#])" + _LIMIT + "(?:" + pattern + ")",
            re.IGNORECASE if name not in ("date_mdy", "date_dmy", "month_year", "month") else 0,
        ),
    )
    for name, pattern in _PATTERNS
]
"""(name, pattern) of every form; what bounds a time ("by", "since") is the group `limit`."""
