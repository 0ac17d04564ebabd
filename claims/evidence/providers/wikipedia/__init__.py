"""Wikipedia: what its articles say, and what they said on the day of the claim."""

from __future__ import annotations

from datetime import date
from typing import Any

from claims.evidence.fusing import AT_LARGE
from claims.evidence.pace import Pace
from claims.evidence.providers.asking import (
    Asking,
    HttpProvider,
    Trouble,
    answered,
    json_of,
    none_of_many,
    part,
    words_of,
)
from claims.evidence.providers.base import Found, Reply, claim_in
from claims.evidence.providers.reading import best_passage, shortened, without_wiki_markup
from claims.evidence.providers.wikipedia.links import Link, links_of
from claims.intake.models import Outcome
from claims.lib.http import Page

PER_PAGE = 10
LONGEST_SEARCH = 300
AS_OF = 3
"""So many of the best articles are also read as they were on the day of the claim."""
LEADS = 5
"""So many addresses that each of those cites are shown as leads."""
MEDIAWIKI = {"format": "json", "formatversion": 2, "errorformat": "plaintext", "maxlag": 5}


class Wikipedia(HttpProvider):
    """Searches one language; an article is cited by the revision that was read."""

    name = "wikipedia"
    label = "Wikipedia"
    weight = AT_LARGE
    home = "https://{language}.wikipedia.org"
    service = "wikimedia"
    needs_contact = True
    takes = ("words", "statement")
    pace = Pace(calls=120, seconds=60, at_once=1, rest=60, bare_wait=30)

    def ask(self, asking: Asking) -> Reply:
        query = asking.query
        base = self.base_url.rstrip("/").replace("{language}", query.language[:2].lower() or "en")
        page = asking.visit(
            f"{base}/w/api.php",
            {
                **MEDIAWIKI, "action": "query", "generator": "search",
                "gsrsearch": shortened(query.text, characters=LONGEST_SEARCH),
                "gsrlimit": PER_PAGE, "gsroffset": (query.page - 1) * PER_PAGE,
                "prop": "extracts|info|revisions", "exintro": 1, "explaintext": 1, "exlimit": "max",
                "inprop": "url", "rvprop": "ids|timestamp",
            },
        )  # fmt: skip
        answer = json_of(page, dict, label=self.label)
        if "query" not in answer:
            part(answer, "batchcomplete", kind=(bool, str), label=self.label)
            if "continue" in answer:
                raise none_of_many(self.label)
            return Reply(Outcome.EMPTY)
        pages = part(answer, "query", "pages", kind=list, label=self.label)
        if pages and not any(isinstance(each, dict) and _is_whole(each) for each in pages):
            raise Trouble(Outcome.MALFORMED, f"{self.label} sent articles without their words or revision.")
        hits = []
        for number, article in enumerate(sorted(pages, key=lambda each: each.get("index", 0))):
            then = query.claimed_on if number < AS_OF else None
            hits += self._hit(asking, base, article, then)
        found = [hit for hit in hits if not hit.is_lead][: query.limit]
        leads = {hit.url: hit for hit in reversed(hits) if hit.is_lead}
        return answered([*found, *reversed(leads.values())], more="continue" in answer)

    def _hit(self, asking: Asking, base: str, article: dict[str, Any], then: date | None) -> list[Found]:
        title, text = words_of(article.get("title")), article.get("extract") or ""
        revision = (article.get("revisions") or [{}])[0]
        wikitext = ""
        if then is not None:
            old = self._as_of(asking, base, title, then)
            if old is None:
                return []
            wikitext, revision = old
            text = without_wiki_markup(wikitext)
        passage = best_passage(text, claim_in(asking.query), language=asking.query.language)
        number, edited = revision.get("revid"), words_of(revision.get("timestamp"))[:10]
        if not (title and passage and number):
            return []
        article_hit = Found(
            passage=passage,
            title=title,
            url=f"{base}/w/index.php?oldid={int(number)}",
            publisher="Wikipedia",
            published={"value": edited, "precision": "day", "kind": "last_edited"} if edited else {},
        )
        return [article_hit, *(_lead(link, title) for link in links_of(wikitext, passage, most=LEADS))]

    def _as_of(self, asking: Asking, base: str, title: str, then: date) -> tuple[str, dict[str, Any]] | None:
        """The wikitext and revision of an article on a day; None where there was no such article yet."""
        page = asking.visit(
            f"{base}/w/api.php",
            {
                **MEDIAWIKI, "action": "query", "prop": "revisions", "titles": title, "rvlimit": 1,
                "rvdir": "older", "rvstart": f"{then.isoformat()}T23:59:59Z",
                "rvprop": "ids|timestamp|sha1|content", "rvslots": "main",
            },
        )  # fmt: skip
        pages = part(json_of(page, dict, label=self.label), "query", "pages", kind=list, label=self.label)
        revisions = pages[0].get("revisions") if pages else None
        if not revisions:
            return None
        wikitext = part(revisions[0], "slots", "main", "content", kind=str, label=self.label)
        return wikitext, revisions[0]

    def trouble_in(self, page: Page) -> Trouble | None:
        return mediawiki_trouble(page, self.label)


def _is_whole(article: dict[str, Any]) -> bool:
    """Whether an article came with its title, its revision and its words, of which there may be none."""
    revisions = article.get("revisions")
    return bool(article.get("title") and revisions and isinstance(article.get("extract"), str))


def _lead(link: Link, article: str) -> Found:
    """An address the article cites: to be opened, not what the article says."""
    return Found(
        passage=f"Cited in the Wikipedia article “{article}”, as it was then.",
        title=link.title[:500],
        url=link.url,
        publisher=link.publisher,
        is_lead=True,
        why=("cited there beside the passage" if link.is_beside else "cited elsewhere in the article",),
    )


def mediawiki_trouble(page: Page, label: str) -> Trouble | None:
    """Errors of the MediaWiki API come under 200: `errors`, or `error` in its older form."""
    if page.status != 200 or b'"error' not in page.body[:300]:
        return None
    answer = json_of(page, dict, label=label, may_name_faults=True)
    faults = answer.get("errors") or [answer["error"]] if "error" in answer or "errors" in answer else []
    if not faults:
        return None
    code = words_of(faults[0].get("code"))
    said = words_of(faults[0].get("text") or faults[0].get("info"))[:200]
    if code in ("maxlag", "readonly") or code.startswith("internal_api_error"):
        return Trouble(Outcome.UNAVAILABLE, f"{label} is busy: {said}", retry_after=page.retry_after() or 5.0)
    if code == "ratelimited":
        return Trouble(Outcome.RATE_LIMITED, retry_after=page.retry_after() or 30.0)
    if code in ("blocked", "autoblocked", "readapidenied"):
        return Trouble(Outcome.BLOCKED, f"{label} refuses to answer this installation: {said}")
    return Trouble(Outcome.BAD_REQUEST, f"{label} did not understand the question: {said}")


PROVIDER = Wikipedia()
