"""The desk's list of readers' requests: what is due, whose it is, and what came of each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.history.models import Event
from claims.publishing import requesting
from claims.publishing.models import CorrectionRequest
from tests.desk.conftest import SignIn
from tests.publishing import desk


@pytest.fixture
def requests(ada: Actor, ben: Actor) -> list[CorrectionRequest]:
    """One about a check, one about nothing of ours that is late, one that is answered."""
    publication = desk.publish(ada, ben)
    made = [
        requesting.receive(
            ada.organisation, form=f"form {number}", publication=about,
            given={"words": words, "about": where, "name": "Noor", "contact": "noor@mail.example"},
        )
        for number, (words, about, where) in enumerate([
            ("It was 2018.", publication, ""), ("He never said so.", None, "A poster"), ("Well done!", None, ""),
        ])
    ]  # fmt: skip
    requesting.answer(made[2], by=ben, outcome="no_request", answer="Thank you.")
    with_due = CorrectionRequest(
        organisation=ada.organisation, number=9, words="It is still wrong.", form_hash="9", secret_hash="9",
        received_at=timezone.now() - timedelta(days=40), due_on=timezone.localdate() - timedelta(days=30),
    )  # fmt: skip
    with_due.save()
    return [*made, with_due]


def test_the_list_shows_what_is_due_first_and_can_be_narrowed(
    as_: SignIn, ada: Actor, ben: Actor, requests: list[CorrectionRequest]
) -> None:
    client = as_(ada)
    page = client.get("/desk/requests/").content.decode()
    assert page.index("It is still wrong.") < page.index("It was 2018.") and "Well done!" not in page
    assert "overdue since" in page and 'Open <span class="num">3</span>' in page

    def listed(query: str) -> set[int]:
        html = client.get(f"/desk/requests/?{query}").content.decode()
        return {each.number for each in requests if f'id="r-{each.uid}"' in html}

    requesting.assign(requests[0], by=ada, assignee=ada.user)
    assert listed("") == {1, 2, 9}
    assert listed("show=late") == {9}
    assert listed("show=answered") == {3}
    assert listed("show=all") == {1, 2, 3, 9}
    assert listed("owner=me") == {1}
    assert listed("owner=nobody") == {2, 9}
    assert listed(f"owner={ben.user.uid}") == set()
    assert listed("q=poster") == {2}
    assert listed("q=%239") == {9}
    assert listed("q=nothing-like-it&show=odd&page=99") == set()
    today = client.get("/desk/").content.decode()
    assert "It was 2018." in today and "request 9" in today
    claim = requests[0].publication.fact_check.claim
    assert "It was 2018." in client.get(f"/desk/claims/{claim.uid}/").content.decode()


def test_one_is_assigned_answered_and_opened_again_by_plain_forms(
    as_: SignIn, ada: Actor, ben: Actor, dev: Actor, requests: list[CorrectionRequest]
) -> None:
    about = requests[0]
    path = f"/desk/requests/{about.uid}/"
    page = as_(ada).get(path).content.decode()
    assert "noor@mail.example" in page and "An editor can answer it" in page
    assert "noor@mail.example" not in as_(dev).get(path).content.decode()
    sent = {"assignee": ben.user.uid, "row_version": str(about.row_version)}
    assert as_(ada).post(f"{path}assign/", sent).status_code == 303
    stale = as_(ada).post(f"{path}assign/", sent)
    assert stale.status_code == 412 and "changed in the meantime" in stale.content.decode()
    odd = as_(ada).post(f"{path}assign/", {"row_version": "x"})
    assert odd.status_code == 422
    assert as_(ada).post(f"{path}answer/", {"outcome": "stands", "answer": "No."}).status_code == 403

    editor = as_(ben)
    early = editor.post(f"{path}answer/", {"outcome": "corrected", "answer": "We did."})
    html = early.content.decode()
    assert early.status_code == 409 and "Publish the correction first" in html and "We did." in html
    empty = editor.post(f"{path}answer/", {"outcome": "", "answer": "Some words."})
    assert empty.status_code == 422 and "Some words." in empty.content.decode()
    done = editor.post(f"{path}answer/", {"outcome": "stands", "answer": "Page 3 says so."}, follow=True)
    html = done.content.decode()
    assert "It stands as it is" in html and "Page 3 says so." in html and "Request 1 answered" in html
    assert editor.post(f"{path}answer/", {"outcome": "stands", "answer": "Again."}).status_code == 409
    assert editor.post(f"{path}reopen/").status_code == 303
    assert editor.post(f"{path}reopen/").status_code == 409
    assert editor.post(f"{path}forget/").status_code == 303
    assert "No name and no address" in editor.get(path).content.decode()
    answered = Event.objects.get(name="correction_request.answered", subject_uid=about.uid)
    assert (answered.actor_name, answered.after["outcome"], answered.note) == (
        "Ben",
        "stands",
        "Page 3 says so.",
    )


def test_an_empty_list_says_where_requests_come_from(as_: SignIn, ada: Actor) -> None:
    page = as_(ada).get("/desk/requests/").content.decode()
    assert "No reader has asked for a correction yet." in page and "/corrections/request/" in page
