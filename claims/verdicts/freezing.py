"""Making a revision: the draft, the claim and the quotations copied as they stand, frozen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max

from claims.accounts.models import User
from claims.annotation.models import Appearance, Claim, Prediction
from claims.evidence import search_record
from claims.evidence.models import OutsideCapture
from claims.intake.models import Snapshot
from claims.verdicts.attribution import Attribution, at_place, attribution_of
from claims.verdicts.independence import cited_origins
from claims.verdicts.method import method_of
from claims.verdicts.models import Citation, Draft, Purpose, VerdictRevision
from claims.verdicts.rateability import outcome_of, prediction_of


def freeze(draft: Draft, *, purpose: Purpose, made_by: User, at: datetime, name: str = "") -> VerdictRevision:
    """Write the next revision of the case with its citations. The caller holds the case's lock."""
    fact_check = draft.fact_check
    claim = Claim.objects.select_related("claimant", "suggestion", "translates").get(pk=fact_check.claim_id)
    citations = list(
        draft.citations.select_related("evidence__snapshot__source").defer(
            "evidence__snapshot__text", "evidence__snapshot__blocks"
        )
    )
    author_ids = draft.author_ids or [made_by.pk]
    said = attribution_of(draft, claim)
    origins = cited_origins(claim, {citation.evidence_id: citation.number for citation in citations})
    names = dict(User.objects.filter(pk__in=author_ids).values_list("pk", "name"))
    number = (fact_check.revisions.aggregate(last=Max("n"))["last"] or 0) + 1
    added = [citation.evidence.at for citation in citations]
    revision = VerdictRevision.objects.create(
        organisation_id=fact_check.organisation_id,
        fact_check=fact_check,
        n=number,
        purpose=purpose,
        name=name[:100],
        claim_kind=claim.kind,
        statement=draft.statement.strip() or claim.statement,
        claimant_name=said.claimant,
        claimed_on=said.claimed_on,
        claim_fields={
            **claim_fields(
                claim, said, citations_proposed=sum(1 for c in citations if c.evidence.candidate_id)
            ),
            "origins": [origin.as_data for origin in origins],
            "method": method_of(claim, cited=[each.evidence_id for each in citations]),
            "copies": {str(each.number): _copy(each.evidence.snapshot) for each in citations},
        },
        headline=draft.headline.strip(),
        conclusion=draft.conclusion.strip(),
        explanation=draft.explanation,
        claim_text=draft.claim_text.strip(),
        rating=draft.rating,
        rating_label=draft.rating.label if draft.rating else "",
        known_as_of=draft.known_as_of if purpose == Purpose.SENT and draft.known_as_of else max([at, *added]),
        prediction_outcome=outcome_of(claim),
        origins=len(origins),
        sources_exception=draft.sources_exception.strip(),
        correction_kind=draft.correction_kind,
        correction_note=draft.correction_note.strip(),
        author_ids=author_ids,
        author_names=[names[pk] for pk in author_ids if pk in names],
        made_by=made_by,
        made_at=at,
    )
    for citation in citations:
        evidence, snapshot = citation.evidence, citation.evidence.snapshot
        Citation.objects.create(
            organisation_id=revision.organisation_id,
            revision=revision,
            evidence=evidence,
            number=citation.number,
            snapshot=snapshot,
            start=evidence.start,
            end=evidence.end,
            quote=evidence.quote,
            stance=evidence.stance,
            is_key=evidence.is_key,
            note=evidence.note,
            source_title=snapshot.source.title,
            source_publisher=snapshot.source.publisher,
            # A page that could only be read in an archive is cited there: the capture is what readers can see.
            source_url=(snapshot.archived_at and snapshot.final_url)
            or snapshot.source.canonical_url
            or snapshot.final_url,
            source_date=snapshot.source.published_on,
            source_kind=snapshot.source.kind,
        )
    return revision


def _copy(snapshot: Snapshot) -> dict[str, Any]:
    """What can change about a source and a copy of it after this: its language, and where an archive shows the page as
    it was."""
    witness = OutsideCapture.objects.filter(snapshot=snapshot).exclude(permalink="").first()
    archived = snapshot.final_url if snapshot.archived_at else ""
    at = snapshot.archived_at or (witness.captured_at if witness else None)
    return {
        "language": snapshot.source.language,
        "version_url": archived or (witness.permalink if witness else ""),
        "version_at": at.isoformat(timespec="seconds") if at else None,
    }


def claim_fields(claim: Claim, said: Attribution, *, citations_proposed: int = 0) -> dict[str, Any]:
    """The claim as it stands, in plain values: what a revision keeps of it and what readers see of it. `said`: who
    made it, as this revision has it."""
    return {
        "wording": wording(claim),
        "claimant_kind": said.kind,
        "is_ambiguous": claim.is_ambiguous,
        "topics": claim.topics,
        "language": claim.language,
        "translates": claim.translates.uid if claim.translates else "",
        "suggested": claim.suggestion_id is not None,
        "citations_proposed": citations_proposed,
        "prediction": prediction_fields(prediction_of(claim)),
        "appearances": [
            _appearance_fields(appearance, *at_place(appearance, claim, said))
            for appearance in appearances(claim)
        ],
        "search": search_record.for_readers(claim),
    }


def wording(claim: Claim) -> dict[str, Any]:
    """What a signed verdict is about: if any of this changes after sending, the verdict is sent again."""
    return {
        "statement": claim.statement,
        "kind": claim.kind,
        "claimant": claim.claimant.name if claim.claimant else "",
        "claimed_on": claim.claimed_on.isoformat() if claim.claimed_on else None,
        "quantities": claim.quantities,
        "times": claim.times,
    }


def appearances(claim: Claim) -> list[Appearance]:
    """Where the claim stands, one line per article (its newest version, first span first), its own article first;
    then where a claim that it covers stands."""
    rows = (
        Appearance.objects.filter(claim__in=[claim.pk, *claim.covers.values_list("pk", flat=True)])
        .filter(start__isnull=False, left_out_at__isnull=True)
        .select_related("claim", "claimant", "version__article__source", "version__snapshot")
        .defer("version__snapshot__text", "version__snapshot__blocks")
        .order_by("version__article_id", "-version__n", "start")
    )
    seen: set[int] = set()
    first: list[Appearance] = []
    for row in rows:
        if row.version.article_id not in seen:
            seen.add(row.version.article_id)
            first.append(row)
    own = claim.article_id
    return sorted(first, key=lambda row: (row.version.article_id != own, row.claim_id != claim.pk, row.pk))


def _appearance_fields(appearance: Appearance, claimant: str, kind: str) -> dict[str, Any]:
    version, source = appearance.version, appearance.version.article.source
    return {
        "quote": appearance.quote,
        "start": appearance.start,
        "end": appearance.end,
        "claimant": claimant,
        "claimant_kind": kind,
        "article": version.article.uid,
        "title": version.article.title,
        "version": version.n,
        "publisher": source.publisher,
        "url": source.canonical_url or version.snapshot.final_url,
        "published_on": source.published_on,
        "language": source.language,
        "kept_at": version.snapshot.captured_at.isoformat(),
        "sha256": version.snapshot.text_sha256,
        "same_claim": appearance.claim.uid,
    }


def prediction_fields(prediction: Prediction | None) -> dict[str, Any] | None:
    """A forecast or plan in plain values, as a revision keeps it."""
    if prediction is None:
        return None
    return {
        "subject": prediction.subject,
        "measure": prediction.measure,
        "comparator": prediction.comparator,
        "threshold": prediction.threshold,
        "unit": prediction.unit,
        "probability": prediction.probability,
        "horizon_on": prediction.horizon_on.isoformat() if prediction.horizon_on else None,
        "criteria": prediction.criteria,
        "resolution_source": prediction.resolution_source,
        "state": prediction.state,
        "checkpoints": [
            {"due_on": each.due_on.isoformat(), "question": each.question, "finding": each.finding}
            for each in prediction.checkpoints.all()
        ],
    }
