"""Watching the pages that published checks cite: they are fetched again now and then, and an editor is told where a
cited passage has changed or vanished, or where the page has gone.

A note is all that follows. The kept copy a check stands on stays as it is, and so does everything readers see.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.fields.json import KT
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, require
from claims.evidence.locating import places_of, stands
from claims.evidence.word_edges import cuts
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.intake import capturing
from claims.intake.models import Article, Capture, CaptureMethod, CaptureState, Snapshot, Source
from claims.lib.problems import Conflict
from claims.publishing.listing import only_newest
from claims.publishing.models import (
    Publication,
    PublicationState,
    PublishedVersion,
    SourceNote,
    SourceNoteKind,
)
from claims.verdicts.models import Citation

AT_ONCE = 5
"""So many pages are asked for in one turn, of each site one."""
SURE = 2
"""So many times in a row a page must be gone before it is said to be."""
GONE_AGAIN = timedelta(days=1)
LONGEST_NOTE = 2000


def cited(publication: Publication) -> list[Citation]:
    """What the newest public version cites of pages that we fetched: what was pasted, or read in an archive, says
    nothing of the page as it is now."""
    newest = publication.versions.order_by("-n").select_related("revision").first()
    if newest is None:
        return []
    citations = newest.revision.citations.select_related("snapshot__source").order_by("number")
    return [each for each in citations if each.snapshot.http_status and not each.snapshot.archived_at]


def due() -> Iterator[Source]:
    """Cited pages that have not been looked at for so many days, one of each site, the longest unseen first."""
    if not settings.SOURCE_WATCH_DAYS:
        return
    now = timezone.now()
    last = Capture.objects.filter(source=OuterRef("pk"), method=CaptureMethod.FETCHED).order_by("-pk")
    waiting = (
        _watched()
        .annotate(
            look_state=Subquery(last.values("state")[:1]),
            looked_at=Subquery(last.values("ended_at")[:1]),
            look_code=Subquery(last.annotate(code=KT("problem__code")).values("code")[:1]),
        )
        .filter(look_state=CaptureState.ENDED, looked_at__lte=now - min(_pause(), GONE_AGAIN))
        .order_by("looked_at", "pk")
    )
    seen: set[str] = set()
    for source in waiting.iterator(chunk_size=100):
        host = urlsplit(source.canonical_url).hostname or ""
        if host in seen:
            continue
        was_gone = source.look_code == "page.gone"
        pause = GONE_AGAIN if was_gone and not _is_surely_gone(source) else _pause()
        if now - source.looked_at >= pause:
            seen.add(host)
            yield source


def look_again() -> int:
    """Ask for fresh copies of what is due. Returns of how many."""
    asked = 0
    for source in due():
        if asked >= AT_ONCE:
            break
        with transaction.atomic():
            capturing.ask(source, url=source.canonical_url, by=Actor.system(source.organisation))
        asked += 1
    return asked


def compare(snapshot: Snapshot) -> list[SourceNote]:
    """After a fresh copy: a note for each published check of whose cited passages one no longer stands in it.

    Typography and white space don't count. What an archive captured, or somebody pasted, says nothing of the page.
    """
    is_fetched = snapshot.captures.filter(method=CaptureMethod.FETCHED).exists()
    if snapshot.http_status is None or snapshot.text is None or not is_fetched:
        return []
    notes = []
    for publication, citations in _standing_on(snapshot.source):
        lost = [
            {"number": each.number, "quote": each.quote, "snapshot": each.snapshot.uid, "start": each.start,
             "end": each.end}
            for each in citations
            if each.snapshot_id != snapshot.pk and is_lost(each, snapshot.text)
        ]  # fmt: skip
        if lost:
            notes += _note(publication, snapshot.source, SourceNoteKind.CHANGED, lost, snapshot)
    return notes


def is_lost(citation: Citation, fresh: str) -> bool:
    """Whether a cited passage no longer stands in the page. Where its figure only became part of a larger one ("500" of
    "1,500"), or its word of another, it does not."""
    if stands(fresh, citation.quote):
        return False
    kept = citation.snapshot.text or ""
    was_whole = not (cuts(kept, citation.start) or cuts(kept, citation.end))
    return was_whole or not places_of(fresh, citation.quote)


def gone(capture: Capture) -> list[SourceNote]:
    """After a failed look: a note for each published check that cites the page, once it was gone twice in a row."""
    if capture.problem.get("code") != "page.gone" or not _is_surely_gone(capture.source):
        return []
    notes = []
    for publication, citations in _standing_on(capture.source):
        lost = [{"number": each.number, "quote": each.quote, "snapshot": each.snapshot.uid, "start": each.start,
                 "end": each.end} for each in citations]  # fmt: skip
        notes += _note(publication, capture.source, SourceNoteKind.GONE, lost, None)
    return notes


def settle(note: SourceNote, *, by: Actor, words: str = "") -> SourceNote:
    """Somebody has looked at a note and says what came of it. Nothing else changes by that. Twice is refused."""
    require(by, Permission.WRITE_VERDICT, note)
    words = words.strip()[:LONGEST_NOTE]
    with transaction.atomic():
        locked = SourceNote.objects.select_for_update(of=("self",)).get(pk=note.pk)
        if locked.settled_at is not None:
            raise Conflict(
                "source_note.settled",
                "Somebody has dealt with this already.",
                next_step="Reload the page.",
                current=locked,
            )
        SourceNote.objects.filter(pk=locked.pk).update(
            settled_at=timezone.now(), settled_by=by.user, settled_words=words
        )
        record(EventName.SOURCE_NOTE_SETTLED, locked, by=by, note=words, related=_about(locked))
    note.refresh_from_db()
    return note


def reopen(note: SourceNote, *, by: Actor) -> SourceNote:
    """Take back that it was dealt with. Raises Conflict where it is open, or a newer one says the same."""
    require(by, Permission.WRITE_VERDICT, note)
    with transaction.atomic():
        locked = SourceNote.objects.select_for_update(of=("self",)).get(pk=note.pk)
        newer = SourceNote.objects.filter(
            publication=locked.publication, source=locked.source, settled_at=None
        ).exists()
        if locked.settled_at is None or newer:
            raise Conflict("source_note.open", "This is open already.", current=locked)
        SourceNote.objects.filter(pk=locked.pk).update(settled_at=None, settled_by=None, settled_words="")
        record(EventName.SOURCE_NOTE_REOPENED, locked, by=by, related=_about(locked))
    note.refresh_from_db()
    return note


def open_notes(actor: Actor, publication: Publication | None = None) -> Any:
    """Notes nobody has dealt with, the newest first."""
    notes = SourceNote.objects.visible_to(actor).filter(settled_at=None)
    if publication is not None:
        notes = notes.filter(publication=publication)
    return notes.select_related("publication__fact_check__claim", "source", "snapshot").order_by(
        "-noticed_at"
    )


def _note(
    publication: Publication, source: Source, kind: str, lost: list[dict[str, Any]], snapshot: Snapshot | None
) -> list[SourceNote]:
    """Write a note, unless the same was noticed before: open, or dealt with for this very text."""
    with transaction.atomic():
        Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
        there = SourceNote.objects.filter(publication=publication, source=source)
        open_one = there.filter(settled_at=None).first()
        if open_one is not None and (open_one.kind, open_one.passages) == (kind, lost):
            return []
        last = there.order_by("-noticed_at", "-pk").first()
        if open_one is None and last is not None and (last.kind, last.passages) == (kind, lost):
            return []
        if open_one is not None:
            SourceNote.objects.filter(pk=open_one.pk).update(
                kind=kind, passages=lost, snapshot=snapshot, noticed_at=timezone.now()
            )
            open_one.refresh_from_db()
            note = open_one
        else:
            note = SourceNote.objects.create(
                organisation=source.organisation, publication=publication, source=source, kind=kind,
                passages=lost, snapshot=snapshot, noticed_at=timezone.now(),
            )  # fmt: skip
        by = Actor.system(source.organisation)
        record(
            EventName.SOURCE_NOTED, note, by=by, related=_about(note),
            data={"kind": kind, "numbers": [each["number"] for each in lost]},
        )  # fmt: skip
    return [note]


def _about(note: SourceNote) -> list[Any]:
    return [
        each for each in (note.publication.fact_check.claim, note.source, note.snapshot) if each is not None
    ]


def _standing_on(source: Source) -> Iterator[tuple[Publication, list[Citation]]]:
    """Published checks whose newest version cites this source, with those citations."""
    found = Publication.objects.filter(
        organisation=source.organisation_id,
        state=PublicationState.PUBLISHED,
        versions__revision__citations__snapshot__source=source,
    ).distinct()
    for publication in found.select_related("fact_check__claim"):
        here = [each for each in cited(publication) if each.snapshot.source_id == source.pk]
        if here:
            yield publication, here


def _watched() -> Any:
    """Sources that public checks cite and that were fetched from the web; not articles under check: those have
    versions of their own. One question, however many checks there are."""
    shown = only_newest(PublishedVersion.objects.filter(publication__state=PublicationState.PUBLISHED))
    out_of_archive = Capture.objects.filter(snapshot=OuterRef("snapshot"), method=CaptureMethod.ARCHIVED)
    citations = Citation.objects.filter(
        revision__in=shown.values("revision"), snapshot__http_status__gt=0
    ).exclude(Exists(out_of_archive), snapshot__headers__has_key="memento-datetime")
    return (
        Source.objects.filter(pk__in=citations.values("snapshot__source"))
        .exclude(Exists(Article.objects.filter(source=OuterRef("pk"))))
        .exclude(canonical_url="")
    )


def _looks(source: Source) -> Any:
    return source.captures.filter(method=CaptureMethod.FETCHED).order_by("-pk")


def _is_surely_gone(source: Source) -> bool:
    last = list(_looks(source).filter(state=CaptureState.ENDED)[:SURE])
    return len(last) == SURE and all(each.problem.get("code") == "page.gone" for each in last)


def _pause() -> timedelta:
    return timedelta(days=settings.SOURCE_WATCH_DAYS)
