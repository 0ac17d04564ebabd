"""A check that waits for nobody can be put off: it is out of the queue and off Today until its day."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.history.models import Event
from claims.verdicts.models import FactCheck
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(ada: Actor) -> FactCheck:
    made = FactCheck.objects.get(claim=factories.a_claim(ada))
    FactCheck.objects.filter(pk=made.pk).update(assignee=ada.user)
    return made


def at_desk(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


def stands(client: Client, case: FactCheck, path: str) -> bool:
    return case.claim.statement in client.get(path).content.decode()


def test_it_is_away_until_tomorrow_and_comes_back_by_itself(ada: Actor, case: FactCheck) -> None:
    desk = at_desk(ada)
    answer = desk.post(f"/desk/claims/{case.claim.uid}/snooze/?place=queue", {"snooze": "1"}, follow=True)
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert f"Claim {case.claim.number} snoozed until" in answer.content.decode()
    case.refresh_from_db()
    assert case.snoozed_until == tomorrow
    assert not stands(desk, case, "/desk/queue/") and not stands(desk, case, "/desk/queue/?view=list")
    assert case not in desk.get("/desk/").context["mine"]
    assert "1 snoozed" in desk.get("/desk/queue/").content.decode()
    away = desk.get("/desk/queue/?snoozed=1").content.decode()
    assert case.claim.statement in away and "snoozed until" in away and "data-asleep" in away
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        desk = at_desk(ada)
        assert stands(desk, case, "/desk/queue/")
        assert case in desk.get("/desk/").context["mine"]


def test_it_is_woken_and_each_act_can_be_undone(ada: Actor, case: FactCheck) -> None:
    desk, path = at_desk(ada), f"/desk/claims/{case.claim.uid}/snooze/?place=queue"
    until = timezone.localdate() + timedelta(days=5)
    desk.post(path, {"snoozed_until": until.isoformat()})
    desk.post(path, {"wake": "1"})
    case.refresh_from_db()
    assert case.snoozed_until is None
    told = Event.objects.filter(name="fact_check.snoozed").order_by("pk").values_list("data", flat=True)
    assert [each["after"] for each in told] == [
        {"snoozed_until": until.isoformat()},
        {"snoozed_until": None},
    ]
    for expected in (until, None):
        desk.post("/desk/undo/")
        case.refresh_from_db()
        assert case.snoozed_until == expected


def test_a_day_that_is_over_and_a_check_in_review_are_refused(
    ada: Actor, ben: Actor, case: FactCheck
) -> None:
    desk, path = at_desk(ada), f"/desk/claims/{case.claim.uid}/snooze/?place=queue&on={case.claim.uid}"
    today = timezone.localdate().isoformat()
    refused = desk.post(path, {"snoozed_until": today})
    assert refused.status_code == 422 and "That day is not to come." in refused.content.decode()
    nonsense = desk.post(path, {"snoozed_until": "someday"})
    assert nonsense.status_code == 422
    FactCheck.objects.filter(pk=case.pk).update(state="review")
    waiting = desk.post(path, {"snooze": "1"})
    assert waiting.status_code == 409 and "somebody waits for it" in waiting.content.decode()
    assert not Event.objects.filter(name="fact_check.snoozed").exists()


def test_who_only_reads_snoozes_nothing(dev: Actor, case: FactCheck) -> None:
    assert at_desk(dev).post(f"/desk/claims/{case.claim.uid}/snooze/", {"snooze": "1"}).status_code == 403
    assert "data-snooze" not in at_desk(dev).get("/desk/queue/").content.decode()


def test_programs_snooze_too_and_keep_what_they_do_not_name(ada: Actor, case: FactCheck) -> None:
    _, key = factories.issue(
        by=ada, name="p", scopes=["verdicts"], expires_at=timezone.now() + timedelta(days=1)
    )
    program = Client(headers={"authorization": f"Bearer {key}"})
    until = (timezone.localdate() + timedelta(days=2)).isoformat()

    def patch(**sent: object) -> tuple[int, dict[str, object]]:
        path = f"/api/v1/fact-checks/{case.uid}/"
        answer = program.patch(
            path,
            json.dumps(sent),
            content_type="application/json",
            headers={"if-match": program.get(path).headers["ETag"]},
        )
        return answer.status_code, answer.json()

    status, shown = patch(snoozed_until=until)
    assert status == 200, shown
    assert (status, shown["snoozed_until"], shown["assignee"]) == (200, until, "Ada")
    status, shown = patch(due_on="2031-01-01", snoozed_until=None)
    assert (status, shown["snoozed_until"], shown["due_on"]) == (200, None, "2031-01-01")
    status, problem = patch(snoozed_until="2001-01-01")
    assert status == 422 and "/snoozed_until" in json.dumps(problem)
