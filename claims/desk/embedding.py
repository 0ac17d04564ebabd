"""Choosing how a published check stands on other people's pages, at the desk: the readers' form, about our own newsroom
whatever host the desk is at."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from claims.accounts.acting import Actor
from claims.desk.doors import page, show
from claims.desk.workbench import claim_of
from claims.lib.problems import NotFound
from claims.publishing import embed_codes, embeds
from claims.publishing.embed_codes import Look
from claims.publishing.files import find
from claims.publishing.models import Publication, PublicationState
from claims.publishing.reading import read


@page
def embedding(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """The form with its preview and the code."""
    claim = claim_of(actor, uid)
    check, look = read(_published(actor, uid)), Look.read(request.GET)
    chosen = {"shape": look.shape, "theme": look.theme, "version": look.version}
    context = embed_codes.dialog(
        embed_codes.of_check(check, look),
        look,
        check=check,
        action=reverse("desk:embedding", args=[uid]),
        preview=f"{reverse('desk:embedded', args=[uid])}?{urlencode({k: v for k, v in chosen.items() if v})}",
    )
    return show(request, "desk/embedding.html", {"claim": claim, **context})


@page
def embedded(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """The frame as readers have it, for the preview."""
    publication, look = _published(actor, uid), Look.read(request.GET)
    thing = embed_codes.of_check(read(publication), look)
    found = find(publication.organisation, thing.frame) or embeds.missing_frame(publication.organisation)
    file = embeds.in_look(found, embed_codes.asked(thing, look))
    policy = file.headers["Content-Security-Policy"].replace("frame-ancestors *", "frame-ancestors 'self'")
    return HttpResponse(
        bytes(file.body),
        status=file.status,
        headers={"Content-Security-Policy": policy, "Cache-Control": "private, no-store"},
    )


def _published(actor: Actor, uid: str) -> Publication:
    found = (
        Publication.objects.visible_to(actor)
        .select_related("organisation", "fact_check__claim")
        .filter(fact_check__claim=claim_of(actor, uid))
        .exclude(state=PublicationState.WITHDRAWN)
        .first()
    )
    if found is None:
        raise NotFound("publication.none", "Readers have no check of this claim that could be embedded.")
    return found
