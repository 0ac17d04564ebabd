"""Google Fact Check Tools: verdicts that others have published. Earlier checks, never evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

from claims.evidence.models import Lane
from claims.evidence.pace import Pace
from claims.evidence.providers.asking import (
    CHECK_KEY,
    Asking,
    HttpProvider,
    Trouble,
    address_of,
    json_of,
    none_of_many,
    part,
    words_of,
)
from claims.evidence.providers.base import Reply
from claims.evidence.providers.reading import shortened
from claims.intake.models import Outcome
from claims.lib.http import Page
from claims.matching.earlier import OthersCheck

PER_PAGE = 10
LONGEST_SEARCH = 500


class GoogleFactCheck(HttpProvider):
    """Each review of each claim it knows is a check by others; rating and claim stand as published."""

    name = "google_fact_check"
    label = "Google Fact Check"
    lane = Lane.EARLIER_CHECKS
    home = "https://factchecktools.googleapis.com"
    needs = ("KEY",)
    deadline = 10.0
    pace = Pace(calls=2, seconds=1, at_once=2, rest=60, bare_wait=10)

    def ask(self, asking: Asking) -> Reply:
        query = asking.query
        page = asking.get(
            "/v1alpha1/claims:search",
            {
                "key": self.credential, "query": shortened(query.text, characters=LONGEST_SEARCH),
                "languageCode": query.language[:2].lower(), "pageSize": PER_PAGE,
                "offset": (query.page - 1) * PER_PAGE,
            },
        )  # fmt: skip
        answer = json_of(page, dict, label=self.label)
        if not answer:
            return Reply(Outcome.EMPTY)
        if not answer.get("claims") and answer.get("nextPageToken"):
            raise none_of_many(self.label)
        claims = part(answer, "claims", kind=list, label=self.label)
        if not claims:
            return Reply(Outcome.EMPTY)
        checks: dict[tuple[str, str], OthersCheck] = {}
        for claim in claims:
            for check in _checks(claim):
                checks.setdefault((check.url, check.claim_text), check)
        if not checks:
            raise Trouble(Outcome.MALFORMED, f"{self.label} sent claims without a review that can be read.")
        return Reply(
            Outcome.OK, checks=tuple(checks.values())[: query.limit], more=bool(answer.get("nextPageToken"))
        )

    def trouble_in(self, page: Page) -> Trouble | None:
        if page.status not in (400, 403) or b"API" not in page.body:
            return None
        return Trouble(
            Outcome.AUTH, f"{self.label} did not accept the key ({page.status}).", next_step=CHECK_KEY
        )


def _checks(claim: Any) -> list[OthersCheck]:
    text = words_of(claim.get("text")) if isinstance(claim, dict) else ""
    found = []
    for review in (claim.get("claimReview") or []) if text else []:
        url, rating = address_of(review.get("url")), words_of(review.get("textualRating"))
        publisher = review.get("publisher") or {}
        if url and rating:
            found.append(
                OthersCheck(
                    url=url,
                    publisher=words_of(publisher.get("name")) or words_of(publisher.get("site")),
                    claim_text=text,
                    rating_text=rating,
                    claimant=words_of(claim.get("claimant")),
                    reviewed_on=_day(review.get("reviewDate")),
                )
            )
    return found


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(words_of(value)[:10])
    except ValueError:
        return None


PROVIDER = GoogleFactCheck()
