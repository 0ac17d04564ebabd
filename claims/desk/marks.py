"""What is done to a claim's words and fields: mark, edit, widen, narrow, split, cover, remove."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.annotation import covering, deciding, marking, spanning
from claims.annotation.models import Appearance, Claim
from claims.desk.claim_page import render_claim
from claims.desk.doors import Trouble, act, address, done, whole
from claims.desk.edits import claim_changes
from claims.desk.panes import chosen_version, spans_of
from claims.desk.places import after_card, after_claim, claim_place
from claims.desk.spans import moved, parts_of
from claims.desk.workbench import claim_of, render_workbench
from claims.intake.models import Article
from claims.lib.problems import Conflict, Problem


def _article(actor: Actor, uid: str) -> Article:
    found: Article = Article.objects.get_visible(actor, uid)
    return found


def _appearance(actor: Actor, uid: str) -> Appearance:
    found: Appearance = Appearance.objects.get_visible(actor, uid)
    return found


def _at_appearance(
    request: HttpRequest, actor: Actor, appearance: Appearance, trouble: Trouble | None
) -> HttpResponse:
    return render_workbench(request, actor, appearance.version.article, trouble, on=appearance.claim.uid)


@act(thing=_article, back=render_workbench, form="mark")
def mark(request: HttpRequest, actor: Actor, article: Article) -> HttpResponse:
    """A stretch of the text becomes a claim, or one more place of the chosen claim (`add_to`)."""
    version = chosen_version(article, request.POST.get("v") or request.GET.get("v", ""))
    if version is None:
        raise Conflict("article.no_text", "There is no text to mark in yet.")
    start, end = whole(request.POST.get("start"), "start"), whole(request.POST.get("end"), "end")
    if request.POST.get("add_to"):
        claim = claim_of(actor, request.POST["add_to"])
        spanning.add_span(claim, by=actor, version=version, start=start, end=end)
        return done(
            request, after_card(request, article.uid, claim.uid), f"Claim {claim.number} stands there too"
        )
    claim = marking.mark(version, by=actor, start=start, end=end)
    undo = address("remove_claim", claim.uid, place="workbench")
    return done(
        request, after_card(request, article.uid, claim.uid), f"Claim {claim.number} marked", undo=undo
    )


@act(thing=claim_of, back=claim_place, form="edit")
def edit(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Wording and fields, where nobody changed the claim in the meantime."""
    version = whole(request.POST.get("row_version"), "row_version")
    marking.edit(claim, by=actor, row_version=version, changes=claim_changes(request.POST))
    return done(request, after_claim(request, claim), "Claim saved")


@act(thing=_appearance, back=_at_appearance, form="respan")
def respan(request: HttpRequest, actor: Actor, appearance: Appearance) -> HttpResponse:
    """Widen or narrow: by a named move, or to the stretch that was selected."""
    if move := request.POST.get("move"):
        if appearance.start is None or appearance.end is None:
            raise Conflict("appearance.no_place", "This claim has no place in this version yet.")
        version = appearance.version
        start, end = moved(version.text, spans_of(version), appearance.start, appearance.end, move)
    else:
        start, end = whole(request.POST.get("start"), "start"), whole(request.POST.get("end"), "end")
    spanning.respan(appearance, by=actor, start=start, end=end)
    article = appearance.version.article
    return done(request, after_card(request, article.uid, appearance.claim.uid), "Words changed")


@act(thing=claim_of, back=claim_place, form="split")
def split(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Each typed line becomes a claim of its own."""
    appearance = claim.appearances.filter(start__isnull=False).order_by("-version__n", "start").first()
    if appearance is None:
        raise Problem("split.no_place", "This claim has no place in the text to split.", pointer="/parts")
    text = appearance.version.text
    spans = parts_of(text, appearance.start, appearance.end, request.POST.get("parts", ""))
    made = spanning.split(claim, by=actor, spans=spans)
    return done(request, after_claim(request, made[0]), f"Split into {len(made)} claims")


@act(thing=claim_of, back=claim_place, form="cover")
def cover(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Another claim says the same: one verdict covers both."""
    wanted = request.POST.get("other", "").strip()
    if not wanted:
        raise Problem("cover.other", "Choose the claim that covers this one.", pointer="/other")
    other = _meant(actor, claim, wanted)
    covering.cover(claim, by=actor, other=other)
    undo = address("uncover", claim.uid, place=request.POST.get("place", ""))
    return done(request, after_claim(request, claim), f"Covered by claim {other.number}", undo=undo)


def _meant(actor: Actor, claim: Claim, wanted: str) -> Claim:
    """The claim named by its number in the same article, by its uid or by its address."""
    number = wanted.removeprefix("#").strip()
    if not number.isdecimal():
        return claim_of(actor, wanted.rstrip("/").rpartition("/")[2])
    same_article = Claim.objects.visible_to(actor).active().filter(article=claim.article)
    found = same_article.filter(number=int(number)).exclude(pk=claim.pk).first()
    if found is None or claim.article is None:
        raise Problem(
            "cover.other",
            f"There is no other claim {number} in this article.",
            pointer="/other",
            next_step="Take the number from the list of claims, or paste the address of a claim page.",
        )
    return found


@act(thing=claim_of, back=claim_place, form="cover")
def uncover(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """The claim stands for itself again."""
    covering.uncover(claim, by=actor)
    return done(request, after_claim(request, claim), "Stands for itself again")


@act(thing=claim_of, back=claim_place, form="remove")
def remove(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Take a claim away: one that was accepted is a suggestion again."""
    on = ""
    if claim.suggestion is not None:
        on = deciding.undo_acceptance(claim, by=actor).uid
    else:
        marking.remove(claim, by=actor)
    to = after_card(request, claim.article.uid, on) if claim.article is not None else address("claims")
    return done(request, to, f"Claim {claim.number} removed", undo=address("restore_claim", claim.uid))


def _any_claim(actor: Actor, uid: str) -> Claim:
    found: Claim = Claim.objects.get_visible(actor, uid)
    return found


def _at_removed(request: HttpRequest, actor: Actor, claim: Claim, trouble: Trouble | None) -> HttpResponse:
    if claim.article is None:
        return render_claim(request, actor, claim, trouble)
    return render_workbench(request, actor, claim.article, trouble)


@act(thing=_any_claim, back=_at_removed, form="remove")
def restore(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """A claim that was taken away is worked on again."""
    marking.restore(claim, by=actor)
    to = after_card(request, claim.article.uid, claim.uid) if claim.article else address("claim", claim.uid)
    return done(request, to, f"Claim {claim.number} is back")
