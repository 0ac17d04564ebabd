"""Said by somebody else, on another day: the correction that newsrooms make most often, on every surface."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from claims.accounts.acting import Actor
from claims.accounts.permissions import SCOPES, Permission, has_right
from claims.accounts.tokens import issue
from claims.annotation import marking
from claims.annotation.models import Appearance, Claim, Claimant, Prediction
from claims.history.models import Event
from claims.lib.problems import Conflict, Problem
from claims.publishing import correcting
from claims.publishing.announcing import _version
from claims.publishing.filing import claimant_path
from claims.publishing.models import Publication, PublicCheck
from claims.publishing.page_lints import DATA_BLOCK
from claims.publishing.reading import read
from claims.verdicts import reviewing, writing
from claims.verdicts.models import FactCheck, VerdictRevision
from tests.publishing import desk
from tests.verdicts import makers

WRONG, RIGHT = "Jane Doe", "John Roe"
SAID, MEANT = date(2026, 3, 1), date(2026, 3, 4)
NOTE = "We named the wrong person, and the wrong day."


@pytest.fixture
def misattributed(ada: Actor, ben: Actor) -> Publication:
    """Published as said by Jane Doe on 1 March; its place in the article names her too."""
    claim = makers.claim(ada, claimant=WRONG, claimed_on=SAID)
    Appearance.objects.filter(claim=claim).update(claimant=claim.claimant)
    return desk.publish(ada, ben, claim)


def case_of(publication: Publication) -> FactCheck:
    return FactCheck.objects.select_related("claim").get(pk=publication.fact_check_id)


def test_who_said_it_and_when_change_everywhere_and_not_in_what_was_public_before(
    ada: Actor, ben: Actor, misattributed: Publication
) -> None:
    reader, path = desk.reader(), desk.path_of(misattributed)
    uid = misattributed.fact_check.claim.uid
    first = reader.get(path).content.decode()
    assert WRONG in first and "1 March 2026" in first
    publication = desk.correct(
        misattributed, ada, ben, kind="update", note=NOTE, claimant=f" {RIGHT} ", claimed_on="2026-03-04"
    )

    page = reader.get(path).content.decode()
    markup = json.loads(DATA_BLOCK.findall(page)[0])
    assert markup["itemReviewed"]["author"] == {"@type": "Person", "name": RIGHT}
    assert markup["itemReviewed"]["datePublished"] == "2026-03-04"
    assert 'role="note"' in page and NOTE in page and "4 March 2026, in" in page
    assert WRONG not in page and "1 March 2026" not in page
    data = reader.get(f"{path}check.json").json()
    assert (data["claim"]["claimant"], data["claim"]["claimed_on"]) == (RIGHT, "2026-03-04")
    assert [each["claimant"] for each in data["claim"]["appearances"]] == [RIGHT]
    line = data["versions"][0]["correction"]
    assert line["severity"] == "significant"
    assert line["changes"] == [
        {"field": "claimant", "before": WRONG, "after": RIGHT},
        {"field": "claimed_on", "before": "2026-03-01", "after": "2026-03-04"},
    ]
    told = Event.objects.get(name="publication.corrected").data
    assert told["changes"] == line["changes"]

    old = reader.get(f"{path}v/1/").content.decode()
    assert WRONG in old and "1 March 2026" in old and RIGHT not in old
    compared = reader.get(f"{path}compare/1..2/").content.decode()
    assert "Who said it" in compared and "When it was said" in compared
    assert "Doe</del>" in compared and "Roe</ins>" in compared

    assert reader.get(claimant_path(WRONG)).status_code == 404
    assert uid in reader.get(claimant_path(RIGHT)).content.decode()
    atom, embed = (
        reader.get("/feed.xml").content.decode(),
        reader.get(f"/embed/claim/{uid}/").content.decode(),
    )
    assert f"{RIGHT}, 4 March 2026" in atom and "Updated: " in atom and 'class="fix"' in embed
    assert NOTE in reader.get("/corrections/").content.decode()
    row = PublicCheck.objects.get(publication=publication)
    assert (row.claimant, row.claimed_on) == (RIGHT, MEANT)
    (google,) = reader.get("/v1alpha1/claims:search", {"query": row.claim_text}).json()["claims"]
    assert (google["claimant"], google["claimDate"][:10]) == (RIGHT, "2026-03-04")
    hook = _version(read(publication), Event.objects.get(name="publication.corrected"))
    assert (hook["claimant"], hook["claimed_on"]) == (RIGHT, "2026-03-04")
    assert hook["correction"]["changed"] == ["claimant", "claimed_on"] and hook["correction"]["notice"]

    claim = Claim.objects.select_related("claimant").get(uid=uid)
    assert claim.claimant is not None and (claim.claimant.name, claim.claimed_on) == (RIGHT, MEANT)
    assert [place.claimant for place in claim.appearances.all()] == [claim.claimant]
    again = desk.correct(publication, ada, ben, kind="typo", note="A letter.", headline="Most experts")
    assert read(again).newest.claimant == RIGHT


def test_nobody_may_be_named_and_somebody_elses_place_stays(
    ada: Actor, ben: Actor, misattributed: Publication
) -> None:
    claim = misattributed.fact_check.claim
    other = Claimant.objects.create(organisation=ada.organisation, name="The Paper")
    Appearance.objects.filter(claim=claim).update(claimant=other)
    publication = desk.correct(
        misattributed, ada, ben, kind="update", note=NOTE, claimant="", claimed_on=None
    )
    newest = read(publication).newest
    assert (newest.claimant, newest.claimed_on, newest.places[0].claimant) == ("", None, "The Paper")
    claim.refresh_from_db()
    assert (claim.claimant, claim.claimed_on) == (None, None)


@pytest.mark.parametrize("kind", ["typo", "clarification"])
def test_it_needs_a_kind_that_readers_are_told_of(ada: Actor, misattributed: Publication, kind: str) -> None:
    case = case_of(misattributed)
    draft = correcting.begin(case, by=ada, kind=kind, note=NOTE)
    assert (draft.claimant, draft.claimed_on) == (WRONG, SAID)
    writing.save(draft, by=ada, row_version=None, changes={"claimant": RIGHT})
    with pytest.raises(Problem) as refused:
        reviewing.send(case, by=ada)
    (fault,) = refused.value.errors
    assert fault.pointer == "/correction_kind" and "who said it" in fault.detail and "update" in fault.detail
    writing.save(draft, by=ada, row_version=None, changes={"correction_kind": "update"})
    sent = reviewing.send(case, by=ada)
    assert (sent.claimant_name, sent.claimed_on) == (RIGHT, SAID)
    fields = {
        field.attname: getattr(sent, field.attname)
        for field in VerdictRevision._meta.concrete_fields
        if field.name not in ("id", "uid")
    }
    with pytest.raises(IntegrityError, match="neither who said it"), transaction.atomic():
        VerdictRevision.objects.create(**{**fields, "n": 9, "correction_kind": kind})


def test_what_would_settle_a_forecast_changes_only_with_a_notice(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben, makers.prediction(ada), rating=None)
    case = case_of(publication)
    Prediction.objects.filter(claim=case.claim).update(criteria="It passes a test.")
    correcting.begin(case, by=ada, kind="typo", note="Said better.")
    with pytest.raises(Problem) as refused:
        reviewing.send(case, by=ada)
    assert [(fault.pointer, "what would settle it" in fault.detail) for fault in refused.value.errors] == [
        ("/correction_kind", True)
    ]
    correcting.give_up(case, by=ada)
    publication = desk.correct(publication, ada, ben, kind="update", note="It is settled otherwise.")
    page = desk.reader().get(desk.path_of(publication)).content.decode()
    assert 'role="note"' in page and "It passes a test." in page


def test_topics_and_places_that_a_correction_brings_stand_in_the_ledger(
    ada: Actor, ben: Actor, misattributed: Publication
) -> None:
    case = case_of(misattributed)
    marking.edit(case.claim, by=ada, row_version=None, changes={"topics": ["Machines"]})
    covered = makers.claim(ada, said="Most people think so.", url="https://other.example/agi")
    Claim.objects.filter(pk=covered.pk).update(same_as=case.claim)
    publication = desk.correct(misattributed, ada, ben, kind="typo", note="A letter.", headline="Experts")
    path = desk.path_of(publication)
    lines = desk.reader().get(f"{path}check.json").json()["versions"][0]["correction"]["changes"]
    found = {each["field"]: (each["before"], each["after"]) for each in lines}
    assert found["topics"] == ([], ["Machines"])
    before, after = found["appearances"]
    assert (before, [each["quote"] for each in after]) == ([], ["Most people think so."])
    compared = desk.reader().get(f"{path}compare/1..2/").content.decode()
    assert "Added: <bdi>When will it come?</bdi>" in compared and "<h2>Topics</h2>" in compared


def test_the_claim_itself_says_by_what_way_each_field_changes(ada: Actor, misattributed: Publication) -> None:
    claim = misattributed.fact_check.claim
    said = {}
    for name, value in (
        ("claimant", RIGHT),
        ("claimed_on", MEANT),
        ("kind", "event"),
        ("times", [{"text": "x"}]),
    ):
        with pytest.raises(Conflict) as refused:
            marking.edit(claim, by=ada, row_version=None, changes={name: value})
        assert (refused.value.code, refused.value.pointer) == ("claim.published", f"/{name}")
        said[name] = refused.value.next_step
    assert "Begin a correction" in said["claimant"] and said["claimant"] == said["claimed_on"]
    assert "Retract the check" in said["kind"] and "readers see" in said["times"]
    with pytest.raises(IntegrityError, match="only through a correction"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(claimed_on=MEANT)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"claimed_on": "the other day"}, "claimed_on.unreadable"),
        ({"claimed_on": "2026-02-30"}, "claimed_on.unreadable"),
        ({"claimed_on": timezone.localdate() + timedelta(days=9)}, "claimed_on.future"),
        ({"claimant": "x" * 201}, "claimant.too_long"),
        ({"claimant": "A\x00"}, "text.unstorable"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(
    ada: Actor, misattributed: Publication, changes: dict[str, Any], code: str
) -> None:
    draft = correcting.begin(case_of(misattributed), by=ada, kind="update", note=NOTE)
    with pytest.raises(Problem) as refused:
        writing.save(draft, by=ada, row_version=None, changes=changes)
    assert (refused.value.code, refused.value.pointer) == (code, f"/{next(iter(changes))}")


def test_before_anything_is_public_they_are_fields_of_the_claim(ada: Actor) -> None:
    draft = makers.written(ada, makers.claim(ada, claimant=WRONG)).draft
    for changes in ({"claimant": RIGHT}, {"claimed_on": MEANT}):
        with pytest.raises(Problem) as refused:
            writing.save(draft, by=ada, row_version=None, changes=changes)
        assert refused.value.code == "correction.not_begun" and "on the claim" in refused.value.next_step
    claim = draft.fact_check.claim
    Appearance.objects.filter(claim=claim).update(claimant=claim.claimant)
    marking.edit(claim, by=ada, row_version=None, changes={"claimant": RIGHT})
    assert [place.claimant.name for place in claim.appearances.select_related("claimant")] == [RIGHT]


def test_desk_and_api_hold_the_fields(ada: Actor, misattributed: Publication, client: Client) -> None:
    case = case_of(misattributed)
    rights = [each for each in SCOPES if has_right(ada, Permission(each))]
    _, key = issue(by=ada, name="t", scopes=rights, expires_at=timezone.now() + timedelta(days=1))
    program = APIClient(headers={"authorization": f"Bearer {key}"})
    begun = program.post(
        f"/api/v1/publications/{misattributed.uid}/corrections/",
        {"kind": "typo", "note": NOTE},
        format="json",
    )
    assert (begun.status_code, begun.json()["claimant"], begun.json()["claimed_on"]) == (
        201,
        WRONG,
        "2026-03-01",
    )
    sent = program.patch(
        f"/api/v1/fact-checks/{case.uid}/draft/",
        {"claimant": RIGHT, "claimed_on": "2026-03-04", "correction_kind": "update"},
        format="json",
        headers={"if-match": begun.headers["ETag"]},
    )
    assert (sent.status_code, sent.json()["claimant"], sent.json()["gaps"]) == (200, RIGHT, [])
    assert sent.json()["correction_kind"] == "update"

    client.force_login(ada.user)
    address = f"/desk/claims/{case.claim.uid}/"
    html = client.get(address).content.decode()
    assert f'name="claimant" value="{RIGHT}"' in html and 'name="claimed_on" value="2026-03-04"' in html
    draft = case.draft
    client.post(
        f"{address}verdict/save/",
        {"row_version": draft.row_version, "claimant": "Joan Poe", "claimed_on": ""},
    )
    draft.refresh_from_db()
    assert (draft.claimant, draft.claimed_on) == ("Joan Poe", None)
