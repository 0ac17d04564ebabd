"""What stands before review: what is done, what is missing with a link to the place, what could be better."""

from __future__ import annotations

from typing import Any

from claims.accounts.models import User
from claims.evidence.models import Evidence
from claims.intake.models import SourceKind
from claims.verdicts.at_hand import at_hand_of
from claims.verdicts.gaps import gaps, hints
from claims.verdicts.independence import REQUIRED
from claims.verdicts.models import CorrectionKind, Draft
from claims.verdicts.turns import next_reviewer

PLACES = {"citations": "citing", "claim": "verdict"}
"""Where a gap is mended, where that is no field of the form."""


def gate(draft: Draft) -> dict[str, Any]:
    """The lines of the list, and whose turn it is to review."""
    known = at_hand_of(draft)
    missing, better = gaps(draft, known), hints(draft, known)
    at = {gap.field for gap in missing}
    cited = list(
        Evidence.objects.filter(draft_citations__draft=draft).values_list("snapshot__source__kind", flat=True)
    )
    origins = known.origins
    done = []
    if not at & {"rating", "headline", "conclusion", "claim_text"}:
        done.append(_answer(draft))
    if cited and "citations" not in at:
        done += [
            _quoted(len(cited), cited.count(SourceKind.PRIMARY), len(origins)),
            "Every quotation found in its kept copy",
        ]
    if draft.correction_kind and not at & {"correction_note", "correction_kind"}:
        done.append("The correction is explained")
    return {
        "lacks_origins": len(origins) < REQUIRED,
        "done": done,
        "gaps": [
            {"place": PLACES.get(gap.field, f"verdict-{gap.field}"), "detail": gap.detail} for gap in missing
        ],
        "hints": [
            {"place": PLACES.get(hint.field, f"verdict-{hint.field}"), "detail": hint.detail}
            for hint in better
        ],
    }


def goes_to(draft: Draft, sender: User) -> User | None:
    """Who would get this draft to review if this person sent it now."""
    return next_reviewer(draft.organisation_id, authors={*draft.author_ids, sender.pk})


def _answer(draft: Draft) -> str:
    if draft.rating_id:
        return "Rating and conclusion"
    return (
        "Conclusion" if draft.correction_kind == CorrectionKind.RETRACTION else "Kept open, with a conclusion"
    )


def _quoted(count: int, primary: int, origins: int) -> str:
    if count == 1:
        return "One primary source quoted" if primary else "One source quoted"
    which = {0: "", 1: ", one of them primary"}.get(primary, f", {primary} of them primary")
    return f"{count} sources of {origins} origin{'' if origins == 1 else 's'} quoted{which}"
