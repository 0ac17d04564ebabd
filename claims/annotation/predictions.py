"""What keeps a prediction or a promise open: subject, measure, threshold, probability,
horizon and checkpoints."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from .calendar import by_unit, later
from .names import find_names
from .numbers import parse_words

_ONE_IN_MANY = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|[1-9])[- ](?:in|out of)[- ](?:two|three|four|five|six|seven|"
    r"eight|nine|ten|(?:a |one )?(?:hundred|thousand|million)|\d{1,3}(?:,\d{3}){0,3})"
)
_CHANCE = re.compile(
    r"(?:\b(?:there (?:is|was|would be|will be) )?(?:(?:about|around|roughly|nearly|almost|at least|at most|only|just|"
    r"(?:just )?(?:less|more|better) than|up to|(?:just )?(?:under|over)) )?(?:an?|the) )?"
    r"(?P<share>\d{1,3}(?:\.\d+)? ?(?:%|percent|per cent)|fifty-fifty|50-50|even|" + _ONE_IN_MANY + ")"
    r"[ -](?:chance|probability|likelihood|odds)\b(?: (?:of|that|for)\b)?",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"\.(?!\d)|[;!?]|,(?= (?:and|but|while|according|with|although|a|the|he|she|they)\b)| (?:—|–) |[”\"]|$"
)
_ODDS_AT = re.compile(
    r"\b(?:odds|chances?|probability|likelihood|risk)\b[^.;!?]{0,90}?\b(?:at|is|are|was|were|of|to be|as) "
    r"(?:(?:about|around|roughly|only|just|now|a|an|some|up to|at least|more than|less than|nearly|almost) )*$",
    re.IGNORECASE,
)
_SUBJECT_AFTER = re.compile(
    r"(?:chance|probability|likelihood|odds) (?:of|that|for|on) (?:(?:an?|the|achieving|reaching|"
    r"creating|building|developing|having) )*(?P<what>(?:[^,.;]|\.(?=\d)){2,90}?)"
    r"(?= (?:by|before|within|in|will|would|being|could|arriv\w+|is|are|happens?|happening|"
    r"has|have|comes?|was|existing)\b|[,;”\"]|\.(?!\d)|$)",
    re.IGNORECASE,
)
_SHORT_SUBJECT = re.compile(r"^(?P<what>[A-Z][\w.'-]*(?: [\w.'-]+){0,3}?)[:,]? (?:about |at |= ?)?\d")
_DOER = re.compile(
    r"^(?P<what>(?:The|A|An|Its|Their|His|Her|Our) (?:[\w’'-]+ ){0,4}?[\w’'-]+|[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3})"
    r"(?= (?:has |have |had |also )?(?:will|plans?|planned|intends?|aims?|wants?|hopes?|pledge[sd]?|promise[sd]?|"
    r"commit(?:s|ted)?|expects?|agreed|is going|is set|would|could)\b)"
)
_AHEAD = re.compile(
    r"\b(?:will|plans?|planning|intends?|aims?|wants?|hopes?|pledge[sd]?|promise[sd]?|"
    r"commit(?:s|ted)?|expect(?:s|ed)?|forecasts?|predict(?:s|ed)?|agreed|going|set|could|"
    r"would|may|might) ",
    re.IGNORECASE,
)
_DURATION_UNITS = frozenset(("year", "month", "week", "day"))
_SHARES = frozenset(("percent", "proportion"))


def chance_clause(text: str) -> tuple[int, int] | None:
    """The part of a sentence that gives something a chance, "a 50 percent chance of AGI by 2099", or None."""
    match = _CHANCE.search(text)
    if not match:
        return None
    tail = _CLAUSE_END.search(text, match.end())
    end = tail.start() if tail else len(text)
    while end > match.end() and text[end - 1].isspace():
        end -= 1
    start = match.start()
    while start < end and text[start].isspace():
        start += 1
    return start, end


def prediction_of(
    text: str,
    *,
    kind: str,
    quantities: list[dict[str, Any]],
    times: list[dict[str, Any]],
    counted_from: date | None,
    statement: str,
) -> dict[str, Any]:
    """The open side of a claim of kind prediction or promise, ready for its table (days as ISO text, or None).

    `counted_from` is the day a stretch such as "over five years" is counted from.
    """
    share = _probability(text, quantities) if kind == "prediction" else None
    amount = _threshold(text, quantities, share)
    horizon = _horizon(times, quantities, counted_from)
    subject = _subject(text)
    found: dict[str, Any] = {
        "subject": subject, "measure": _measure(amount), "comparator": amount["comparator"] if amount else "=",
        "threshold": amount["value"] if amount else None, "unit": amount["unit"] if amount else "",
        "probability": share, "horizon_on": horizon.isoformat() if horizon else None,
        "criteria": _criteria(statement, horizon), "checkpoints": [],
    }  # fmt: skip
    begin = counted_from
    if horizon and begin and horizon > begin:
        found["checkpoints"] = _checkpoints(begin, horizon, kind, statement)
    elif horizon:
        found["checkpoints"] = [
            {"due_on": horizon.isoformat(), "question": _question(kind, statement, last=True)}
        ]
    return found


def _probability(text: str, quantities: list[dict[str, Any]]) -> float | None:
    for item in quantities:
        if item["unit"] not in _SHARES:
            continue
        near = text[max(0, item["start"] - 28) : item["end"] + 34]
        if (
            _ODDS_AT.search(text[: item["start"]])
            or re.search(
                r"\b(?:chances?|probabilit|odds|likelihood|likely|confiden(?!ce (?:interval|level|limit)))",
                near,
                re.IGNORECASE,
            )
            or len(text.split()) <= 8
        ):
            value = item["value"] / 100 if item["unit"] == "percent" else item["value"]
            return round(value, 6) if 0 <= value <= 1 else None
    if re.search(r"\b(?:fifty-fifty|50-50|even (?:chance|odds))\b", text, re.IGNORECASE):
        return 0.5
    one = re.search(rf"\b{_ONE_IN_MANY}\b", text, re.IGNORECASE)
    if one and (_ODDS_AT.search(text[: one.start()]) or _CHANCE.search(text)):
        top, whole = (_whole(word) for word in re.split(r"[- ](?:in|out of)[- ](?:a )?", one.group().lower()))
        return round(top / whole, 6) if top and whole and top <= whole else None
    return None


def _whole(word: str) -> float | None:
    digits = word.replace(",", "")
    if digits.isdigit():
        return float(digits)
    return {"hundred": 100.0, "thousand": 1e3, "million": 1e6}.get(word) or parse_words(word)


def _threshold(text: str, quantities: list[dict[str, Any]], share: float | None) -> dict[str, Any] | None:
    """The amount foretold or promised: money first, never the probability itself nor the length of time."""
    left = [item for item in quantities if item["unit"] not in _DURATION_UNITS]
    if share is not None:
        left = [item for item in left if item["unit"] not in _SHARES]
    ahead = _AHEAD.search(text)
    behind = [item for item in left if ahead and item["start"] >= ahead.start()]
    chosen = behind or left
    money = [item for item in chosen if len(item["unit"]) == 3 and item["unit"].isupper()]
    chosen = money or chosen
    if len(chosen) > 1 and chosen[0]["unit"] == chosen[1]["unit"]:
        between = text[chosen[0]["end"] : chosen[1]["start"]]
        if (
            re.search(r"\bfrom (?:about |around |roughly )?$", text[: chosen[0]["start"]])
            and " to " in between + " "
        ):
            return chosen[1]
    return chosen[0] if chosen else None


def _measure(amount: dict[str, Any] | None) -> str:
    if amount is None:
        return ""
    if amount.get("noun"):
        return str(amount["noun"])
    return "money" if len(amount["unit"]) == 3 and amount["unit"].isupper() else amount["unit"]


def _horizon(
    times: list[dict[str, Any]], quantities: list[dict[str, Any]], counted_from: date | None
) -> date | None:
    ends = [time["to"] for time in times if time["to"] and time["form"] != "clock"]
    ahead = [end for end in ends if counted_from is None or end > counted_from.isoformat()]
    if not ahead:  # a deadline that had passed by then is still the one that was set
        ahead = [time["to"] for time in times if time["to"] and not time["from"]]
    if ahead:
        return date.fromisoformat(max(ahead))
    if counted_from is not None:
        for item in quantities:
            if item["unit"] in _DURATION_UNITS:
                return by_unit(counted_from, float(item["value"]), item["unit"])
    return None


def _subject(text: str) -> str:
    match = _SUBJECT_AFTER.search(text) or (_SHORT_SUBJECT.match(text) if len(text.split()) <= 8 else None)
    if match:
        return match.group("what").strip()[:200]
    names = find_names(text)
    ahead = _AHEAD.search(text)
    before = [name for name in names if ahead and name.end <= ahead.start()]
    doer = _DOER.match(text) if ahead else None
    if not before and doer:
        return doer["what"][:200]
    chosen = before[-1:] or names[:1]
    return chosen[0].text[:200] if chosen else ""


def _criteria(statement: str, horizon: date | None) -> str:
    if horizon:
        return f"True if, by {horizon.isoformat()}, this has come about: {statement}"
    return f"True once this has come about: {statement}"


def _checkpoints(begin: date, horizon: date, kind: str, statement: str) -> list[dict[str, str]]:
    """Every year up to six years; further off, after one year, half-way and at the end;
    below a year, at the end."""
    years = (horizon - begin).days / 365.25
    days: list[date] = []
    if years <= 6.1:
        for number in range(1, 7):
            moved = later(begin, years=number)
            if moved and moved < horizon:
                days.append(moved)
    else:
        first = later(begin, years=1)
        middle = begin + (horizon - begin) / 2
        days = [day for day in (first, middle) if day]
    found = [{"due_on": day.isoformat(), "question": _question(kind, statement, last=False)} for day in days]
    return [*found, {"due_on": horizon.isoformat(), "question": _question(kind, statement, last=True)}]


def _question(kind: str, statement: str, *, last: bool) -> str:
    statement = statement if len(statement) <= 300 else statement[:299] + "…"
    if kind == "promise":
        return f"Was it kept? {statement}" if last else f"How far has it been kept by now? {statement}"
    return f"Has it come true? {statement}" if last else f"Does it still look the same? {statement}"
