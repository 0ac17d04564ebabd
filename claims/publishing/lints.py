"""What must be right before a check is published: each rule is one that takes a page out of search engines' and
researchers' hands, or that readers would notice first. Rules about the pages themselves are in `page_lints.py`."""

from __future__ import annotations

from urllib.parse import urlsplit

from claims.accounts.models import Organisation
from claims.accounts.working_rules import political
from claims.publishing import feeds, policies
from claims.publishing.page_lints import Lint, page_lints
from claims.publishing.pages import check_files
from claims.publishing.shown import Check, Place
from claims.verdicts.drafting import CLAIM_TEXT_MOST
from claims.verdicts.spelling import leaves_finding

RULES: dict[str, tuple[str, ...]] = {
    "What the mark-up says stands on the page": (
        "markup.differs",
        "markup.address",
        "claim_text.has_verdict",
    ),
    "A page has one ClaimReview": ("markup.count",),
    "A ClaimReview stands on one page": ("markup.twice",),
    "A summary can be read without script": ("summary.none", "summary.hidden"),
    "Readers find how we correct, and where to report a mistake": ("policy.missing", "page.no_corrections"),
    "The claim comes from elsewhere": ("claim.no_origin", "claim.only_here"),
    "Sources are cited, and the method": (
        "sources.none",
        "sources.origins",
        "sources.no_address",
        "page.no_method",
    ),
    "The publisher is no political body": ("publisher.unanswered", "publisher.political"),
    "Everybody may fetch the page": ("page.not_served", "page.noindex", "page.robots"),
    "The page is one of several of a publisher": ("page.no_list",),
}
"""The ten rules of the search engines and aggregators that read ClaimReview, and the lints that keep each."""


def lints(check: Check) -> list[Lint]:
    """Everything that keeps this check from being published. `check.newest` is the version to come."""
    found = newsroom_lints(check.newsroom) + verdict_lints(check)
    if found:
        return found
    return page_lints(check, check_files(check), robots=feeds.robots(check.newsroom).body.decode())


def newsroom_lints(organisation: Organisation) -> list[Lint]:
    """What a newsroom must have said of itself before the first publication."""
    found = [
        Lint("policy.missing", f"Write “{label}” first: Settings, How we work.")
        for label in policies.missing(organisation)
    ]
    answer = political(organisation)
    if not answer:
        found.append(
            Lint(
                "publisher.unanswered",
                "Say first whether the publisher is a political body: Settings, How we work.",
            )
        )
    elif answer == "yes":
        found.append(
            Lint(
                "publisher.political",
                "The publisher is a political body (Settings, How we work): search engines take no checks of those.",
            )
        )
    return found


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
    elif not verdict.claimant and all(_is_ours(place, check) for place in verdict.places):
        found.append(
            Lint(
                "claim.only_here",
                "The claim stands on our own pages only: say who made it, or where else it was made.",
            )
        )
    repeats = len(check.versions) > 1 and leaves_finding(check.versions[1].revision, verdict.revision)
    if not verdict.sources and not verdict.sources_exception:
        found.append(Lint("sources.none", "Cite a source, or say for readers why there is none."))
    elif verdict.lacks_origins and not verdict.sources_exception and not repeats:
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


def _is_ours(place: Place, check: Check) -> bool:
    """Under our own host, or a host below it."""
    there, here = urlsplit(place.url).hostname or "", urlsplit(check.url).hostname or ""
    return bool(there) and f".{there}".endswith(f".{here.removeprefix('www.')}")
