"""Kept copies, claims and suggestions written straight into the tables, for rooms that don't test how they come in."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from claims.accounts.acting import Actor
from claims.annotation.models import Appearance, Claim, Suggestion
from claims.intake.models import Article, ArticleVersion, Snapshot, Source
from claims.lib.hashing import sha256_text
from claims.matching.passages import index_snapshot


def copy(
    by: Actor,
    text: str,
    *,
    title: str = "A background piece",
    url: str = "",
    published: str = "",
    blocks: list[dict[str, Any]] | None = None,
    source: Source | None = None,
    index: bool = True,
) -> Snapshot:
    """A kept copy of a text, searchable unless told otherwise."""
    source = source or Source.objects.create(
        organisation=by.organisation, title=title, canonical_url=url, language="en",
        published={"value": published, "precision": "day", "kind": "published"} if published else {},
    )  # fmt: skip
    snapshot = Snapshot.objects.create(
        organisation=by.organisation, source=source, final_url=url, captured_at=timezone.now(), text=text,
        text_sha256=sha256_text(text), characters=len(text), extractor="test",
        blocks=blocks or [{"start": 0, "end": len(text), "role": "body"}],
    )  # fmt: skip
    if index:
        index_snapshot(snapshot)
    return snapshot


def article(
    by: Actor, text: str, *, title: str = "An article", published: str = "", url: str = ""
) -> ArticleVersion:
    """An article with one version of its text."""
    snapshot = copy(by, text, title=title, published=published, url=url)
    made = Article.objects.create(organisation=by.organisation, source=snapshot.source, title=title)
    return ArticleVersion.objects.create(organisation=by.organisation, article=made, n=1, snapshot=snapshot)


def claim(by: Actor, statement: str, *, kind: str = "statistic", at: ArticleVersion | None = None) -> Claim:
    """A claim; with `at` it stands in that version, word for word."""
    made = Claim.objects.create(
        organisation=by.organisation, article=at.article if at else None, number=1, statement=statement, kind=kind,
        by=by.user,
    )  # fmt: skip
    if at:
        start = at.text.index(statement)
        Appearance.objects.create(
            organisation=by.organisation, claim=made, version=at, start=start, end=start + len(statement),
            quote=statement,
        )  # fmt: skip
    return made


def suggestion(
    by: Actor, statement: str, *, at: ArticleVersion, band: str = "high", kind: str = "statistic"
) -> Suggestion:
    """A suggestion standing word for word in a version."""
    start = at.text.index(statement)
    return Suggestion.objects.create(
        organisation=by.organisation, version=at, number=start + 1, start=start, end=start + len(statement),
        quote=statement, statement=statement, kind=kind, score=0.9, band=band,
        reasons=[{"name": "test", "weight": 0.9}], scorer="test",
    )  # fmt: skip
