"""What the pictures show: the demo newsroom in the middle of its work, and its pages by name."""

from __future__ import annotations

import json
from dataclasses import dataclass

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation, User
from claims.annotation.models import Claim, ClaimKind
from claims.evidence.models import Stance
from claims.history.jobs import run_due
from claims.intake import lists
from claims.intake.list_files import Entry
from claims.intake.models import Article, ArticleVersion, Snapshot, SourceList
from claims.intake.submitting import add_version_text
from claims.ops.demo.loading import HERE, load_demo, quote_all, take_up
from claims.publishing.correcting import begin
from claims.publishing.filing import key_of
from claims.publishing.listing import public
from claims.publishing.models import CorrectionRequest
from claims.publishing.requesting import receive, secret_of
from claims.verdicts.models import CaseState, CorrectionKind, Draft, FactCheck
from claims.verdicts.reviewing import send
from claims.verdicts.workflow import open_case
from claims.verdicts.writing import cite, save, start_writing

POLICIES = {
    "about": "The Harbor checks what is said about technology.",
    "method": "We read the sources ourselves, keep a copy of each, and quote it word for word. Nobody signs off "
    "her own verdict.",
    "corrections": "What was wrong is corrected in the open, with its date and reason.",
    "contact": "mistakes@harbor.example",
    "complaints": "The editor in chief answers within seven working days.",
}
WRITTEN = {
    "rating": "mixed",
    "headline": "352 researchers were asked, but their answers say more than one date",
    "conclusion": "The survey is real and the figure stands in it; it is the middle of very different answers.",
    "explanation": "The survey asked 352 researchers [1]. Taken together the answers gave a 50 percent chance "
    "within 45 years.",
    "claim_text": "A survey of 352 researchers puts a 50 percent chance within 45 years",
}
SENT = {
    "rating": "mostly-true",
    "headline": "The billion is to be spent within five years, as reported",
    "conclusion": "The plan was told to a newspaper by a founder of OpenAI; five years is the longest period named.",
    "explanation": "The founder told a newspaper so [1].",
    "claim_text": "OpenAI plans to spend $1 billion in less than five years",
    "sources_exception": "What is planned only those who plan it know; the newspaper asked one of them.",
}
LISTED = [
    Entry(
        "techledger.example", "", "signed articles", "Names its writers, and says where it was wrong.", "2019"
    ),
    Entry("meridianpost.example", "/opinion", "opinion", "The newspaper itself is not meant.", "2021"),
]
ADDED = "A spokesperson answered on Tuesday that no date had been promised."


@dataclass(frozen=True)
class Shown:
    """One page: the name of its pictures, what it is, whose eyes see it (empty: a reader's), and its address."""

    name: str
    words: str
    who: str
    path: str


def stage() -> list[Shown]:
    """Load the demo where there is none, put two verdicts in the middle of their way, and list the pages."""
    if not Organisation.objects.filter(slug="harbor").exists():
        load_demo(say=lambda line: None, inline=True)
    harbor = Organisation.objects.get(slug="harbor")
    Organisation.objects.filter(pk=harbor.pk).update(policies={**POLICIES, **harbor.policies})
    ada, ben = (Actor.of(User.objects.get(email=f"{who}@harbor.example"), harbor) for who in ("ada", "ben"))
    article = (
        ArticleVersion.objects.in_newsroom(harbor).filter(article__title__startswith="OpenAI expects").get()
    )
    copies = _copies(harbor)
    writing = _write(
        take_up(article, "A 2017 survey of 352 researchers", ClaimKind.STATISTIC, ada),
        (
            (
                "expert-survey-2017",
                "Taken together the answers gave a 50 percent chance within 45 years, counted from 2016",
                Stance.SUPPORTS,
            ),
            (
                "how-far-away",
                "There is no agreement on when artificial general intelligence might be built.",
                Stance.CONTEXT,
            ),
        ),
        WRITTEN,
        copies,
        ada,
    )
    sent = _write(
        take_up(article, "OpenAI plans to spend the $1 billion", ClaimKind.EVENT, ada),
        (
            (
                "spending-within-five-years",
                "That is a statement about spending, not about payment: five years is the longest period named, "
                "not the agreed one.",
                Stance.SUPPORTS,
            ),
        ),
        SENT,
        copies,
        ada,
    )
    if not sent.fact_check.revisions.exists():
        send(sent.fact_check, by=ada)
    second = ArticleVersion.objects.in_newsroom(harbor).exclude(pk=article.pk).order_by("pk").first()
    assert second is not None
    if second.article.versions.count() == 1:
        add_version_text(second.article, by=ada, text=f"{second.text}\n\n{ADDED}")
    asked = _ask_for_a_correction(harbor)
    kept = SourceList.objects.in_newsroom(harbor).first() or _keep_a_list(ben)
    corrected = list(public(harbor))[0].fact_check
    if corrected.state == CaseState.PUBLISHED:
        begin(
            corrected,
            by=ada,
            kind=CorrectionKind.CLARIFICATION,
            note="It was said by the article, not quoted.",
        )
    run_due(reraise=False)
    claims = (writing.fact_check.claim, sent.fact_check.claim)
    return _pages(harbor, article.article, second.article, *claims, asked, kept)


def _ask_for_a_correction(harbor: Organisation) -> CorrectionRequest:
    """A reader has written about the oldest check."""
    return receive(
        harbor,
        form="a reader of the pictures",
        publication=list(public(harbor))[-1],
        given={
            "words": "The year in the second paragraph is another one in the report itself.",
            "name": "Noor",
        },
    )


def _keep_a_list(ben: Actor) -> SourceList:
    """What the newsroom says of sites, in two versions."""
    name = "Sites we know"
    first = lists.add(by=ben, name=name, version="2025-01", entries=LISTED[:1]).source_list
    return lists.import_version(
        by=ben, key=first.key, name=name, version="2026-11", entries=LISTED
    ).source_list


def _copies(harbor: Organisation) -> dict[str, Snapshot]:
    pieces = json.loads((HERE / "manifest.json").read_text(encoding="utf-8"))["background"]
    by_title = {
        each.source.title: each for each in Snapshot.objects.in_newsroom(harbor).select_related("source")
    }
    return {
        str(piece["file"]).rpartition("/")[2].partition(".")[0]: by_title[piece["title"]]
        for piece in pieces
        if piece["title"] in by_title
    }


def _write(
    claim: Claim,
    quotations: tuple[tuple[str, str, str], ...],
    words: dict[str, str],
    copies: dict[str, Snapshot],
    ada: Actor,
) -> Draft:
    fact_check = FactCheck.objects.filter(claim=claim).first()
    if fact_check is not None and (there := Draft.objects.filter(fact_check=fact_check).first()):
        return there
    evidence = quote_all(claim, quotations, copies, ada)
    draft = start_writing(open_case(claim, by=ada), by=ada)
    for each in evidence:
        if not draft.citations.filter(evidence=each).exists():
            cite(draft, by=ada, evidence=each)
            draft.refresh_from_db()
    return save(draft, by=ada, row_version=draft.row_version, changes=words)


def _pages(
    harbor: Organisation,
    article: Article,
    changed: Article,
    writing: Claim,
    sent: Claim,
    asked: CorrectionRequest,
    kept: SourceList,
) -> list[Shown]:
    published = list(public(harbor))
    check = f"/checks/{published[0].slug}-{published[0].fact_check.claim.uid}/"
    shown, corrected = published[-1].fact_check.claim, published[0].fact_check.claim
    desk, claim = f"/desk/articles/{article.uid}/", "/desk/claims/{}/"
    source = Snapshot.objects.in_newsroom(harbor).exclude(source__publisher="").order_by("pk")[0].source
    return [
        Shown("today", "Today: what waits for me", "ben", "/desk/"),
        Shown("articles", "Articles, and the ways to bring one in", "ada", "/desk/articles/"),
        Shown("workbench", "The article workbench", "ada", f"{desk}?on={writing.uid}"),
        Shown("sentences", "The same article as a list of sentences", "ada", f"{desk}?view=sentences"),
        Shown(
            "compare",
            "Two versions of an article's text",
            "ada",
            f"/desk/articles/{changed.uid}/compare/1..2/",
        ),
        Shown("queue", "The queue: a board", "ada", "/desk/queue/"),
        Shown("queue-list", "The queue: a list", "ada", "/desk/queue/?view=list"),
        Shown("find", "Looking for something", "ada", "/desk/find/?q=researchers"),
        Shown("recent", "What I did last", "ada", "/desk/recent/"),
        Shown("claim", "A claim whose verdict is being written", "ada", claim.format(writing.uid)),
        Shown("review", "A verdict before its reviewer", "ben", claim.format(sent.uid)),
        Shown("published", "A published claim", "ada", claim.format(shown.uid)),
        Shown(
            "correction",
            "A correction being written",
            "ada",
            claim.format(corrected.uid) + "#verdict-claimant",
        ),
        Shown("embedding", "How a check is embedded", "ada", claim.format(shown.uid) + "embed/"),
        Shown("requests", "Readers' requests for corrections", "ben", "/desk/requests/"),
        Shown("request", "A reader's request", "ben", f"/desk/requests/{asked.uid}/"),
        Shown("sources", "The library of kept copies", "ada", "/desk/sources/"),
        Shown("source", "One source and its copies", "ada", f"/desk/sources/{source.uid}/"),
        Shown("jobs", "Jobs", "ada", "/desk/jobs/"),
        Shown("people", "Settings: people", "ben", "/desk/settings/people/"),
        Shown("keys", "Settings: keys for programs", "ben", "/desk/settings/keys/"),
        Shown("services", "Settings: the services that are asked", "ben", "/desk/settings/providers/"),
        Shown("source-lists", "Settings: lists of sources", "ben", "/desk/settings/lists/"),
        Shown(
            "source-list", "A list of sources and its versions", "ben", f"/desk/settings/lists/{kept.uid}/"
        ),
        Shown("keyboard", "Settings: keys of the keyboard", "ada", "/desk/settings/keyboard/"),
        Shown("newsroom", "Settings: the newsroom", "ben", "/desk/settings/newsroom/"),
        Shown("working", "Settings: how the newsroom works", "ben", "/desk/settings/working/"),
        Shown("webhooks", "Settings: webhooks", "ben", "/desk/settings/webhooks/"),
        Shown("exchange", "Settings: import and export", "ben", "/desk/settings/exchange/"),
        Shown("sign-in", "Sign in", "", "/accounts/login/"),
        Shown("public-list", "Published checks", "", "/checks/"),
        Shown("public-check", "A published check", "", check),
        Shown("public-article", "An article and its checked claims", "", f"/articles/{article.uid}/"),
        Shown("public-articles", "Articles with checked claims", "", "/articles/"),
        Shown("topics", "Topics", "", "/topics/"),
        Shown("topic", "The checks of one topic", "", f"/topics/{key_of(corrected.topics[0])}/"),
        Shown("ratings", "Ratings and what they mean", "", "/ratings/"),
        Shown("rating", "The checks of one rating", "", "/ratings/mostly-false/"),
        Shown("how-we-work", "How we work", "", "/how-we-work/"),
        Shown("corrections", "Corrections", "", "/corrections/"),
        Shown("ask", "A reader asks for a correction", "", f"/corrections/request/?check={shown.uid}"),
        Shown("asked", "What became of a reader's request", "", _answer_path(asked)),
        Shown("public-embedding", "How readers embed a check", "", f"{check}embed/"),
        Shown("embed-line", "The same as one line", "", f"/embed/claim/{shown.uid}/?shape=line"),
        Shown("embed-list", "A list for other people's pages", "", "/embed/checks/"),
        Shown("embed", "The card for other people's pages", "", f"/embed/claim/{shown.uid}/"),
    ]


def _answer_path(asked: CorrectionRequest) -> str:
    return f"/corrections/requests/{asked.number}/{secret_of('a reader of the pictures')}/"
