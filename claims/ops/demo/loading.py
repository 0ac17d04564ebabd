"""Fill an empty installation with the demo newsroom, through the same verbs and jobs that people use."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from claims.accounts.acting import Actor
from claims.accounts.models import Membership, Organisation, Role, User
from claims.accounts.newsrooms import create_newsroom
from claims.annotation.deciding import accept
from claims.annotation.marking import edit, mark
from claims.annotation.models import Claim, ClaimKind
from claims.evidence.models import Evidence, ProviderCall, Stance
from claims.evidence.quoting import quote
from claims.history import jobs
from claims.history.models import Handoff, JobState
from claims.intake.capturing import capture_text
from claims.intake.models import Article, ArticleVersion, Snapshot
from claims.intake.submitting import submit_text
from claims.ops.demo.findings import CENTURIES, MUSK, OVERLOOKED, Finding
from claims.publishing.correcting import begin
from claims.publishing.models import Correction, OrderState
from claims.publishing.ordering import order
from claims.verdicts.models import CaseState, CorrectionKind, FactCheck
from claims.verdicts.reviewing import send, sign_off
from claims.verdicts.workflow import open_case
from claims.verdicts.writing import cite, save, start_writing

HERE = Path(__file__).parent
PATIENCE_SECONDS = 20
Say = Callable[[str], None]


@dataclass(frozen=True)
class Cast:
    """The demo's people, each where she works."""

    ada: Actor
    ben: Actor
    cleo: Actor


def load_demo(*, say: Say, inline: bool = False) -> Cast:
    """Make the newsrooms, people, texts and verdicts. With `inline` the jobs are done here, not by the workers.

    Safe to run again after it was interrupted: each step finds what it made before.
    """
    wait = _inline if inline else _wait
    cast = make_newsrooms()
    say("Newsrooms: The Harbor (Ada, Ben) and Northgate Wire (Cleo)")
    manifest = json.loads((HERE / "manifest.json").read_text(encoding="utf-8"))
    copies = keep_background(cast.ada, manifest["background"])
    say(f"Kept copies: {len(copies)} background pieces")
    versions = submit_articles(cast.ada, manifest["articles"])
    submit_articles(cast.cleo, manifest["articles"][1:])
    wait(cast, say)
    say("Articles: " + "; ".join(f"{each} ({each.suggestions.count()} suggestions)" for each in versions))

    musk = check(MUSK, versions, copies, cast)
    centuries = check(CENTURIES, versions, copies, cast)
    forecast = take_up(
        versions[0],
        "a 50 percent chance that artificial general intelligence would be built by the year 2099",
        ClaimKind.PREDICTION,
        cast.ada,
        "There is a 50 percent chance that artificial general intelligence is built by the year 2099.",
    )
    quote_all(
        forecast,
        (
            (
                "architects-of-intelligence",
                "The average of the answers was the year 2099, that is 81 years from the time of the book.",
                Stance.SUPPORTS,
            ),
            ("architects-of-intelligence", "Eighteen people are not a sample of a field", Stance.CONTEXT),
        ),
        copies,
        cast.ada,
    )
    about(forecast, ("Artificial general intelligence",), cast.ada)
    plan = take_up(
        versions[0],
        "Microsoft will pay the $1 billion over five years",
        ClaimKind.PROMISE,
        cast.ada,
        "Microsoft will pay $1 billion to OpenAI over five years.",
    )
    quote_all(
        plan,
        (
            (
                "spending-within-five-years",
                "That is a statement about spending, not about payment: five years is the longest period named, "
                "not the agreed one.",
                Stance.REFUTES,
            ),
        ),
        copies,
        cast.ada,
    )
    about(plan, ("OpenAI", "Microsoft"), cast.ada)
    wait(cast, say)
    say(f"Published: {musk.draft.headline}")
    correct(centuries, copies, cast)
    wait(cast, say)
    say(f"Published and corrected: {centuries.draft.headline}")
    return cast


def make_newsrooms() -> Cast:
    """Both newsrooms without an address of their own: their pages follow BASE_URL, also when the port changes."""
    password = demo_password()
    harbor = Organisation.objects.filter(slug="harbor").first() or create_newsroom(
        name="The Harbor",
        slug="harbor",
        admin_email="ben@harbor.example",
        admin_name="Ben",
        password=password,
    )
    northgate = Organisation.objects.filter(slug="northgate").first() or create_newsroom(
        name="Northgate Wire",
        slug="northgate",
        admin_email="cleo@northgate.example",
        admin_name="Cleo",
        password=password,
        public_host="northgate.localhost",
    )
    ada = User.objects.filter(email="ada@harbor.example").first()
    if ada is None:
        ada = User.objects.create_user("ada@harbor.example", password, name="Ada")
        Membership.objects.create(organisation=harbor, user=ada, role=Role.REPORTER)
    return Cast(
        Actor.of(ada, harbor),
        Actor.of(User.objects.get(email="ben@harbor.example"), harbor),
        Actor.of(User.objects.get(email="cleo@northgate.example"), northgate),
    )


def demo_password() -> str:
    """The demo people's password: made once, kept in LOCAL_DIR for its owner only, printed at each start."""
    kept = settings.LOCAL_DIR / "demo-password"
    if not kept.exists():
        settings.LOCAL_DIR.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text("harbor-" + secrets.token_hex(4))
    return kept.read_text().strip()


def keep_background(by: Actor, pieces: list[dict[str, Any]]) -> dict[str, Snapshot]:
    """Keep a copy of each background piece; by file name without its ending."""
    copies = {}
    for piece in pieces:
        name = Path(piece["file"]).stem
        kept = Snapshot.objects.in_newsroom(by.organisation).filter(source__title=piece["title"]).first()
        if kept is not None:
            copies[name] = kept
            continue
        capture = capture_text(
            by=by,
            text=(HERE / piece["file"]).read_text(encoding="utf-8"),
            title=piece["title"],
            publisher=piece["publisher"],
            published_on=date.fromisoformat(piece["published_on"]),
            kind=piece["kind"],
        )
        if capture.snapshot is not None:
            copies[name] = capture.snapshot
    return copies


def submit_articles(by: Actor, pieces: list[dict[str, Any]]) -> list[ArticleVersion]:
    articles: list[Article] = [
        submit_text(
            by=by,
            text=(HERE / piece["file"]).read_text(encoding="utf-8"),
            title=piece["title"],
            publisher=piece["publisher"],
            published_on=date.fromisoformat(piece["published_on"]),
        )
        for piece in pieces
    ]
    return [article.versions.get() for article in articles]


def take_up(version: ArticleVersion, words: str, kind: str, by: Actor, statement: str = "") -> Claim:
    """The claim at these words: the one there is, else the suggestion that overlaps them is accepted, else they
    are marked by hand."""
    start = version.text.index(words)
    end = start + len(words)
    there = Claim.objects.filter(
        kind=kind,
        removed_at=None,
        appearances__version=version,
        appearances__start__lt=end,
        appearances__end__gt=start,
    )
    if (claim := there.first()) is not None:
        return claim
    overlapping = [
        each
        for each in version.suggestions.filter(start__lt=end, end__gt=start)
        if getattr(each, "claim", None) is None
    ]
    if overlapping:
        best = max(
            overlapping, key=lambda each: (each.kind == kind, min(each.end, end) - max(each.start, start))
        )
        changes: dict[str, Any] = {"kind": kind} if best.kind != kind else {}
        if statement:
            changes["statement"] = statement
        return accept(best, by=by, changes=changes or None)
    return mark(version, by=by, start=start, end=end, kind=kind, statement=statement)


def about(claim: Claim, topics: tuple[str, ...], by: Actor) -> None:
    """Say what a claim is about, before anything of it is frozen."""
    if not claim.topics:
        edit(claim, by=by, row_version=None, changes={"topics": list(topics)})


def quote_all(
    claim: Claim, quotations: tuple[tuple[str, str, str], ...], copies: dict[str, Snapshot], by: Actor
) -> list[Evidence]:
    return [
        quote(claim, by=by, snapshot=copies[name], quote=words, stance=stance, is_key=index == 0)
        for index, (name, words, stance) in enumerate(quotations)
    ]


def check(
    finding: Finding, versions: list[ArticleVersion], copies: dict[str, Snapshot], cast: Cast
) -> FactCheck:
    """Ada takes the claim up, quotes, writes and sends; Ben signs and publishes."""
    claim = take_up(versions[finding.article], finding.words, finding.kind, cast.ada, finding.statement)
    evidence = quote_all(claim, finding.quotations, copies, cast.ada)
    fact_check = open_case(claim, by=cast.ada)
    if fact_check.state not in (CaseState.OPEN, CaseState.EVIDENCE, CaseState.WRITING):
        return send_and_publish(fact_check, cast)
    about(claim, finding.topics, cast.ada)
    draft = start_writing(fact_check, by=cast.ada)
    for each in evidence:
        cite(draft, by=cast.ada, evidence=each)
    draft.refresh_from_db()
    save(
        draft,
        by=cast.ada,
        row_version=draft.row_version,
        changes={
            "rating": finding.rating,
            "headline": finding.headline,
            "conclusion": finding.conclusion,
            "explanation": finding.explanation,
            "claim_text": finding.claim_text,
            "sources_exception": finding.exception,
        },
    )
    return send_and_publish(fact_check, cast)


def send_and_publish(fact_check: FactCheck, cast: Cast) -> FactCheck:
    """From wherever the case stands: Ada sends, Ben signs and orders the publication."""
    fact_check.refresh_from_db()
    if fact_check.state == CaseState.WRITING:
        send(fact_check, by=cast.ada)
        fact_check.refresh_from_db()
    if fact_check.state == CaseState.REVIEW:
        sign_off(fact_check, by=cast.ben, revision=fact_check.revisions.latest("n"))
        fact_check.refresh_from_db()
    if (
        fact_check.state == CaseState.READY
        and not fact_check.orders.filter(state=OrderState.WAITING).exists()
    ):
        order(fact_check, by=cast.ben)
    return fact_check


def correct(fact_check: FactCheck, copies: dict[str, Snapshot], cast: Cast) -> None:
    """The survey of 2016 was overlooked at first: the rating changes, with a notice."""
    fact_check = FactCheck.objects.get(pk=fact_check.pk)
    if Correction.objects.filter(publication__fact_check=fact_check).exists():
        return
    if fact_check.state != CaseState.PUBLISHED:
        send_and_publish(fact_check, cast)
        return
    draft = begin(
        fact_check,
        by=cast.ada,
        kind=CorrectionKind.VERDICT_CHANGE,
        note="The first version left out the survey of 352 researchers, which puts a 50 percent chance within "
        "45 years. With it the rating is “Mostly false” instead of “Mixed”.",
    )
    for each in quote_all(fact_check.claim, (OVERLOOKED,), copies, cast.ada):
        cite(draft, by=cast.ada, evidence=each)
    draft.refresh_from_db()
    draft = save(
        draft,
        by=cast.ada,
        row_version=draft.row_version,
        changes={
            "sources_exception": "",
            "rating": "mostly-false",
            "headline": "No survey shows that most experts see general AI centuries away",
            "conclusion": "The largest survey puts a 50 percent chance within 45 years. Only a few researchers name "
            "dates more than a century away.",
            "explanation": "There is no agreement in the field [1]. Some expect it to take centuries, among them "
            "Rodney Brooks [2]. But the largest survey, of 352 researchers, puts half of the probability within 45 "
            "years of 2016 [3].",
        },
    )
    send_and_publish(FactCheck.objects.get(pk=fact_check.pk), cast)


def unfinished(organisations: list[Organisation]) -> int:
    """How many jobs of these newsrooms are not settled yet."""
    keys = [each.pk for each in organisations]
    open_states = [JobState.DUE, JobState.LEASED]
    return (
        Handoff.objects.filter(organisation_id__in=keys, state__in=open_states).count()
        + ProviderCall.objects.filter(organisation_id__in=keys, state__in=open_states).count()
    )


def _wait(cast: Cast, say: Say) -> None:
    """Wait for the workers; where they stand still, do the work here, so that the demo never hangs."""
    organisations = [cast.ada.organisation, cast.cleo.organisation]
    left, since, told = -1, time.monotonic(), 0.0
    while (now_left := unfinished(organisations)) > 0:
        if now_left != left:
            left, since = now_left, time.monotonic()
        if time.monotonic() - told > 2:
            say(f"  {now_left} jobs to go")
            told = time.monotonic()
        if time.monotonic() - since > PATIENCE_SECONDS + settings.PUBLISH_DELAY_SECONDS:
            jobs.sweep()
            jobs.run_due(reraise=False)
            since = time.monotonic()
        time.sleep(0.3)


def _inline(cast: Cast, say: Say) -> None:
    """Do everything here, and wait out the ten seconds of waiting orders."""
    jobs.run_due(reraise=False)
    while unfinished([cast.ada.organisation, cast.cleo.organisation]):
        time.sleep(0.2)
        jobs.sweep()
        jobs.run_due(reraise=False)
