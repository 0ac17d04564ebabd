"""The stream over a real server: who is told what, how a line resumes, and when it ends."""

from __future__ import annotations

import threading
import time
from typing import Any

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from redis.exceptions import ConnectionError as RedisGone

from claims.accounts.acting import Actor
from claims.accounts.membership import change_role
from claims.annotation.marking import edit
from claims.desk.live import presence
from claims.desk.live.hub import hub
from claims.evidence.gathering import start_run
from claims.evidence.models import Candidate
from claims.history.jobs import run_due
from tests.desk.live.conftest import OpenLine
from tests.factories import a_claim, a_kept_copy


def test_what_a_search_finds_reaches_the_line(ada: Actor, line: OpenLine) -> None:
    a_kept_copy(ada)
    claim = a_claim(ada, settle=False)
    open_line = line(ada, f"claim:{claim.uid},me")
    run = start_run(by=ada, claim=claim)
    run_due()
    found = open_line.wait_for(lambda each: each["event"] == "evidence" and each["data"].get("ranked"))
    assert set(found["data"]["candidates"]) == {each.uid for each in Candidate.objects.filter(run=run)}
    assert found["data"]["candidates"], "the report was to be found"
    answer = open_line.wait_for(lambda each: each["event"] == "evidence" and not each["data"].get("ranked"))
    assert answer["data"]["call"] in set(run.calls.values_list("uid", flat=True))
    ended = open_line.wait_for(
        lambda each: (
            each["event"] == "job"
            and each["data"]["kind"] == "provider_call"
            and each["data"]["state"] == "answered"
        )
    )
    assert ended["data"]["claim"] == claim.uid
    assert ended["data"]["topics"] == [f"claim:{claim.uid}", "me"]


def test_a_change_says_what_and_by_whom(ada: Actor, ben: Actor, line: OpenLine) -> None:
    claim = a_claim(ada)
    heard = line(ben, f"claim:{claim.uid}")
    claim.refresh_from_db()
    edit(claim, by=ada, row_version=claim.row_version, changes={"statement": "The town planted few trees."})
    told = heard.wait_for(lambda each: each["event"] == "object")["data"]
    claim.refresh_from_db()
    assert (told["type"], told["id"], told["version"]) == ("Claim", claim.uid, claim.row_version)
    assert told["fields"] == ["statement"]
    assert told["by"] == {"id": ada.user.uid, "name": "Ada", "initials": "A"}
    assert told["event"] == "claim.changed"


def test_suggestions_come_with_their_places(ada: Actor, line: OpenLine) -> None:
    from tests.factories import an_article

    article = an_article(ada, settle=False)
    heard = line(ada, f"article:{article.uid}")
    run_due()
    told = heard.wait_for(lambda each: each["event"] == "suggestion")["data"]
    text = article.latest.text
    assert told["article"] == article.uid
    assert told["total"] == len(told["claims"])
    assert any("4,000 trees" in text[each["start"] : each["end"]] for each in told["claims"])


def test_a_line_resumes_where_it_broke(ada: Actor, line: OpenLine) -> None:
    claim = a_claim(ada)
    first = line(ada, f"claim:{claim.uid}")
    _say(claim, ada, "One.")
    first.wait_for(lambda each: each["event"] == "object")
    first.close()
    _say(claim, ada, "Two.")
    _say(claim, ada, "Three.")
    second = line(ada, f"claim:{claim.uid}", last=first.last)
    second.wait_for(lambda each: each["data"].get("version") == claim.row_version)
    heard = [each["data"]["version"] for each in [*first.events, *second.events] if each["event"] == "object"]
    assert heard == [2, 3, 4]


def test_nothing_is_lost_or_told_twice_when_many_write_at_once(ada: Actor, line: OpenLine) -> None:
    """Four writers whose transactions end in any order; the line is broken again and again."""
    claim = a_claim(ada)
    settings = connection.get_connection_params()
    wanted = {
        key: settings[key] for key in ("dbname", "user", "password", "host", "port") if settings.get(key)
    }
    done = threading.Event()
    written: list[str] = []

    def write(number: int) -> None:
        with psycopg.connect(**wanted) as writer:
            for n in range(25):
                uid = f"w{number}x{n:02d}".ljust(12, "0")
                writer.execute(
                    "INSERT INTO claims_event (uid, organisation_id, at, name, actor_kind, actor_name, "
                    "subject_type, subject_uid, subject_label, related, data, request_id) VALUES (%s, %s, "
                    "now(), 'claim.changed', 'system', 'x', 'Claim', %s, '', '[]', '{}', '')",
                    [uid, ada.organisation.pk, claim.uid],
                )
                time.sleep(0.002 * ((number * 7 + n) % 5))
                writer.commit()
                written.append(uid)

    threads = [threading.Thread(target=write, args=[n]) for n in range(4)]
    heard: list[str] = []
    current = line(ada, f"claim:{claim.uid}")
    for each in threads:
        each.start()
    breaker = threading.Thread(target=lambda: ([each.join() for each in threads], done.set()))
    breaker.start()
    deadline = time.monotonic() + 60
    while not done.is_set() or len(heard) < len(written):
        assert time.monotonic() < deadline, f"{len(written) - len(heard)} of {len(written)} never came"
        done.wait(0.15)
        current.close()
        current.ended.wait(10)
        heard += [each["data"]["uid"] for each in current.events if each["event"] == "object"]
        current = line(ada, f"claim:{claim.uid}", last=current.last)
    assert sorted(heard) == sorted(written)


def test_a_stranger_hears_nothing_of_another_newsroom(ada: Actor, cleo: Actor, line: OpenLine) -> None:
    claim = a_claim(ada)
    mine = a_claim(cleo, town="Oldtown")
    assert line(cleo, f"claim:{claim.uid}").status == 404
    assert line(cleo, f"article:{claim.article.uid}").status == 404
    heard = line(cleo, f"claim:{claim.uid},claim:{mine.uid},me,newsroom")
    _say(claim, ada, "One.")
    _say(mine, cleo, "Two.")
    heard.wait_for(lambda each: each["data"].get("id") == mine.uid)
    assert claim.uid not in str(heard.events)


def test_a_line_ends_with_the_sign_in(ada: Actor, line: OpenLine) -> None:
    claim = a_claim(ada)
    heard = line(ada, f"claim:{claim.uid}")
    Session.objects.all().delete()
    told = heard.wait_for(lambda each: each["event"] == "end")
    assert told["data"] == {"why": "signed_out"}
    assert heard.ended.wait(10)
    assert line(ada, f"claim:{claim.uid}", last=heard.last).status == 401


def test_a_line_ends_with_the_right(ada: Actor, eve: Actor, line: OpenLine) -> None:
    claim = a_claim(ada)
    heard = line(ada, f"claim:{claim.uid}")
    change_role(ada.membership, by=eve, role="reader")
    assert heard.wait_for(lambda each: each["event"] == "end")["data"] == {"why": "rights"}
    assert heard.ended.wait(10)
    assert line(ada, f"claim:{claim.uid}", last=heard.last).status == 200


def test_one_person_has_so_many_lines_and_is_told(ada: Actor, line: OpenLine, settings: Any) -> None:
    settings.STREAMS_PER_PERSON = 2
    first, second = line(ada, "me"), line(ada, "me")
    third = line(ada, "me")
    assert (first.status, second.status, third.status) == (200, 200, 429)
    assert b"2 live connections" in third.body
    second.close()
    _until(lambda: hub.count == 1)
    assert line(ada, "me").status == 200


def test_the_server_stops_and_the_line_resumes(ada: Actor, line: OpenLine) -> None:
    claim = a_claim(ada)
    first = line(ada, f"claim:{claim.uid}")
    _say(claim, ada, "One.")
    first.wait_for(lambda each: each["event"] == "object")
    hub.stop()
    assert first.ended.wait(10)
    _say(claim, ada, "Two.")
    second = line(ada, f"claim:{claim.uid}", last=first.last)
    second.wait_for(lambda each: each["data"].get("version") == 3)
    assert [each["data"]["version"] for each in second.events if each["event"] == "object"] == [3]


def test_without_valkey_there_is_no_presence_and_all_else(
    ada: Actor, line: OpenLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = a_claim(ada)

    def gone(*_: Any, **__: Any) -> Any:
        raise RedisGone("away")

    monkeypatch.setattr(cache._cache, "get_client", gone)  # type: ignore[attr-defined]
    heard = line(ada, f"claim:{claim.uid}")
    assert heard.status == 200
    presence.note(f"claim:{claim.uid}", ada, tab="t")
    _say(claim, ada, "One.")
    heard.wait_for(lambda each: each["event"] == "object")


def test_who_comes_and_who_goes_is_told(ada: Actor, ben: Actor, line: OpenLine) -> None:
    claim = a_claim(ada)
    topic = f"claim:{claim.uid}"
    heard = line(ada, topic)
    presence.note(topic, ben, tab="t1", field="conclusion")
    told = heard.wait_for(lambda each: each["event"] == "presence" and each["data"]["people"])["data"]
    assert told["object"] == topic
    assert told["people"] == [{"id": ben.user.uid, "name": "Ben", "initials": "B", "fields": ["conclusion"]}]
    late = line(ada, topic)
    late.wait_for(lambda each: each["event"] == "presence")
    presence.leave(topic, ben, tab="t1")
    heard.wait_for(lambda each: each["event"] == "presence" and not each["data"]["people"])


def test_a_stream_holds_no_database_connection(ada: Actor, line: OpenLine) -> None:
    def connections() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
            return int(cursor.fetchone()[0])

    line(ada, "me")
    from factcheck import asgi

    most = asgi.pages.threads._max_workers + 1
    before = connections()
    for n in range(7):
        assert line(ada, "me").status == 200, n
    assert connections() - before < most  # the page threads may have opened theirs
    assert hub.count == 8


def _say(claim: Any, by: Actor, statement: str) -> None:
    claim.refresh_from_db()
    edit(claim, by=by, row_version=claim.row_version, changes={"statement": statement})
    claim.refresh_from_db()


def _until(true: Any, seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.02)
    assert true()
