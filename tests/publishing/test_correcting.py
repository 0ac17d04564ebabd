"""A correction changes every surface together, and hides nothing."""

from __future__ import annotations

import json
import re

import feedparser
import pytest

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.history.jobs import run_due
from claims.history.models import Event
from claims.lib.problems import Conflict, NotFound, Problem, Refused
from claims.publishing import correcting, corrections_list, ordering
from claims.publishing.models import Correction, Publication
from claims.publishing.page_lints import DATA_BLOCK
from claims.verdicts import reviewing, workflow, writing
from claims.verdicts.models import CaseState, FactCheck
from tests.publishing import desk
from tests.verdicts import makers

NOTE = "We first rated this mostly false; the figures were there after all."


def surfaces(publication: Publication) -> dict[str, str]:
    """Everything a reader or a program can see of a check."""
    reader, path = desk.reader(), desk.path_of(publication)
    uid = publication.fact_check.claim.uid
    return {
        "page": reader.get(path).content.decode(),
        "embed": reader.get(f"/embed/claim/{uid}/").content.decode(),
        "data": reader.get(f"{path}check.json").content.decode(),
        "oembed": reader.get("/oembed", {"url": f"http://harbor.example{path}"}).content.decode(),
        "atom": reader.get("/feed.xml").content.decode(),
        "rss": reader.get("/rss.xml").content.decode(),
        "json feed": reader.get("/feed.json").content.decode(),
        "list": reader.get("/checks/").content.decode(),
        "home": reader.get("/").content.decode(),
    }


def test_it_changes_page_embed_feeds_data_and_markup_together(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    before = surfaces(publication)
    assert all("Mostly false" in each for each in before.values())
    first = feedparser.parse(before["atom"]).entries[0]
    publication = desk.correct(
        publication, ada, ben, kind="verdict_change", note=NOTE, rating="true", conclusion="It had figures."
    )
    after = surfaces(publication)
    for name, body in after.items():
        assert "It had figures." in body, name
        assert "True" in body, name
        if name != "data":  # which says of each correction what stood there before
            assert makers.WORDS["conclusion"] not in body, name
    assert json.loads(after["data"])["conclusion"] == "It had figures."
    assert NOTE in after["page"]
    assert "Verdict changed" in after["embed"]
    markup = json.loads(DATA_BLOCK.findall(after["page"])[0])
    assert markup["reviewRating"]["ratingValue"] == 5
    assert markup["correction"][0]["text"] == f"Verdict changed: {NOTE}"
    assert json.loads(after["data"])["claim_review"] == markup
    entry = feedparser.parse(after["atom"]).entries[0]
    assert (entry.id, entry.published) == (first.id, first.published)
    assert entry.updated > first.updated
    assert entry.title.startswith("Verdict changed: ")
    corrections = desk.reader().get("/corrections/").content.decode()
    assert NOTE in corrections
    assert "lastmod" in desk.reader().get("/sitemap.xml").content.decode()


def test_the_old_version_stays_at_its_address_and_can_be_compared(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    publication = desk.correct(
        publication,
        ada,
        ben,
        kind="verdict_change",
        note=NOTE,
        rating="mixed",
        conclusion="It had some figures.",
    )
    reader, path = desk.reader(), desk.path_of(publication)
    old = reader.get(f"{path}v/1/").content.decode()
    assert makers.WORDS["conclusion"] in old
    assert "Mostly false" in old
    assert "It had some figures." not in old
    assert "ClaimReview" not in old
    assert f'<link rel="canonical" href="http://harbor.example{path}">' in old
    assert 'content="noindex"' in old
    compared = reader.get(f"{path}compare/1..2/").content.decode()
    assert "Mostly false" in compared
    assert "Mixed" in compared
    assert "<ins>" in compared
    assert "<del>" in compared
    assert NOTE in compared
    for missing in ("v/3/", "compare/1..3/", "compare/2..1/"):
        assert reader.get(path + missing).status_code == 404, missing


def test_a_typo_is_listed_but_makes_no_news(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    before = feedparser.parse(surfaces(publication)["atom"]).entries[0]
    publication = desk.correct(
        publication,
        ada,
        ben,
        kind="typo",
        note="“experts” was misspelt.",
        conclusion="The paper wrote of experts.",
    )
    after = surfaces(publication)
    entry = feedparser.parse(after["atom"]).entries[0]
    assert (entry.updated, entry.title) == (before.updated, before.title)
    assert 'class="notice"' not in after["page"]
    assert "“experts” was misspelt." in after["page"]
    assert "“experts” was misspelt." in desk.reader().get("/corrections/").content.decode()


def test_what_is_public_stays_while_a_correction_is_written_and_when_it_is_given_up(
    ada: Actor, ben: Actor
) -> None:
    publication = desk.publish(ada, ben)
    before = surfaces(publication)
    fact_check = FactCheck.objects.get(pk=publication.fact_check_id)
    draft = correcting.begin(fact_check, by=ada, kind="update", note="New figures.")
    assert (fact_check.state, draft.conclusion) == (CaseState.WRITING, makers.WORDS["conclusion"])
    writing.save(draft, by=ada, row_version=draft.row_version, changes={"conclusion": "Unsigned words."})
    reviewing.send(fact_check, by=ada)
    assert surfaces(publication) == before
    correcting.give_up(fact_check, by=ada)
    draft.refresh_from_db()
    assert (fact_check.state, draft.correction_kind) == (CaseState.PUBLISHED, "")
    assert draft.conclusion == makers.WORDS["conclusion"]
    given_up = Event.objects.get(name="correction.given_up")
    assert given_up.before["conclusion"] == "Unsigned words."
    assert surfaces(publication) == before


def test_a_correction_needs_a_sign_off_by_somebody_else(ada: Actor, ben: Actor, eve: Actor) -> None:
    publication = desk.publish(ada, ben)
    fact_check = FactCheck.objects.get(pk=publication.fact_check_id)
    correcting.begin(fact_check, by=ben, kind="clarification", note="Said more clearly.")
    revision = reviewing.send(fact_check, by=ada)
    with pytest.raises(Refused) as refused:
        reviewing.sign_off(fact_check, by=ben, revision=revision)
    assert refused.value.code == "sign_off.own_verdict"
    with pytest.raises(Conflict):
        ordering.order(fact_check, by=ben)
    reviewing.sign_off(fact_check, by=eve, revision=revision)
    assert desk.go_public(fact_check, ben).versions.count() == 2


def test_a_correction_can_change_the_wording_of_the_claim(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    claim = Claim.objects.get(pk=publication.fact_check.claim_id)
    frozen = claim.frozen_at
    publication = desk.correct(
        publication,
        ada,
        ben,
        kind="clarification",
        note="The claim was about experts.",
        statement="Most experts think that AGI will not come for centuries.",
    )
    claim.refresh_from_db()
    assert claim.statement == "Most experts think that AGI will not come for centuries."
    assert claim.frozen_at != frozen
    assert claim.statement in surfaces(publication)["page"]


def test_a_retracted_check_keeps_page_and_notice_and_loses_its_markup(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    publication = desk.correct(publication, ada, ben, kind="retraction", note="We were wrong.", rating=None)
    assert publication.state == "retracted"
    after = surfaces(publication)
    for name, body in after.items():
        assert "Retracted" in body, name
        assert "We were wrong." in body, name
        assert '"@type": "ClaimReview"' not in body, name
    assert "ClaimReview" not in after["page"]
    assert json.loads(after["data"])["claim_review"] is None
    assert "Mostly false" in desk.reader().get(f"{desk.path_of(publication)}v/1/").content.decode()
    fact_check = FactCheck.objects.get(pk=publication.fact_check_id)
    with pytest.raises(Conflict):
        correcting.begin(fact_check, by=ada, kind="typo", note="A word.")
    again = desk.correct(publication, ada, ben, kind="verdict_change", note="It stands.", rating="true")
    assert (again.state, again.versions.count()) == ("published", 3)


def test_a_withdrawn_check_is_gone_from_everywhere(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    article = publication.fact_check.claim.article
    path, uid = desk.path_of(publication), publication.fact_check.claim.uid
    with pytest.raises(Problem) as silent:
        ordering.withdraw(publication, by=ben, reason=" ")
    assert silent.value.pointer == "/reason"
    with pytest.raises(Problem):
        ordering.withdraw(publication, by=ben, reason="x" * 301)
    ordering.withdraw(publication, by=ben, reason="A court has ordered it.")
    reader = desk.reader()
    for gone in (path, f"{path}v/1/", f"{path}check.json", f"{path}compare/1..2/", f"/embed/claim/{uid}/"):
        answer = reader.get(gone)
        assert answer.status_code == 410, gone
        assert "A court has ordered it." in answer.content.decode()
        assert makers.WORDS["conclusion"] not in answer.content.decode()
        assert publication.slug not in answer.content.decode(), "the headline stands in the address too"
    for other in ("/", "/checks/", "/feed.xml", "/rss.xml", "/feed.json", "/sitemap.xml", "/articles/"):
        assert uid not in reader.get(other).content.decode(), other
    assert reader.get("/oembed", {"url": f"http://harbor.example{path}"}).status_code == 404
    assert article is not None
    assert reader.get(f"/articles/x-{article.uid}/").status_code == 404
    fact_check = FactCheck.objects.get(pk=publication.fact_check_id)
    with pytest.raises(Conflict):
        correcting.begin(fact_check, by=ada, kind="typo", note="A word.")
    with pytest.raises(Conflict):
        ordering.withdraw(publication, by=ben, reason="Again.")


def test_it_refuses_a_correction_of_what_is_not_public_or_without_words(
    ada: Actor, ben: Actor, cleo: Actor
) -> None:
    fact_check = makers.written(ada)
    with pytest.raises(Conflict) as not_public:
        correcting.begin(fact_check, by=ada, kind="typo", note="A word.")
    assert not_public.value.code == "correction.not_public"
    publication = desk.publish(ada, ben)
    public = FactCheck.objects.get(pk=publication.fact_check_id)
    for kind, note, pointer in (
        ("oops", "A word.", "/kind"),
        ("typo", " ", "/note"),
        ("typo", "x" * 2001, "/note"),
    ):
        with pytest.raises(Problem) as refused:
            correcting.begin(public, by=ada, kind=kind, note=note)
        assert (refused.value.status, refused.value.pointer) == (422, pointer)
    with pytest.raises(NotFound):
        correcting.begin(public, by=cleo, kind="typo", note="A word.")
    with pytest.raises(Conflict):
        correcting.give_up(public, by=ada)
    assert not Correction.objects.exists()


def test_a_correction_in_writing_cannot_be_declined(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    fact_check = FactCheck.objects.get(pk=publication.fact_check_id)
    correcting.begin(fact_check, by=ada, kind="typo", note="A word.")
    with pytest.raises(Conflict) as refused:
        workflow.decline(fact_check, by=ben, note="No longer.")
    assert refused.value.code == "decline.public"


def test_a_changed_rating_cannot_pass_as_a_typo(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    fact_check = FactCheck.objects.get(pk=publication.fact_check_id)
    draft = correcting.begin(fact_check, by=ada, kind="typo", note="A letter.")
    writing.save(draft, by=ada, row_version=None, changes={"rating": "true"})
    with pytest.raises(Problem) as refused:
        reviewing.send(fact_check, by=ada)
    assert [error.pointer for error in refused.value.errors] == ["/correction_kind"]
    writing.save(draft, by=ada, row_version=None, changes={"correction_kind": "verdict_change"})
    reviewing.restore(publication.versions.get().revision, by=ada)
    draft.refresh_from_db()
    assert draft.rating is not None
    with pytest.raises(Problem) as unchanged:
        reviewing.send(fact_check, by=ada)
    assert [error.pointer for error in unchanged.value.errors] == ["/correction_kind"]
    writing.save(draft, by=ada, row_version=None, changes={"rating": "mixed"})
    assert reviewing.send(fact_check, by=ada).correction_kind == "verdict_change"


def test_a_forecast_that_has_come_out_is_rated_by_an_update(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben, makers.prediction(ada), rating=None)
    prediction = publication.fact_check.claim.prediction
    prediction.state = "resolved_false"
    prediction.save()
    publication = desk.correct(publication, ada, ben, kind="update", note="It did not come.", rating="false")
    html = surfaces(publication)["page"]
    assert "ClaimReview" in html
    assert "Kept open" not in html
    assert "It did not come." in html


def test_giving_up_stops_an_order_that_waits(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    fact_check = FactCheck.objects.get(pk=publication.fact_check_id)
    correcting.begin(fact_check, by=ada, kind="clarification", note="Clearer.")
    revision = reviewing.send(fact_check, by=ada)
    reviewing.sign_off(fact_check, by=ben, revision=revision)
    order = ordering.order(fact_check, by=ben)
    correcting.give_up(fact_check, by=ben)
    run_due(["publish"])
    order.refresh_from_db()
    assert (order.state, publication.versions.count()) == ("stopped", 1)
    assert (
        Event.objects.filter(name="publication.stopped").latest("pk").note == "The correction was given up."
    )


def test_a_withdrawal_stands_in_the_list_its_feed_and_the_api(ada: Actor, ben: Actor) -> None:
    """With its day and its reason, and without the check's own words; its corrections leave the list with it."""
    kept = desk.correct(
        desk.publish(ada, ben, makers.claim(ada)),
        ada,
        ben,
        kind="typo",
        note="A letter.",
        headline="Kept words",
    )
    taken = desk.publish(
        ada,
        ben,
        makers.claim(ada, said="Nobody asked.", url="https://other.example/a"),
        headline="Gone words",
    )
    taken = desk.correct(taken, ada, ben, kind="update", note="A private note.")
    ordering.withdraw(taken, by=ben, reason="A court has ordered it.")
    reader, uid = desk.reader(), taken.fact_check.claim.uid
    page, feed = (reader.get(path).content.decode() for path in ("/corrections/", "/corrections/feed.xml"))
    for body in (page, feed):
        assert "A court has ordered it." in body and f"/checks/{uid}/" in body
        assert "A letter." in body and "Kept words" in body
        assert "Gone words" not in body and "gone-words" not in body and "A private note." not in body
    first, second = feedparser.parse(feed).entries
    assert first.title.startswith("Withdrawn: A check first published on ") and first.summary == taken_reason(
        taken
    )
    assert second.title == "Typo: Kept words"
    assert reader.get(f"/checks/{uid}/").status_code == 410
    answer = reader.get("/api/v1/corrections/", {"page_size": "1"})
    (line,) = answer.json()["results"]
    assert (line["kind"], line["check_id"], line["version"], line["compare_url"]) == (
        "withdrawal",
        uid,
        None,
        None,
    )
    assert (line["note"], line["severity"]) == ("A court has ordered it.", "significant")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    after = reader.get(answer.json()["next"].partition("example")[2]).json()
    assert after["next"] is None
    assert [(each["kind"], each["title"], each["version"]) for each in after["results"]] == [
        ("typo", "Kept words", 2)
    ]
    assert after["results"][0]["compare_url"].endswith(f"{kept.fact_check.claim.uid}/compare/1..2/")
    for wrong in ("cursor=x", "page_size=0", "kind=typo"):
        assert reader.get(f"/api/v1/corrections/?{wrong}").status_code == 400, wrong


def taken_reason(publication: Publication) -> str:
    publication.refresh_from_db()
    assert publication.withdrawn_at is not None
    return publication.withdrawal_reason


def test_the_list_of_corrections_has_as_many_pages_as_it_needs(
    ada: Actor, ben: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corrections_list, "PAGE", 2)
    publication = desk.publish(ada, ben)
    for n in range(1, 6):
        publication = desk.correct(
            publication, ada, ben, kind="typo", note=f"Letter {n}.", headline=f"Most experts, {n}"
        )
    reader = desk.reader()
    seen = [
        re.findall(r"Letter \d", reader.get(f"/corrections/?page={n}").content.decode()) for n in (1, 2, 3)
    ]
    assert seen == [["Letter 5", "Letter 4"], ["Letter 3", "Letter 2"], ["Letter 1"]]
    second = reader.get("/corrections/?page=2").content.decode()
    assert (
        'href="/corrections/?page=3"' in second and 'href="/corrections/"' in second and "noindex" in second
    )
    assert "There is no page so far back" in reader.get("/corrections/?page=9").content.decode()
    whole = corrections_list.lines(ada.organisation, most=9)
    rest = corrections_list.lines(ada.organisation, most=9, after=whole[1].key)
    assert [line.note for line in rest] == [line.note for line in whole[2:]]
