"""Every version has an address for good: what stood there once stands there still, byte for byte."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from lxml import html as lxml_html

from claims.accounts.acting import Actor
from claims.accounts.models import User
from claims.evidence.models import (
    Candidate,
    CandidateDismissal,
    EvidenceRun,
    OutsideCapture,
    ProviderCall,
)
from claims.intake.models import Source
from claims.publishing import ordering
from claims.publishing.citing import citations
from claims.publishing.models import Publication
from claims.publishing.remaking import render_newsroom
from claims.verdicts import commenting, writing
from claims.verdicts.models import FactCheck
from tests.publishing import checks, desk
from tests.verdicts import makers

FIRST = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
STEPS: list[tuple[str, dict[str, Any]]] = [
    ("typo", {"explanation": "The paper wrote of **experts**.[1]"}),
    ("clarification", {"statement": "Most experts think that it takes centuries."}),
    ("update", {"headline": "A new count, and still most experts"}),
    ("verdict_change", {"rating": "true"}),
    ("retraction", {}),
    ("verdict_change", {"rating": "mixed"}),
]


def state(page: str) -> str:
    """What a page says of the check: its main part, without the newsroom's frame."""
    main = lxml_html.fromstring(page).get_element_by_id("content")
    for link in main.xpath(".//a[@data-chrome='link']"):  # leads into the frame; its words are the check's
        link.drop_tag()
    for frame in main.xpath(".//*[@data-chrome] | .//dialog"):
        if frame.tag == "dialog":
            frame.tail = None
        frame.drop_tree()
    return str(lxml_html.tostring(main, encoding="unicode"))


def seen(reader: Client, path: str) -> dict[str, str]:
    """The check as a reader and a program find it at an address."""
    return {
        "page": state(reader.get(path, follow=True).content.decode()),
        **{
            name: reader.get(f"{path}{name}", follow=True).content.decode()
            for name in ("check.json", "method.json")
        },
    }


def corrected(ada: Actor, ben: Actor) -> tuple[Publication, list[dict[str, str]]]:
    """A check published and corrected six times, a day apart, with what readers saw after each."""
    with time_machine.travel(FIRST, tick=False):
        publication = desk.publish(ada, ben)
    reader, then = desk.reader(), []
    then.append(seen(reader, desk.path_of(publication)))
    for number, (kind, words) in enumerate(STEPS, start=1):
        with time_machine.travel(FIRST + timedelta(days=number), tick=False):
            publication = desk.correct(publication, ada, ben, kind=kind, note=f"Step {number}.", **words)
        then.append(seen(reader, desk.path_of(publication)))
    return publication, then


def test_each_published_state_is_found_again_byte_for_byte(ada: Actor, ben: Actor) -> None:
    publication, then = corrected(ada, ben)
    User.objects.filter(pk=ben.user.pk).update(name="Benedikt")
    User.objects.filter(pk=ada.user.pk).update(name="Adelheid")
    Source.objects.update(language="fr")
    render_newsroom(publication.organisation)
    reader, path = desk.reader(), desk.path_of(publication)
    for number, was in enumerate(then, start=1):
        now = seen(reader, f"{path}v/{number}/")
        for surface in was:
            assert now[surface] == was[surface], (number, surface)
    assert len({was["page"] for was in then}) == len({was["check.json"] for was in then}) == 7
    assert "data-chrome" in reader.get(f"{path}v/2/").content.decode()


def test_a_forecast_kept_open_is_found_again_byte_for_byte(ada: Actor, ben: Actor) -> None:
    with time_machine.travel(FIRST, tick=False):
        publication = desk.publish(ada, ben, makers.prediction(ada), rating=None)
    reader, path = desk.reader(), desk.path_of(publication)
    was = seen(reader, path)
    assert "What would settle it" in was["page"]
    with time_machine.travel(FIRST + timedelta(days=1), tick=False):
        desk.correct(
            publication, ada, ben, kind="clarification", note="A word.", conclusion="Nobody knows yet."
        )
    render_newsroom(publication.organisation)
    assert seen(reader, f"{path}v/1/") == was and seen(reader, path) != was


def test_a_moment_leads_to_the_version_that_stood_then(ada: Actor, ben: Actor) -> None:
    publication, _ = corrected(ada, ben)
    reader, path = desk.reader(), desk.path_of(publication)
    base = f"http://harbor.example{path}"
    page = reader.get(path)
    assert (
        f'<{base}timegate/>; rel="timegate"' in page["Link"]
        and f'<{base}timemap/>; rel="timemap"' in page["Link"]
    )
    assert "Memento-Datetime" not in page
    old = reader.get(f"{path}v/3/")
    assert old["Memento-Datetime"] == "Wed, 04 Mar 2026 09:30:00 GMT"
    assert f'<{base}>; rel="original"' in old["Link"]
    assert f'<{base}v/2/>; rel="prev memento"; datetime="Tue, 03 Mar 2026 09:30:00 GMT"' in old["Link"]
    assert (
        f'<{base}v/4/>; rel="next memento"' in old["Link"]
        and f'<{base}v/7/>; rel="last memento"' in old["Link"]
    )

    def gate(moment: datetime | str) -> Any:
        header = moment if isinstance(moment, str) else format_datetime(moment, usegmt=True)
        return reader.get(f"{path}timegate/", headers={"accept-datetime": header})

    for moment, n in (
        (FIRST - timedelta(days=900), 1),
        (FIRST, 1),
        (FIRST + timedelta(days=1) - timedelta(seconds=1), 1),
        (FIRST + timedelta(days=1), 2),
        (FIRST + timedelta(days=4, hours=3), 5),
        (FIRST + timedelta(days=900), 7),
    ):
        answer = gate(moment)
        assert (answer.status_code, answer["Location"]) == (302, f"{base}v/{n}/")
        assert answer["Vary"].lower() == "accept-datetime" and "Memento-Datetime" not in answer
    assert reader.get(f"{path}timegate/")["Location"] == f"{base}v/7/"
    for nonsense in ("yesterday", "2026-03-02"):
        assert gate(nonsense).status_code == 400
    uid = publication.fact_check.claim.uid
    assert reader.get(f"/checks/x-{uid}/timegate/")["Location"] == f"{path}timegate/"
    assert reader.get("/checks/x-aaaaaaaaaaaa/timegate/").status_code == 404

    listed = reader.get(f"{path}timemap/")
    assert listed["Content-Type"] == "application/link-format"
    text = listed.content.decode()
    found = re.findall(r'<([^>]+)>; rel="([\w ]+)"; datetime="([^"]+)"', text)
    assert [(url, rel) for url, rel, _ in found] == [
        (f"{base}v/{n}/", {1: "first memento", 7: "last memento"}.get(n, "memento")) for n in range(1, 8)
    ]
    assert [at for *_, at in found] == [
        format_datetime(FIRST + timedelta(days=n), usegmt=True) for n in range(7)
    ]
    assert 'rel="self"' in text and 'rel="original"' in text and 'rel="timegate"' in text

    ordering.withdraw(publication, by=ben, reason="A court has ordered it.")
    for gone in (
        "timegate/",
        "timemap/",
        "v/3/",
        "v/3/check.json",
        "v/3/method.json",
        "method.json",
        "cite.bib",
    ):
        answer = reader.get(f"{path}{gone}")
        assert answer.status_code == 410 and "A court has ordered it." in answer.content.decode(), gone
        assert makers.WORDS["conclusion"] not in answer.content.decode(), gone


def test_how_it_came_about_is_told_without_what_was_said_inside(ada: Actor, ben: Actor) -> None:
    claim = makers.claim(ada)
    makers.evidence(ada, claim)
    other = makers.kept_copy(ada, f"A table. {makers.FOUND}", title="A table", url="https://office.example/t")
    makers.evidence(ada, claim, snapshot=other, note="INSIDE the note")
    pasted = makers.kept_copy(ada, f"A letter. {makers.FOUND}", title="A letter nobody may see", url="")
    makers.evidence(ada, claim, snapshot=pasted)
    run = EvidenceRun.objects.create(
        organisation=ada.organisation, claim=claim, statement=claim.statement, required=["wikipedia"],
        state="merged", deadline_at=timezone.now(), by=ada.user,
    )  # fmt: skip
    moment = timezone.now()
    for kind, outcome, found in (
        ("statement", "ok", 3),
        ("names", "empty", 0),
        ("figures", "unavailable", 0),
    ):
        ProviderCall.objects.create(
            organisation=ada.organisation, run=run, provider="wikipedia", query=f"experts centuries {kind}",
            query_kind=kind, outcome=outcome, found=found, state="done", task="t", queue="evidence",
            due_at=moment, started_at=moment, ended_at=moment, problem={"words": "INSIDE the problem"},
        )  # fmt: skip
    for number in range(3):
        made = Candidate.objects.create(
            organisation=ada.organisation, run=run, claim=claim, subject_uid=claim.uid, title=f"Found {number}",
            url=f"https://found.example/{number}", passage="P", passage_sha256=str(number) * 64,
        )  # fmt: skip
        if number:
            CandidateDismissal.objects.create(
                organisation=ada.organisation,
                candidate=made,
                by=ben.user,
                at=moment,
                note="INSIDE the reason",
            )
    fact_check = makers.written(ada, claim)
    draft = fact_check.draft
    for each in claim.evidence.exclude(snapshot__source__title="A long report"):
        writing.uncite(draft, by=ada, evidence=each)
    commenting.comment(fact_check, by=ben, text="INSIDE a comment", field="headline")
    from claims.verdicts import reviewing

    revision = reviewing.send(fact_check, by=ada)
    reviewing.sign_off(fact_check, by=ben, revision=revision, note="INSIDE the approval")
    desk.with_policies(ada.organisation)
    publication = desk.go_public(FactCheck.objects.get(pk=fact_check.pk), ben)

    reader, path = desk.reader(), desk.path_of(publication)
    page = reader.get(path).content.decode()
    data = reader.get(f"{path}method.json").json()
    assert reader.get(f"{path}v/1/method.json").json() == data
    assert [(each["query"], each["outcome"], each["found"]) for each in data["queries"]] == [
        ("experts centuries statement", "ok", 3),
        ("experts centuries names", "empty", 0),
        ("experts centuries figures", "unavailable", 0),
    ]
    assert all(
        each["asked_at"] and each["answered_at"] and each["provider"] == "wikipedia"
        for each in data["queries"]
    )
    sources = data["sources"]
    assert [each["title"] for each in sources["cited"]] == ["A long report"]
    assert {(each["title"], each["why"]) for each in sources["considered"]} == {
        ("A table", "not_cited"), ("Found 1", "set_aside"), ("Found 2", "set_aside"),
    }  # fmt: skip
    assert (sources["considered_without_address"], sources["not_looked_at"]) == (1, 1)
    decided = data["decided"]
    assert (decided["written_by"], decided["approved_by"]) == (["Ada"], "Ben")
    assert decided["taken_up_at"] <= decided["sent_at"] <= decided["approved_at"] <= decided["published_at"]
    assert "3 questions asked" in page and "3 sources considered and not used" in page
    assert "3 results" in page and "no answer" in page and "1 proposed passage nobody judged." in page
    for surface in (page, json.dumps(data), reader.get(f"{path}check.json").content.decode()):
        assert "INSIDE" not in surface and "nobody may see" not in surface


def test_a_citation_says_where_the_source_was_kept_and_when(ada: Actor, ben: Actor) -> None:
    claim = makers.claim(ada)
    evidence = makers.evidence(ada, claim)
    OutsideCapture.objects.create(
        organisation=ada.organisation, snapshot=evidence.snapshot, url="https://paper.example/report", outcome="ok",
        permalink="https://web.archive.example/20260301/https://paper.example/report", state="done", task="t",
        captured_at=FIRST, due_at=FIRST, queue="evidence",
    )  # fmt: skip
    publication = desk.publish(ada, ben, claim)
    page = desk.reader().get(desk.path_of(publication)).content.decode()
    link = lxml_html.fromstring(page).xpath("//li[@id='e1']//a[@data-originalurl]")[0]
    assert link.get("data-originalurl") == "https://paper.example/report"
    assert link.get("data-versionurl") == "https://web.archive.example/20260301/https://paper.example/report"
    assert link.get("data-versiondate") == "2026-03-02"
    kept = lxml_html.fromstring(page).xpath(
        "//li[@id='e1']//a[starts-with(text(), 'kept by the Internet Archive')]"
    )[0]
    assert kept.get("href") == link.get("data-versionurl") and "2 March 2026" in kept.text_content()
    source = desk.reader().get(f"{desk.path_of(publication)}check.json").json()["evidence"][0]
    assert source["archived_url"] == link.get("data-versionurl")
    assert source["archived_at"].startswith("2026-03-02T")


def test_a_source_that_nobody_else_kept_says_so_in_data_and_links_nowhere(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    source = desk.reader().get(f"{desk.path_of(publication)}check.json").json()["evidence"][0]
    assert (source["archived_url"], source["archived_at"]) == (None, None)
    assert "kept by the Internet Archive" not in desk.reader().get(desk.path_of(publication)).content.decode()


@pytest.mark.parametrize(("name", "kind"), [("cite.txt", "text/plain"), ("cite.bib", "application/x-bibtex"),
                                            ("cite.json", "application/vnd.citationstyles.csl+json")])  # fmt: skip
def test_a_version_can_be_cited(ada: Actor, ben: Actor, name: str, kind: str) -> None:
    publication = desk.publish(ada, ben)
    publication = desk.correct(publication, ada, ben, kind="update", note="More.", headline="More of it")
    reader, path = desk.reader(), desk.path_of(publication)
    first, newest = reader.get(f"{path}v/1/{name}"), reader.get(f"{path}{name}")
    assert first["Content-Type"].startswith(kind) and first["Access-Control-Allow-Origin"] == "*"
    assert (
        makers.WORDS["headline"].split(",")[0] in first.content.decode() and "/v/1/" in first.content.decode()
    )
    assert (
        newest.content == reader.get(f"{path}v/2/{name}").content and "More of it" in newest.content.decode()
    )
    assert reader.get(path.replace("/checks/", "/checks/x-") + f"v/1/{name}").status_code in (301, 404)
    uid = publication.fact_check.claim.uid
    assert reader.get(f"/checks/x-{uid}/v/1/{name}")["Location"] == f"{path}v/1/{name}"
    assert reader.get(f"{path}v/9/{name}").status_code == 404
    assert reader.get(f"/checks/x-aaaaaaaaaaaa/{name}").status_code == 404
    assert reader.get(f"{path}{name}", headers={"if-none-match": newest["ETag"]}).status_code == 304


def test_citations_survive_odd_signs() -> None:
    check = checks.check(
        checks.verdict(headline="50 % of {all} & #1_ \\ ^~ $", authors=("Ada Ö", "Ben & Co"))
    )
    text, bib, csl = citations(check, check.newest)
    assert text.words == (
        "Ada Ö, Ben & Co: 50 % of {all} & #1_ \\ ^~ $. The Harbor, version 1, 21 November 2026. "
        "https://harbor.example/checks/most-experts-abcdef123456/v/1/"
    )
    assert r"{50 \% of \{all\} \& \#1\_ \textbackslash{} \textasciicircum{}\textasciitilde{} \$}" in bib.words
    assert r"author = {{Ada Ö} and {Ben \& Co}}" in bib.words
    bare = re.sub(r"\\[{}]", "", bib.words)
    assert bare.count("{") == bare.count("}")
    item = json.loads(csl.words)[0]
    assert item["author"] == [{"literal": "Ada Ö"}, {"literal": "Ben & Co"}]
    assert item["issued"] == {"date-parts": [[2026, 11, 21]]} and item["version"] == "1"
    german = checks.check(checks.verdict(language="de"))
    assert json.loads(citations(german, german.newest)[2].words)[0]["language"] == "de"
