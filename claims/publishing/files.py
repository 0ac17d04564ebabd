"""The stored bytes of public addresses: what readers get is read, not made."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from claims.accounts.models import Organisation
from claims.publishing.addresses import base_url
from claims.publishing.models import Publication, PublicFile
from claims.publishing.sites import moved_on

HTML = "text/html; charset=utf-8"
JSON = "application/json"
FRESH = "public, max-age=30, stale-while-revalidate=30, stale-if-error=86400"
"""A change is everywhere within a minute; a copy may serve a day while we are down."""

FOR_GOOD = "public, max-age=31536000, immutable"
"""For what has another address as soon as it is anything else."""

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self'; "
    "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Public pages run no script; their ClaimReview is a data block, which no policy needs to allow. `connect-src` is for
tools that look at a page from inside it and ask for robots.txt as the page would."""

CHECK_POLICY = f"{PAGE_POLICY}; script-src 'self'; frame-src 'self'"
"""But a check's page: one module of ours opens passages in place and shows the card that others can embed."""


WRITTEN = (
    "status",
    "media_type",
    "body",
    "gzip",
    "etag",
    "headers",
    "base_url",
    "publication",
    "rendered_at",
)


@dataclass(frozen=True)
class Rendered:
    """One public address as it is to be served: `path` without the readable slug, so that it never changes."""

    path: str
    body: bytes
    media_type: str = HTML
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def etag(self) -> str:
        """A strong validator of exactly these bytes, without its quotes."""
        return hashlib.sha256(b"%d\n" % self.status + self.body).hexdigest()[:32]


def store(
    organisation: Organisation, pages: Iterable[Rendered], *, publication: Publication | None = None
) -> int:
    """Write each page over what stood at its path, in the caller's transaction. Returns how many had changed."""
    base = base_url(organisation)
    at = timezone.now()
    pages = list({page.path: page for page in pages}.values())
    standing = {
        file.path: (file.etag, file.base_url, file.headers)
        for file in PublicFile.objects.in_newsroom(organisation)
        .filter(path__in=[page.path for page in pages])
        .only("path", "etag", "base_url", "headers")
    }
    changed = [
        PublicFile(
            organisation=organisation,
            path=page.path,
            status=page.status,
            media_type=page.media_type,
            body=page.body,
            gzip=gzip.compress(page.body, 9, mtime=0)
            if len(page.body) > 200 and not page.media_type.startswith("image/")
            else None,
            etag=page.etag,
            headers=dict(page.headers),
            base_url=base,
            publication=publication,
            rendered_at=at,
        )
        for page in pages
        if standing.get(page.path) != (page.etag, base, dict(page.headers))
    ]
    PublicFile.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["organisation", "path"],
        update_fields=WRITTEN,
    )
    if changed:
        moved_on(organisation)
    return len(changed)


def find(organisation: Organisation, path: str) -> PublicFile | None:
    """What is stored at a path, or None."""
    return PublicFile.objects.in_newsroom(organisation).filter(path=path).first()


def remove(organisation: Organisation, paths: Iterable[str]) -> None:
    """Take addresses away that nothing public stands behind any more."""
    deleted, _ = PublicFile.objects.in_newsroom(organisation).filter(path__in=list(paths)).delete()
    if deleted:
        moved_on(organisation)
