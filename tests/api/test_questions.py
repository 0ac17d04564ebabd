"""A list asks as much of the database for many rows as for one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from claims.accounts.acting import Actor
from claims.accounts.tokens import issue
from claims.matching.importing import preview
from claims.publishing import correcting
from tests.publishing import desk
from tests.verdicts import makers


def test_it_asks_no_more_for_more_checks_versions_and_citations(ada: Actor, ben: Actor) -> None:
    _, key = issue(by=ada, name="t", scopes=["read"], expires_at=timezone.now() + timedelta(days=1))
    program = APIClient(headers={"authorization": f"Bearer {key}"})
    publication = desk.publish(ada, ben)
    desk.correct(publication, ada, ben, kind="update", note="There is more.", headline="Most experts")
    paths = (
        "/api/v1/publications/",
        f"/api/v1/publications/{publication.uid}/corrections/",
        f"/api/v1/fact-checks/{publication.fact_check.uid}/revisions/",
    )

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert program.get(path).status_code == 200
        return len(queries)

    asked(paths[0])  # the first request notes that the key is in use
    few = [asked(path) for path in paths]
    desk.correct(publication, ada, ben, kind="update", note="And more.", headline="Most of the experts")
    desk.publish(ada, ben, makers.claim(ada))
    assert [asked(path) for path in paths] == few


def test_a_list_of_drafts_asks_no_more_for_more_of_them_and_says_what_each_says_alone(
    ada: Actor, ben: Actor
) -> None:
    _, key = issue(by=ada, name="t", scopes=["read"], expires_at=timezone.now() + timedelta(days=1))
    program = APIClient(headers={"authorization": f"Bearer {key}"})

    def one_of_each(n: int) -> None:
        twice = makers.claim(ada, f"Claim {n}, which two sources speak of.")
        for copy in (makers.kept_copy(ada), makers.kept_copy(ada, url=f"https://other.example/{n}")):
            makers.evidence(ada, twice, snapshot=copy)
        makers.written(ada, twice, sources_exception="", conclusion="")
        makers.evidence(ada, twice, "It gave no figures at all.", is_key=True)
        makers.written(ada, makers.prediction(ada), rating=None)
        public = desk.publish(ada, ben, makers.claim(ada, f"Claim {n}, which is public."))
        correcting.begin(public.fact_check, by=ada, kind="typo", note="A slip of the pen.")

    def listed() -> tuple[int, list[dict[str, Any]]]:
        with CaptureQueriesContext(connection) as queries:
            answer = program.get("/api/v1/fact-checks/")
        assert answer.status_code == 200
        return len(queries), answer.json()["results"]

    one_of_each(1)
    listed()  # the first request notes that the key is in use
    few, _ = listed()
    for n in (2, 3):
        one_of_each(n)
    many, rows = listed()
    assert many == few and len(rows) == 9 and all(row["draft"] for row in rows)
    alone = [program.get(f"/api/v1/fact-checks/{row['id']}/").json() for row in rows]
    assert rows == alone
    gaps = [[gap["field"] for gap in row["draft"]["gaps"]] for row in rows]
    assert gaps == [[], [], ["conclusion", "citations", "citations"]] * 3


def test_a_list_of_imports_leaves_their_rows_where_they_are(ada: Actor) -> None:
    _, key = issue(by=ada, name="t", scopes=["read"], expires_at=timezone.now() + timedelta(days=1))
    preview(by=ada, kind="articles", name="a.csv", data=b"text,title\nA text.,One\nAnother.,Two\n,\n")
    with CaptureQueriesContext(connection) as queries:
        answer = APIClient(headers={"authorization": f"Bearer {key}"}).get("/api/v1/imports/")
    assert answer.json()["results"][0]["rows"] == 2
    assert not [each for each in queries if '"claims_fileimport"."rows",' in each["sql"]]
