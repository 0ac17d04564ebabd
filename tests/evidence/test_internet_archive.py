"""What the Internet Archive's captures become: leads that say "not later than", and never more than that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.evidence.gathering import start_run, summary
from claims.evidence.named_addresses import addresses_in, dois_in, named_by
from claims.evidence.providers import registry
from claims.evidence.providers.internet_archive import how_far
from claims.evidence.standing_in import Answer, StandInServer
from claims.intake.models import ArticleVersion
from claims.lib.problems import Conflict, Problem
from tests import kept
from tests.evidence.test_http_contract import SERVICES, ask, server, set_up

__all__ = ["server", "set_up"]
ADDRESS = "https://news.example/lighthouse"
ARTICLE = f"The tower was measured, as {ADDRESS} says (see also doi:10.1234/Light.7). Ada said it is 20 metres high."


def test_a_capture_is_a_lead_that_proves_when_the_page_was_there() -> None:
    hits = ask("internet_archive", f"It stood at {ADDRESS}.").hits
    first = hits[0]
    assert first.is_lead and first.snapshot is None
    assert first.published == {"value": "2017-01-14", "precision": "day", "kind": "captured"}
    assert first.passage == (
        "Captured on 14 January 2017, 02:15 UTC, answering 200: the page stood at this address no later than then."
    )
    assert first.url.endswith(f"/web/20170114021530/{ADDRESS}")
    assert "the same as an earlier capture" in hits[8].passage
    assert [hit.published["value"] for hit in hits] == sorted(hit.published["value"] for hit in hits)


def test_captures_of_redirects_and_errors_are_none_of_the_page() -> None:
    days = [
        hit.published["value"][:7]
        for page in (1, 2, 3)
        for hit in ask("internet_archive", ADDRESS, page=page).hits
    ]
    assert "2017-10" not in days and "2017-11" not in days and len(days) == len(set(days)) == 49


def test_those_next_to_the_day_of_the_claim_come_first_and_say_how_far_they_are(
    server: StandInServer,
) -> None:
    hits = ask("internet_archive", ADDRESS, claimed_on=date(2019, 4, 20)).hits
    assert [hit.published["value"] for hit in hits][:3] == ["2019-04-14", "2019-05-14", "2019-03-14"]
    assert hits[0].why == ("not later than this day", "6 days before the claim")
    assert hits[1].why[1] == "24 days after the claim"
    asked = [request.query for _, _, request in server.seen]
    assert [(each.get("to"), each.get("from"), each["limit"]) for each in asked] == [
        ("20190420", None, "-5"), (None, "20190421", "5"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2019, 4, 20), "on the day of the claim"), (date(2019, 4, 19), "1 day before the claim"),
        (date(2019, 12, 20), "8 months after the claim"), (date(2009, 4, 20), "10.0 years before the claim"),
    ],
)  # fmt: skip
def test_a_distance_is_said_in_words(day: date, words: str) -> None:
    assert how_far(day, date(2019, 4, 20), of="the claim") == words


def test_an_address_it_may_not_speak_of_hides_no_other_one() -> None:
    closed = ask("internet_archive", "https://closed.example/a")
    assert closed.outcome == "forbidden_content" and "keeps its captures" in closed.problem["words"]
    both = ask("internet_archive", f"https://closed.example/a {ADDRESS}")
    assert both.outcome == "ok" and all("news.example" in hit.url for hit in both.hits)


def away(asked: Any) -> Answer:
    archive = SERVICES["internet_archive"]
    return (
        Answer("Gateway Time-out", 504, "text/html")
        if "cdx" in asked.path
        else type(archive).answer(archive, asked)
    )


def test_while_its_index_is_away_the_quick_answer_helps_but_never_says_that_there_is_nothing(
    monkeypatch: pytest.MonkeyPatch, server: StandInServer
) -> None:
    monkeypatch.setattr(SERVICES["internet_archive"], "answer", away)
    found = ask("internet_archive", ADDRESS, claimed_on=date(2019, 4, 20))
    assert found.outcome == "ok" and found.hits[0].published["value"] == "2019-04-14"
    for address in ("https://news.example/quiet", "https://nobody.example/zzqx"):
        silent = ask("internet_archive", address)
        assert (silent.outcome, silent.problem["code"]) == ("unavailable", "provider.unavailable")
    assert [request.path for _, _, request in server.seen][-2:] == ["/cdx/search/cdx", "/wayback/available"]


def test_addresses_are_read_out_of_running_text_as_they_would_be_cited() -> None:
    text = (
        "(https://News.example/a_(b)?utm_source=x), “http://b.example/c”. Not https://10.0.0.1/, http://localhost, "
        "https://wiki.intranet/, https://desk/, ftp://d.example/ https://me:x@e.example/. Twice: http://b.example/c!"
    )
    assert addresses_in(text) == ["https://news.example/a_(b)", "http://b.example/c"]
    assert dois_in("doi:10.1234/Ab.c(1)7, https://doi.org/10.5678/x. 110.1234/no") == [
        "10.1234/ab.c(1)7",
        "10.5678/x",
    ]


@pytest.mark.django_db
class TestInASearch:
    @pytest.fixture
    def version(self, ada: Actor) -> ArticleVersion:
        return kept.article(ada, ARTICLE, title="A tower", published="2019-04-20")

    @pytest.fixture
    def claim(self, ada: Actor, version: ArticleVersion) -> Claim:
        return kept.claim(ada, "Ada said it is 20 metres high.", at=version)

    def test_a_claim_names_what_its_paragraph_and_its_quoted_sources_name(
        self, ada: Actor, claim: Claim
    ) -> None:
        assert named_by(claim, claim.statement) == [ADDRESS, "10.1234/light.7"]
        assert named_by(claim, "See https://other.example/x.") == [
            "https://other.example/x",
            ADDRESS,
            "10.1234/light.7",
        ]

    def test_its_captures_are_leads_without_a_stance_and_no_evidence(
        self, ada: Actor, claim: Claim, work: Callable[[], int], settings: Any
    ) -> None:
        settings.EVIDENCE_PROVIDERS = ["own_archive", "internet_archive"]
        run = start_run(by=ada, claim=claim)
        work()
        run.refresh_from_db()
        assert run.calls.get(provider="internet_archive").query == f"{ADDRESS} 10.1234/light.7"
        found = list(claim.candidates.order_by("rank"))
        assert found and all(each.is_lead and each.stance == "" and each.snapshot is None for each in found)
        assert found[0].why == ["not later than this day", "6 days before the claim"]
        assert summary(run)["complete"] and not summary(run)["may_say_nothing_found"]
        from claims.evidence.quoting import keep

        with pytest.raises(Conflict, match="no kept copy"):
            keep(found[0], by=ada, stance="supports")

    def test_it_is_not_asked_about_a_claim_that_names_no_address(
        self, ada: Actor, work: Callable[[], int], settings: Any, server: StandInServer
    ) -> None:
        settings.EVIDENCE_PROVIDERS = ["own_archive", "internet_archive"]
        plain = kept.claim(ada, "Trees are green.", at=kept.article(ada, "Trees are green."))
        run = start_run(by=ada, claim=plain)
        assert run.required == ["own_archive"]
        with pytest.raises(Problem, match="None of these providers"):
            start_run(by=ada, claim=plain, providers=[registry()["internet_archive"]])
        assert not server.seen
