"""Bringing articles in: pasted, uploaded, or by address; and their later versions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.editing import save_changes
from claims.accounts.models import User
from claims.accounts.permissions import Permission, require
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.intake.capturing import Typed, ask, checked_kind, keep
from claims.intake.decoding import MAX_ARTICLE_CHARACTERS, canonical
from claims.intake.extraction import Extracted, extract, from_text
from claims.intake.models import (
    Article,
    ArticleVersion,
    Capture,
    CaptureMethod,
    CaptureState,
    Source,
    SourceKind,
)
from claims.intake.storing import checked_title, checked_words, keep_source, keep_version, published_fact
from claims.lib import http
from claims.lib.addresses import parse
from claims.lib.hashing import sha256_text
from claims.lib.problems import Conflict, FieldError, Problem


def submit_text(
    *,
    by: Actor,
    text: str,
    title: str = "",
    url: str = "",
    publisher: str = "",
    published_on: dt.date | str | None = None,
    language: str = "en",
) -> Article:
    """Put a pasted text under check.

    The same text again, or another text with the address of an article we have, leads to that article
    (`is_new` is False then); a differing text becomes its next version. Raises Problem at the field that
    can't be kept.
    """
    require(by, Permission.WRITE_ARTICLES)
    typed = Typed.of(
        title=title, publisher=publisher, url=url, published_on=published_on, kind=SourceKind.NEWS
    )
    extracted = from_text(canonical(text, limit=MAX_ARTICLE_CHARACTERS), language=checked_language(language))
    with transaction.atomic():
        return _submit(typed.over(extracted), extracted.text.encode(), CaptureMethod.PASTED, typed, by)


def submit_upload(
    *,
    by: Actor,
    name: str,
    data: bytes,
    title: str = "",
    url: str = "",
    publisher: str = "",
    published_on: dt.date | str | None = None,
    media_type: str = "",
) -> Article:
    """Put an uploaded txt, html, docx or pdf file under check. What is typed wins over what the file says of
    itself.

    Raises Problem for what can't be read; nothing is kept then.
    """
    require(by, Permission.WRITE_ARTICLES)
    typed = Typed.of(
        title=title, publisher=publisher, url=url, published_on=published_on, kind=SourceKind.NEWS
    )
    extracted = extract(data, name=name, media_type=media_type, url=typed.url, limit=MAX_ARTICLE_CHARACTERS)
    with transaction.atomic():
        return _submit(typed.over(extracted, name=name), data, CaptureMethod.UPLOADED, typed, by)


def submit_url(*, by: Actor, url: str) -> Article:
    """Put the page at an address under check; a job fetches it (`article.captures`), the text comes with it.

    An address we have leads to its article and asks for a fresh copy. Raises AddressProblem at once for what
    is never fetched: other schemes, private addresses, odd ports.
    """
    require(by, Permission.WRITE_ARTICLES)
    address = str(parse(url, policy=http.installation_policy(http.Named.BY_PEOPLE)))
    with transaction.atomic():
        source = keep_source(by.organisation, url=address, kind=SourceKind.NEWS)
        article = _article_of(source, title=source.title, by=by)
        ask(source, url=address, by=by)
    return article


def add_version_text(article: Article, *, by: Actor, text: str) -> tuple[ArticleVersion, bool]:
    """Add a pasted text as the article's next version; False where it is the latest version's text."""
    require(by, Permission.WRITE_ARTICLES, article)
    extracted = from_text(canonical(text, limit=MAX_ARTICLE_CHARACTERS), language=article.source.language)
    return _add_version(article, extracted, extracted.text.encode(), CaptureMethod.PASTED, by)


def add_version_upload(
    article: Article, *, by: Actor, name: str, data: bytes, media_type: str = ""
) -> tuple[ArticleVersion, bool]:
    """Add an uploaded file's text as the article's next version; False where it is the latest version's
    text."""
    require(by, Permission.WRITE_ARTICLES, article)
    extracted = extract(
        data,
        name=name,
        media_type=media_type,
        url=article.source.canonical_url,
        limit=MAX_ARTICLE_CHARACTERS,
    )
    return _add_version(article, extracted, data, CaptureMethod.UPLOADED, by)


def fetch_again(article: Article, *, by: Actor) -> Capture:
    """Ask for the page's text as it is now; a differing text becomes the next version.

    Raises Conflict for an article without an address.
    """
    require(by, Permission.WRITE_ARTICLES, article)
    url = article.source.canonical_url
    if not url:
        raise Conflict(
            "article.no_address",
            "This article has no address to fetch from.",
            next_step="Paste or upload the new text as a version instead.",
        )
    address = str(parse(url, policy=http.installation_policy(http.Named.BY_PEOPLE)))
    with transaction.atomic():
        return ask(article.source, url=address, by=by)


def archive(article: Article, *, by: Actor) -> Article:
    """Take an article off the lists; nothing of it is deleted. Already archived: nothing happens."""
    require(by, Permission.WRITE_ARTICLES, article)
    return _put_away(article, timezone.now(), EventName.ARTICLE_ARCHIVED, by=by)


def restore(article: Article, *, by: Actor) -> Article:
    """Bring an archived article back. Not archived: nothing happens."""
    require(by, Permission.WRITE_ARTICLES, article)
    return _put_away(article, None, EventName.ARTICLE_RESTORED, by=by)


def edit_article(
    article: Article, *, by: Actor, row_version: int | None, changes: Mapping[str, Any]
) -> Article:
    """Change an article's title, assignee (a member's User, or None) or due_on (a date, or None).

    Raises Problem at an unknown field or a value that can't be kept, Stale where the article moved on.
    """
    require(by, Permission.WRITE_ARTICLES, article)
    _known_fields(changes, {"title", "assignee", "due_on"})
    wanted = dict(changes)
    if "title" in wanted:
        wanted["title"] = checked_title(str(wanted["title"]))
        if not wanted["title"]:
            raise Problem("title.empty", "An article needs a title.", pointer="/title", next_step="Type one.")
    if isinstance(assignee := wanted.get("assignee"), User):
        if not assignee.memberships.filter(organisation=article.organisation, ended_at=None).exists():
            raise Problem(
                "assignee.unknown",
                "This person does not work in your newsroom.",
                pointer="/assignee",
                next_step="Choose somebody from the list of people.",
            )
    with transaction.atomic():
        before = save_changes(article, row_version=row_version, changes=wanted)
        record(EventName.ARTICLE_CHANGED, article, by=by, before=before, after=wanted)
    return article


def edit_source(source: Source, *, by: Actor, row_version: int | None, changes: Mapping[str, Any]) -> Source:
    """Correct how a source is cited: title, publisher, authors, kind, published_on, language.

    Copies never change by this, nor what was signed before. Raises Problem at the field, Stale where it moved
    on.
    """
    require(by, Permission.WRITE_ARTICLES, source)
    _known_fields(changes, {"title", "publisher", "authors", "kind", "published_on", "language"})
    wanted = dict(changes)
    if "title" in wanted:
        wanted["title"] = checked_title(str(wanted["title"]))
        if not wanted["title"]:
            raise Problem("title.empty", "A source needs a title.", pointer="/title", next_step="Type one.")
    if "publisher" in wanted:
        typed = Typed.of(title="", publisher=str(wanted["publisher"]), url="", published_on=None)
        wanted["publisher"] = typed.publisher
    if "authors" in wanted:
        names = [" ".join(checked_words(str(name), pointer="/authors").split()) for name in wanted["authors"]]
        wanted["authors"] = [name[:120] for name in names if name][:20]
    if "kind" in wanted:
        wanted["kind"] = checked_kind(str(wanted["kind"]))
    if "language" in wanted:
        wanted["language"] = checked_language(str(wanted["language"]))
    if "published_on" in wanted:
        wanted["published"] = published_fact(wanted.pop("published_on"))
    with transaction.atomic():
        before = save_changes(source, row_version=row_version, changes=wanted)
        record(EventName.SOURCE_CHANGED, source, by=by, before=before, after=wanted)
    return source


def checked_language(language: str) -> str:
    """A language tag as it is stored. Raises Problem for one that is none."""
    language = language.strip()
    if len(language) > 35 or not all(
        part.isalnum() and part.isascii() for part in language.split("-") if language
    ):
        raise Problem(
            "language.unknown",
            f"“{language[:40]}” is no language code.",
            pointer="/language",
            next_step="Use a code such as en, de or pt-BR, or leave it empty.",
        )
    return language


def _submit(extracted: Extracted, data: bytes, method: str, typed: Typed, by: Actor) -> Article:
    if not extracted.canonical_url and (known := _article_with(extracted.text, by=by)):
        known.is_new = False
        return known
    capture = keep(extracted, data, method=method, typed=typed, by=by)
    article = _article_of(capture.source, title=extracted.title, by=by)
    assert capture.snapshot is not None  # noqa: S101 - an upload or paste ends with its copy
    keep_version(article, capture.snapshot, by=by)
    return article


def _article_with(text: str, *, by: Actor) -> Article | None:
    """The article under check without an address whose latest version has exactly this text."""
    same = (
        ArticleVersion.objects.in_newsroom(by.organisation)
        .filter(
            snapshot__text_sha256=sha256_text(text),
            article__archived_at=None,
            article__source__canonical_url="",
            next=None,
        )
        .select_related("article")
        .order_by("pk")
        .first()
    )
    return same.article if same else None


def _article_of(source: Source, *, title: str, by: Actor) -> Article:
    """The article of a source: the one there is (brought back if archived), else a new one."""
    article, made = Article.objects.get_or_create(
        organisation=source.organisation, source=source, defaults={"title": title[:500]}
    )
    article.is_new = made
    if made:
        record(EventName.ARTICLE_SUBMITTED, article, by=by, related=[source])
    elif article.archived_at:
        _put_away(article, None, EventName.ARTICLE_RESTORED, by=by)
    return article


def _add_version(
    article: Article, extracted: Extracted, data: bytes, method: str, by: Actor
) -> tuple[ArticleVersion, bool]:
    """A copy under the article's own source, whatever the text says of itself, and the version that holds
    it."""
    source = article.source
    named = replace(
        extracted, title=source.title, publisher=source.publisher, canonical_url=source.canonical_url
    )
    typed = Typed(title=source.title, publisher="", url=source.canonical_url, published={}, kind=source.kind)
    with transaction.atomic():
        latest = article.latest
        if latest is not None and latest.snapshot.text_sha256 == sha256_text(extracted.text):
            return latest, False
        capture = keep(named, data, method=method, typed=typed, by=by, source=source)
        assert capture.snapshot is not None  # noqa: S101 - an upload or paste ends with its copy
        return keep_version(article, capture.snapshot, by=by)


def _put_away(article: Article, when: dt.datetime | None, name: EventName, *, by: Actor) -> Article:
    if (article.archived_at is None) == (when is None):
        return article
    with transaction.atomic():
        before = save_changes(article, row_version=None, changes={"archived_at": when})
        record(name, article, by=by, before=before, after={"archived_at": when})
    return article


def _known_fields(changes: Mapping[str, Any], known: set[str]) -> None:
    unknown = sorted(set(changes) - known)
    if unknown:
        raise Problem(
            "field.unknown",
            f"Unknown field: {', '.join(unknown)}.",
            next_step=f"Fields that can be changed: {', '.join(sorted(known))}.",
            errors=[FieldError(f"/{name}", "There is no such field.") for name in unknown],
        )


def pending_capture(article: Article) -> Capture | None:
    """The attempt to fetch this article that has not ended yet, or None."""
    return article.source.captures.exclude(state=CaptureState.ENDED).order_by("-pk").first()


def last_failure(article: Article) -> Capture | None:
    """The article's latest attempt, if it failed: its `problem` says what was found and the way on. Else
    None."""
    latest = article.source.captures.filter(state=CaptureState.ENDED).order_by("-ended_at", "-pk").first()
    return latest if latest is not None and latest.snapshot_id is None else None
