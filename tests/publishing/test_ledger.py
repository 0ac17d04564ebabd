"""Five kinds of correction: what each says before and after, how much weight it has, and what a typo is spared."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from rest_framework.test import APIClient

from claims.accounts.acting import Actor
from claims.accounts.tokens import issue
from claims.evidence import deciding
from claims.history.models import Event
from claims.intake.submitting import edit_source
from claims.lib.problems import Problem
from claims.publishing import correcting
from claims.publishing.ledger import CORRECTION_WORDS, changes, of_revision, of_verdict
from claims.publishing.models import Publication
from claims.publishing.page_lints import DATA_BLOCK
from claims.verdicts import reviewing, writing
from claims.verdicts.differences import difference
from claims.verdicts.models import FactCheck, VerdictRevision
from tests.publishing import checks, desk
from tests.verdicts import makers

TITLES = {"update": "Updated", "verdict_change": "Verdict changed", "retraction": "Retracted"}
FIRST = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
COUNT = "The office counted 412 experts, and no more."


@pytest.fixture
def on_two_origins(ada: Actor, ben: Actor) -> Publication:
    """A published check that needs no exception, until an editor finds that its two sources are one."""
    claim = makers.claim(ada)
    other = makers.kept_copy(ada, f"A table. {COUNT}", title="The count", url="https://office.example/table")
    first, second = makers.evidence(ada, claim), makers.evidence(ada, claim, COUNT, snapshot=other)
    publication = desk.publish(ada, ben, claim, sources_exception="")
    deciding.merge(
        claim, by=ben, member=first.snapshot.source.uid, into=second.snapshot.source.uid, note="One text."
    )
    return publication


def test_a_typo_need_not_show_two_origins_again(ada: Actor, ben: Actor, on_two_origins: Publication) -> None:
    publication = desk.correct(
        on_two_origins,
        ada,
        ben,
        kind="typo",
        note="“Experts” was misspelt.",
        headline="Most experts, not people",
    )
    newest = publication.versions.latest("n").revision
    assert (publication.versions.count(), newest.origins, newest.sources_exception) == (2, 1, "")
    page = desk.reader().get(desk.path_of(publication)).content.decode()
    assert "2 sources of 1 origin: sources 1 and 2 are of one origin and count once." in page


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("typo", {"conclusion": "They wrote of other experts."}),
        ("clarification", {"headline": "Most experts, not people"}),
        ("update", {"headline": "Most experts, not people"}),
        ("verdict_change", {"rating": "mixed"}),
        ("typo", "a source less"),
    ],
)
def test_whatever_says_more_than_a_typo_passes_the_gate_again(
    ada: Actor, on_two_origins: Publication, kind: str, changes: Any
) -> None:
    case = FactCheck.objects.select_related("claim").get(pk=on_two_origins.fact_check_id)
    draft = correcting.begin(case, by=ada, kind=kind, note="It says more.")
    if isinstance(changes, str):
        writing.uncite(draft, by=ada, evidence=case.claim.evidence.latest("pk"))
    else:
        writing.save(draft, by=ada, row_version=None, changes=changes)
    with pytest.raises(Problem) as refused:
        reviewing.send(case, by=ada)
    assert "/citations" in [error.pointer for error in refused.value.errors]


def test_the_database_too_lets_no_changed_finding_pass_as_a_typo(
    ada: Actor, ben: Actor, on_two_origins: Publication
) -> None:
    publication = desk.correct(
        on_two_origins, ada, ben, kind="typo", note="A letter.", headline="Most experts"
    )
    sent = publication.versions.latest("n").revision
    fields = {
        field.attname: getattr(sent, field.attname)
        for field in VerdictRevision._meta.concrete_fields
        if field.name not in ("id", "uid")
    }
    with pytest.raises(IntegrityError, match="neither rating nor conclusion"), transaction.atomic():
        VerdictRevision.objects.create(**{**fields, "n": 9, "conclusion": "Something else was found."})
    with pytest.raises(IntegrityError, match="revision_two_origins"), transaction.atomic():
        VerdictRevision.objects.create(**{**fields, "n": 9, "correction_kind": "clarification"})
    assert VerdictRevision.objects.create(**{**fields, "n": 9}).n == 9


def test_each_kind_has_its_weight_on_every_surface(ada: Actor, ben: Actor) -> None:
    """A minor one is listed; a significant one stands on top, and moves the dates that feeds and mark-up give."""
    with time_machine.travel(FIRST, tick=False):
        publication = desk.publish(ada, ben)
    path, uid = desk.path_of(publication), publication.fact_check.claim.uid
    reader = desk.reader()

    def seen() -> dict[str, Any]:
        html = reader.get(path, follow=True).content.decode()
        found = DATA_BLOCK.findall(html)
        entry = feedparser.parse(reader.get("/feed.xml").content).entries[0]
        return {
            "html": html,
            "markup": json.loads(found[0]) if found else None,
            "feed": (entry.updated, entry.title.partition(":")[0]),
            "embed": reader.get(f"/embed/claim/{uid}/").content.decode(),
            "list": reader.get("/checks/").content.decode(),
            "data": reader.get(f"/checks/{uid}/check.json", follow=True).json(),
        }

    first = seen()
    made: list[tuple[str, dict[str, Any]]] = [
        ("typo", {"explanation": "The paper wrote of **experts**.[1]"}),
        ("clarification", {"statement": "Most experts think that it takes centuries."}),
        ("update", {"conclusion": "There is a new count."}),
        ("verdict_change", {"rating": "true"}),
        ("retraction", {"rating": None}),
    ]
    for number, (kind, words) in enumerate(made, start=2):
        note = f"This was the {kind} of it."
        with time_machine.travel(FIRST + timedelta(days=number), tick=False):
            publication = desk.correct(publication, ada, ben, kind=kind, note=note, **words)
        now, is_significant = seen(), kind in TITLES
        assert ('role="note"' in now["html"]) is is_significant, kind
        assert note in now["html"], kind
        assert note in reader.get("/corrections/").content.decode()
        assert ('class="fix"' in now["embed"]) is is_significant, kind
        assert (now["feed"] != first["feed"]) is is_significant, kind
        if is_significant:
            assert now["feed"][1] == TITLES[kind]
        if kind == "retraction":
            assert now["markup"] is None and now["data"]["rating"] is None
            assert "Retracted" in now["list"] and note in now["list"]
        else:
            assert now["markup"]["correction"][0] == {
                "@type": "CorrectionComment",
                "datePublished": now["data"]["modified_at"],
                "text": f"{CORRECTION_WORDS[kind]}: {note}",
            }
            assert len(now["markup"]["correction"]) == number - 1
            moved = now["markup"]["dateModified"] != first["markup"]["dateModified"]
            assert moved is is_significant, kind
        line = now["data"]["versions"][0]["correction"]
        assert (line["kind"], line["note"]) == (kind, note)
        assert line["severity"] == ("significant" if is_significant else "minor")
        field = next(iter(words))
        assert [each["field"] for each in line["changes"]] == [field]
        name = {"retraction": "publication.retracted"}.get(kind, "publication.corrected")
        told = Event.objects.filter(name=name).latest("pk").data
        assert {key: told[key] for key in line} == line
        assert (told["replaces"], told["after"]["version"]) == (number - 1, number)

    _, key = issue(by=ada, name="t", scopes=["read"], expires_at=timezone.now() + timedelta(days=1))
    program = APIClient(headers={"authorization": f"Bearer {key}"})
    shown = program.get(f"/api/v1/publications/{publication.uid}/corrections/").json()["results"][::-1]
    assert [(each["kind"], each["severity"], each["before"], each["after"]) for each in shown] == [
        ("typo", "minor", 1, 2),
        ("clarification", "minor", 2, 3),
        ("update", "significant", 3, 4),
        ("verdict_change", "significant", 4, 5),
        ("retraction", "significant", 5, 6),
    ]
    assert shown[3]["changes"] == [{"field": "rating", "before": "Mostly false", "after": "True"}]
    assert shown[4]["changes"] == [{"field": "rating", "before": "True", "after": "Retracted"}]

    compared = reader.get(f"{path}compare/5..6/", follow=True).content.decode()
    assert "Retracted" in compared and "Unchanged" not in compared
    old = reader.get(f"{path}v/5/", follow=True).content.decode()
    assert "The check was retracted" in old and "This was the retraction of it." in old
    assert "There is a new count." in old and "ClaimReview" not in old


def test_a_source_that_is_cited_otherwise_stands_in_the_ledger_and_the_comparison(
    ada: Actor, ben: Actor
) -> None:
    publication = desk.publish(ada, ben)
    source = publication.versions.get().revision.citations.get().snapshot.source
    edit_source(source, by=ada, row_version=None, changes={"title": "A very long report"})
    publication = desk.correct(publication, ada, ben, kind="typo", note="The report has another title.")
    reader, path = desk.reader(), desk.path_of(publication)
    (line,) = reader.get(f"{path}check.json").json()["versions"][0]["correction"]["changes"]
    assert line["field"] == "sources"
    assert [line[name][0]["title"] for name in ("before", "after")] == ["A long report", "A very long report"]
    html = reader.get(f"{path}compare/1..2/").content.decode()
    assert "Changed: <bdi>A very long report</bdi>" in html


def test_what_would_settle_a_forecast_does_not_change_in_silence(db: None) -> None:
    forecast = {"subject": "AGI", "criteria": "It does what people do.", "probability": 0.5}
    before = checks.verdict(kind="prediction", prediction=forecast)
    after = checks.verdict(kind="prediction", prediction={**forecast, "criteria": "It passes a test."})
    assert changes(of_verdict(before), of_verdict(after)) == [
        {"field": "criteria", "before": "It does what people do.", "after": "It passes a test."}
    ]
    old, new = (
        VerdictRevision(pk=pk, claim_kind="prediction", claim_fields={"prediction": each.prediction})
        for pk, each in ((-1, before), (-2, after))
    )
    assert changes(of_revision(old), of_revision(new)) == changes(of_verdict(before), of_verdict(after))
    (field,) = difference(old, new)["fields"]
    assert (field["field"], field["label"]) == ("criteria", "What would settle it")
