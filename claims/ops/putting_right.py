"""A check corrected under load, and each place that is to show the correction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from claims.accounts.acting import Actor
from claims.ops.surfaces import Look, Site
from claims.publishing import correcting, ordering
from claims.publishing.models import Publication
from claims.verdicts import reviewing, writing
from claims.verdicts.models import FactCheck


def correct(publication: Publication, *, by: Actor, editor: Actor, words: str) -> datetime:
    """Written, signed and ordered. Returns when it is due: until then it can be stopped, and nothing is public."""
    case = FactCheck.objects.select_related("claim").get(pk=publication.fact_check_id)
    draft = correcting.begin(case, by=by, kind="update", note=f"A {words} came in.")
    changes = {
        "headline": f"A {words} has 3,200 ships",
        "conclusion": f"A {words} has 3,200 ships in the port.",
    }
    writing.save(draft, by=by, row_version=draft.row_version, changes=changes)
    revision = reviewing.send(case, by=by)
    reviewing.sign_off(case, by=editor, revision=revision)
    return ordering.order(case, by=editor).due_at


def corrected(
    publication: Publication, words: str, since: datetime, site: Site, *, key: str
) -> Mapping[str, Look]:
    """Each place by name, with the question whether it shows the correction."""
    uid = publication.fact_check.claim.uid
    page = f"/checks/{uid}/"
    ledger = f"/api/v1/publications/{publication.uid}/corrections/"
    return {
        "page": site.has(words, page),
        "data": site.has(words, f"{page}check.json"),
        "version": site.has(words, f"{page}v/2/"),
        "card": site.has(words, f"/embed/claim/{uid}/"),
        "oEmbed": site.has(words, f"/oembed?url={quote(site.base + page, safe='')}"),
        "checks": site.has(words, "/checks/"),
        "corrections": site.has(words, "/corrections/"),
        "corrections, feed": site.has(words, "/corrections/feed.xml"),
        "corrections, API": site.has(words, "/api/v1/corrections/"),
        "Atom": site.has(words, "/feed.xml"),
        "RSS": site.has(words, "/rss.xml"),
        "JSON feed": site.has(words, "/feed.json"),
        "map": site.in_map(publication, since),
        "API": site.has(words, f"/api/v1/checks/{uid}/"),
        "API, ledger": site.has(words, ledger, Authorization=f"Bearer {key}"),
        "Google's interface": site.has(words, "/v1alpha1/claims:search?query=ships&pageSize=100"),
    }
