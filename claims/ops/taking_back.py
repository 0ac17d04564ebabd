"""Checks taken back under load, retracted and withdrawn in turn, and how each place that showed one says so: never
blank, never as if nothing had happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import quote

from django.utils import timezone

from claims.accounts.acting import Actor
from claims.publishing import correcting, ordering
from claims.publishing.models import Publication
from claims.verdicts import reviewing
from claims.verdicts.models import FactCheck

Ask = Callable[[str], tuple[int, str]]
"""An address of our own to the status and the words it answers with."""


def retract(publication: Publication, *, by: Actor, editor: Actor, words: str) -> datetime:
    """Written, signed and ordered. Returns when it is due: from then on readers are to see it."""
    case = FactCheck.objects.select_related("claim").get(pk=publication.fact_check_id)
    correcting.begin(case, by=by, kind="retraction", note=f"Wrong: a {words} came in.")
    revision = reviewing.send(case, by=by)
    reviewing.sign_off(case, by=editor, revision=revision)
    return ordering.order(case, by=editor).due_at


def withdraw(publication: Publication, *, editor: Actor, words: str) -> datetime:
    """Taken away. Returns when that was asked for."""
    asked_at = timezone.now()
    ordering.withdraw(publication, by=editor, reason=f"A court asked after a {words}.")
    return asked_at


def surfaces(
    publication: Publication, words: str, *, base: str, is_withdrawn: bool, ask: Ask
) -> Mapping[str, Callable[[], bool]]:
    """Each place by name, with the question whether it says what happened. Raises RuntimeError where one does not show
    the check to begin with: then its silence later would say nothing."""
    claim = publication.fact_check.claim
    page, frame = f"/checks/{claim.uid}/", f"/embed/claim/{claim.uid}/"
    shelf = f"/embed/article/{claim.article.uid}/" if claim.article else ""
    oembed = f"/oembed?url={quote(base + page, safe='')}"
    for path in (page, frame, shelf, oembed):
        if not path or claim.uid not in said(ask, path)[1]:
            raise RuntimeError(f"{path or 'no article'} does not show the check before it is taken back.")

    def has(path: str, *statuses: int) -> Callable[[], bool]:
        def look() -> bool:
            status, body = said(ask, path)
            return words in body and status in (statuses or (200,))

        return look

    def lists_it() -> bool:
        _, body = said(ask, shelf)
        return claim.uid not in body if is_withdrawn else "Retracted" in body

    def describes_it() -> bool:
        status, body = said(ask, oembed)
        return status == 404 if is_withdrawn else status == 200 and "Retracted" in body

    gone = 410 if is_withdrawn else 200
    return {
        "page": has(page, gone),
        "version": has(f"{page}v/1/", gone),
        "check.json": has(f"{page}check.json", gone),
        "card": has(frame, gone),
        "card, version": has(f"{frame}v/1/", gone),
        "line": has(f"{frame}?shape=line", gone),
        "article list": lists_it,
        "oEmbed": describes_it,
        "corrections": has("/corrections/"),
        "its feed": has("/corrections/feed.xml"),
        "API": has("/api/v1/corrections/"),
    }


def said(ask: Ask, path: str) -> tuple[int, str]:
    """The answer, which is never blank."""
    status, body = ask(path)
    if not body.strip():
        raise RuntimeError(f"{path} is blank ({status}).")
    return status, body
