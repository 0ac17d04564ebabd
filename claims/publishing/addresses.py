"""Public addresses. Built from the newsroom's own base address, never from what a request says its host is."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.text import slugify

from claims.accounts.models import Organisation
from claims.publishing.models import Publication

CHECK_PATH = re.compile(r"^/checks/(?:(?P<slug>[^/]*)-)?(?P<uid>[a-z0-9]{12})/?(?:v/(?P<n>\d{1,6})/?)?$")
ARTICLE_PATH = re.compile(r"^/articles/(?:[^/]*-)?(?P<uid>[a-z0-9]{12})/?$")


def base_url(organisation: Organisation) -> str:
    """Where the newsroom's public pages are, without a slash at the end: its own base address; else its public host,
    with the installation's scheme and port; else the installation's address."""
    if organisation.base_url or not organisation.public_host:
        return (organisation.base_url or settings.BASE_URL).rstrip("/")
    installation = urlsplit(settings.BASE_URL)
    port = f":{installation.port}" if installation.port and ":" not in organisation.public_host else ""
    return f"{installation.scheme}://{organisation.public_host}{port}"


def slug_for(words: str) -> str:
    """The readable part of an address: at most 80 characters, cut between words; `check` where nothing is left."""
    slug = slugify(words)
    if len(slug) > 80:
        slug = slug[:80].rsplit("-", 1)[0]
    return slug.strip("-") or "check"


def check_path(slug: str, uid: str) -> str:
    """The path of a check; `uid` is its claim's."""
    return f"/checks/{slug}-{uid}/"


def version_path(slug: str, uid: str, n: int) -> str:
    return f"{check_path(slug, uid)}v/{n}/"


def compare_path(slug: str, uid: str, a: int, b: int) -> str:
    return f"{check_path(slug, uid)}compare/{a}..{b}/"


def article_path(title: str, uid: str) -> str:
    return f"/articles/{slug_for(title)}-{uid}/"


def embed_path(uid: str, n: int | None = None) -> str:
    """The card in its frame: the newest, or that of one version."""
    return f"/embed/claim/{uid}/" + (f"v/{n}/" if n else "")


def public_url(publication: Publication) -> str:
    """The absolute address of a published check."""
    return base_url(publication.organisation) + check_path(publication.slug, publication.fact_check.claim.uid)
