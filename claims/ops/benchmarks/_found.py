"""As many published checks as asked for, as search and the Fact Check Tools interface know them, in a few statements.

They have claim, case, signed revision, published version and the row that search reads; no page is made of them. The
words are our own.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import transaction

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.annotation.models import Claim
from claims.intake.submitting import submit_text
from claims.publishing.addresses import slug_for
from claims.publishing.models import Publication, PublicCheck, PublishedVersion
from claims.publishing.noting import row_of
from claims.publishing.shown import Answer, Check, Verdict
from claims.verdicts.models import CaseState, FactCheck, Purpose, Rating, SignOff, VerdictRevision
from claims.verdicts.scales import active_scale

AT = datetime(2026, 1, 1, tzinfo=UTC)
STEMS = (
    "al ber cor den el fen gar hol in jor ka lin mor nor os pen quar ros sal tor ul ver wes yar zel".split()
)
ENDS = "by den field ford gate ham haven hurst ley mere mouth port stead stow ton wick worth".split()
WHO = "mayor,minister,harbour master,bishop,union,chamber,agency,museum,school board,fire brigade".split(",")
DID = "built,sold,lost,planted,counted,paid for,closed,opened,repaired,promised,burnt,hid".split(",")
WHAT = (
    "buses,trees,houses,boats,lamps,schools,bridges,wells,benches,windmills,ferries,tunnels,clinics,ovens,barns,"
    "lighthouses,libraries,vineyards,tractors,pumps,chimneys,orchards,sawmills,canals"
).split(",")
WHEN = "in {year},since {year},before the flood of {year},after the vote of {year}".split(",")


def published_checks(by: Actor, editor: Actor, *, many: int, seed: int = 1) -> list[Publication]:
    """`many` checks of this newsroom, each of a claim of its own, a minute apart, signed by `editor`."""
    chance = random.Random(seed)  # noqa: S311 - words, not secrets
    article = submit_text(by=by, text="The town of Elmstead planted 4,000 trees.", title="What was said")
    made: list[Publication] = []
    for first, words in _batches(claims(many, chance), 2_000):
        with transaction.atomic():
            made += _put(by, editor, article.pk, first, words, chance)
    return made


def claims(many: int, chance: random.Random) -> list[str]:
    """So many different claims."""
    found: dict[str, None] = {}
    while len(found) < many:
        town = (chance.choice(STEMS) + chance.choice(STEMS) + chance.choice(ENDS)).capitalize()
        when = chance.choice(WHEN).format(year=chance.randint(1950, 2025))
        found[
            f"The {chance.choice(WHO)} of {town} {chance.choice(DID)} {chance.randint(2, 9999):,} "
            f"{chance.choice(WHAT)} {when}"
        ] = None
    return list(found)


def _batches(words: list[str], size: int) -> Iterator[tuple[int, list[str]]]:
    for first in range(0, len(words), size):
        yield first, words[first : first + size]


def _put(
    by: Actor, editor: Actor, article: int, first: int, words: list[str], chance: random.Random
) -> list[Publication]:
    newsroom, scale = by.organisation, active_scale(by.organisation)
    ratings = [rating for rating in scale.ratings.all() if rating.number is not None]
    claimed = Claim.objects.bulk_create(
        Claim(organisation=newsroom, article_id=article, number=first + n + 1, statement=f"{each}.",
              kind="statistic", by=by.user)
        for n, each in enumerate(words)
    )  # fmt: skip
    cases = FactCheck.objects.bulk_create(
        FactCheck(organisation=newsroom, claim=claim, state=CaseState.PUBLISHED) for claim in claimed
    )
    revisions = VerdictRevision.objects.bulk_create(
        _revision(by, case, each, AT + timedelta(minutes=first + n), chance.choice(ratings))
        for n, (case, each) in enumerate(zip(cases, words, strict=True))
    )
    signed = SignOff.objects.bulk_create(
        SignOff(organisation=newsroom, revision=each, by=editor.user, at=each.made_at) for each in revisions
    )
    made = Publication.objects.bulk_create(
        Publication(organisation=newsroom, fact_check=case, slug=slug_for(each))
        for case, each in zip(cases, words, strict=True)
    )
    PublishedVersion.objects.bulk_create(
        PublishedVersion(organisation=newsroom, publication=publication, n=1, revision=revision, sign_off=sign_off,
                         published_at=revision.made_at)
        for publication, revision, sign_off in zip(made, revisions, signed, strict=True)
    )  # fmt: skip
    PublicCheck.objects.bulk_create(
        row_of(_check(newsroom, publication, revision), publication)
        for publication, revision in zip(made, revisions, strict=True)
    )
    return made


def _revision(by: Actor, case: FactCheck, words: str, at: datetime, rating: Rating) -> VerdictRevision:
    return VerdictRevision(
        organisation=by.organisation, fact_check=case, n=1, purpose=Purpose.SENT, claim_kind="statistic",
        statement=f"{words}.", claimant_name=words.split(" of ")[0], claimed_on=at.date(),
        headline=f"What the books say of {words.split(' of ')[1].split()[0]}",
        conclusion="The books of that year give another figure.", explanation="", claim_text=words, rating=rating,
        rating_label=rating.label, known_as_of=at, sources_exception="Nobody else has counted.",
        author_ids=[by.user.pk], author_names=[by.actor_name], made_by=by.user, made_at=at,
    )  # fmt: skip


def _check(newsroom: Organisation, publication: Publication, revision: VerdictRevision) -> Check:
    """The check as readers see it, without asking for what it doesn't have: sources, places."""
    rating = revision.rating
    assert rating is not None
    answer = Answer(rating.key, rating.label, rating.definition, rating.number, rating.digit, rating.scale_id)
    verdict = Verdict(
        n=1, at=revision.made_at, headline=revision.headline, conclusion=revision.conclusion, explanation="",
        claim_text=revision.claim_text, statement=revision.statement, kind=revision.claim_kind,
        claimant=revision.claimant_name, claimant_kind="", claimed_on=revision.claimed_on, answer=answer,
        known_as_of=revision.known_as_of, sources_exception=revision.sources_exception, authors=(), reviewer="",
        sources=(), places=(), prediction=None, outcome="", correction_kind="", correction_note="",
        sources_proposed=0, claim_proposed=False, search=None, method=None, revision=revision,
    )  # fmt: skip
    return Check(
        uid=publication.fact_check.claim.uid, slug=publication.slug, state=publication.state,
        withdrawal_reason="", newsroom=newsroom, versions=(verdict,),
    )  # fmt: skip
