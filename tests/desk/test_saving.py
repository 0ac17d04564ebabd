"""A draft that two people write: fields merge, the same field meets, and a plain form loses nothing either."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.history.models import Event
from claims.verdicts import reviewing
from claims.verdicts.models import Draft
from tests import factories
from tests.desk.conftest import SignIn
from tests.desk.test_verdicts import at, filled, page


@pytest.fixture
def claim(ada: Actor) -> Claim:
    claim = factories.a_claim(ada)
    factories.evidence_for(claim, ada)
    factories.a_draft(claim, ada)
    return claim


def version() -> int:
    return Draft.objects.get().row_version


def send(client: Client, claim: Claim, seen: int, *, status: int = 200, **fields: str) -> dict[str, Any]:
    answer = client.post(at("autosave", claim), {"row_version": seen, **fields})
    assert answer.status_code == status, answer.content.decode()
    told: dict[str, Any] = answer.json()
    return told


def test_it_answers_with_the_draft_as_it_stands_and_what_is_missing(
    as_: SignIn, ada: Actor, claim: Claim
) -> None:
    client = as_(ada)
    told = send(client, claim, version(), conclusion="", headline="Fewer trees")
    assert told["version"] == version() and told["fields"]["headline"] == "Fewer trees"
    assert "Write the conclusion" in told["gate"] and told["me"] == ada.user.uid
    assert client.get(at("autosave", claim)).json()["fields"] == told["fields"]
    wrong = send(client, claim, version(), status=422, rating="cousin")
    assert list(wrong["faults"]) == ["rating"] and wrong["detail"]
    assert list(send(client, claim, version(), status=422, headline="x" * 201)["faults"]) == ["headline"]


def test_different_fields_merge_and_each_is_told_what_the_other_wrote(
    as_: SignIn, ada: Actor, ben: Actor, claim: Claim
) -> None:
    seen = version()
    send(as_(ben), claim, seen, headline="Ben’s headline")
    told = send(as_(ada), claim, seen, conclusion="Ada’s conclusion.")
    draft = Draft.objects.get()
    assert (draft.headline, draft.conclusion) == ("Ben’s headline", "Ada’s conclusion.")
    assert told["fields"]["headline"] == "Ben’s headline"
    assert (told["changed"]["headline"]["by"], told["changed"]["headline"]["mine"]) == ("Ben", False)


def test_the_same_field_is_refused_with_what_both_started_from(
    as_: SignIn, ada: Actor, ben: Actor, claim: Claim
) -> None:
    seen, before = version(), Draft.objects.get().headline
    send(as_(ben), claim, seen, headline="Ben’s headline")
    told = send(as_(ada), claim, seen, status=412, headline="Ada’s headline", conclusion="Hers.")
    met = told["conflicts"]["headline"]
    assert (met["base"], met["theirs"], met["by"]) == (before, "Ben’s headline", "Ben")
    assert list(told["conflicts"]) == ["headline"] and Draft.objects.get().conclusion != "Hers."
    # She has seen his: with that version as the base of this field, hers is kept.
    kept = {"headline": "Ada’s headline", "base.headline": str(told["version"])}
    send(as_(ada), claim, seen, **kept)
    assert Draft.objects.get().headline == "Ada’s headline"
    newest = Event.objects.filter(name="draft.saved").first()
    assert newest is not None and newest.before == {"headline": "Ben’s headline"}


def test_her_own_other_window_is_nobody_else(as_: SignIn, ada: Actor, claim: Claim) -> None:
    seen = version()
    send(as_(ada), claim, seen, headline="From one window")
    told = send(as_(ada), claim, seen, headline="From the other")
    assert told["fields"]["headline"] == "From the other"
    # An answer that never arrived is the same: she sends again, from where she was.
    send(as_(ada), claim, seen, headline="From the other")


def test_a_field_that_came_back_to_what_it_was_meets_nobody(
    as_: SignIn, ada: Actor, ben: Actor, claim: Claim
) -> None:
    seen, before = version(), Draft.objects.get().headline
    send(as_(ben), claim, seen, headline="Ben’s headline")
    send(as_(ben), claim, version(), headline=before)
    send(as_(ada), claim, seen, headline="Ada’s headline")
    assert Draft.objects.get().headline == "Ada’s headline"


def test_what_history_can_not_tell_is_taken_as_changed(
    as_: SignIn, ada: Actor, ben: Actor, claim: Claim
) -> None:
    client, seen = as_(ada), version()
    Draft.objects.update(row_version=seen + 1, headline="From nowhere")
    assert list(send(client, claim, seen, status=412, headline="Hers")["conflicts"]) == ["headline"]
    assert list(send(client, claim, seen + 9, status=412, headline="Hers")["conflicts"]) == ["headline"]


def test_words_of_one_person_are_not_saved_in_the_name_of_another(
    as_: SignIn, ada: Actor, ben: Actor, claim: Claim
) -> None:
    told = send(as_(ben), claim, version(), status=409, me=ada.user.uid, headline="Typed by Ada")
    assert told["code"] == "session.other_person" and "Ben" in told["detail"]
    assert Draft.objects.get().headline != "Typed by Ada"


def test_a_draft_that_was_sent_takes_no_more_words(as_: SignIn, ada: Actor, claim: Claim) -> None:
    client, seen = as_(ada), version()
    factories.a_sent_verdict(claim, ada)
    told = send(client, claim, seen, status=409, conclusion="One more thing.")
    assert (told["state"], told["gate"]) == ("review", "") and "Take it back" in told["detail"]


def test_nobody_saves_without_the_right(as_: SignIn, dev: Actor, claim: Claim) -> None:
    assert "reporter" in send(as_(dev), claim, version(), status=403, headline="By a reader")["detail"]


def test_a_plain_form_shows_theirs_at_the_field_and_keeps_mine(
    as_: SignIn, ada: Actor, ben: Actor, claim: Claim
) -> None:
    typed = filled(claim, headline="Ada’s headline", conclusion="As it was.")
    send(as_(ada), claim, version(), conclusion="As it was.")
    typed["row_version"] = version()
    theirs = {"headline": "Ben’s headline", "conclusion": "Ben’s conclusion."}
    send(as_(ben), claim, version(), **theirs)
    answer = as_(ada).post(at("save_verdict", claim), typed)
    shown = answer.content.decode()
    assert answer.status_code == 412
    assert "Ben changed this while you did" in shown and 'value="Ada’s headline"' in shown
    assert f'name="base.headline" value="{version()}"' in shown and 'name="base.conclusion"' not in shown
    again = {**typed, "base.headline": version()}
    assert as_(ada).post(at("save_verdict", claim), again).status_code == 303
    draft = Draft.objects.get()
    assert (draft.headline, draft.conclusion) == ("Ada’s headline", "Ben’s conclusion.")


def test_a_rating_brings_a_headline_until_somebody_writes_her_own(
    as_: SignIn, ada: Actor, claim: Claim
) -> None:
    client = as_(ada)
    send(client, claim, version(), headline="")
    told = send(client, claim, version(), rating="false")
    assert told["fields"]["headline"].startswith("False: ")


def test_the_page_has_the_draft_as_data(as_: SignIn, ada: Actor, claim: Claim) -> None:
    assert '<script id="draft-now" type="application/json">' in page(as_(ada), claim)


def test_a_restored_version_counts_as_a_change_of_its_fields(
    as_: SignIn, ada: Actor, ben: Actor, claim: Claim
) -> None:
    case = Draft.objects.get().fact_check
    first = reviewing.name_version(case, by=ben, name="first")
    send(as_(ada), claim, version(), headline="Second headline")
    seen = version()
    as_(ben).post(reverse("desk:restore_revision", args=[first.uid]))
    assert "headline" in send(as_(ada), claim, seen, status=412, headline="Third")["conflicts"]
