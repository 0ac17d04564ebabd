"""Ways to get a check in front of readers in a few lines."""

from __future__ import annotations

import time
from typing import Any

from django.test import Client
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.annotation.models import Claim
from claims.history.jobs import run_due
from claims.publishing import correcting, ordering
from claims.publishing.models import OrderState, Publication
from claims.verdicts import reviewing, writing
from claims.verdicts.models import FactCheck
from tests.verdicts import makers

POLICIES = {
    "method": "We read the sources ourselves.\n\n- We keep a copy of each.",
    "corrections": "We correct mistakes in the open.",
    "contact": "mistakes@harbor.example",
    "complaints": "The editor in chief answers within seven working days.",
    "political": "no",
}


def with_policies(organisation: Organisation) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(policies=POLICIES)
    organisation.policies = POLICIES


def publish(by: Actor, reviewer: Actor, about: Claim | None = None, **words: Any) -> Publication:
    """Write, send, approve, order, wait: what readers see."""
    with_policies(by.organisation)
    fact_check, _ = makers.signed(by, reviewer, about, **words)
    return go_public(fact_check, reviewer)


def go_public(fact_check: FactCheck, by: Actor) -> Publication:
    """Order it and see it through, also where a served newsroom's own worker takes the job first."""
    order = ordering.order(fact_check, by=by)
    run_due(["publish"])
    for _ in range(200):
        order.refresh_from_db()
        if order.state != OrderState.WAITING or order.due_at > timezone.now():
            break
        time.sleep(0.05)
    return Publication.objects.select_related("fact_check__claim", "organisation").get(fact_check=fact_check)


def correct(
    publication: Publication, by: Actor, reviewer: Actor, *, kind: str, note: str, **changes: Any
) -> Publication:
    fact_check = FactCheck.objects.select_related("claim").get(pk=publication.fact_check_id)
    draft = correcting.begin(fact_check, by=by, kind=kind, note=note)
    if changes:
        writing.save(draft, by=by, row_version=draft.row_version, changes=changes)
    revision = reviewing.send(fact_check, by=by)
    reviewing.sign_off(fact_check, by=reviewer, revision=revision)
    return go_public(fact_check, reviewer)


def reader(host: str = "harbor.example") -> Client:
    """Somebody signed out, at a newsroom's public address."""
    return Client(headers={"host": host})


def path_of(publication: Publication) -> str:
    return f"/checks/{publication.slug}-{publication.fact_check.claim.uid}/"
