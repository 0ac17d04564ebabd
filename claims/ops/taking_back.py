"""Checks taken back under load, retracted and withdrawn in turn, and each place that showed one: it says so, or the
check is gone from it; it is never blank, and never as if nothing had happened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from django.utils import timezone

from claims.accounts.acting import Actor
from claims.ops.surfaces import Look, Site
from claims.publishing import correcting, ordering
from claims.publishing.models import Publication
from claims.verdicts import reviewing
from claims.verdicts.models import FactCheck


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


def shown_at(publication: Publication) -> dict[str, str]:
    """The places that show a check while it stands, by name, each with its address. Some are stored, some are made
    when somebody asks: a line, a list that is narrowed."""
    claim = publication.fact_check.claim
    return {
        "page": f"/checks/{claim.uid}/",
        "card": f"/embed/claim/{claim.uid}/",
        "card of a version": f"/embed/claim/{claim.uid}/v/1/",
        "line": f"/embed/claim/{claim.uid}/?shape=line",
        "list of an article": f"/embed/article/{claim.article.uid}/" if claim.article else "",
        "list of checks": "/embed/checks/",
        "list, narrowed": "/embed/checks/?rating=mostly-false",
        "checks": "/checks/",
        "Atom": "/feed.xml",
        "RSS": "/rss.xml",
        "JSON feed": "/feed.json",
        "API": f"/api/v1/checks/{claim.uid}/",
        "Google's interface": "/v1alpha1/claims:search?query=ships&pageSize=100",
    }


def must_stand(publication: Publication, site: Site) -> None:
    """RuntimeError where a place does not show the check to begin with: its silence later would say nothing."""
    uid = publication.fact_check.claim.uid
    for name, path in shown_at(publication).items():
        status, body = site.ask(path) if path else (0, "")
        if status != 200 or uid not in body:
            raise RuntimeError(f"{name} ({path}) does not show the check before it is taken back: {status}.")


def retracted(publication: Publication, words: str, since: datetime, site: Site) -> Mapping[str, Look]:
    """Each place by name, with the question whether it says what happened and why."""
    paths, page = shown_at(publication), f"/checks/{publication.fact_check.claim.uid}/"
    silent = {
        "list of an article": site.has("Retracted", paths.pop("list of an article")),
        "list of checks": _says_of(publication, site, paths.pop("list of checks")),
        "list, narrowed": site.lacks(publication.fact_check.claim.uid, paths.pop("list, narrowed")),
        "API": site.has('"state":"retracted"', paths.pop("API")),
        "Google's interface": site.lacks(
            publication.fact_check.claim.uid, paths.pop("Google's interface")
        ),
        "oEmbed": site.has("Retracted", _oembed(site, page)),
        "map": site.in_map(publication, since),
    }  # fmt: skip
    return {
        **{name: site.has(words, path) for name, path in paths.items()},
        **silent,
        "version": site.has(words, f"{page}v/1/"),
        "data": site.has(words, f"{page}check.json"),
        **_listed(words, site),
    }


def withdrawn(publication: Publication, words: str, site: Site) -> Mapping[str, Look]:
    """The same where law or privacy took the check away: lists and feeds forget it, its own addresses say why."""
    paths, uid = shown_at(publication), publication.fact_check.claim.uid
    page = paths.pop("page")
    own = {name: site.has(words, paths.pop(name), 410) for name in ("card", "card of a version", "line")}
    alone = site.has("There is no published check at this address.", paths.pop("list of an article"), 404)
    return {
        **own,
        "API": site.has("no such published check", paths.pop("API"), 404),
        **{name: site.lacks(uid, path) for name, path in paths.items()},
        "list of an article": alone,
        "page": site.has(words, page, 410),
        "version": site.has(words, f"{page}v/1/", 410),
        "data": site.has(words, f"{page}check.json", 410),
        "oEmbed": site.has("no published check", _oembed(site, page), 404),
        "map": site.lacks(uid, site.part_of(publication)),
        **_listed(words, site),
    }


def _listed(words: str, site: Site) -> dict[str, Look]:
    """Where everything that was corrected, retracted or withdrawn is named."""
    return {
        "corrections": site.has(words, "/corrections/"),
        "corrections, feed": site.has(words, "/corrections/feed.xml"),
        "corrections, API": site.has(words, "/api/v1/corrections/"),
    }


def _says_of(publication: Publication, site: Site, path: str) -> Look:
    """Whether the line of this check in a list of many says that it was retracted."""
    uid = publication.fact_check.claim.uid

    def look() -> bool:
        _, body = site.ask(path)
        lines = [each for each in body.split("<li ") if uid in each]
        return len(lines) == 1 and "Retracted" in lines[0]

    return look


def _oembed(site: Site, page: str) -> str:
    return f"/oembed?url={quote(site.base + page, safe='')}"
