"""Made-up checks of every sort, from a seed: what a newsroom might publish, odd words included. No rows are written."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from claims.accounts.models import Organisation
from claims.publishing.addresses import slug_for
from claims.publishing.shown import Answer, Check, Place, Quoted, Verdict
from claims.verdicts.models import Rating, RatingScale, VerdictRevision

WORDS = (
    "town river bridge harbour council survey price bread wage school nurse bus forest winter rain vote tax debt "
    "growth share record year month mayor minister study doctor engine island coast mill"
).split()
ODD = (
    "5 < 6 & 7 > 6", "“quoted” ‘words’", "</script><b>bold</b>", "אמרו שלום", "مرحبا 42 %", "数据 2019", "🚢 12,000 €",
    "it's “5\u00a0%”", "C:\\path\\to", "line\u2028end", "a\u00adsoft hyphen", "$1B → $2B", "{{ braces }} {% x %}",
)  # fmt: skip
KINDS = ("statistic", "event", "quote", "causal", "prediction", "promise")
CORRECTIONS = ("typo", "clarification", "update", "verdict_change", "retraction")
STANCES = ("supports", "refutes", "context")
START = datetime(2020, 1, 1, 9, 30, tzinfo=UTC)


def made_up(newsroom: Organisation, scale: RatingScale, count: int, *, seed: int = 1) -> Iterator[Check]:
    """`count` checks of this newsroom, on this scale; the same ones for the same seed."""
    ratings = list(scale.ratings.all())
    for n in range(count):
        yield _check(newsroom, ratings, n, random.Random(f"{seed}:{n}"))  # noqa: S311


def _check(newsroom: Organisation, ratings: list[Rating], n: int, chance: random.Random) -> Check:
    kind = chance.choice(KINDS)
    is_open = kind in ("prediction", "promise") and chance.random() < 0.7
    many = chance.choice((1, 1, 1, 2, 3, 4))
    versions: list[Verdict] = []
    at = START + timedelta(hours=n * 7, minutes=chance.randrange(60))
    claim = _sentence(chance)
    for number in range(1, many + 1):
        correction = chance.choice(CORRECTIONS[:-1]) if number > 1 else ""
        if number == many and number > 1 and chance.random() < 0.2:
            correction = "retraction"
        versions.append(_verdict(chance, number, at, kind, is_open, ratings, claim, correction))
        at += timedelta(days=chance.randrange(1, 90))
    newest = versions[-1]
    return Check(
        uid=hashlib.sha256(f"check {n}".encode()).hexdigest()[:12],
        slug=slug_for(newest.headline),
        state="retracted" if newest.correction_kind == "retraction" else "published",
        withdrawal_reason="",
        newsroom=newsroom,
        versions=tuple(reversed(versions)),
    )


def _verdict(
    chance: random.Random,
    number: int,
    at: datetime,
    kind: str,
    is_open: bool,
    ratings: list[Rating],
    claim: str,
    correction: str,
) -> Verdict:
    rating = chance.choice(ratings)
    answer = Answer(rating.key, rating.label, rating.definition, rating.number, rating.digit, rating.scale_id)
    places = tuple(_place(chance, claim) for _ in range(chance.choice((1, 1, 1, 2, 4))))
    if chance.random() < 0.15:
        places = ()
    claimant = _name(chance) if not places or chance.random() < 0.6 else ""
    sources = tuple(_source(chance, each) for each in range(1, chance.choice((1, 2, 3, 10)) + 1))
    cited = " ".join(f"{_sentence(chance)}[{source.number}]" for source in sources)
    return Verdict(
        n=number,
        at=at,
        headline=_words(chance, 4, 9),
        conclusion=_sentence(chance),
        explanation=f"{cited}\n\n## {_words(chance, 2, 4)}\n\n- {_sentence(chance)}\n- {_sentence(chance)}",
        claim_text=claim[:150].strip() or "The town grew",
        statement=f"{claim}.",
        kind=kind,
        claimant=claimant,
        claimant_kind=chance.choice(("", "person", "body")) if claimant else "",
        claimed_on=date(2019, 1, 1) + timedelta(days=chance.randrange(2000))
        if chance.random() < 0.5
        else None,
        answer=None if is_open else answer,
        known_as_of=at,
        sources_exception="" if len(sources) > 1 else "Nobody else counts them.",
        authors=(_name(chance),),
        reviewer=_name(chance),
        sources=sources,
        places=places,
        prediction=_forecast(chance) if kind in ("prediction", "promise") else None,
        outcome="" if is_open or kind not in ("prediction", "promise") else "resolved_false",
        correction_kind=correction,
        correction_note=_sentence(chance) if correction else "",
        sources_proposed=chance.randrange(len(sources) + 1),
        claim_proposed=chance.random() < 0.5,
        search=None,
        method=None,
        revision=VerdictRevision(),
    )


def _place(chance: random.Random, claim: str) -> Place:
    site = chance.choice(WORDS)
    return Place(
        quote=claim,
        claimant=_name(chance) if chance.random() < 0.3 else "",
        claimant_kind="person",
        article=f"{chance.getrandbits(48):012x}",
        title=_words(chance, 3, 8),
        publisher=f"The {site.capitalize()}" if chance.random() < 0.8 else "",
        url=f"https://{site}.example/{_number(chance)}?a=1&b=2#c" if chance.random() < 0.8 else "",
        date=chance.choice(("", "2019", "2019-07", "2019-07-22")),
        language=chance.choice(("", "en", "he")),
        kept_at=START,
        sha256="0" * 64,
    )


def _source(chance: random.Random, number: int) -> Quoted:
    return Quoted(
        number=number,
        quote=_sentence(chance),
        stance=chance.choice(STANCES),
        is_key=number == 1,
        note="",
        title=_words(chance, 3, 8),
        publisher=f"The {chance.choice(WORDS).capitalize()}",
        url=f"https://source{number}.example/{_number(chance)}",
        date="2019-07-22",
        kind=chance.choice(("primary", "news", "data", "other")),
        language="en",
        kept_at=START,
        sha256=f"{chance.getrandbits(256):064x}",
    )


def _forecast(chance: random.Random) -> dict[str, Any]:
    return {
        "subject": _words(chance, 2, 4), "measure": _words(chance, 1, 2), "comparator": ">=", "threshold": 10_000.0,
        "unit": "count", "probability": 0.5, "horizon_on": "2040-12-31", "criteria": _sentence(chance),
        "resolution_source": "", "state": "open", "checkpoints": [],
    }  # fmt: skip


def _sentence(chance: random.Random) -> str:
    return f"{_words(chance, 5, 14)} {chance.randrange(1, 90)} percent in {chance.randrange(1990, 2026)}"


def _words(chance: random.Random, least: int, most: int) -> str:
    words = [chance.choice(WORDS) for _ in range(chance.randrange(least, most + 1))]
    if chance.random() < 0.3:
        words.insert(chance.randrange(len(words)), chance.choice(ODD))
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def _name(chance: random.Random) -> str:
    return f"{chance.choice(('Jo', 'Ana', 'שרה', 'Li', 'Bo'))} {chance.choice(WORDS).capitalize()}"


def _number(chance: random.Random) -> int:
    return chance.randrange(1, 10_000)
