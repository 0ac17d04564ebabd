"""Words of providers with markup and marks of direction in them: shown as words at the desk, to readers, in the API."""

# ruff: noqa: E501 - what is hostile is read better in one line

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html as lxml_html
from rest_framework.test import APIClient

from claims.accounts.acting import Actor
from claims.evidence.models import Candidate
from claims.evidence.pace import Pace
from claims.evidence.providers import registry
from claims.evidence.providers.google_fact_check.stand_in import FactCheckTools
from claims.evidence.providers.searxng.stand_in import Searx
from claims.evidence.quoting import set_aside
from claims.evidence.standing_in import Answer, Asked, StandInServer
from tests import factories
from tests.api.conftest import program
from tests.evidence.test_two_of_eight import searched
from tests.publishing import desk

__all__ = ["program"]
SAID = "The Elmstead lighthouse is 20 metres high."
TURNED = "\u202edecnuonna\u2066 \u202a"
HOSTILE = f'"><script>alert(1)</script><b>bold</b> &lt;img src=x onerror=alert(2)&gt; &amp;amp; </bdi></li> {TURNED} end'
SCRIPTS = ("<script>alert", "<img src=x", "<b>bold", "onerror=alert(2)>")


class Engine(Searx):
    """Its answers and its failures are words of somebody who means harm."""

    def answer(self, asked: Asked) -> Answer:
        if "contradiction" in asked.query.get("q", "") or "false" in asked.query.get("q", ""):
            return Answer({"results": [], "unresponsive_engines": [[HOSTILE, HOSTILE]]})
        return super().answer(asked)

    def _result(self, number: int) -> dict[str, Any]:
        return {**super()._result(number), "title": f"{number} {HOSTILE}", "content": f"{SAID} {number} {HOSTILE}",
                "publishedDate": f"2019-07-22{HOSTILE}"}  # fmt: skip


class Checks(FactCheckTools):
    def _claim(self, number: int) -> dict[str, Any]:
        claim = super()._claim(number)
        for review in claim["claimReview"]:
            review |= {
                "textualRating": HOSTILE,
                "title": HOSTILE,
                "publisher": {"name": HOSTILE, "site": HOSTILE},
            }
        return claim | {"text": f"{SAID} {HOSTILE}", "claimant": HOSTILE}


@pytest.fixture
def services(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandInServer]:
    server = StandInServer({"searxng": Engine(), "google_fact_check": Checks()}).start()
    settings.PROVIDER_SETTINGS = server.environment()
    settings.FETCH_ALLOWED_PRIVATE = [server.pair]
    settings.OPERATOR_CONTACT = "desk@harbor.example"
    settings.EVIDENCE_PROVIDERS = ["searxng", "google_fact_check"]
    for name in settings.EVIDENCE_PROVIDERS:
        monkeypatch.setattr(
            type(registry()[name]), "pace", Pace(calls=100_000, burst=1000, at_once=100, bare_wait=0.1)
        )
    yield server
    server.stop()


def faults_of(page: str) -> list[str]:
    """What of the providers' words is more than words in a page."""
    tree = lxml_html.fromstring(page)
    found = [each for each in SCRIPTS if each in page]
    found += [f"{each.tag} with {name}" for each in tree.iter() if isinstance(each.tag, str)
              for name in each.attrib if name.startswith("on")]  # fmt: skip
    found += [f"a script: {each.text[:60]}" for each in tree.iter("script") if each.text and "alert(" in each.text
              and each.get("type") != "application/json"]  # fmt: skip
    for each in tree.xpath(
        "//*[contains(text(), '\u202e') or contains(text(), '\u202a') or contains(text(), '\u2066')]"
    ):
        ways = [each, *each.iterancestors()]
        if not any(
            way.tag in ("bdi", "title", "script") or way.get("dir")
            for way in ways
            if way.tag not in ("html", "body")
        ):
            found.append(f"turns what follows it: {lxml_html.tostring(each)[:160]!r}")
    return found


def test_providers_words_are_words_everywhere(
    services: StandInServer, ada: Actor, ben: Actor, program: Callable[[Actor], APIClient]
) -> None:
    claim = factories.a_claim(ada, SAID, article=factories.an_article(ada, SAID))
    searched(claim)
    candidates = list(Candidate.objects.filter(claim=claim).order_by("rank"))
    assert len(candidates) > 5 and all("<img src=x onerror=alert(2)>" in each.title for each in candidates)
    assert all(each.passage.startswith(SAID) for each in candidates)
    assert not any(
        sign in f"{each.title}{each.passage}" for each in candidates for sign in "\u202e\u202a\u2066\x00"
    )
    set_aside(candidates[0], by=ada, note=HOSTILE)
    assert claim.article is not None

    client = Client()
    client.force_login(ada.user)
    shown = 0
    for address in (
        reverse("desk:claim", args=[claim.uid]),
        reverse("desk:arrived", args=[claim.uid]),
        reverse("desk:providers", args=[claim.uid]),
        reverse("desk:workbench", args=[claim.article.uid]) + f"?on={claim.uid}",
        reverse("desk:claim", args=[claim.uid]) + "?panel=history",
        reverse("desk:jobs") + "?of=searches",
        reverse("desk:providers_settings"),
        reverse("desk:recent"),
        reverse("desk:today"),
    ):
        page = client.get(address).content.decode()
        assert not faults_of(page), (address, faults_of(page))
        shown += "&lt;img src=x onerror=alert(2)&gt;" in page
    assert shown >= 3, "the words are there, as words"

    calls = program(ada)
    listed = calls.get(f"/api/v1/candidates/?claim={claim.uid}")
    assert listed.headers["Content-Type"].startswith("application/json")
    assert any("<img src=x onerror=alert(2)>" in each["title"] for each in listed.json()["results"])
    record = calls.get(f"/api/v1/claims/{claim.uid}/search/").json()
    assert record["runs"] and json.dumps(record)

    desk.with_policies(ada.organisation)
    publication = factories.a_published_check(claim, ada, ben)
    reader, path = desk.reader(), desk.path_of(publication)
    page = reader.get(path).content.decode()
    assert not faults_of(page), faults_of(page)
    assert "&lt;img src=x onerror=alert(2)&gt;" in page, "what was considered is named, as words"
    method = reader.get(f"{path}method.json")
    assert method.headers["Content-Type"].startswith("application/json")
    assert "nosniff" in method.headers.get("X-Content-Type-Options", "")
    considered = method.json()["sources"]["considered"]
    assert any("<img src=x onerror=alert(2)>" in each["title"] for each in considered)
    for data in (method.content.decode(), reader.get(f"{path}check.json").content.decode(), page):
        assert services.pair not in data and not any(sign in data for sign in "\u202e\u202a\u2066")
