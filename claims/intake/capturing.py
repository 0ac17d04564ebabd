"""Keeping copies: each attempt is a Capture, which ends with a kept copy or with a problem in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.editing import save_changes
from claims.accounts.permissions import Permission, require
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.intake.decoding import canonical
from claims.intake.extraction import READABLE_TYPES, Extracted, extract, from_text
from claims.intake.models import (
    Article,
    Capture,
    CaptureMethod,
    CaptureState,
    LiveState,
    Outcome,
    Snapshot,
    Source,
    SourceKind,
)
from claims.intake.storing import (
    checked_title,
    checked_words,
    fill_in,
    keep_snapshot,
    keep_source,
    keep_version,
    published_fact,
    title_of,
)
from claims.lib import http
from claims.lib.addresses import PASTE_INSTEAD, AddressProblem, parse
from claims.lib.http import FetchProblem, Page
from claims.lib.problems import Problem
from claims.lib.urls import cited_address, short_address

WALL_STATUSES = {401, 402, 403, 451}


def capture_url(*, by: Actor, url: str, kind: str = SourceKind.OTHER) -> Capture:
    """Ask for a copy of the page at an address; a job fetches it. A copy already on its way is not asked for
    twice.

    Raises AddressProblem at once for what is never fetched (other schemes, private addresses), Refused
    without the right.
    """
    require(by, Permission.WRITE_ARTICLES)
    address = str(parse(url, policy=http.installation_policy(http.Named.BY_PEOPLE)))
    with transaction.atomic():
        return ask(keep_source(by.organisation, url=address, kind=checked_kind(kind)), url=address, by=by)


def ask(
    source: Source,
    *,
    url: str,
    by: Actor,
    archived: bool = False,
    near: dt.date | None = None,
    stamp: str = "",
) -> Capture:
    """Queue one attempt for a source, or return the one that is queued already: of the page itself, or of what an
    archive captured next to a day or at a moment."""
    Source.objects.select_for_update().get(pk=source.pk)
    method = CaptureMethod.ARCHIVED if archived else CaptureMethod.FETCHED
    waiting = source.captures.filter(requested_url=url, method=method, stamp=stamp)
    if found := waiting.exclude(state=CaptureState.ENDED).first():
        return found
    capture = Capture.objects.create(
        organisation=by.organisation, source=source, method=method, requested_url=url, near=near, stamp=stamp,
        by=by.user,
    )  # fmt: skip
    name = EventName.CAPTURE_ARCHIVE_ASKED if archived else EventName.CAPTURE_ASKED
    record(name, capture, by=by, related=[source], data={"url": url})
    return capture


def capture_upload(
    *,
    by: Actor,
    name: str,
    data: bytes,
    title: str = "",
    publisher: str = "",
    url: str = "",
    published_on: dt.date | str | None = None,
    kind: str = SourceKind.OTHER,
    media_type: str = "",
) -> Capture:
    """Keep a copy of an uploaded txt, html, docx or pdf file. Ends at once; `.snapshot` is the copy.

    What is typed (title, publisher, address, date) wins over what the file says. Raises Problem for what
    can't be read.
    """
    require(by, Permission.WRITE_ARTICLES)
    typed = Typed.of(title=title, publisher=publisher, url=url, published_on=published_on, kind=kind)
    extracted = extract(data, name=name, media_type=media_type, url=typed.url)
    with transaction.atomic():
        return keep(typed.over(extracted, name=name), data, method=CaptureMethod.UPLOADED, typed=typed, by=by)


def capture_text(
    *,
    by: Actor,
    text: str,
    title: str,
    publisher: str = "",
    url: str = "",
    published_on: dt.date | str | None = None,
    kind: str = SourceKind.OTHER,
    language: str = "",
) -> Capture:
    """Keep a copy of a pasted text. Ends at once; `.snapshot` is the copy. Raises Problem for what is no
    text."""
    require(by, Permission.WRITE_ARTICLES)
    typed = Typed.of(title=title, publisher=publisher, url=url, published_on=published_on, kind=kind)
    extracted = from_text(canonical(text), language=language)
    with transaction.atomic():
        data = extracted.text.encode()
        return keep(typed.over(extracted), data, method=CaptureMethod.PASTED, typed=typed, by=by)


class Typed:
    """What an editor typed beside a text, checked: it wins over what the text says of itself."""

    def __init__(self, *, title: str, publisher: str, url: str, published: dict[str, str], kind: str) -> None:
        self.title = title
        self.publisher = publisher
        self.url = url
        self.published = published
        self.kind = kind

    @classmethod
    def of(
        cls,
        *,
        title: str,
        publisher: str,
        url: str,
        published_on: dt.date | str | None,
        kind: str = SourceKind.OTHER,
    ) -> Typed:
        """Raises Problem at the field that can't be kept."""
        publisher = checked_words(" ".join(publisher.split()), pointer="/publisher")
        if len(publisher) > 200:
            raise Problem(
                "publisher.too_long",
                "The publisher's name has more than 200 characters.",
                pointer="/publisher",
                next_step="Shorten it.",
            )
        return cls(
            title=checked_title(title),
            publisher=publisher,
            url=checked_reference(url),
            published=published_fact(published_on),
            kind=checked_kind(kind),
        )

    def over(self, extracted: Extracted, *, name: str = "") -> Extracted:
        """The extracted facts with the typed ones in their place, and always a title."""
        title = self.title or extracted.title or file_title(name) or title_of(extracted.text)
        return replace(
            extracted,
            title=title,
            publisher=self.publisher or extracted.publisher,
            canonical_url=self.url or extracted.canonical_url,
        )


def keep(
    extracted: Extracted, data: bytes, *, method: str, typed: Typed, by: Actor, source: Source | None = None
) -> Capture:
    """Write source (unless given), copy and ended attempt of a text that is already here. In the caller's
    transaction."""
    source = source or keep_source(
        by.organisation,
        url=extracted.canonical_url,
        title=extracted.title,
        publisher=extracted.publisher,
        authors=extracted.authors,
        published=typed.published or published_fact(extracted.published_on),
        kind=typed.kind,
        language=extracted.language,
    )
    snapshot, _ = keep_snapshot(source, extracted, data, by=by, requested_url=typed.url)
    return Capture.objects.create(
        organisation=by.organisation,
        source=source,
        method=method,
        requested_url=typed.url,
        state=CaptureState.ENDED,
        outcome=Outcome.OK,
        snapshot=snapshot,
        by=by.user,
        ended_at=timezone.now(),
    )


def read_address(url: str) -> tuple[Page, Extracted]:
    """Fetch a page and read it. Slow; for jobs and the terminal, outside any transaction.

    Raises FetchProblem, AddressProblem or Problem; `outcome_of` gives the class.
    """
    try:
        page = http.fetch(url, named=http.Named.BY_PEOPLE, accept=READABLE_TYPES)
    except FetchProblem as problem:
        if problem.http_status in WALL_STATUSES:
            raise behind_a_wall(f"The site wants a sign-in or a payment ({problem.http_status}).") from None
        raise
    extracted = extract(page.body, media_type=page.media_type, charset=page.charset, url=page.final_url)
    if extracted.wall:
        raise behind_a_wall(extracted.wall, page=page)
    return page, extracted


def behind_a_wall(why: str, *, page: Page | None = None) -> FetchProblem:
    """The refusal of a page whose text is kept from readers without a key."""
    return FetchProblem(
        "page.wall",
        f"The page is behind a wall. {why}",
        outcome=Outcome.FORBIDDEN_CONTENT,
        next_step=f"{PASTE_INSTEAD} A kept copy elsewhere may also be readable.",
        http_status=page.status if page else None,
        page=page,
    )


def outcome_of(problem: Problem) -> str:
    """The outcome class of a failed attempt: what came in and could not be read is `malformed`."""
    if isinstance(problem, FetchProblem | AddressProblem):
        return problem.outcome
    return Outcome.MALFORMED


def record_capture(
    capture: Capture,
    extracted: Extracted,
    *,
    data: bytes | None = None,
    page: Page | None = None,
    by: Actor | None = None,
) -> Snapshot:
    """End an attempt with its copy; an article's text becomes a version where it differs from the latest one.

    `data` are the bytes as they came (the text's own for None). Writes inside the caller's transaction (a
    job's `finishing`).
    """
    by = by or Actor.system(capture.organisation)
    data = extracted.text.encode() if data is None else data
    source = settle_source(capture, extracted)
    had_copy = source.snapshots.exclude(captures__method=CaptureMethod.ARCHIVED).exists()
    snapshot, is_new = keep_snapshot(
        source, extracted, data, by=by, page=page, requested_url=capture.requested_url
    )
    live = LiveState.CHANGED if is_new and had_copy else source.live_state
    if page and live in {LiveState.UNKNOWN, LiveState.GONE}:
        live = LiveState.LIVE
    if live != source.live_state:
        save_changes(source, row_version=None, changes={"live_state": live})
    end(capture, outcome=Outcome.OK, snapshot=snapshot)
    article = Article.objects.filter(source=source).first()
    if article is not None:
        _name(article, capture, extracted)
        keep_version(article, snapshot, by=by)
    return snapshot


def record_archived(
    capture: Capture, extracted: Extracted, *, data: bytes, page: Page, by: Actor
) -> Snapshot:
    """End an attempt with what an archive captured. That says nothing of the page as it is now, and an article takes
    it as its text only where it has none yet. Inside the caller's transaction."""
    source = settle_source(capture, extracted)
    snapshot, _ = keep_snapshot(
        source, extracted, data, by=by, page=page, requested_url=capture.requested_url, archived=True
    )
    end(capture, outcome=Outcome.OK, snapshot=snapshot)
    article = Article.objects.filter(source=source).first()
    if article is not None and article.latest is None:
        _name(article, capture, extracted)
        keep_version(article, snapshot, by=by)
    return snapshot


def _name(article: Article, capture: Capture, extracted: Extracted) -> None:
    """An article that is called by its address so far takes the text's title."""
    if article.title == short_address(capture.requested_url) and extracted.title:
        save_changes(article, row_version=None, changes={"title": extracted.title[:500]})


def record_failure(capture: Capture, problem: Problem, *, by: Actor) -> None:
    """End an attempt with its problem in words. Nothing else is kept of it. Inside the caller's
    transaction."""
    words = {"code": problem.code, "words": problem.detail, "next_step": problem.next_step}
    end(capture, outcome=outcome_of(problem), problem=words)
    if problem.code == "page.gone" and capture.source.snapshots.exists():
        save_changes(capture.source, row_version=None, changes={"live_state": LiveState.GONE})
    record(
        EventName.CAPTURE_FAILED, capture, by=by, related=[capture.source], note=problem.detail, data=words
    )


def end(
    capture: Capture, *, outcome: str, snapshot: Snapshot | None = None, problem: dict[str, str] | None = None
) -> None:
    """Write an attempt's end, once."""
    capture.state, capture.outcome, capture.ended_at = CaptureState.ENDED, outcome, timezone.now()
    capture.snapshot, capture.problem = snapshot, problem or {}
    capture.save(update_fields=["state", "outcome", "ended_at", "snapshot", "problem", "source"])


def settle_source(capture: Capture, extracted: Extracted) -> Source:
    """The source a fetched page belongs to, now that it has said its own address.

    Where we already have a source by that address, the stand-in made for the request gives way to it, unless
    both are articles or the stand-in has copies of its own.
    """
    source = capture.source
    facts = {
        "title": extracted.title[:500],
        "publisher": extracted.publisher,
        "authors": extracted.authors,
        "published": published_fact(extracted.published_on),
        "language": extracted.language[:35],
    }
    fill_in(source, facts)
    address = cited_address(extracted.canonical_url)
    if not address or address == source.canonical_url:
        return source
    other = Source.objects.in_newsroom(source.organisation_id).filter(canonical_url=address).first()
    if other is None:
        if not source.snapshots.exists():
            save_changes(source, row_version=None, changes={"canonical_url": address})
        return source
    article = Article.objects.filter(source=source).first()
    if source.snapshots.exists() or (article and Article.objects.filter(source=other).exists()):
        return source
    if article:
        save_changes(article, row_version=None, changes={"source": other})
    source.captures.update(source=other)
    source.delete()
    capture.source = other
    fill_in(other, facts)
    return other


def checked_reference(url: str) -> str:
    """A typed address that is only cited, not fetched: http or https, of a length that fits. Raises
    Problem."""
    url = url.strip()
    if not url:
        return ""
    address = cited_address(checked_words(url, pointer="/url"))
    if not address or len(address) > 2000 or any(character.isspace() for character in address):
        raise Problem(
            "url.malformed",
            "This does not read as a web address.",
            pointer="/url",
            next_step="Copy the address from your browser (it starts with http:// or https://), or leave it empty.",
        )
    return address


def checked_kind(kind: str) -> str:
    """A source's kind. Raises Problem for an unknown one."""
    if kind not in SourceKind.values:
        raise Problem(
            "kind.unknown",
            f"“{kind[:40]}” is no kind of source.",
            pointer="/kind",
            next_step=f"Use one of {', '.join(SourceKind.values)}.",
        )
    return kind


def file_title(name: str) -> str:
    """A file's name as a title: without folder and ending."""
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return " ".join("".join(c for c in stem if c.isprintable()).split())[:200]
