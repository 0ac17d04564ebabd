"""Small things to check, made straight on the tables: what these tests need of the rooms upstream."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from claims.accounts.acting import Actor
from claims.annotation.models import Appearance, Checkpoint, Claim, Claimant, Prediction
from claims.evidence.models import Evidence, Stance
from claims.intake.models import Article, ArticleVersion, Snapshot, Source
from claims.lib.hashing import sha256_text
from claims.verdicts import reviewing, workflow, writing
from claims.verdicts.models import FactCheck, SignOff, VerdictRevision

SAID = "Most people think that AGI will not come for centuries."
ARTICLE = f"The newspaper looked into it. {SAID} Nobody asked the machines."
FOUND = "Most experts believe A.G.I. will not arrive for decades or even centuries."
REPORT = f"It was a long report. {FOUND} It gave no figures at all."


def kept_copy(
    by: Actor, text: str = REPORT, *, title: str = "A long report", url: str = "https://paper.example/report"
) -> Snapshot:
    source = Source.objects.filter(organisation=by.organisation, canonical_url=url).first()
    if source is None:
        source = Source.objects.create(
            organisation=by.organisation,
            canonical_url=url,
            title=title,
            publisher="The Paper",
            kind="news",
            published={"value": "2019-07-22", "precision": "day"},
            language="en",
        )
    return Snapshot.objects.create(
        organisation=by.organisation,
        source=source,
        final_url=url,
        captured_at=timezone.now(),
        text=text,
        text_sha256=sha256_text(text),
        characters=len(text),
        blocks=[{"start": 0, "end": len(text), "role": "body"}],
        extractor="test",
    )


def claim(
    by: Actor,
    statement: str = "Most people think that AGI will not come for centuries.",
    *,
    kind: str = "statistic",
    said: str = SAID,
    claimant: str = "",
    url: str = "https://blog.example/agi",
    **fields: Any,
) -> Claim:
    text = ARTICLE.replace(SAID, said)
    snapshot = kept_copy(by, text, title="When will it come?", url=url)
    article, _ = Article.objects.get_or_create(
        source=snapshot.source, defaults={"organisation": by.organisation, "title": "When will it come?"}
    )
    version = ArticleVersion.objects.create(
        organisation=by.organisation, article=article, n=article.versions.count() + 1, snapshot=snapshot
    )
    who = Claimant.objects.get_or_create(organisation=by.organisation, name=claimant)[0] if claimant else None
    made = Claim.objects.create(
        organisation=by.organisation,
        article=article,
        number=article.claims.count() + 1,
        statement=statement,
        kind=kind,
        claimant=who,
        by=by.user,
        **fields,
    )
    start = text.index(said)
    Appearance.objects.create(
        organisation=by.organisation,
        claim=made,
        version=version,
        start=start,
        end=start + len(said),
        quote=said,
    )
    return made


def prediction(by: Actor, **fields: Any) -> Claim:
    """ "AGI by 2099, 50 %": a forecast, open."""
    made = claim(
        by,
        "There is an even chance that AGI is created by 2099.",
        kind="prediction",
        said="The chance of AGI by 2099 is 50%.",
        url="https://blog.example/forecast",
    )
    row = Prediction.objects.create(
        organisation=by.organisation,
        claim=made,
        subject="AGI",
        measure="is created",
        probability=0.5,
        horizon_on=date(2099, 12, 31),
        criteria="A machine that does what people can do.",
        **fields,
    )
    Checkpoint.objects.create(
        organisation=by.organisation,
        prediction=row,
        due_on=date(2030, 1, 1),
        question="What do surveys say by now?",
    )
    return made


def evidence(
    by: Actor,
    claim: Claim,
    quote: str = FOUND,
    *,
    stance: str = Stance.REFUTES,
    snapshot: Snapshot | None = None,
    **fields: Any,
) -> Evidence:
    snapshot = snapshot or kept_copy(by)
    start = (snapshot.text or "").index(quote)
    return Evidence.objects.create(
        organisation=by.organisation,
        claim=claim,
        snapshot=snapshot,
        start=start,
        end=start + len(quote),
        quote=quote,
        stance=stance,
        by=by.user,
        at=timezone.now(),
        **fields,
    )


WORDS = {
    "headline": "Most experts, not “most people”",
    "conclusion": "The newspaper wrote of experts, and gave no figures.",
    "explanation": "The paper wrote of experts.[1]\n\nIt gave **no figures**.",
    "sources_exception": "Only the paper itself can say what it wrote.",
}


def written(
    by: Actor, about: Claim | None = None, *, rating: str | None = "mostly-false", **changes: Any
) -> FactCheck:
    """A case whose draft has everything that is needed for review."""
    about = about or claim(by)
    if not about.evidence.exists():
        evidence(by, about)
    fact_check = workflow.open_case(about, by=by)
    draft = writing.start_writing(fact_check, by=by)
    words: dict[str, Any] = {**WORDS, **changes}
    if rating is not None:
        words["rating"] = rating
    writing.save(draft, by=by, row_version=draft.row_version, changes=words)
    return fact_check


def sent(by: Actor, about: Claim | None = None, **changes: Any) -> tuple[FactCheck, VerdictRevision]:
    fact_check = written(by, about, **changes)
    return fact_check, reviewing.send(fact_check, by=by)


def signed(
    by: Actor, reviewer: Actor, about: Claim | None = None, **changes: Any
) -> tuple[FactCheck, SignOff]:
    fact_check, revision = sent(by, about, **changes)
    return fact_check, reviewing.sign_off(fact_check, by=reviewer, revision=revision)
