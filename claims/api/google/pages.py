"""`pages`: the mark-up on our pages. It is read here; it comes from signed verdicts only.

A page's ClaimReview is made when a verdict that somebody else has signed off is published, and changes only through a
correction with a sign-off of its own. So writing here checks what was sent, and says in the interface's own errors what
stands against it and where the way is. An update that changes nothing succeeds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from claims.accounts.acting import Actor
from claims.accounts.hosts import newsroom_for_host
from claims.accounts.models import Organisation
from claims.accounts.permissions import Permission, has_right
from claims.accounts.tokens import authenticate
from claims.api.google import parameters, shapes
from claims.api.google.envelope import Refusal, bad, body_of, gives
from claims.api.google.page_bodies import read_page
from claims.publishing.finding import find
from claims.publishing.google_shapes import host_of, site_of
from claims.publishing.models import PublicCheck
from claims.publishing.oembeds import page_of
from claims.publishing.search_plans import Asked

BINDING = ("organization", "pageSize")
OUTPUT = "claimReviewMarkupPages"
PAGE = "ClaimReviewMarkupPage"


@gives("ListClaimReviewMarkupPagesResponse")
def list_pages(request: HttpRequest, asked: Mapping[str, str]) -> dict[str, Any]:
    """The page at an address, or all pages of a site, the newest first."""
    url, site = parameters.text(asked, "url", most=4000), parameters.text(asked, "organization")
    if bool(url) == bool(site):
        raise bad("url", "give either url or organization, and not both.")
    size, offset = parameters.page_size(asked), parameters.whole_number(asked, "offset")
    newsroom = newsroom_for_host(request.get_host())
    if newsroom is None:
        return {}
    if url:
        uid = _check_at(url, newsroom, request)
        row = _row(newsroom, uid) if uid else None
        return {OUTPUT: [shapes.page(row)]} if row else {}
    if host_of(site) != site_of(newsroom):
        return {}
    given = {name: asked.get(name, "") for name in BINDING}
    plan = place = None
    if value := parameters.text(asked, "pageToken", most=20_000):
        plan, place, _ = parameters.opened(value, newsroom, given)
        offset = 0
    found = find(Asked(newsroom), size=size, offset=offset, plan=plan, after=place)
    listed = {OUTPUT: [shapes.page(row) for row in found.rows]} if found.rows else {}
    return listed | ({"nextPageToken": parameters.token(found, newsroom, given)} if found.more else {})


@gives(PAGE)
def get(request: HttpRequest, asked: Mapping[str, str], page: str) -> dict[str, Any]:
    """One page with its mark-up."""
    newsroom = newsroom_for_host(request.get_host())
    return shapes.page(_page(newsroom, page))


@gives(PAGE)
def create(request: HttpRequest, asked: Mapping[str, str]) -> dict[str, Any]:
    """Mark-up isn't made here: says whether the page has some, and how a check gets it."""
    actor = _actor(request, Permission.PUBLISH)
    sent = _sent(request)
    if not sent.get("pageUrl"):
        raise bad("pageUrl", "is required.")
    uid = _check_at(sent["pageUrl"], actor.organisation, request)
    if uid and (row := _row(actor.organisation, uid)):
        raise Refusal(
            409, f"This page has its ClaimReview already: pages/{_uid(row)}.", status="ALREADY_EXISTS"
        )
    raise Refusal(
        400,
        "ClaimReview here comes only from a verdict that was signed off by somebody else and published. Bring the "
        "article in with POST /api/v1/articles/, and publish the check with PUT /api/v1/fact-checks/<id>/publication/.",
        status="FAILED_PRECONDITION",
    )


@gives(PAGE)
def update(request: HttpRequest, asked: Mapping[str, str], page: str) -> dict[str, Any]:
    """Succeeds where it changes nothing; else says which fields would need a correction."""
    actor = _actor(request, Permission.PUBLISH)
    row = _page(actor.organisation, page)
    sent, stands = _sent(request), shapes.page(row)
    if sent.get("name", stands["name"]) != stands["name"]:
        raise bad("name", f"is {stands['name']} at this address.")
    if sent.get("versionId", stands["versionId"]) != stands["versionId"]:
        raise Refusal(409, f"The page changed in the meantime: its versionId is {stands['versionId']} now.")
    names = ("pageUrl", "publishDate", "claimReviewAuthor", "claimReviewMarkups")
    differ = [name for name in names if sent.get(name) != stands[name]]
    if differ:
        raise Refusal(
            400,
            "What is published changes only through a correction with a sign-off of its own: "
            f"POST /api/v1/publications/{row.publication.uid}/corrections/ begins one.",
            status="FAILED_PRECONDITION",
            fields=dict.fromkeys(differ, "differs from what is published."),
        )
    return stands


def delete(request: HttpRequest, asked: Mapping[str, str], page: str) -> dict[str, Any]:
    """Mark-up leaves a page only with a retraction or a withdrawal, which readers are told of: says how."""
    actor = _actor(request, Permission.WITHDRAW)
    uid = _page(actor.organisation, page).publication.uid
    raise Refusal(
        400,
        "ClaimReview leaves a page only together with a notice to readers: a retraction "
        f"(POST /api/v1/publications/{uid}/corrections/) or, for law or privacy, a withdrawal with its reason "
        f"(PUT /api/v1/publications/{uid}/withdrawal/).",
        status="FAILED_PRECONDITION",
    )


def _actor(request: HttpRequest, right: Permission) -> Actor:
    scheme, _, plain = request.headers.get("Authorization", "").partition(" ")
    actor = authenticate(plain.strip()) if scheme.lower() == "bearer" else None
    if actor is None:
        raise Refusal(
            401,
            "Send Authorization: Bearer with a token of this workbench; a key in the address is not one.",
            headers={"WWW-Authenticate": 'Bearer realm="Claim Workbench"'},
        )
    if not has_right(actor, right):
        raise Refusal(403, f"This token lacks the right “{right.value}”: {right.words}")
    return actor


def _sent(request: HttpRequest) -> dict[str, Any]:
    try:
        sent = json.loads(body_of(request) or b"{}")
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "The body is not JSON in UTF-8.") from error
    return read_page(sent)


def _page(newsroom: Organisation | None, uid: str) -> PublicCheck:
    row = _row(newsroom, uid) if newsroom else None
    if row is None:
        raise Refusal(404, f"There is no page “pages/{uid[:40]}” with ClaimReview here.")
    return row


def _check_at(url: str, newsroom: Organisation, request: HttpRequest) -> str:
    """The id of the check that an address of ours names; empty for any other address."""
    page = page_of(url, newsroom, asked_host=request.get_host())
    return page.check if page else ""


def _row(newsroom: Organisation, uid: str) -> PublicCheck | None:
    rows = PublicCheck.objects.in_newsroom(newsroom).filter(
        has_review=True, publication__fact_check__claim__uid=uid
    )
    found: PublicCheck | None = rows.select_related("publication__fact_check__claim", "organisation").first()
    return found


def _uid(row: PublicCheck) -> str:
    uid: str = row.publication.fact_check.claim.uid
    return uid
