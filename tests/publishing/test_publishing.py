"""Exactly the signed revision becomes public, ten seconds after it was ordered, or nothing does."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.annotation.models import Claim
from claims.history.jobs import run_due
from claims.history.models import Event
from claims.lib.problems import Conflict, NotFound, Problem, Refused
from claims.publishing import ordering
from claims.publishing.addresses import public_url
from claims.publishing.models import OrderState, Publication, PublicFile, PublishedVersion, PublishOrder
from claims.publishing.status import status
from claims.verdicts import reviewing
from claims.verdicts.models import CaseState, SignOff
from tests.publishing import desk
from tests.verdicts import makers
from tests.verdicts.test_reviewing import altered, together


def test_it_publishes_exactly_the_signed_revision(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    version = publication.versions.get()
    assert version.sign_off == SignOff.objects.get(revision=version.revision)
    assert publication.fact_check.state == CaseState.PUBLISHED
    claim = Claim.objects.get(pk=publication.fact_check.claim_id)
    assert claim.frozen_at is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(statement="Something else.")
    page = desk.reader().get(desk.path_of(publication))
    assert page.status_code == 200
    assert makers.WORDS["conclusion"] in page.content.decode()
    told = status(publication.fact_check)
    assert (told.state, told.version, told.url) == ("published", 1, public_url(publication))
    assert Event.objects.filter(name="publication.made").count() == 1


def test_nothing_is_public_before_the_ten_seconds_are_over(ada: Actor, ben: Actor, settings: object) -> None:
    settings.PUBLISH_DELAY_SECONDS = 10  # type: ignore[attr-defined]
    desk.with_policies(ada.organisation)
    fact_check, _ = makers.signed(ada, ben)
    order = ordering.order(fact_check, by=ben)
    run_due(["publish"])
    assert not Publication.objects.exists()
    assert status(fact_check).order == order
    with pytest.raises(Conflict) as early:
        ordering.carry_out(order)
    assert early.value.code == "order.early"
    with time_machine.travel(timezone.now() + timedelta(seconds=11), tick=True):
        run_due(["publish"])
    assert Publication.objects.count() == 1


def test_it_can_be_stopped_until_then(ada: Actor, ben: Actor, settings: object) -> None:
    settings.PUBLISH_DELAY_SECONDS = 10  # type: ignore[attr-defined]
    desk.with_policies(ada.organisation)
    fact_check, _ = makers.signed(ada, ben)
    order = ordering.order(fact_check, by=ben)
    assert ordering.stop(order, by=ben).state == OrderState.STOPPED
    with time_machine.travel(timezone.now() + timedelta(seconds=11), tick=True):
        run_due(["publish"])
    fact_check.refresh_from_db()
    assert (Publication.objects.count(), fact_check.state) == (0, CaseState.READY)
    with pytest.raises(Conflict):
        ordering.carry_out(order)
    settings.PUBLISH_DELAY_SECONDS = 0  # type: ignore[attr-defined]
    publication = desk.go_public(fact_check, ben)
    with pytest.raises(Conflict) as late:
        ordering.stop(PublishOrder.objects.get(state=OrderState.DONE), by=ben)
    assert late.value.code == "order.done"
    assert publication.versions.count() == 1


def test_pressing_twice_orders_once(ada: Actor, ben: Actor) -> None:
    desk.with_policies(ada.organisation)
    fact_check, _ = makers.signed(ada, ben)
    assert ordering.order(fact_check, by=ben) == ordering.order(fact_check, by=ben)
    order = PublishOrder.objects.get()
    assert ordering.carry_out(order) == ordering.carry_out(order)
    run_due(["publish"])
    assert PublishedVersion.objects.count() == 1


def test_only_editors_publish_and_strangers_see_nothing(
    ada: Actor, ben: Actor, dev: Actor, cleo: Actor
) -> None:
    desk.with_policies(ada.organisation)
    fact_check, _ = makers.signed(ada, ben)
    for by in (ada, dev):
        with pytest.raises(Refused):
            ordering.order(fact_check, by=by)
    with pytest.raises(NotFound):
        ordering.order(fact_check, by=cleo)
    order = ordering.order(fact_check, by=ben)
    with pytest.raises(NotFound):
        ordering.stop(order, by=cleo)
    run_due(["publish"])
    publication = Publication.objects.get()
    with pytest.raises(NotFound):
        ordering.withdraw(publication, by=cleo, reason="Ours now.")
    with pytest.raises(Refused):
        ordering.withdraw(publication, by=ada, reason="Changed my mind.")


def test_it_refuses_what_nobody_signed(ada: Actor, ben: Actor) -> None:
    desk.with_policies(ada.organisation)
    fact_check, _ = makers.sent(ada)
    with pytest.raises(Conflict):
        ordering.order(fact_check, by=ben)


def test_it_publishes_nothing_when_the_verdict_was_taken_back_meanwhile(ada: Actor, ben: Actor) -> None:
    desk.with_policies(ada.organisation)
    fact_check, _ = makers.signed(ada, ben)
    order = ordering.order(fact_check, by=ben)
    reviewing.take_back(fact_check, by=ada)
    new = reviewing.send(fact_check, by=ada)
    reviewing.sign_off(fact_check, by=ben, revision=new)
    run_due(["publish"])
    order.refresh_from_db()
    assert (order.state, Publication.objects.count()) == (OrderState.STOPPED, 0)
    assert "newer version" in Event.objects.filter(name="publication.stopped").latest("pk").note
    assert desk.go_public(fact_check, ben).versions.get().revision == new


def test_it_publishes_nothing_when_the_editor_has_left_meanwhile(ada: Actor, ben: Actor) -> None:
    desk.with_policies(ada.organisation)
    fact_check, _ = makers.signed(ada, ben)
    ordering.order(fact_check, by=ben)
    assert ben.membership is not None
    type(ben.membership).objects.filter(pk=ben.membership.pk).update(ended_at=timezone.now())
    run_due(["publish"])
    assert not Publication.objects.exists()


def test_it_publishes_nothing_when_the_claim_was_changed_meanwhile(ada: Actor, ben: Actor) -> None:
    desk.with_policies(ada.organisation)
    fact_check, _ = makers.signed(ada, ben)
    Claim.objects.filter(pk=fact_check.claim_id).update(statement="Another claim altogether.")
    with pytest.raises(Conflict) as refused:
        ordering.order(fact_check, by=ben)
    assert refused.value.code == "publish.claim_changed"


def test_an_altered_quotation_is_not_published(ada: Actor, ben: Actor) -> None:
    desk.with_policies(ada.organisation)
    fact_check, _ = makers.signed(ada, ben)
    ordering.order(fact_check, by=ben)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    altered(fact_check.claim.evidence.get(), "Most machines believe it.")
    run_due(["publish"])
    assert not Publication.objects.exists()
    assert "kept copy" in Event.objects.filter(name="publication.stopped").latest("pk").note


def test_the_database_refuses_to_publish_an_unsigned_revision(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    signed = publication.versions.get().sign_off
    _, unsigned = makers.sent(ada, makers.claim(ada))
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedVersion.objects.create(
            organisation=ada.organisation,
            publication=publication,
            n=2,
            revision=unsigned,
            sign_off=signed,
            published_at=timezone.now(),
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        publication.versions.all().delete()


@pytest.mark.django_db(transaction=True)
def test_two_checks_published_at_once_are_both_in_the_list_and_the_feed(
    harbor: Organisation, ada: Actor, ben: Actor
) -> None:
    desk.with_policies(harbor)
    orders = []
    for headline in ("The first of two", "The second of two"):
        fact_check, _ = makers.signed(ada, ben, makers.claim(ada), headline=headline)
        orders.append(ordering.order(fact_check, by=ben))
    ended = together(*(lambda order=order: ordering.carry_out(order) for order in orders))  # type: ignore[misc]
    assert [type(each).__name__ for each in ended] == ["Publication", "Publication"], ended
    parts = {f"/sitemap/checks-{each.pk // 1000}.xml" for each in Publication.objects.in_newsroom(harbor)}
    for path in ("/checks/", "/feed.xml", *parts):
        body = bytes(PublicFile.objects.get(path=path, organisation=harbor).body).decode()
        assert body.count("the-first-of-two") >= 1, path
        assert body.count("the-second-of-two") >= 1, path


def test_a_forecast_is_published_kept_open_without_rating_and_without_markup(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben, makers.prediction(ada), rating=None)
    html = desk.reader().get(desk.path_of(publication)).content.decode()
    assert "Kept open" in html
    assert "50 %" in html
    assert "<dd>2099</dd>" in html
    assert "A machine that does what people can do." in html
    assert "What do surveys say by now?" in html
    assert "ClaimReview" not in html
    assert PublishedVersion.objects.get().revision.rating is None


def test_policies_come_before_the_first_publication(ada: Actor, ben: Actor) -> None:
    Organisation.objects.filter(pk=ada.organisation.pk).update(policies={})
    fact_check, _ = makers.signed(ada, ben)
    with pytest.raises(Problem) as refused:
        ordering.order(fact_check, by=ben)
    assert refused.value.code == "publish.not_ready"
    assert "Write “How we work” first" in refused.value.detail
