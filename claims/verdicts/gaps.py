"""What is missing before a verdict can go to review, each with the field it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils import timezone

from claims.evidence import search_record
from claims.verdicts.at_hand import AtHand, at_hand_of
from claims.verdicts.drafting import CLAIM_TEXT_GOOD
from claims.verdicts.independence import REQUIRED, lack
from claims.verdicts.models import MINOR, CorrectionKind, Draft, DraftCitation
from claims.verdicts.rateability import come_out, may_rate_with
from claims.verdicts.spelling import only_spelling
from claims.verdicts.telling import told_changes

CITED = re.compile(r"(?<!\\)\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\](?!\()")


@dataclass(frozen=True)
class Gap:
    """Something missing or wrong: the draft's field, and words that name the next step."""

    field: str
    detail: str


def gaps(draft: Draft, known: AtHand | None = None) -> list[Gap]:
    """Everything that keeps the draft from review, in the order of the form. Empty: it can be sent. `known` is for
    whoever has asked before, of this draft or of many at once."""
    known = known or at_hand_of(draft)
    claim, citations = draft.fact_check.claim, known.citations
    retraction = draft.correction_kind == CorrectionKind.RETRACTION
    outcome = come_out(known.prediction)
    found: list[Gap] = []
    if claim.removed_at is not None:
        found.append(Gap("claim", "The claim was taken away."))
    if claim.same_as_id is not None:
        found.append(Gap("claim", "Another claim covers this one: write the verdict there."))
    allowed, why = may_rate_with(claim, known.prediction)
    if draft.rating_id is not None and not allowed:
        found.append(Gap("rating", why))
    if draft.rating_id is None and not retraction:
        if claim.is_ambiguous:
            found.append(Gap("rating", why))
        elif allowed:
            words = "It has come out: choose a rating." if outcome else "Choose a rating."
            found.append(Gap("rating", words))
    if claim.is_kept_open and not outcome and not retraction and not _settled_by(known):
        found.append(Gap("claim", "Say what would settle it: “What would settle it” in the claim’s fields."))
    if not draft.headline.strip():
        found.append(Gap("headline", "Write a headline: the finding, not the claim."))
    if not draft.conclusion.strip():
        found.append(Gap("conclusion", "Write the conclusion: one sentence that stands alone."))
    if not draft.claim_text.strip():
        found.append(Gap("claim_text", "Write the claim in one short line, for search engines."))
    cited = [each.evidence_id for each in citations]
    if not draft.sources_exception.strip() and not retraction and not only_spelling(draft, cited):
        if missing := lack(known.origins, [each.number for each in citations]):
            found.append(Gap("citations", f"{missing} Cite another, or say for readers why there is none."))
    if draft.correction_kind and not draft.correction_note.strip():
        found.append(Gap("correction_note", "Say what was wrong and what is changed: readers will see it."))
    found += _too_minor(draft, known)
    found += _wrong_correction_kind(draft)
    found += _wrong_references(draft, citations)
    found += [Gap("citations", f"The key source “{title}” is not cited.") for title in known.left_out]
    found += [
        Gap(
            "citations",
            f"The words of source {number} were not found in its kept copy. Quote the passage again.",
        )
        for number in known.broken
    ]
    found += _known_too_early(draft, citations)
    return found


def _settled_by(known: AtHand) -> str:
    return known.prediction.criteria.strip() if known.prediction is not None else ""


def hints(draft: Draft, known: AtHand | None = None) -> list[Gap]:
    """What could be better and doesn't keep the draft from review."""
    known = known or at_hand_of(draft)
    found: list[Gap] = []
    if len(draft.claim_text) > CLAIM_TEXT_GOOD:
        found.append(
            Gap("claim_text", f"{len(draft.claim_text)} characters: search engines show {CLAIM_TEXT_GOOD}.")
        )
    mentioned = set(cited_numbers(draft.explanation))
    numbers = [each.number for each in known.citations]
    if draft.sources_exception.strip() and len(known.origins) >= REQUIRED:
        found.append(
            Gap(
                "sources_exception",
                "Two origins are cited: no exception is needed, and readers see this one.",
            )
        )
    if not numbers:
        found += _could_not_look(draft)
    if draft.explanation.strip():
        found += [
            Gap("explanation", f"Source {number} is not cited by a passage.")
            for number in numbers
            if number not in mentioned
        ]
    return found


def _could_not_look(draft: Draft) -> list[Gap]:
    """A verdict without sources must not say that there are none where nobody could look."""
    search = search_record.standing(search_record.searches(draft.fact_check.claim))
    names = [place["label"] for place in search["failed"]] if search else []
    if not names:
        return []
    words = f"The search could not look everywhere ({', '.join(names)}): try again, or say so to readers."
    return [Gap("sources_exception", words)]


def cited_numbers(explanation: str) -> list[int]:
    """The source numbers a text cites, `[2]` or `[1, 3]`, in text order, with repeats."""
    return [int(number) for match in CITED.finditer(explanation) for number in match.group(1).split(",")]


def _wrong_correction_kind(draft: Draft) -> list[Gap]:
    """A changed rating can't pass as a typo, which readers get no notice of; nor an unchanged one as a change."""
    public = draft.base_revision
    if public is None or draft.correction_kind in ("", CorrectionKind.RETRACTION):
        return []
    before = public.rating.key if public.rating else None
    after = draft.rating.key if draft.rating else None
    was_rated = before is not None
    if before != after and draft.correction_kind != CorrectionKind.VERDICT_CHANGE:
        if was_rated or draft.correction_kind != CorrectionKind.UPDATE:
            return [
                Gap(
                    "correction_kind",
                    "The rating changes, and readers are told so: choose “verdict change”.",
                )
            ]
    reinstated = public.correction_kind == CorrectionKind.RETRACTION
    if before == after and draft.correction_kind == CorrectionKind.VERDICT_CHANGE and not reinstated:
        return [
            Gap("correction_kind", "The rating is the one that is public: choose another kind of correction.")
        ]
    return []


def _too_minor(draft: Draft, known: AtHand) -> list[Gap]:
    """Who said it, when, and what a forecast says don't change under a kind that carries no notice."""
    if draft.base_revision is None or draft.correction_kind not in MINOR:
        return []
    labels = told_changes(draft.base_revision, draft, known.prediction)
    if not labels:
        return []
    return [
        Gap(
            "correction_kind",
            f"Changed: {', '.join(labels)}. Readers are told of that on top of the page: choose “update”.",
        )
    ]


def _wrong_references(draft: Draft, citations: list[DraftCitation]) -> list[Gap]:
    numbers = {citation.number for citation in citations}
    unknown = sorted(set(cited_numbers(draft.explanation)) - numbers)
    return [
        Gap("explanation", f"The text cites [{number}], but there is no source {number}.")
        for number in unknown
    ]


def _known_too_early(draft: Draft, citations: list[DraftCitation]) -> list[Gap]:
    if draft.known_as_of is None:
        return []
    if draft.known_as_of > timezone.now():
        return [Gap("known_as_of", "“Known as of” lies in the future.")]
    late = [citation.number for citation in citations if citation.evidence.at > draft.known_as_of]
    return [
        Gap("known_as_of", f"Source {number} was added after “known as of”: set a later time.")
        for number in late
    ]
