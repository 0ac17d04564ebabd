"""The triage object as a page for the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from claims.annotation.checkworthiness import label

WIDTH = 96
_KINDS = {"promise": "plan", "prediction": "forecast", "causal": "cause", "quote": "quotation"}
_STANCES = {"supports": "supports?", "refutes": "disputes?", "context": "context?"}


_OBEYED = (
    {code: chr(0x2400 + code) for code in range(0x20)}
    | {0x7F: "\u2421"}
    | dict.fromkeys((*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd")
)
"""Characters that a terminal obeys instead of showing them, and what is shown for them: an article is only read."""


def lines(found: Mapping[str, Any], *, with_low: bool = False) -> Iterator[str]:
    """What the terminal shows: the claims in order, each with its reasons, amounts, times,
    checks and candidates."""
    for line in _lines(found, with_low=with_low):
        yield line.translate(_OBEYED)


def _lines(found: Mapping[str, Any], *, with_low: bool) -> Iterator[str]:
    article, claims = found["article"], found["claims"]
    shown = [claim for claim in claims if with_low or claim["checkworthiness"]["band"] != "low"]
    yield article["title"] or "Untitled"
    if article["url"]:
        yield article["url"]
    yield (
        f"{article['characters']:,} characters, {article['language']}; {len(shown)} of "
        f"{len(claims)} passages worth a look"
    )
    for number, claim in enumerate(shown, start=1):
        yield ""
        yield from _claim(number, claim)
    if len(shown) < len(claims):
        yield ""
        yield f"{len(claims) - len(shown)} passages of low worth are left out (--low shows them)."
    if found["providers"]:
        yield ""
        yield "Asked for evidence, the most check-worthy claims first:"
        for provider in found["providers"]:
            yield (
                f"  {provider['name']}: {provider['outcome']}, {provider['found']} found "
                f"for {provider['asked']} claims, "
                f"{provider['seconds']:.1f} s"
            )


def _claim(number: int, claim: Mapping[str, Any]) -> Iterator[str]:
    worth = claim["checkworthiness"]
    score = "not scored" if worth["score"] is None else f"{worth['band']} {worth['score']:.2f}"
    who = f", said by {claim['claimant']}" if claim["claimant"] else ""
    yield (
        f"{number}. {score}, {_KINDS.get(claim['kind'], claim['kind'])}{who} "
        f"[{claim['start']}–{claim['end']}]"
    )
    yield from _wrapped(claim["quote"], "   “", "    ", "”")
    if claim["statement"].rstrip(".") != claim["quote"].rstrip("."):
        yield from _wrapped(claim["statement"], "   = ", "     ")
    telling = [reason for reason in worth["reasons"] if reason["name"] != "base"][:4]
    if telling:
        yield "   because of " + ", ".join(f"{label(each['name'])} {each['weight']:+.2f}" for each in telling)
    for item in claim["quantities"]:
        bound = "" if item["comparator"] == "=" else f"{item['comparator']} "
        yield f"   amount: “{item['text']}”: {bound}{item['value']:,} {item['unit']}"
    for item in claim["times"]:
        yield f"   time: “{item['text']}”: {_span(item)}"
    yield from _open_side(claim["prediction"])
    for match in claim["matches"]:
        yield from _wrapped(
            f"{match['relation']} ({match['score']:.2f}): {match['statement']}",
            "   checked earlier, ",
            "     ",
        )
    for candidate in claim["evidence"]:
        yield from _candidate(candidate)


def _open_side(prediction: Mapping[str, Any] | None) -> Iterator[str]:
    if not prediction:
        return
    said = []
    if prediction["probability"] is not None:
        said.append(f"chance {prediction['probability']:g}")
    if prediction["threshold"] is not None:
        said.append(f"{prediction['threshold']:,} {prediction['unit']}")
    if prediction["horizon_on"]:
        said.append(f"due {prediction['horizon_on']}")
    days = [each["due_on"] for each in prediction["checkpoints"]]
    if days:
        said.append("look again " + ", ".join(days))
    yield "   kept open: " + ("; ".join(said) or "no day named")


def _candidate(candidate: Mapping[str, Any]) -> Iterator[str]:
    proof = "" if candidate["quote_verified"] else " (words not verified: doesn't count)"
    source = ", ".join(filter(None, (candidate["title"], candidate["published_on"])))
    yield from _wrapped(f"{_STANCES[candidate['stance']]} {source}{proof}", "   ", "     ")
    yield from _wrapped(candidate["passage"][:400], "     “", "      ", "”")


def _span(item: Mapping[str, Any]) -> str:
    first, last = item["from"], item["to"]
    if first and last:
        return first if first == last else f"{first} to {last}"
    if first:
        return f"from {first}"
    return f"until {last}" if last else "not placed"


def _wrapped(words: str, first: str, rest: str, close: str = "") -> Iterator[str]:
    flat = " ".join(words.split()) + close
    yield from textwrap.wrap(flat, WIDTH, initial_indent=first, subsequent_indent=rest) or [first.rstrip()]
