"""Keeping what came in: bytes once by their hash, copies once per changed text, sources once per address.

Every function here writes inside the caller's transaction.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import zlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.editing import save_changes
from claims.accounts.models import Organisation
from claims.accounts.permissions import Permission, require
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.intake.extraction import Extracted
from claims.intake.models import Article, ArticleVersion, Blob, CaptureMethod, Snapshot, Source, SourceKind
from claims.lib.answers import Page
from claims.lib.hashing import sha256_bytes, sha256_text
from claims.lib.problems import Conflict, Problem
from claims.lib.urls import cited_address, short_address

MAX_TITLE = 500
_KEPT_HEADERS = (
    "date",
    "last-modified",
    "etag",
    "content-type",
    "content-language",
    "memento-datetime",
    "age",
)


def keep_blob(organisation: Organisation, data: bytes, *, media_type: str) -> Blob:
    """The bytes as they came, stored once per newsroom under their SHA-256, packed with zlib."""
    blob, _ = Blob.objects.get_or_create(
        organisation=organisation,
        sha256=sha256_bytes(data),
        defaults={"media_type": media_type[:120], "size": len(data), "data": zlib.compress(data, 6)},
    )
    return blob


def bytes_of(blob: Blob) -> bytes:
    """The bytes as they came."""
    return zlib.decompress(bytes(blob.data))


def keep_source(
    organisation: Organisation,
    *,
    url: str = "",
    title: str = "",
    publisher: str = "",
    authors: list[str] | None = None,
    published: Mapping[str, str] | None = None,
    kind: str = SourceKind.OTHER,
    language: str = "",
) -> Source:
    """The document as a reader would cite it: the one with this address if we have it, else a new one.

    What an existing source does not know yet is filled in; what it knows is left alone.
    """
    facts: dict[str, Any] = {
        "title": title[:MAX_TITLE] or short_address(url),
        "publisher": publisher[:200],
        "authors": authors or [],
        "published": dict(published or {}),
        "kind": kind,
        "language": language[:35],
    }
    address = cited_address(url) if url else ""
    if not address:
        return Source.objects.create(organisation=organisation, **facts)
    source, made = Source.objects.get_or_create(
        organisation=organisation, canonical_url=address, defaults=facts
    )
    if not made:
        fill_in(source, facts)
    return source


def fill_in(source: Source, facts: Mapping[str, Any]) -> None:
    """Write the facts a source lacks. A title that only repeats the address counts as lacking."""
    changes = {}
    for name, value in facts.items():
        known = getattr(source, name)
        lacking = not known or (name == "kind" and known == SourceKind.OTHER)
        lacking = lacking or (name == "title" and known == short_address(source.canonical_url))
        if value and lacking and value != known:
            changes[name] = value
    if changes:
        save_changes(source, row_version=None, changes=changes)


def keep_snapshot(
    source: Source,
    extracted: Extracted,
    data: bytes,
    *,
    by: Actor,
    page: Page | None = None,
    requested_url: str = "",
    archived: bool = False,
) -> tuple[Snapshot, bool]:
    """The kept copy of a text, and whether it is new: the source's newest copy serves again where its text is
    equal. What an archive captured serves only for that very capture: it says when the page was there."""
    text_sha256 = sha256_text(extracted.text)
    there = source.snapshots.filter(removed_at=None)
    if archived and page is not None:
        there = there.filter(final_url=page.final_url[:2000])
    else:
        there = there.exclude(captures__method=CaptureMethod.ARCHIVED)
    newest = there.order_by("-captured_at", "-pk").first()
    if newest is not None and newest.text_sha256 == text_sha256:
        return newest, False
    snapshot = Snapshot.objects.create(
        organisation=source.organisation,
        source=source,
        requested_url=requested_url[:2000],
        final_url=page.final_url[:2000] if page else "",
        redirects=page.redirects if page else [],
        http_status=page.status if page else None,
        headers={name: page.headers[name][:500] for name in _KEPT_HEADERS if name in page.headers}
        if page
        else {},
        captured_at=timezone.now(),
        blob=keep_blob(source.organisation, data, media_type=extracted.media_type),
        text=extracted.text,
        text_sha256=text_sha256,
        characters=len(extracted.text),
        blocks=extracted.blocks,
        extractor=extracted.extractor,
    )
    record(
        EventName.SNAPSHOT_KEPT, snapshot, by=by, related=[source], data={"characters": snapshot.characters}
    )
    return snapshot, True


def keep_version(article: Article, snapshot: Snapshot, *, by: Actor) -> tuple[ArticleVersion, bool]:
    """The article's version with this text, and whether it is new: the latest one where its text is the
    same."""
    Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    latest = article.versions.select_related("snapshot").order_by("-n").first()
    if latest is not None and latest.snapshot.text_sha256 == snapshot.text_sha256:
        return latest, False
    version = ArticleVersion.objects.create(
        organisation=article.organisation,
        article=article,
        n=latest.n + 1 if latest else 1,
        snapshot=snapshot,
        previous=latest,
    )
    record(EventName.VERSION_ADDED, version, by=by, related=[article, snapshot], data={"n": version.n})
    return version, True


def take_down(snapshot: Snapshot, *, by: Actor, reason: str) -> Snapshot:
    """Remove a kept copy's words and bytes, for law or privacy. Its hash, place and date stay, with the
    reason.

    Raises Problem without a reason, Conflict where it was taken down before, Refused without the right.
    """
    require(by, Permission.WITHDRAW, snapshot)
    reason = reason.strip()
    if not reason or len(reason) > 300:
        raise Problem(
            "reason.missing" if not reason else "reason.too_long",
            "A copy is taken down for a reason."
            if not reason
            else "The reason is longer than 300 characters.",
            pointer="/reason",
            next_step="Say in a sentence why the copy must go; the reason stays visible in its place.",
        )
    with transaction.atomic():
        blob_id = snapshot.blob_id
        gone = Snapshot.objects.filter(pk=snapshot.pk, removed_at=None).update(
            text=None, blob=None, removed_at=timezone.now(), removal_reason=reason
        )
        if not gone:
            raise Conflict("snapshot.gone", "This copy was already taken down.")
        snapshot.refresh_from_db()
        if blob_id is not None:
            with contextlib.suppress(ProtectedError):  # the same bytes may be another copy too, or a reply
                Blob.objects.filter(pk=blob_id).delete()
        record(EventName.SNAPSHOT_TAKEN_DOWN, snapshot, by=by, note=reason, related=[snapshot.source])
    return snapshot


def published_fact(value: dt.date | str | None, *, kind: str = "published") -> dict[str, str]:
    """A publication date as stored: {value, precision, kind}, with precision day, month or year; {} for none.

    Takes a date, or text like `2019-07-22`, `2019-07`, `2019`. Raises Problem for anything else.
    """
    if not value:
        return {}
    text = value.isoformat()[:10] if isinstance(value, dt.date) else value.strip()
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", text)
    try:
        if match is None:
            raise ValueError
        dt.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        raise Problem(
            "published_on.malformed",
            f"“{text[:40]}” is not a date.",
            pointer="/published_on",
            next_step="Write it as year-month-day (2019-07-22); year and month, or the year alone, will do.",
        ) from None
    precision = "day" if match[3] else "month" if match[2] else "year"
    return {"value": text, "precision": precision, "kind": kind}


def checked_title(title: str, *, pointer: str = "/title") -> str:
    """A typed title on one line. Raises Problem for one that can't be stored."""
    title = " ".join(title.split())
    if len(title) > MAX_TITLE:
        raise Problem(
            "title.too_long",
            f"The title has {len(title):,} characters; at most {MAX_TITLE} fit.",
            pointer=pointer,
            next_step="Shorten it; the text itself may be as long as it is.",
        )
    return checked_words(title, pointer=pointer)


def checked_words(words: str, *, pointer: str) -> str:
    """A short typed text. Raises Problem for NUL and lone surrogates, which no column can hold."""
    try:
        words.encode("utf-8")
    except UnicodeEncodeError:
        words = "\0"
    if "\0" in words:
        raise Problem(
            "text.characters",
            "This field holds a character that can't be kept (NUL, or half of a surrogate pair).",
            pointer=pointer,
            next_step="Delete the odd character and send it again.",
        )
    return words


def title_of(text: str) -> str:
    """A title for an untitled text: its first line, cut at a word."""
    line = next((line.strip() for line in text.split("\n") if line.strip()), "Untitled")
    if len(line) <= 120:
        return line
    return line[:110].rsplit(" ", 1)[0] + " …"
