"""What must be right before a check is published: each rule is one that takes a page out of search engines' and
researchers' hands, or that readers would notice first."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import unescape

import nh3

from claims.accounts.models import Organisation
from claims.publishing import policies
from claims.publishing.files import Rendered
from claims.publishing.pages import check_files
from claims.publishing.reading import Check
from claims.verdicts.drafting import CLAIM_TEXT_MOST

DATA_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
DROPPED = re.compile(r"<(script|style|svg|title|details)\b.*?</\1>", re.DOTALL)


@dataclass(frozen=True)
class Lint:
    """One broken rule: a stable code, and words that name the next step."""

    code: str
    detail: str


def lints(check: Check) -> list[Lint]:
    """Everything that keeps this check from being published. `check.newest` is the version to come."""
    found = newsroom_lints(check.newsroom) + verdict_lints(check)
    if found:
        return found
    return page_lints(check, check_files(check))


def newsroom_lints(organisation: Organisation) -> list[Lint]:
    """The policies readers must find before the first publication."""
    return [
        Lint("policy.missing", f"Write “{label}” first: Settings, Policies.")
        for label in policies.missing(organisation)
    ]


def verdict_lints(check: Check) -> list[Lint]:
    """Rules about the verdict itself."""
    verdict = check.newest
    found: list[Lint] = []
    if check.is_retracted:
        return found
    if not verdict.places and not verdict.claimant:
        found.append(
            Lint("claim.no_origin", "Say who made the claim, or where it stands: it has neither yet.")
        )
    if not verdict.sources and not verdict.sources_exception:
        found.append(Lint("sources.none", "Cite a source, or say for readers why there is none."))
    elif verdict.lacks_origins and not verdict.sources_exception:
        found.append(
            Lint("sources.origins", "Cite two independent origins, or say for readers why there are fewer.")
        )
    if (
        verdict.sources
        and not verdict.sources_exception
        and not any(s.url or s.sha256 for s in verdict.sources)
    ):
        found.append(Lint("sources.no_address", "Readers can follow none of the sources."))
    if not verdict.claim_text or len(verdict.claim_text) > CLAIM_TEXT_MOST:
        found.append(
            Lint("claim_text.length", f"The claim in one line has 1 to {CLAIM_TEXT_MOST} characters.")
        )
    if verdict.answer and verdict.claim_text.casefold().startswith(f"{verdict.answer.label.casefold()}:"):
        found.append(
            Lint("claim_text.has_verdict", "The claim in one line must not say the verdict: take it out.")
        )
    if not verdict.conclusion:
        found.append(Lint("summary.none", "There is no conclusion that readers see."))
    return found


def page_lints(check: Check, files: list[Rendered]) -> list[Lint]:
    """Rules about the pages as they would be served."""
    found: list[Lint] = []
    main = next((file for file in files if file.path == f"/checks/{check.uid}/"), None)
    if main is None or main.status != 200:
        return [Lint("page.not_served", "The page would not be served.")]
    html = main.body.decode()
    blocks = [json.loads(block) for block in DATA_BLOCK.findall(html)]
    reviews = [block for block in blocks if block.get("@type") == "ClaimReview"]
    expected = 0 if check.is_retracted or check.newest.answer is None else 1
    if len(reviews) != expected:
        found.append(Lint("markup.count", f"The page has {len(reviews)} ClaimReviews instead of {expected}."))
    visible = " ".join(unescape(nh3.clean(DROPPED.sub(" ", html), tags=set())).split()).casefold()
    for review in reviews:
        for words in (review["claimReviewed"], review["reviewRating"]["alternateName"]):
            if " ".join(words.split()).casefold() not in visible:
                found.append(Lint("markup.differs", f"“{words}” is in the mark-up and not on the page."))
        if review["url"] != check.url:
            found.append(Lint("markup.address", "The mark-up names another address than the page's own."))
    if not check.is_retracted and " ".join(check.newest.conclusion.split()).casefold() not in visible:
        found.append(Lint("summary.hidden", "The conclusion is not visible on the page."))
    if re.search(r'<meta name="robots" content="[^"]*noindex', html):
        found.append(Lint("page.noindex", "The page asks search engines to leave it out."))
    others = [file for file in files if file is not main and not file.path.endswith(".json")]
    if any(b"ClaimReview" in file.body for file in others):
        found.append(Lint("markup.twice", "The mark-up stands on a second page."))
    return found
