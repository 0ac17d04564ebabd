"""What sort of proposition a sentence is: statistic, event, quote, causal, promise, prediction or opinion."""

from __future__ import annotations

import re
from typing import Any

from . import words
from .features import Features

_STRONG_FORECAST = words.pattern(
    r"predict(?:s|ed|ion|ions)?|forecast(?:s|ed|ing)?|projected|projections?|on track to|"
    r"chance of|chances? that|probability|odds of|likelihood|by the year"
    r"|(?:won[’']t|will not|not) (?:arrive|happen|come|exist|be (?:reached|achieved|possible|"
    r"ready))|(?:decades|years|centuries) (?:away|off)"
)
_SOFT_FORECAST = words.pattern(
    r"expect(?:s|ed)? (?:to|that|it|the|\w+ to)|"
    r"(?:analysts|economists|experts|forecasters|officials|investors|scientists|models) expect|"
    r"is expected|are expected|expects|"
    r"anticipat(?:es|ed)|likely to|unlikely to|could|might|may(?! \d)|would|will|poised to"
    r"|should (?:\w+ )?(?:rise|fall|grow|keep|ease|reach|increase|drop|see|be)|believes? "
    r"(?:that )?.{0,40}will"
)
_PLANS = words.pattern(
    r"pledg(?:ed|es|ing) (?:to|that|[$£€]?\d+)|promis(?:ed|es|ing) (?:to|that|[$£€]?\d+)|"
    r"plans (?=[$£€]?\d)|"
    r"commit(?:ted|s|ting)? (?:to|[$£€]?\d+)|vow(?:ed|s) (?:to|that)|plans? to|planning to|intends? to|"
    r"agreed to(?= [a-z])(?! an? | the )"
    r"|going to (?:invest|build|spend|launch|open|cut|create|eliminate|hire|release|start|"
    r"stop|end)|has a plan to|unveiled a plan to|set to (?:invest|launch|open|spend|build|"
    r"raise|release|begin|start)"
    r"|scheduled to|due to (?:begin|start|open|launch|be held)|preparing to"
)
_WISH = "wants? to|hopes? to|aims? to|aimed to|seeks? to|goal of|(?<!against a )(?<!against the )target of"
_WISHES = words.pattern(_WISH)
_WILL = re.compile(r"\b(?:will|won[’']t|would)\b", re.IGNORECASE)
_AGENT = re.compile(
    r"\b(?:he|she|they|we|it|company|companies|firm|lab|government|agency|team|group|"
    r"partners?|partnership|deal|investment|money|officials|ministers?|president|plan|"
    r"program(?:me)?)\b",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"\b(?:shelved|abandoned|scrapped|dropped|cancel(?:l)?ed|delayed|backed (?:out|away)|"
    r"(?:has|have|had|is|are|was|did|does)(?:n[’']t| not) (?:yet )?(?:commit|agree|plan|"
    r"promise|pledge)\w*)\b",
    re.IGNORECASE,
)
_FORETOLD = re.compile(
    r", (?:[\w’'-]+ ){0,6}?(?:forecasts?|predict(?:s|ed)?|projects|projected|estimates?|estimated)[.”\"]*$"
)
"""Who foretells it, told behind it: "…, the agency forecast"."""
_STATE = words.pattern(
    r"average[sd]?|rate|total(?:ed|s)?|percent|per cent|survey(?:ed)?|study|poll|data|has|"
    r"have|had|is|are|was|were|number of|share|rose|fell|grew|increased|decreased|up|down|"
    r"declined"
    r"|estimated|found|shows?|showed|valued|worth|employs|costs?|earns?|more than|less than"
)
_DONE = words.pattern(
    r"announced|agreed|acquired|bought|sold|signed|launched|filed|sued|resigned|left|stepped "
    r"down|joined|founded|co-founded|killed|arrested|charged|sentenced|fined|fired|laid off|"
    r"appointed"
    r"|elected|raised|closed|opened|released|published|unveiled|selected|awarded|paid|ordered|"
    r"ruled|dropped|seized|detained|deployed|finali[sz]ed|cancel(?:l)?ed|evicted|is investing"
    r"|invests|invested|has invested|committed|recruited|merged"
)
_RISK_IS = re.compile(
    r"\brisk (?:of|that) [^.;]{2,80}? (?:is|at|stands at|was put at) (?:\w+ )?$", re.IGNORECASE
)
_REASON = re.compile(
    r"(?<=[ ,])(?:(?:in part |partly |largely |mainly |mostly )?because(?: of)?|due to|owing "
    r"to|over (?:a |an |his |her |their )?(?:disagreements?|concerns?|conflicts?)"
    r"|citing|to (?:focus|concentrate) on|so (?:that )?(?:it|he|she|they) could|to avoid|in order to)\b",
)
_DURATION_UNITS = frozenset(("year", "month", "week", "day"))
_I_THINK = words.pattern(
    "i think|i believe|i feel|i hope|in my (?:view|opinion)|we think|we feel|i guess|i love|i hate"
)
_FACTUAL = ("money", "percent", "count", "date", "measure", "names", "action", "according")


def kind_of(
    text: str,
    *,
    features: Features,
    quantities: list[dict[str, Any]],
    times: list[dict[str, Any]],
    quoted: float,
    claimant: str,
    today: str = "",
) -> str:
    """The kind of a sentence. `today` is the ISO day it was published, or the latest that is known."""
    if _is_opinion(text, features, quantities):
        return "opinion"
    if has_probability(text, quantities, times):
        return "prediction"
    if is_commitment(text, quantities, times):
        return "promise"
    if quoted >= 0.5 and claimant and not quantities:
        if _STRONG_FORECAST.search(text):
            return "prediction"
        return "quote"
    if _looks_ahead(text, times, today):
        return "prediction"
    if quoted >= 0.65 and claimant:
        return "quote"
    amounts = [
        item
        for item in quantities
        if item["unit"] not in _DURATION_UNITS and not (item["unit"] == "count" and item["value"] < 10)
    ]
    if amounts:
        return _with_amounts(text, amounts)
    if words.STRONG_CAUSAL.search(text) and not features.get("question"):
        return "causal"
    if (
        features.get("research")
        and features.get("reported")
        and _STATE.search(text)
        and features.get("digits")
    ):
        return "statistic"
    return "event"


def cause_clause(text: str) -> tuple[int, int] | None:
    """The part of a sentence that gives the reason, "because he did not agree with the team", or None.

    The rest must be able to stand without it, and the reason must say something.
    """
    match = _REASON.search(text)
    if not match or len(text[: match.start()].split()) < 5:
        return None
    end = len(text)
    stop = re.search(
        r"[.;!?]|, (?:he|she|they|it|according|said|the company|a spokes)|,? (?:said|told) |[”\"]",
        text[match.end() :],
    )
    if stop:
        end = match.end() + stop.start()
    while end > match.start() and text[end - 1] in " ,.;":
        end -= 1
    if len(text[match.start() : end].split()) < 5:
        return None
    return match.start(), end


def has_probability(text: str, quantities: list[dict[str, Any]], times: list[dict[str, Any]]) -> bool:
    """Whether a share is the chance of something, rather than a part of something."""
    shares = [item for item in quantities if item["unit"] in ("percent", "proportion")]
    if not shares:
        return bool(re.search(r"\b(?:fifty-fifty|even odds)\b", text, re.IGNORECASE))
    for item in shares:
        near = text[max(0, item["start"] - 28) : item["end"] + 34]
        if re.search(
            r"\b(?:chances?|probabilit(?:y|ies)|odds|likelihood|likely (?:that|to)|confiden(?:t|"
            r"ce(?! (?:interval|level|limit))))\b",
            near,
            re.IGNORECASE,
        ):
            return True
        if _RISK_IS.search(text[: item["start"]]) and any(
            time["text"].lower().startswith(("by ", "before ", "within ")) for time in times
        ):
            return True
    deadline = any(
        time["to"] and not time["from"] and time["text"].lower().startswith(("by", "before"))
        for time in times
    )
    return (
        deadline
        and len(text.split()) <= 8
        and not re.search(
            r"\b(?:cut|cuts|rise|fall|grow|reduce[sd]?|increase[sd]?|reach|emissions|growth|will|"
            r"sales)\b",
            text,
            re.IGNORECASE,
        )
    )


def is_commitment(text: str, quantities: list[dict[str, Any]], times: list[dict[str, Any]]) -> bool:
    """Whether somebody says what they themselves are going to do."""
    ahead = any(
        time["form"] in ("stretch", "span_next")
        and not re.search(r"\b(?:past|last|previous)\b", time["text"].lower())
        and time["text"].lower().startswith(("over", "in ", "within", "during the next"))
        for time in times
    )
    money = any(len(item["unit"]) == 3 and item["unit"].isupper() for item in quantities)
    large = any(item["unit"] == "count" and item["value"] >= 1e6 for item in quantities)
    if (
        (money or large)
        and ahead
        and not re.search(r"\b(?:lost|earned|grew|rose|fell|paid|spent|has cost|accus)", text)
    ):
        return True
    if re.search(r"\b(?:expected|likely|could|might|may|forecasts?|predict\w*) (?:to|that)\b", text):
        return False
    if _FORETOLD.search(text):
        return False
    if _TAKEN_BACK.search(text) or re.search(r"\b(?:had|has|have) (?:planned|wanted|hoped) to\b", text):
        return False
    if _PLANS.search(text):
        return True
    ends = any(
        time["to"]
        and time["text"].lower().startswith(("by", "before", "until", "over the next", "in the next"))
        for time in times
    )
    wish = _WISHES.search(text)
    if (
        wish
        and not _DONE.search(text[: wish.start()])
        and not re.search(rf"\b(?:that|which|who|one) (?:also )?(?:{_WISH})\b", text)
    ):
        return bool(quantities) or ends
    will = re.search(r"\bwill\b", text)
    if will and re.search(
        r"\b(?:fears?|worr\w+|whether|if|unless|risk|hoping|warn\w*)\b", text[: will.start()]
    ):
        return False
    return will is not None and _by_an_agent(text[: will.start()], text[will.end() :])


def _by_an_agent(left: str, right: str) -> bool:
    """Whether somebody who can act is the subject of "will": a name or a body just before
    it, an act after it."""
    if re.match(
        r" (?:not )?(?:likely|probably|never|need|have|be (?:able|worth|worthy|enough|the|an?|"
        r"difficult|hard|easier)|arrive|happen|come|rise|fall|grow|drop|remain|see|take)\b",
        right,
    ):
        return False
    subject = re.split(r"[,;:—–“\"]| that | when | if | whether | and ", left)[-1][-60:]
    return bool(_AGENT.search(subject) or re.search(r"\b[A-Z][\w.’'-]+(?: [\w.’'-]+){0,3}\s$", subject))


def _looks_ahead(text: str, times: list[dict[str, Any]], today: str) -> bool:
    if re.search(
        r"(?:, (?:which|who|that) (?:is|are|was|were)|\bonce|\bpreviously|\bthan|\bas|had been|"
        r"was|were|sooner than) expected\b|\b(?:did|had|do|does)(?: not|n[’']t) expect(?:ed)?\b|"
        r"\bthan (?:was )?(?:anticipated|expected)\b",
        text,
    ):
        return False
    if _STRONG_FORECAST.search(text):
        return not re.search(r"\b(?:did not|didn[’']t) (?:predict|forecast)\b", text)
    if not _SOFT_FORECAST.search(text):
        return False
    future = (
        any(
            (time["to"] or "") > today and (time["from"] or "9999") >= today[:4]
            for time in times
            if time["to"]
        )
        if today
        else False
    )
    expecting = re.search(
        r"\b(?:expect(?:s|ed|ing)?|anticipat(?:es|ed)|likely|unlikely|poised|should (?:keep|ease|"
        r"rise|fall|grow|reach|see))\b",
        text,
    )
    modal = re.search(r"\b(?:will|could|would|might|may(?! \d))\b", text)
    return (
        bool(expecting) or bool(modal) and (future or _ends_ahead(times, after=modal.start() if modal else 0))
    )


def _ends_ahead(times: list[dict[str, Any]], *, after: int) -> bool:
    """Whether a stretch such as "in less than five years" says when something is to come, counted from no known day."""
    return any(
        time["form"] in ("stretch", "span_next")
        and time["start"] >= after
        and time["text"].lower().startswith(("in ", "within ", "over the next", "in the next"))
        and not re.search(r"\b(?:past|last|previous)\b", time["text"].lower())
        for time in times
    )


def _with_amounts(text: str, amounts: list[dict[str, Any]]) -> str:
    if any(item["unit"] in ("percent", "proportion", "percentage_point") for item in amounts):
        return "statistic"
    done = _DONE.search(text)
    if done and not re.search(r"\b(?:average|rate|total|survey|study|poll|data)\b", text, re.IGNORECASE):
        return "event"
    return "statistic"


def _is_opinion(text: str, features: Features, quantities: list[dict[str, Any]]) -> bool:
    facts = sum(1 for name in _FACTUAL if features.get(name))
    quantities = [item for item in quantities if item["unit"] not in _DURATION_UNITS]
    if _I_THINK.search(text) and features.get("opinion", 0.0) >= 0.5 and not quantities:
        return True
    weight = features.get("opinion", 0.0) + features.get("normative", 0.0) + features.get("editorial", 0.0)
    weight += 0.5 * (
        features.get("figurative", 0.0) + features.get("first_person", 0.0) + features.get("hedge", 0.0)
    )
    if quantities:
        return False
    return weight >= 1.5 and facts <= 1 or weight >= 1.0 and facts == 0
