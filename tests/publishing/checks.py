"""Checks as the read model gives them, without a database: for what is pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from claims.accounts.models import Organisation
from claims.publishing.shown import Answer, Check, Place, Quoted, Verdict
from claims.verdicts.models import VerdictRevision

AT = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)


def newsroom(**fields: Any) -> Organisation:
    policies = {
        "method": "We read.",
        "corrections": "We correct.",
        "contact": "desk@harbor.example",
        "complaints": "The editor in chief answers.",
        "political": "no",
    }
    return Organisation(
        **{
            "name": "The Harbor",
            "slug": "harbor",
            "base_url": "https://harbor.example",
            "policies": policies,
            **fields,
        }
    )


def answer(number: int | None = 2) -> Answer:
    return Answer("mostly-false", "Mostly false", "A true core.", number, 2, 1)


def place(**fields: Any) -> Place:
    return replace(
        Place(
            quote="Most people think so.",
            claimant="",
            claimant_kind="",
            article="abcdefabcdef",
            title="When will it come?",
            publisher="A Blog",
            url="https://blog.example/agi",
            date="2019-07",
            language="en",
            kept_at=AT,
            sha256="0" * 64,
        ),
        **fields,
    )


def source(**fields: Any) -> Quoted:
    return replace(
        Quoted(
            number=1,
            quote="Most experts think so.",
            stance="refutes",
            is_key=False,
            note="",
            title="A long report",
            publisher="The Paper",
            url="https://paper.example/report",
            date="2019-07-22",
            kind="news",
            language="en",
            kept_at=AT,
            sha256="1" * 64,
        ),
        **fields,
    )


def verdict(**fields: Any) -> Verdict:
    return replace(
        Verdict(
            n=1,
            at=AT,
            headline="Most experts, not most people",
            conclusion="The newspaper wrote of experts.",
            explanation="It wrote of experts.[1]",
            claim_text="Most people think so",
            statement="Most people think so.",
            kind="statistic",
            claimant="",
            claimant_kind="",
            claimed_on=None,
            answer=answer(),
            known_as_of=AT,
            sources_exception="",
            authors=("Ada",),
            reviewer="Ben",
            sources=(source(),),
            places=(place(),),
            prediction=None,
            outcome="",
            correction_kind="",
            correction_note="",
            sources_proposed=0,
            claim_proposed=False,
            search=None,
            method=None,
            revision=VerdictRevision(),
        ),
        **fields,
    )


def check(*versions: Verdict, **fields: Any) -> Check:
    """A published check of these versions (newest first), or of one ordinary one."""
    return replace(
        Check(
            uid="abcdef123456",
            slug="most-experts",
            state="published",
            withdrawal_reason="",
            newsroom=newsroom(),
            versions=versions or (verdict(),),
        ),
        **fields,
    )
