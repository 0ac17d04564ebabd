"""Triage: one article in, what to check out, in order of check-worthiness, with earlier checks and candidate evidence.

Keeps nothing. Reads a file or an address through the same doors as the newsroom (`intake.extraction`, `lib.http`), and
asks the same providers about the same statements; every provider's outcome is told, so that silence is never mistaken
for "nothing found".
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from claims.accounts.models import Organisation
from claims.annotation.proposing import Proposal, propose
from claims.evidence.models import Stance
from claims.evidence.providers import active
from claims.evidence.providers.base import ANSWERED, Found, Provider, Query, Reply, failed
from claims.evidence.stance import judge
from claims.intake.extraction import MAX_FILE_BYTES, Extracted, extract
from claims.intake.models import Outcome
from claims.lib import http
from claims.lib.hashing import sha256_text
from claims.lib.problems import Problem
from claims.matching.earlier import among

SECONDS = 3.5
"""What all questions to providers together may take; the most check-worthy claims are asked about first, and
those left over say so (`evidence_asked`)."""

LEAST_SECONDS = 1.0
"""Nobody is asked with less time than this left: a question cut short by us would look like a provider's failure."""

PASSAGES = 5
"""Candidates shown for a claim."""

SHOWN = ("high", "medium")

Tell = Callable[[str], object]


@dataclass
class Read:
    """An article as it was read: its bytes, where it came from, and what extraction made of it."""

    data: bytes
    url: str
    name: str
    media_type: str
    extracted: Extracted


@dataclass
class Tally:
    """How one provider fared over all questions."""

    provider: Provider
    seconds: float = 0.0
    found: int = 0
    outcomes: list[str] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        """The first failure, else "ok" where anything was found, else "empty"; "skipped" where it was never asked."""
        if not self.outcomes:
            return str(Outcome.SKIPPED)
        failures = [each for each in self.outcomes if each not in ANSWERED]
        if failures:
            return str(failures[0])
        return str(Outcome.OK if self.found else Outcome.EMPTY)


def read(source: str) -> Read:
    """Read a file or an address. Raises Problem for whatever can't be read, with the next step."""
    if re.match(r"https?://", source, re.IGNORECASE):
        page = http.fetch(source, named=http.Named.BY_OPERATOR)
        extracted = extract(page.body, media_type=page.media_type, charset=page.charset, url=page.final_url)
        return Read(page.body, extracted.canonical_url or page.final_url, "", page.media_type, extracted)
    path = Path(source)
    try:
        if path.is_dir():
            raise Problem("file.folder", f"{source} is a folder.", next_step="Name one file in it.")
        if path.stat().st_size > MAX_FILE_BYTES:
            raise Problem(
                "file.too_large",
                f"{source} is larger than {MAX_FILE_BYTES:,} bytes.",
                next_step="Name a smaller file.",
            )
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or str(error)
        raise Problem(
            "file.unreadable",
            f"{source} can't be read: {words}.",
            next_step="Name a file, or an address that begins with http.",
        ) from error
    extracted = extract(data, name=path.name)
    return Read(data, extracted.canonical_url, path.name, extracted.media_type, extracted)


def triage(
    article: Read,
    *,
    newsroom: Organisation | None,
    evidence: bool = True,
    tell: Tell = lambda words: None,
    seconds: float = SECONDS,
) -> dict[str, Any]:
    """The triage object of an article.

    With `evidence` the providers are asked in the newsroom's name; without a newsroom each is told as not configured.
    """
    extracted = article.extracted
    tell("reading sentences")
    proposals = propose(
        extracted.text,
        blocks=extracted.blocks,
        language=extracted.language or "en",
        published_on=extracted.published_on,
        title=extracted.title,
    )
    ranked = sorted(proposals, key=lambda item: (-(item.score or 0.0), item.start, item.end))
    claims = [_claim(proposal) for proposal in ranked]
    tallies = [Tally(provider) for provider in active(metered=False)] if evidence else []
    if newsroom is None:
        for tally in tallies:
            tally.outcomes.append(str(Outcome.NOT_CONFIGURED))
    elif evidence:
        _ask(article, ranked, claims, tallies, newsroom, tell, seconds)
    return {
        "article": {
            "title": extracted.title or _heading(extracted),
            "url": article.url,
            "language": extracted.language or "en",
            "sha256": sha256_text(extracted.text),
            "characters": len(extracted.text),
        },
        "claims": claims,
        "providers": [
            {
                "name": each.provider.name,
                "outcome": each.outcome,
                "seconds": round(each.seconds, 3),
                "found": each.found,
                "asked": len(each.outcomes) if newsroom is not None else 0,
            }
            for each in tallies
        ],
    }


def _heading(extracted: Extracted) -> str:
    """The heading a plain text begins with, as its title."""
    for block in extracted.blocks[:4]:
        if block["role"] == "heading":
            return extracted.text[block["start"] : block["end"]][:200]
    return ""


def _claim(proposal: Proposal) -> dict[str, Any]:
    return {
        "quote": proposal.quote,
        "start": proposal.start,
        "end": proposal.end,
        "statement": proposal.statement,
        "kind": proposal.kind,
        "claimant": proposal.claimant,
        "checkworthiness": {"score": proposal.score, "band": proposal.band, "reasons": proposal.reasons},
        "quantities": proposal.quantities,
        "times": proposal.times,
        "prediction": proposal.prediction,
        "matches": [],
        "evidence": [],
        "evidence_asked": False,
    }


def _ask(
    article: Read,
    ranked: Sequence[Proposal],
    claims: list[dict[str, Any]],
    tallies: list[Tally],
    newsroom: Organisation,
    tell: Tell,
    seconds: float,
) -> None:
    deadline = time.monotonic() + seconds
    asked = [place for place, proposal in enumerate(ranked) if proposal.band in SHOWN]
    own = _own_sources(article, newsroom)
    known: dict[str, int] = {}
    for number, place in enumerate(asked, start=1):
        statement = ranked[place].statement[:2000]
        if statement in known:
            claims[place]["matches"] = claims[known[statement]]["matches"]
            claims[place]["evidence"] = claims[known[statement]]["evidence"]
            claims[place]["evidence_asked"] = True
            continue
        left = deadline - time.monotonic()
        if left < LEAST_SECONDS:
            tell(f"time is up: {number - 1} of {len(asked)} claims asked about")
            return
        known[statement] = place
        claims[place]["evidence_asked"] = True
        tell(f"looking for evidence: {number} of {len(asked)}")
        query = Query(
            organisation=newsroom,
            text=statement,
            language=newsroom.language,
            exclude_sources=own,
            limit=PASSAGES * 2,
            deadline=left,
        )
        for tally in tallies:
            if not (tally.provider.suits(statement) and tally.provider.wants(query.kind, statement)):
                continue
            reply = _reply(tally, query)
            others = among(
                reply.checks,
                newsroom,
                statement,
                claimed_on=article.extracted.published_on,
                provider=tally.provider.name,
            )
            claims[place]["matches"].extend(_match(found) for found in (*reply.matches, *others[:PASSAGES]))
            claims[place]["evidence"].extend(
                _candidate(tally.provider.name, statement, hit, article) for hit in reply.hits[:PASSAGES]
            )


def _own_sources(article: Read, newsroom: Organisation) -> frozenset[int]:
    """The kept copies of this very article: its own words are no evidence for it."""
    from claims.intake.models import Snapshot

    same = Snapshot.objects.in_newsroom(newsroom).filter(text_sha256=sha256_text(article.extracted.text))
    found = set(same.values_list("source_id", flat=True))
    if article.url:
        there = Snapshot.objects.in_newsroom(newsroom).filter(source__canonical_url=article.url)
        found |= set(there.values_list("source_id", flat=True))
    return frozenset(found)


def _reply(tally: Tally, query: Query) -> Reply:
    begun = time.monotonic()
    try:
        reply = tally.provider.search(query)
    except Exception as error:  # noqa: BLE001 - a provider that breaks is an outcome, as in a run
        reply = failed(Outcome.UNAVAILABLE, f"Its code failed: {type(error).__name__}.")
    tally.seconds += time.monotonic() - begun
    tally.outcomes.append(str(reply.outcome))
    tally.found += reply.found
    return reply


def _match(found: Any) -> dict[str, Any]:
    if found.other_claim is not None:
        claim = found.other_claim.uid
    else:
        claim = found.earlier_check.url
    return {
        "claim": claim,
        "statement": found.statement,
        "relation": str(found.relation),
        "score": round(found.score, 4),
        "why": "; ".join(found.why),
    }


def _candidate(provider: str, statement: str, hit: Found, article: Read) -> dict[str, Any]:
    day = str(hit.published.get("value") or "")
    judged = judge(statement, hit.passage, title=hit.title, **_days(day, article))
    stands = (
        hit.snapshot is not None
        and hit.snapshot.text is not None
        and hit.start is not None
        and hit.end is not None
        and hit.snapshot.text[hit.start : hit.end] == hit.passage
    )
    return {
        "provider": provider,
        "url": hit.url,
        "title": hit.title,
        "published_on": day or None,
        "passage": hit.passage,
        "stance": Stance.CONTEXT.value if hit.is_lead else judged.stance,
        "score": 0.0 if hit.is_lead else judged.probabilities[judged.stance],
        "quote_verified": bool(stands),
    }


def _days(published: str, article: Read) -> dict[str, Any]:
    from claims.evidence.merging import whole_day

    return {"published_on": whole_day(published), "claimed_on": article.extracted.published_on}
