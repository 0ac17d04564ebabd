"""Putting a claim at a place of a version: the words are always the copy's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from claims.accounts.models import User
from claims.annotation.models import AnchorState, Appearance, Claim
from claims.annotation.selectors import check_span, quote_at
from claims.intake.models import ArticleVersion
from claims.lib.problems import Conflict, NotFound, Problem


def readable(version: ArticleVersion) -> str:
    """The text of a version. Raises Conflict where its copy was taken away."""
    if version.snapshot.text is None:
        raise Conflict(
            "version.taken_down",
            "The kept copy of this version was taken away, so nothing can be marked in it.",
            next_step="Work on a version whose text is kept.",
        )
    return version.snapshot.text


def trimmed_span(version: ArticleVersion, *, start: object, end: object) -> tuple[int, int]:
    """The span without white space at its edges. Raises Problem for a span that is none of this text."""
    text = readable(version)
    first, last = check_span(text, start=start, end=end)
    words = text[first:last]
    return first + len(words) - len(words.lstrip()), last - (len(words) - len(words.rstrip()))


def words_at(version: ArticleVersion, start: int, end: int) -> dict[str, Any]:
    """The columns of a place: offsets, the copy's words, and up to 32 characters on either side."""
    quote = quote_at(readable(version), start, end)
    return {"start": start, "end": end, "quote": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix}


def stand(
    claim: Claim,
    version: ArticleVersion,
    *,
    start: int,
    end: int,
    anchor: str = AnchorState.EXACT,
    previous: Appearance | None = None,
    confirmed_by: User | None = None,
    confirmed_at: dt.datetime | None = None,
) -> Appearance:
    """A new place of a claim. The caller has checked the span, and records the act."""
    return Appearance.objects.create(
        organisation_id=claim.organisation_id,
        claim=claim,
        version=version,
        claimant=claim.claimant,
        anchor=anchor,
        previous=previous,
        confirmed_by=confirmed_by,
        confirmed_at=confirmed_at,
        **words_at(version, start, end),
    )


def require_active(claim: Claim) -> None:
    """Pass, or raise NotFound for a claim that was taken back."""
    if claim.removed_at is not None:
        raise NotFound(
            "claim.removed",
            "This claim was taken away.",
            next_step="Undo that first, or mark the words again.",
        )


def require_unpublished(claim: Claim) -> None:
    """Pass, or raise Conflict for a claim with a public verdict."""
    if claim.frozen_at is not None:
        raise Conflict(
            "claim.published",
            "A verdict on this claim is public: it changes only through a correction.",
            next_step="Begin a correction on the claim's check, and change the wording there.",
            current=claim,
        )


def require_open(claim: Claim, fields: Collection[str]) -> None:
    """Pass, or raise Conflict for fields that a public verdict is about, saying by what way each changes."""
    if claim.frozen_at is None:
        return
    if "kind" in fields:
        raise Conflict(
            "claim.published",
            "A verdict on this claim is public: its kind stays the one that was signed.",
            pointer="/kind",
            next_step="Retract the check if the kind makes it wrong; then mark the words again, with the right kind.",
            current=claim,
        )
    correctable = [name for name in ("statement", "claimant", "claimed_on") if name in fields]
    if not correctable:
        raise Conflict(
            "claim.published",
            "A verdict on this claim is public: figures and times stay as they were when it was signed.",
            pointer=f"/{sorted(fields)[0]}",
            next_step="Where the wording is wrong that readers see, begin a correction on the claim's check.",
            current=claim,
        )
    raise Conflict(
        "claim.published",
        "A verdict on this claim is public: its wording, who said it and when change only through a correction.",
        pointer=f"/{correctable[0]}",
        next_step="Begin a correction on the claim's check: its draft has these fields.",
        current=claim,
    )


def require_not_in_review(claim: Claim) -> None:
    """Pass, or raise Conflict while somebody reviews a verdict on this claim or it is signed."""
    case = getattr(claim, "fact_check", None)
    if case is not None and case.state in ("review", "ready"):
        raise Conflict(
            "claim.in_review",
            "A verdict on this claim is being reviewed.",
            next_step="Take the verdict back first.",
            current=claim,
        )


def require_article(claim: Claim, version: ArticleVersion) -> None:
    """Pass, or raise Problem for a version of another article."""
    if claim.article_id is not None and claim.article_id != version.article_id:
        raise Problem(
            "version.other_article",
            "This version belongs to another article than the claim.",
            pointer="/version",
            next_step="Mark a claim there, and let this one cover it.",
        )


def place_of(start: int | None, end: int | None) -> dict[str, int | None]:
    """A place as events keep it."""
    return {"start": start, "end": end}
