"""How many independent origins a verdict stands on: two, or a written exception that readers see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from claims.annotation.models import Claim
from claims.evidence.origins import Origin, origins_of
from claims.verdicts.models import CorrectionKind, VerdictRevision
from claims.verdicts.spelling import sent_as_spelling

REQUIRED = 2


@dataclass(frozen=True)
class CitedOrigin:
    """An origin with the numbers of the sources that are cited from it."""

    name: str
    numbers: tuple[int, ...]

    @property
    def as_data(self) -> dict[str, Any]:
        return {"name": self.name, "sources": list(self.numbers)}


def cited_origins(claim: Claim, numbers: Mapping[int, int]) -> list[CitedOrigin]:
    """The origins of these pieces of evidence (their keys, with the numbers they are cited under), as counted now."""
    return cited_among(origins_of(claim=claim) if numbers else [], numbers)


def cited_among(origins: Iterable[Origin], numbers: Mapping[int, int]) -> list[CitedOrigin]:
    """Those of these origins that are cited."""
    found = []
    for origin in origins:
        cited = sorted(numbers[each.pk] for each in origin.evidence if each.pk in numbers)
        if cited:
            found.append(CitedOrigin(origin.lead.publisher or origin.lead.title, tuple(cited)))
    return sorted(found, key=lambda each: each.numbers)


def lack_in(revision: VerdictRevision) -> str:
    """Why a sent revision may not be approved for want of origins, as counted now; empty where it may.

    Counted again at sign-off: an editor may have found in the meantime that two sources are copies of one text.
    """
    if revision.correction_kind == CorrectionKind.RETRACTION or revision.sources_exception:
        return ""
    if sent_as_spelling(revision):
        return ""
    numbers = {each.evidence_id: each.number for each in revision.citations.all()}
    return lack(cited_origins(revision.fact_check.claim, numbers), numbers.values())


def lack(origins: Iterable[CitedOrigin], cited: Iterable[int]) -> str:
    """What is missing in words; empty where nothing is."""
    many, sources = len(list(origins)), len(list(cited))
    if many >= REQUIRED:
        return ""
    if not sources:
        return "No source is cited; two of different origins are wanted."
    if sources == 1:
        return "One source is cited; two of different origins are wanted."
    return f"The {sources} cited sources are of one origin; two are wanted."
