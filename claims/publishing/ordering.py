"""Publishing: ordered by one press, stoppable for ten seconds, then exactly the signed revision, everywhere at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, require
from claims.accounts.working_rules import stop_seconds
from claims.annotation.attributing import carry_to_places, claimant_named
from claims.annotation.models import Claim
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.lib.problems import Conflict, FieldError, Problem
from claims.publishing.addresses import slug_for
from claims.publishing.ledger import entry, of_revision
from claims.publishing.lints import lints
from claims.publishing.models import (
    Correction,
    OrderState,
    Publication,
    PublicationState,
    PublishedVersion,
    PublishOrder,
)
from claims.publishing.reading import preview
from claims.publishing.rendering import lock_newsroom, render_publication
from claims.verdicts.at_hand import broken_quotations
from claims.verdicts.freezing import wording
from claims.verdicts.models import CorrectionKind, FactCheck, SignOff, VerdictRevision
from claims.verdicts.rateability import may_rate
from claims.verdicts.reviewing import newest_sent
from claims.verdicts.workflow import check_move, lock, move


def order(fact_check: FactCheck, *, by: Actor) -> PublishOrder:
    """Ask for the signed revision to be published after `stop_seconds` of the newsroom; until then it can be stopped.

    Raises Refused for people without the right, Conflict for an unsigned case, Problem `publish.not_ready` listing
    every rule that is not met. Pressed twice, returns the order that waits.
    """
    require(by, Permission.PUBLISH, fact_check)
    with transaction.atomic():
        lock(fact_check)
        revision = _signed_revision(fact_check)
        waiting = PublishOrder.objects.filter(fact_check=fact_check, state=OrderState.WAITING).first()
        if waiting is not None and waiting.revision_id == revision.pk:
            return waiting
        if waiting is not None:
            _end(waiting, by=by, note="A newer version was signed.")
        _check_ready(fact_check, revision)
        found = lints(preview(fact_check, revision))
        if found:
            raise Problem(
                "publish.not_ready",
                "This can’t be published yet: " + " ".join(lint.detail for lint in found),
                errors=[FieldError(f"/{lint.code}", lint.detail) for lint in found],
                next_step=found[0].detail,
            )
        made = PublishOrder.objects.create(
            organisation=by.organisation,
            fact_check=fact_check,
            revision=revision,
            by=by.user,
            due_at=timezone.now() + timedelta(seconds=stop_seconds(by.organisation)),
        )
        record(
            EventName.PUBLICATION_ORDERED,
            made,
            by=by,
            related=[fact_check, revision],
            after={"revision": revision.n},
            due_at=made.due_at,
        )
    return made


def stop(order: PublishOrder, *, by: Actor) -> PublishOrder:
    """Stop an order that waits: nothing becomes public. Raises Conflict once it is done."""
    require(by, Permission.PUBLISH, order)
    with transaction.atomic():
        lock(order.fact_check)
        order.refresh_from_db()
        if order.state == OrderState.STOPPED:
            return order
        if order.state == OrderState.DONE:
            raise Conflict(
                "order.done",
                "Too late: it is public.",
                next_step="Correct it, or withdraw it for law or privacy.",
            )
        _end(order, by=by)
    return order


def stop_waiting(fact_check: FactCheck, *, by: Actor, note: str) -> None:
    """End the order that waits, if one does. The caller holds the case's lock."""
    for waiting in PublishOrder.objects.filter(fact_check=fact_check, state=OrderState.WAITING):
        _end(waiting, by=by, note=note)


def stop_because(order: PublishOrder, problem: Problem) -> None:
    """End an order that can't be carried out, with the reason in the history."""
    with transaction.atomic():
        lock(order.fact_check)
        order.refresh_from_db()
        if order.state == OrderState.WAITING:
            _end(order, by=Actor.system(order.organisation), note=str(problem))


def carry_out(order: PublishOrder) -> Publication:
    """Publish exactly the revision that was signed and ordered: version, correction, claim's wording and every
    public file in one transaction.

    Safe to repeat. Raises Problem or Conflict where the case has moved on since; then nothing is public.
    """
    with transaction.atomic():
        fact_check = lock(order.fact_check)
        order.refresh_from_db()
        if order.state == OrderState.DONE:
            return Publication.objects.get(fact_check=fact_check)
        if order.state == OrderState.STOPPED:
            raise Conflict("order.stopped", "This order was stopped.")
        at = timezone.now()
        if order.due_at > at:
            raise Conflict("order.early", "This order is not due yet.")
        by = Actor.of(order.by, order.organisation)
        require(by, Permission.PUBLISH, fact_check)
        revision = _signed_revision(fact_check)
        if revision.pk != order.revision_id:
            raise Conflict("order.overtaken", "A newer version was signed since: publish that one.")
        _check_ready(fact_check, revision)
        found = lints(preview(fact_check, revision))
        if found:
            raise Problem("publish.not_ready", " ".join(lint.detail for lint in found))
        PublishOrder.objects.filter(pk=order.pk).update(state=OrderState.DONE, ended_at=at)
        order.state, order.ended_at = OrderState.DONE, at
        move(fact_check, "publish")
        lock_newsroom(order.organisation_id)
        publication = _make_public(fact_check, revision, by=by)
        render_publication(publication)
    return publication


def withdraw(publication: Publication, *, by: Actor, reason: str) -> Publication:
    """Take a check away for law or privacy: its addresses answer 410 with the reason, lists and feeds forget it."""
    require(by, Permission.WITHDRAW, publication)
    reason = reason.strip()
    if not reason:
        raise Problem("withdraw.reason", "Say in a few words why: readers will see it.", pointer="/reason")
    if len(reason) > 300:
        raise Problem("withdraw.reason_long", f"{len(reason)} characters; at most 300.", pointer="/reason")
    with transaction.atomic():
        fact_check = lock(publication.fact_check)
        publication.refresh_from_db()
        if publication.state == PublicationState.WITHDRAWN:
            raise Conflict("publication.withdrawn", "This check is withdrawn already.", current=publication)
        before = publication.state
        stop_waiting(fact_check, by=by, note="The check was withdrawn.")
        _update(
            publication,
            state=PublicationState.WITHDRAWN,
            withdrawal_reason=reason,
            withdrawn_at=timezone.now(),
        )
        record(
            EventName.PUBLICATION_WITHDRAWN,
            publication,
            by=by,
            related=[fact_check],
            before={"state": before},
            after={"state": publication.state},
            note=reason,
        )
        render_publication(publication)
    return publication


def _signed_revision(fact_check: FactCheck) -> VerdictRevision:
    check_move(fact_check, "publish")
    revision = newest_sent(fact_check)
    if revision is None or not SignOff.objects.filter(revision=revision).exists():
        raise Conflict("publish.unsigned", "Nobody has approved this version yet.", current=fact_check)
    return revision


def _check_ready(fact_check: FactCheck, revision: VerdictRevision) -> None:
    """The claim is still the one that was signed for, and every quotation still stands in its kept copy."""
    publication = Publication.objects.filter(fact_check=fact_check).first()
    if publication is not None and publication.state == PublicationState.WITHDRAWN:
        raise Conflict("publication.withdrawn", "This check was withdrawn: it can’t be published again.")
    reinstates = revision.correction_kind == CorrectionKind.VERDICT_CHANGE
    if publication is not None and publication.state == PublicationState.RETRACTED and not reinstates:
        raise Conflict("correction.retracted", "A retracted check comes back only as a changed verdict.")
    if publication is None and revision.correction_kind:
        raise Conflict("publish.nothing_to_correct", "Nothing is public yet that this could correct.")
    claim = Claim.objects.select_related("claimant").get(pk=fact_check.claim_id)
    if claim.same_as_id is not None or claim.removed_at is not None:
        raise Conflict("publish.claim_gone", "The claim was covered by another or taken away since.")
    if wording(claim) != revision.claim_fields.get("wording"):
        raise Conflict(
            "publish.claim_changed",
            "The claim was changed after this version was sent.",
            next_step="Take the verdict back, look at it, and send it again.",
        )
    allowed, why = may_rate(claim)
    if revision.rating_id is not None and not allowed:
        raise Problem("rating.kept_open", why, pointer="/rating")
    citations = {citation.evidence_id: citation for citation in revision.citations.all()}
    broken = [citations[pk].number for pk in broken_quotations(list(citations))]
    if broken:
        raise Problem(
            "quote.not_in_copy",
            f"The words of source {', '.join(map(str, broken))} were not found in the kept copy.",
            pointer="/citations",
            next_step="Take the verdict back and quote the passage again.",
        )


def _make_public(fact_check: FactCheck, revision: VerdictRevision, *, by: Actor) -> Publication:
    at = timezone.now()
    retraction = revision.correction_kind == CorrectionKind.RETRACTION
    publication, is_new = Publication.objects.get_or_create(
        fact_check=fact_check,
        defaults={"organisation": by.organisation, "slug": slug_for(revision.headline)},
    )
    correction = None
    told: dict[str, Any] = {"kind": ""}
    if not is_new:
        before = publication.versions.order_by("-n")[0]
        correction = Correction.objects.create(
            organisation=by.organisation,
            publication=publication,
            before=before,
            kind=revision.correction_kind,
            note=revision.correction_note,
            made_at=at,
        )
        told = {
            "replaces": before.n,
            **entry(
                revision.correction_kind,
                revision.correction_note,
                of_revision(before.revision),
                of_revision(revision),
            ),
        }
        state = PublicationState.RETRACTED if retraction else PublicationState.PUBLISHED
        _update(publication, state=state, slug=slug_for(revision.headline))
    last = publication.versions.aggregate(last=Max("n"))["last"] or 0
    sign_off = SignOff.objects.select_related("by").get(revision=revision)
    version = PublishedVersion.objects.create(
        organisation=by.organisation,
        publication=publication,
        n=last + 1,
        revision=revision,
        sign_off=sign_off,
        reviewer_name=str(sign_off.by)[:150],
        correction=correction,
        published_at=at,
    )
    _freeze_claim(fact_check.claim, revision)
    name = EventName.PUBLICATION_MADE
    if correction is not None:
        name = EventName.PUBLICATION_RETRACTED if retraction else EventName.PUBLICATION_CORRECTED
    record(
        name,
        publication,
        by=by,
        related=[fact_check, revision, fact_check.claim],
        after={"version": version.n, "rating": revision.rating_label, "state": publication.state},
        data=told,
        note=revision.correction_note,
    )
    return publication


def _freeze_claim(claim: Claim, revision: VerdictRevision) -> None:
    """From now on the claim's wording changes only through a correction; it takes the wording that was signed, and
    after a correction who said it and when."""
    claim = Claim.objects.select_related("claimant").get(pk=claim.pk)
    signed: dict[str, Any] = {"statement": revision.statement}
    if revision.correction_kind:
        signed["claimed_on"] = revision.claimed_on
        if revision.claimant_name != (claim.claimant.name if claim.claimant else ""):
            signed["claimant"] = claimant_named(claim.organisation, revision.claimant_name)
    if claim.frozen_at is None or any(getattr(claim, name) != value for name, value in signed.items()):
        was = claim.claimant
        Claim.objects.filter(pk=claim.pk).update(
            **signed, frozen_at=timezone.now(), row_version=F("row_version") + 1
        )
        claim.refresh_from_db()
        carry_to_places(claim, was=was)


def _update(publication: Publication, **fields: Any) -> None:
    Publication.objects.filter(pk=publication.pk).update(**fields, row_version=F("row_version") + 1)
    publication.refresh_from_db()


def _end(order: PublishOrder, *, by: Actor, note: str = "") -> None:
    at = timezone.now()
    PublishOrder.objects.filter(pk=order.pk, state=OrderState.WAITING).update(
        state=OrderState.STOPPED, ended_at=at
    )
    order.state, order.ended_at = OrderState.STOPPED, at
    record(EventName.PUBLICATION_STOPPED, order, by=by, related=[order.fact_check], note=note)
