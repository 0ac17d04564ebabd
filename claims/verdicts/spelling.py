"""A typo's correction changes no finding: what stood on its sources before stands on them still.

It need not show two origins again where rating and conclusion are those that are public, and every source that is
public is still cited. Whatever says more than that passes the gate like a new verdict; so does taking away the words by
which readers were told of fewer origins.
"""

from __future__ import annotations

from collections.abc import Iterable

from claims.verdicts.models import CorrectionKind, Draft, VerdictRevision


def only_spelling(draft: Draft, cited: Iterable[int]) -> bool:
    """Whether this draft, which cites this evidence, is the correction of a typo that leaves the finding as readers
    have it."""
    rating = draft.rating.key if draft.rating else None
    return _leaves(draft.base_revision, draft.correction_kind, rating, draft.conclusion, cited)


def sent_as_spelling(revision: VerdictRevision) -> bool:
    """The same of a revision that was sent: compared with what is public."""
    draft = Draft.objects.filter(fact_check=revision.fact_check_id).select_related("base_revision").first()
    return draft is not None and leaves_finding(draft.base_revision, revision)


def leaves_finding(public: VerdictRevision | None, revision: VerdictRevision) -> bool:
    """Whether `revision` corrects a typo of `public` and nothing that was found."""
    rating = revision.rating.key if revision.rating else None
    cited = [each.evidence_id for each in revision.citations.all()]
    return _leaves(public, revision.correction_kind, rating, revision.conclusion, cited)


def _leaves(
    public: VerdictRevision | None, kind: str, rating: str | None, conclusion: str, cited: Iterable[int]
) -> bool:
    if public is None or kind != CorrectionKind.TYPO:
        return False
    return (
        (public.rating.key if public.rating else None) == rating
        and not public.sources_exception
        and public.conclusion.strip() == conclusion.strip()
        and {each.evidence_id for each in public.citations.all()} <= set(cited)
    )
