"""The claim page's other parts: the list before review, whose turn it is, comments, preview, versions, passages."""

from __future__ import annotations

import pytest
from django.urls import reverse

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.desk.today import reviews
from claims.publishing.models import PublicFile
from claims.verdicts.models import Comment, Draft, VerdictRevision
from tests import factories
from tests.desk.conftest import SignIn
from tests.desk.test_verdicts import at, filled, page


@pytest.fixture
def claim(ada: Actor, ben: Actor) -> Claim:
    claim = factories.a_claim(ada)
    factories.evidence_for(claim, ada)
    return claim


def test_what_is_done_and_whose_turn_it_is_stands_before_review(
    as_: SignIn, ada: Actor, ben: Actor, claim: Claim
) -> None:
    client = as_(ada)
    client.post(at("start_writing", claim))
    empty = page(client, claim)
    assert 'href="#verdict-rating" data-gap' in empty and "goes to Eve, next in turn" in empty
    client.post(at("save_verdict", claim), filled(claim))
    shown = page(client, claim)
    assert (
        "Rating and conclusion" in shown and "One primary source quoted" in shown and "data-gap" not in shown
    )
    client.post(at("send", claim), filled(claim))
    assert "It is Eve’s turn. Who can: Ben, Eve." in page(client, claim)


def test_whose_turn_it_is_finds_it_first_on_today(ada: Actor, ben: Actor, eve: Actor) -> None:
    for words in (factories.SAID, factories.HALF):
        factories.a_sent_verdict(factories.a_claim(ada, words), ada)
    for reader in (ben, eve):
        first, second = (each.fact_check.reviewer for each in reviews(reader))
        assert (first, second) == (reader.user, ({ben.user, eve.user} - {reader.user}).pop())


def test_comments_are_made_accepted_and_taken_back_by_plain_forms(
    as_: SignIn, ada: Actor, ben: Actor, claim: Claim
) -> None:
    factories.a_draft(claim, ada)
    reviewer, author = as_(ben), as_(ada)
    refused = reviewer.post(at("comment", claim), {"about": "headline", "text": ""})
    assert refused.status_code == 422 and 'id="comment-text-fault"' in refused.content.decode()
    assert reviewer.post(at("comment", claim), {"about": "evidence:nothere", "text": "x"}).status_code == 404
    proposal = {"about": "headline", "text": "Too long.", "proposed": "Fewer trees"}
    assert reviewer.post(at("comment", claim), proposal).status_code == 303
    passage = {"about": f"evidence:{claim.evidence.get().uid}", "text": "Which year?"}
    assert reviewer.post(at("comment", claim), passage).status_code == 303
    shown = page(author, claim)
    assert "Too long." in shown and "Which year?" in shown and "Use these words" in shown
    made = Comment.objects.get(field="headline")
    assert author.post(reverse("desk:accept_comment", args=[made.uid])).status_code == 303
    assert Draft.objects.get().headline == "Fewer trees"
    again = author.post(reverse("desk:accept_comment", args=[made.uid]))
    assert again.status_code == 409 and f'id="comment-{made.uid}-refusal"' in again.content.decode()
    assert author.post(reverse("desk:reopen_comment", args=[made.uid])).status_code == 303
    assert Draft.objects.get().headline != "Fewer trees"
    assert author.post(reverse("desk:resolve_comment", args=[made.uid])).status_code == 303


def test_a_comment_never_reaches_readers(as_: SignIn, ada: Actor, ben: Actor, claim: Claim) -> None:
    factories.a_draft(claim, ada)
    as_(ben).post(at("comment", claim), {"about": "headline", "text": "Between us only."})
    assert "Between us only." not in as_(ada).get(at("preview", claim)).content.decode()
    factories.a_published_check(claim, ada, ben)
    assert PublicFile.objects.exists()
    assert not [each.path for each in PublicFile.objects.all() if b"Between us only." in bytes(each.body)]


def test_the_preview_is_the_public_page_and_leaves_nothing(as_: SignIn, ada: Actor, claim: Claim) -> None:
    factories.a_draft(claim, ada)
    answer = as_(ada).get(at("preview", claim))
    assert answer.status_code == 200 and Draft.objects.get().headline in answer.content.decode()
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert not VerdictRevision.objects.exists()
    unwritten = factories.a_claim(ada, factories.HALF)
    assert as_(ada).get(at("preview", unwritten)).status_code == 404


def test_any_two_versions_are_compared(as_: SignIn, ada: Actor, claim: Claim) -> None:
    factories.a_draft(claim, ada)
    client = as_(ada)
    for name in ("one", "two", "three"):
        client.post(at("name_version", claim), {"version_name": name, **filled(claim, headline=name)})
    assert "Versions of the verdict (3)" in page(client, claim, "?panel=history")
    to = client.get(at("choose_versions", claim) + "?a=3&b=1")
    assert to.headers["Location"] == reverse("desk:compare_verdicts", args=[claim.uid, 1, 3])
    assert client.get(at("choose_versions", claim) + "?a=x&b=1").status_code == 422


def test_acts_of_the_drawer_lead_back_to_the_drawer(as_: SignIn, ada: Actor) -> None:
    claim = factories.a_claim(ada)
    begun = as_(ada).post(at("start_writing", claim), {"place": "workbench"})
    assert f"/desk/articles/{claim.article.uid}/?" in begun.headers["Location"]  # type: ignore[union-attr]
    assert "panel=verdict" in begun.headers["Location"] and Draft.objects.exists()


def test_passages_of_a_copy_are_numbered_and_the_viewer_closes(as_: SignIn, ada: Actor, claim: Claim) -> None:
    evidence = claim.evidence.get()
    client = as_(ada)
    client.post(
        at("quote", claim),
        {"snapshot": evidence.snapshot.uid, "stance": "context", "quote": "It gave no reasons."},
    )
    shown = page(client, claim)
    assert "1 of 2 passages" in shown and 'data-key="n"' in shown
    assert 'class="no num">1<' in shown and 'class="no num">2<' in shown
    assert "Open a source to read its kept copy here." in page(client, claim, "?copy=none")
