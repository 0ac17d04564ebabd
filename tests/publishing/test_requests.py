"""A reader asks for a correction: a number, a day, and an answer that stands where only the reader finds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import signing
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.history.models import Event
from claims.lib.problems import Conflict, NotFound, Problem, Refused, Stale
from claims.publishing import request_door, requesting
from claims.publishing.acts import undo
from claims.publishing.models import CorrectionRequest, Publication
from claims.publishing.working_days import working_days_after, working_days_between
from tests.publishing import desk

WORDS = "The report is of 2018, not of 2019:\nsee its title page."
FORM = "/corrections/request/"


@pytest.fixture(autouse=True)
def nobody_has_asked_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def opened(reader: Client, path: str = FORM) -> dict[str, str]:
    """What a form that was opened a while ago carries."""
    html = reader.get(path).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
    newsroom = Organisation.objects.get(slug="harbor")
    word, at = signing.loads(hidden["form"], salt=request_door.SALT + newsroom.uid)
    hidden["form"] = signing.dumps([word, at - 30], salt=request_door.SALT + newsroom.uid)
    return hidden


def received(
    newsroom: Organisation, publication: Publication | None = None, **more: str
) -> CorrectionRequest:
    given = {"words": WORDS, **more}
    many = CorrectionRequest.objects.count()
    return requesting.receive(newsroom, form=f"form {many}", publication=publication, given=given)


def test_it_is_asked_without_script_and_answered_where_only_the_reader_finds_it(
    ada: Actor, ben: Actor
) -> None:
    publication = desk.publish(ada, ben)
    reader, uid = desk.reader(), publication.fact_check.claim.uid
    html = reader.get(desk.path_of(publication)).content.decode()
    assert f'href="{FORM}?check={uid}"' in html
    form = reader.get(f"{FORM}?check={uid}")
    assert not form.cookies and "within 7 working days" in form.content.decode()
    assert publication.versions.get().revision.headline in form.content.decode().replace("&#x27;", "'")

    sent = {**opened(reader, f"{FORM}?check={uid}"), "words": WORDS, "contact": "noor@mail.example"}
    answer = reader.post(FORM, sent)
    assert answer.status_code == 303 and not answer.cookies
    again = reader.post(FORM, sent)
    assert again["Location"] == answer["Location"] and CorrectionRequest.objects.count() == 1
    made = CorrectionRequest.objects.get()
    assert (made.number, made.publication, made.version, made.words) == (1, publication, 1, WORDS)
    assert working_days_between(made.received_at.date(), made.due_on) == 7

    page = reader.get(answer["Location"])
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("private, no-store", "no-referrer")
    html = page.content.decode()
    assert "We have it" in html and "not of 2019" in html and made.due_on.isoformat() in html
    assert "noor@mail.example" not in html
    number, secret = re.findall(r"requests/(\d+)/([a-z2-9-]+)/", answer["Location"])[0]
    looked = reader.post("/corrections/requests/", {"number": f"#{number}", "secret": f" {secret.upper()} "})
    assert looked.status_code == 303 and looked["Location"] == answer["Location"]
    event = Event.objects.get(name="correction_request.received")
    assert event.subject_label == "Request 1" and "noor" not in str(event.data)

    requesting.assign(made, by=ada, assignee=ada.user)
    assert "Somebody is looking at it" in reader.get(answer["Location"]).content.decode()
    with pytest.raises(Conflict):
        requesting.answer(made, by=ben, outcome="corrected", answer="Thank you.")
    desk.correct(
        publication, ada, ben, kind="update", note="It is of 2018.", conclusion="The report is of 2018."
    )
    requesting.answer(made, by=ben, outcome="corrected", answer="Thank you: it is of 2018.")
    html = reader.get(answer["Location"]).content.decode()
    assert "We corrected it" in html and "Thank you: it is of 2018." in html and "/compare/1..2/" in html
    assert made.number not in {0} and "not of 2019" not in reader.get("/corrections/").content.decode()


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"words": " "}, 422, "“What is wrong” is empty."),
        ({"words": "x" * 4001}, 422, "there is room for 4,000"),
        ({"words": "http://a.example " * 6}, 422, "more than 5 addresses"),
        ({"words": "A word\x00."}, 422, "can’t be stored"),
        ({"shown_by": "javascript:alert(1)"}, 422, "begins with https://"),
        ({"shown_by": "http://[half"}, 422, "begins with https://"),
        ({"name": "x" * 201}, 422, "there is room for 200"),
        ({"website": "https://spam.example"}, 422, "must stay empty"),
        ({"form": "never signed"}, 422, "did not come from here"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    harbor: Organisation, typed: dict[str, str], status: int, said: str
) -> None:
    reader = desk.reader()
    words = {**opened(reader), "words": WORDS, "about": "Your page of Monday", **typed}
    answer = reader.post(FORM, words)
    html = answer.content.decode().replace("&#x27;", "’").replace("can't", "can’t")
    assert (answer.status_code, CorrectionRequest.objects.count()) == (status, 0)
    assert said in html and "Your page of Monday" in html
    if "words" not in typed:
        assert "not of 2019" in html
    assert 'role="alert"' in html


def test_programs_are_kept_out_without_puzzles(harbor: Organisation, northgate: Organisation) -> None:
    reader = desk.reader()
    quick = reader.get(FORM).content.decode()
    word = re.findall(r'name="form" value="([^"]*)"', quick)[0]
    fast = reader.post(FORM, {"form": word, "words": WORDS})
    assert fast.status_code == 422 and "quicker than people write" in fast.content.decode()
    old = signing.dumps(["w", timezone.now().timestamp() - 90_000], salt=request_door.SALT + harbor.uid)
    assert "more than a day" in reader.post(FORM, {"form": old, "words": WORDS}).content.decode()
    foreign = {**opened(reader), "words": WORDS}
    assert desk.reader("northgate.example").post(FORM, foreign).status_code == 422
    for _ in range(5):
        assert reader.post(FORM, {**opened(reader), "words": WORDS}).status_code == 303
    last = {**opened(reader), "words": WORDS}
    refused = reader.post(FORM, last)
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert "not of 2019" in refused.content.decode() and CorrectionRequest.objects.count() == 5
    assert reader.put(FORM).status_code == 405


def test_nobody_finds_it_by_guessing(harbor: Organisation, northgate: Organisation) -> None:
    made = received(harbor)
    path = f"/corrections/requests/{made.number}/{requesting.secret_of('form 0')}/"
    reader = desk.reader()
    assert reader.get(path).status_code == 200
    wrong = f"/corrections/requests/{made.number}/{requesting.secret_of('other')}/"
    for other, host in ((wrong, "harbor.example"), (path, "northgate.example")):
        answer = desk.reader(host).get(other)
        assert answer.status_code == 404 and "not of 2019" not in answer.content.decode()
    for typed in ({"number": "x", "secret": "y"}, {"number": "1", "secret": ""}, {}):
        assert reader.post("/corrections/requests/", typed).status_code == 404
    assert reader.put("/corrections/requests/").status_code == 405
    assert reader.post(path).status_code == 405
    for _ in range(60):
        answer = reader.post("/corrections/requests/", {"number": "1", "secret": "aaaaa-aaaaa-aaaaa-aaaaa"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")


def test_a_withdrawn_check_is_no_longer_shown_in_a_request(ada: Actor, ben: Actor) -> None:
    from claims.publishing.ordering import withdraw

    publication = desk.publish(ada, ben)
    made = received(ada.organisation, publication)
    withdraw(publication, by=ben, reason="A court has ordered it.")
    headline = publication.versions.get().revision.headline
    path = f"/corrections/requests/{made.number}/{requesting.secret_of('form 0')}/"
    html = desk.reader().get(path).content.decode()
    assert "not of 2019" in html and headline not in html
    form = desk.reader().get(f"{FORM}?check={publication.fact_check.claim.uid}").content.decode()
    assert headline not in form and "Which page" in form


def test_the_day_it_is_due_counts_working_days_as_the_newsroom_agreed(harbor: Organisation) -> None:
    friday = date(2026, 11, 27)
    assert requesting.due_day(harbor, friday) == date(2026, 12, 8)
    harbor.policies = {**harbor.policies, "correction_days": 2}
    assert requesting.due_day(harbor, friday) == date(2026, 12, 1)
    for days in range(1, 15):
        for many in range(1, 12):
            day = friday + timedelta(days=days)
            assert working_days_between(day, working_days_after(day, many)) == many
    assert working_days_between(date(2026, 12, 8), friday) == -7


def test_only_editors_answer_and_what_is_answered_can_be_opened_again(
    ada: Actor, ben: Actor, dev: Actor, cleo: Actor
) -> None:
    made = received(ada.organisation, name="Noor", contact="noor@mail.example")
    with pytest.raises(NotFound):
        requesting.answer(made, by=cleo, outcome="stands", answer="No.")
    for who in (ada, dev):
        with pytest.raises(Refused):
            requesting.answer(made, by=who, outcome="stands", answer="No.")
    with pytest.raises(Refused):
        requesting.assign(made, by=dev, assignee=None)
    with pytest.raises(Problem) as elsewhere:
        requesting.assign(made, by=ada, assignee=cleo.user)
    assert elsewhere.value.pointer == "/assignee"
    requesting.assign(made, by=ada, assignee=ben.user, row_version=1)
    with pytest.raises(Stale):
        requesting.assign(made, by=ada, assignee=ada.user, row_version=1)
    undo(ada)
    made.refresh_from_db()
    assert made.assignee is None
    for outcome, answer, pointer in (
        ("", "No.", "/outcome"),
        ("stands", " ", "/answer"),
        ("stands", "x" * 2001, "/answer"),
    ):
        with pytest.raises(Problem) as refused:
            requesting.answer(made, by=ben, outcome=outcome, answer=answer)
        assert refused.value.pointer == pointer
    requesting.answer(made, by=ben, outcome="stands", answer="The report says so on page 3.")
    for again in (
        lambda: requesting.answer(made, by=ben, outcome="stands", answer="Once more."),
        lambda: requesting.assign(made, by=ada, assignee=ada.user),
    ):
        with pytest.raises(Conflict):
            again()
    undo(ben)
    made.refresh_from_db()
    assert (made.outcome, made.answer, made.answered_by) == ("", "", None)
    with pytest.raises(Conflict):
        requesting.reopen(made, by=ben)
    requesting.forget_sender(made, by=ben)
    requesting.forget_sender(made, by=ben)
    assert (made.name, made.contact, made.words) == ("", "", WORDS)
    names = (
        Event.objects.filter(subject_type="CorrectionRequest").order_by("pk").values_list("name", flat=True)
    )
    assert [name.partition(".")[2] for name in names] == [
        "received", "assigned", "assigned", "answered", "reopened", "forgotten",
    ]  # fmt: skip


def test_the_database_keeps_the_reader_s_words(ada: Actor) -> None:
    made = received(ada.organisation, name="Noor")
    rows = CorrectionRequest.objects.filter(pk=made.pk)
    changes: list[dict[str, Any]] = [
        {"words": "Something else."}, {"due_on": made.due_on + timedelta(days=9)}, {"name": "Nora"},
        {"outcome": "stands"}, {"outcome": "corrected", "answer": "A", "answered_at": timezone.now(),
                                "answered_by": ada.user},
    ]  # fmt: skip
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    assert rows.update(name="") == 1
