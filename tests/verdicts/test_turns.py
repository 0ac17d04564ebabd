"""Whose turn it is to review."""

from __future__ import annotations

from claims.accounts.acting import Actor
from claims.verdicts import reviewing
from claims.verdicts.models import FactCheck
from claims.verdicts.turns import next_reviewer
from tests import factories


def sent_to(by: Actor, words: str) -> str:
    claim = factories.a_claim(by, words)
    factories.a_sent_verdict(claim, by)
    reviewer = FactCheck.objects.get(claim=claim).reviewer
    return reviewer.name if reviewer else ""


def test_verdicts_go_round_among_those_who_may(ada: Actor, ben: Actor, eve: Actor) -> None:
    first, second = sent_to(ada, factories.SAID), sent_to(ada, factories.HALF)
    assert {first, second} == {"Ben", "Eve"}
    # Who has read what there was is next, before the one who still has something to read.
    case = FactCheck.objects.get(reviewer__name=second)
    reader = ben if second == "Ben" else eve
    reviewing.sign_off(case, by=reader, revision=case.revisions.get())
    assert str(next_reviewer(ada.organisation.pk, authors=[ada.user.pk])) == second


def test_it_is_never_an_author_s_turn(ben: Actor, eve: Actor) -> None:
    assert sent_to(ben, factories.SAID) == "Eve"
    assert next_reviewer(ben.organisation.pk, authors=[ben.user.pk, eve.user.pk]) is None
