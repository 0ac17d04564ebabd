"""The read model: what readers may know of a check, built from published, signed, frozen revisions and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.dateparse import parse_datetime

from claims.publishing.addresses import slug_for
from claims.publishing.looked import search_of
from claims.publishing.method import method_of
from claims.publishing.models import Publication, PublicationState, PublishedVersion
from claims.publishing.shown import (
    Answer,
    Check,
    Place,
    Quoted,
    Verdict,
)
from claims.verdicts.models import Citation, FactCheck, Rating, VerdictRevision


def read(publication: Publication) -> Check:
    """A publication as readers see it, with all its versions."""
    versions = (
        PublishedVersion.objects.filter(publication=publication)
        .select_related("revision__rating", "sign_off__by", "correction")
        .prefetch_related(_citations())
        .order_by("-n")
    )
    return _check(publication, versions)


def read_many(publications: Iterable[Publication]) -> list[Check]:
    """Many publications with all their versions, in the order given. The same few queries for ten and a thousand."""
    rows = list(publications)
    versions: dict[int, list[PublishedVersion]] = {row.pk: [] for row in rows}
    for version in (
        PublishedVersion.objects.filter(publication__in=rows)
        .select_related("revision__rating", "sign_off__by", "correction")
        .prefetch_related(_citations())
        .order_by("-n")
    ):
        versions[version.publication_id].append(version)
    return [_check(row, versions[row.pk]) for row in rows]


def preview(fact_check: FactCheck, revision: VerdictRevision) -> Check:
    """The check as it would be if this revision were published now."""
    publication = Publication.objects.filter(fact_check=fact_check).first()
    before = read(publication) if publication else None
    reviewer = getattr(revision, "sign_off", None)
    verdict = verdict_of(
        revision,
        n=before.newest.n + 1 if before else 1,
        at=revision.made_at,
        reviewer=str(reviewer.by) if reviewer else "",
        approved_at=reviewer.at if reviewer else None,
    )
    if before is not None:
        retracted = revision.correction_kind == "retraction"
        state = PublicationState.RETRACTED if retracted else PublicationState.PUBLISHED
        return replace(before, versions=(verdict, *before.versions), state=state)
    return Check(
        uid=fact_check.claim.uid,
        slug=slug_for(revision.headline),
        state=PublicationState.PUBLISHED,
        withdrawal_reason="",
        newsroom=fact_check.organisation,
        versions=(verdict,),
    )


def verdict_of(
    revision: VerdictRevision, *, n: int, at: datetime, reviewer: str, approved_at: datetime | None = None
) -> Verdict:
    """One revision as version `n`."""
    fields = revision.claim_fields
    citations = list(revision.citations.all())
    return Verdict(
        n=n,
        at=at,
        headline=revision.headline,
        conclusion=revision.conclusion,
        explanation=revision.explanation,
        claim_text=revision.claim_text,
        statement=revision.statement,
        kind=revision.claim_kind,
        claimant=revision.claimant_name,
        claimant_kind=str(fields.get("claimant_kind") or ""),
        claimed_on=revision.claimed_on,
        answer=_answer(revision.rating, revision.rating_label),
        known_as_of=revision.known_as_of,
        sources_exception=revision.sources_exception,
        authors=tuple(revision.author_names),
        reviewer=reviewer,
        sources=tuple(
            _quoted(citation, fields.get("copies", {}).get(str(citation.number), {}))
            for citation in citations
        ),
        places=tuple(_place(each) for each in fields.get("appearances", [])),
        prediction=_prediction(fields.get("prediction")),
        outcome=revision.prediction_outcome,
        correction_kind=revision.correction_kind if n > 1 else "",
        correction_note=revision.correction_note if n > 1 else "",
        sources_proposed=int(fields.get("citations_proposed", 0)),
        claim_proposed=bool(fields.get("suggested")),
        search=search_of(fields.get("search")),
        method=method_of(fields.get("method"), sent_at=revision.made_at, approved_at=approved_at),
        revision=revision,
        origins=_origins(fields) if revision.origins is not None else None,
        topics=tuple(fields.get("topics") or ()),
        language=str(fields.get("language") or ""),
        translates=str(fields.get("translates") or ""),
    )


PREDICTION = (
    "subject", "measure", "comparator", "threshold", "unit", "probability", "horizon_on", "criteria",
    "resolution_source", "state",
)  # fmt: skip
"""What readers may know of a forecast or plan, beside its checkpoints."""


def _prediction(kept: dict[str, Any] | None) -> dict[str, Any] | None:
    if kept is None:
        return None
    points = [
        {name: point.get(name) for name in ("due_on", "question", "finding")}
        for point in kept.get("checkpoints", [])
    ]
    return {**{name: kept.get(name) for name in PREDICTION}, "checkpoints": points}


def _origins(fields: dict[str, Any]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(each["sources"]) for each in fields.get("origins", []))


def _citations() -> Prefetch[str, Any, str]:
    """The quotations with their sources, without the whole texts they were taken from."""
    rows = Citation.objects.select_related("snapshot__source").defer(
        "snapshot__text", "snapshot__blocks", "snapshot__headers"
    )
    return Prefetch("revision__citations", queryset=rows)


def _check(publication: Publication, versions: Iterable[PublishedVersion]) -> Check:
    return Check(
        uid=publication.fact_check.claim.uid,
        slug=publication.slug,
        state=publication.state,
        withdrawal_reason=publication.withdrawal_reason,
        newsroom=publication.organisation,
        versions=tuple(
            verdict_of(
                version.revision,
                n=version.n,
                at=version.published_at,
                reviewer=version.reviewer_name or str(version.sign_off.by),
                approved_at=version.sign_off.at,
            )
            for version in versions
        ),
    )


def _answer(rating: Rating | None, label: str) -> Answer | None:
    if rating is None:
        return None
    return Answer(
        key=rating.key,
        label=label,
        definition=rating.definition,
        number=rating.number,
        digit=rating.digit,
        scale_id=rating.scale_id,
    )


def _quoted(citation: Citation, kept: dict[str, Any]) -> Quoted:
    version_url = str(kept.get("version_url") or "")
    return Quoted(
        number=citation.number,
        quote=citation.quote,
        stance=citation.stance,
        is_key=citation.is_key,
        note=citation.note,
        title=citation.source_title,
        publisher=citation.source_publisher,
        url=citation.source_url if citation.source_url.startswith(("http://", "https://")) else "",
        date=citation.source_date,
        kind=citation.source_kind,
        language=str(kept.get("language", citation.snapshot.source.language)),
        kept_at=citation.snapshot.captured_at,
        sha256=citation.snapshot.text_sha256,
        version_url=version_url if version_url.startswith(("http://", "https://")) else "",
        version_at=parse_datetime(kept["version_at"]) if kept.get("version_at") else None,
    )


def _place(fields: dict[str, Any]) -> Place:
    url = str(fields.get("url") or "")
    return Place(
        quote=fields["quote"],
        claimant=fields.get("claimant") or "",
        claimant_kind=fields.get("claimant_kind") or "",
        article=fields["article"],
        title=fields["title"],
        publisher=fields.get("publisher") or "",
        url=url if url.startswith(("http://", "https://")) else "",
        date=fields.get("published_on") or "",
        language=fields.get("language") or "",
        kept_at=parse_datetime(fields["kept_at"]) if fields.get("kept_at") else None,
        sha256=fields.get("sha256") or "",
    )
