"""Cleo's program calls the API with every right she has in the Wire. Nothing of The Harbor's is there for it.

Every operation of the published schema is called. Each path has a row below that names what it is about; a path
without a row fails, and so does a new field that could name something and has none.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from django.db import transaction
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from claims.accounts.acting import Actor
from claims.accounts.models import Role
from claims.accounts.permissions import SCOPES, Permission, has_right
from claims.accounts.tokens import issue
from tests import personas
from tests.contracts.addresses import addresses
from tests.contracts.fingerprints import fingerprint
from tests.contracts.houses import HARBOR_TOWN, TwoHouses, told
from tests.factories import ARTICLE, FOUND, SAID, House

LISTS = """
appearances/ articles/ candidates/ claims/ comments/ events/ evidence/ evidence-runs/ fact-checks/ matches/
origin-decisions/ publications/ snapshots/ source-notes/ sources/ suggestions/ tokens/
webhooks/ webhook-deliveries/ imports/ source-lists/
""".split()

FILES = ["exports/"]
"""Everything public in one file, of the newsroom one is in."""

OPEN = ("checks/", "checks/{uid}/", "corrections/")
"""What anybody may read, of the newsroom whose host is asked."""

ABOUT = {
    "appearance": "appearances/{uid}/ appearances/{uid}/placement/ appearances/{uid}/span/",
    "article": """
        articles/{uid}/ articles/{uid}/archive/ articles/{uid}/captures/ articles/{uid}/versions/
        articles/{uid}/versions/{a}..{b}/ articles/{uid}/versions/{n}/
    """,
    "candidate": "candidates/{uid}/ candidates/{uid}/dismissal/ candidates/{uid}/evidence/",
    "claim": """
        claims/{uid}/ claims/{uid}/cover/ claims/{uid}/origins/ claims/{uid}/origins/merges/
        claims/{uid}/origins/splits/ claims/{uid}/parts/ claims/{uid}/search/
        claims/{uid}/restoration/
    """,
    "forecast": """
        claims/{uid}/checkpoints/ claims/{uid}/checkpoints/{checkpoint}/finding/ claims/{uid}/resolution/
    """,
    "event": "events/{uid}/",
    "evidence": "evidence/{uid}/",
    "comment": "comments/{uid}/ comments/{uid}/acceptance/ comments/{uid}/resolution/",
    "source_note": "source-notes/{uid}/ source-notes/{uid}/settlement/",
    "run": """
        evidence-runs/{uid}/ evidence-runs/{uid}/pause/
        evidence-runs/{uid}/cancellation/ evidence-runs/{uid}/providers/{provider}/retry/
    """,
    "fact_check": """
        fact-checks/{uid}/ fact-checks/{uid}/declination/ fact-checks/{uid}/draft/
        fact-checks/{uid}/draft/citations/{evidence}/ fact-checks/{uid}/comments/ fact-checks/{uid}/named-revisions/
    """,
    "case_in_review": """
        fact-checks/{uid}/publication/ fact-checks/{uid}/review/ fact-checks/{uid}/revisions/
        fact-checks/{uid}/revisions/{a}..{b}/ fact-checks/{uid}/revisions/{n}/ fact-checks/{uid}/send-backs/
        fact-checks/{uid}/sign-off/ fact-checks/{uid}/draft/restoration/
    """,
    "match": "matches/{uid}/ matches/{uid}/decision/",
    "origin_decision": "origin-decisions/{uid}/",
    "publication": "publications/{uid}/ publications/{uid}/corrections/ publications/{uid}/withdrawal/",
    "snapshot": "snapshots/{uid}/ snapshots/{uid}/witness/ snapshots/{uid}/warc/",
    "source": "sources/{uid}/ sources/{uid}/captures/ sources/{uid}/lists/ sources/{uid}/archived-copies/",
    "suggestion": "suggestions/{uid}/ suggestions/{uid}/acceptance/ suggestions/{uid}/dismissal/",
    "token": "tokens/{uid}/",
    "webhook": "webhooks/{uid}/ webhooks/{uid}/secret/ webhooks/{uid}/secret/old/ webhooks/{uid}/tries/",
    "file_import": "imports/{uid}/ imports/{uid}/completion/",
    "source_list": """
        source-lists/{uid}/ source-lists/{uid}/versions/ source-lists/{uid}/versions/{n}/ source-lists/{uid}/current/
    """,
    "delivery": "webhook-deliveries/{uid}/ webhook-deliveries/{uid}/replays/",
}
ROWS = {path: name for name, paths in ABOUT.items() for path in paths.split()}

REFERENCES = {
    "version": "version", "claim": "claim", "snapshot": "snapshot", "suggestion": "suggestion",
    "other": "second_claim", "revision": "revision", "evidence": "evidence", "checkpoint": "checkpoint",
    "member": "source", "into": "letter", "assignee": "person",
}  # fmt: skip
"""Fields and parts of an address that name a thing, and which."""

PLAIN = {
    "start": 0, "end": 30, "spans": [{"start": 0, "end": 10}, {"start": 12, "end": 30}], "text": ARTICLE,
    "title": "X", "statement": SAID, "kind": "statistic", "stance": "supports", "relation": "same", "note": "A note.",
    "reason": "A reason.", "quote": FOUND, "prefix": "", "suffix": "", "is_key": False, "claimant": "", "name": "X",
    "scopes": ["read"], "due_on": "2030-01-01", "snoozed_until": "2090-01-01", "question": "What now?",
    "finding": "Nothing.",
    "state": "resolved_true", "headline": "X", "conclusion": "X", "explanation": "X", "claim_text": "X",
    "rating": "true", "known_as_of": "2024-01-01T00:00:00Z", "sources_exception": "",
    "correction_kind": "typo", "correction_note": "",
    "quantities": [], "times": [], "claimed_on": None, "is_ambiguous": False, "priority": 1, "prediction": {},
    "publisher": "X", "published_on": None, "language": "en", "authors": [], "url": "", "file": None,
    "near": None, "kinds": ["check.published"], "off": "person",
    "leave_faults_out": False, "label": "7", "entries": [{"source": "x.example", "label": "X"}], "about": "", "n": 1,
    "topics": [], "translates": "", "field": "headline", "proposed": None, "words": "Looked at.",
    "expires_at": "2099-01-01T00:00:00Z",
}  # fmt: skip
"""What any field that names nothing may hold."""

NOWHERE = ("not_found", "reference.unknown")
"""What a refusal is called that doesn't tell another's thing from none."""


@dataclass(frozen=True)
class Operation:
    """One operation of the schema: its method, its path below /api/v1/, and the fields of its body."""

    method: str
    path: str
    fields: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.path)

    @property
    def references(self) -> list[str]:
        """The fields and further parts of the address that name a thing."""
        return [name for name in (*self.names, *self.fields) if name in REFERENCES]

    def address(self, values: dict[str, Any]) -> str:
        return "/api/v1/" + self.path.format(**values)


def operations() -> Iterator[Operation]:
    """Those that ask for a key."""
    yield from (each for each in every_operation() if each.path not in OPEN)


def every_operation() -> Iterator[Operation]:
    schema: dict[str, Any] = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            if method not in ("get", "post", "put", "patch", "delete"):
                continue
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            name = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
            fields = schema["components"]["schemas"][name]["properties"] if name else {}
            yield Operation(method, path.removeprefix("/api/v1/"), tuple(fields))


def program(actor: Actor) -> APIClient:
    """A program of this person that has all her rights."""
    scopes = [each for each in SCOPES if has_right(actor, Permission(each))]
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue(by=actor, name='program', scopes=scopes)[1]}")
    return client


class TestAStrangersProgram(TwoHouses):
    """By key, through the API."""

    __test__ = True

    def setUp(self) -> None:
        super().setUp()
        self.program = program(self.cleo)

    def call(self, client: APIClient, operation: Operation, house: House, **of_another: str) -> Any:
        """Call an operation about the house's things, some fields naming another's."""
        values = {**names(house, operation), **of_another}
        thing = house.things.get(ROWS.get(operation.path, ""))
        body = {name: values.get(name, PLAIN.get(name)) for name in operation.fields}
        if {"text", "url", "file"} & set(operation.fields):
            body = {name: value for name, value in body.items() if name not in ("url", "file")}
        headers = {"If-Match": getattr(thing, "etag", '"x.1"')}
        ask = getattr(client, operation.method)
        if operation.method == "get":
            return ask(operation.address(values))
        return ask(operation.address(values), body, format="json", headers=headers)

    def test_every_operation_has_a_row_and_every_field_a_value(self) -> None:
        known = [*LISTS, *FILES, *ROWS]
        assert len(known) == len(set(known))
        found = list(operations())
        assert {each.path for each in found} == set(known)
        asked_for = {name for each in found for name in each.fields}
        assert asked_for - set(PLAIN) - set(REFERENCES) == set()

    def test_every_address_of_the_api_is_in_the_schema(self) -> None:
        routes = {
            re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^)]*\))*\)", r"{\1}", each.route) for each in addresses("api/")
        }
        routes = {route.removeprefix("api/v1/").lstrip("^").replace("\\.", ".") for route in routes}
        besides = {"", "schema/", "{rest}"}
        assert {route.removesuffix("\\Z") for route in routes} - besides == {
            each.path for each in every_operation()
        }

    def test_it_finds_nothing_of_another_newsroom(self) -> None:
        for operation in operations():
            if operation.path in ROWS:
                answer = self.call(self.program, operation, self.harbor)
                if answer.status_code != 404 or answer.json()["code"] not in NOWHERE:
                    self.faults.append((operation, answer.status_code, answer.content[:200]))
                self.faults += [
                    (operation, word) for word in told(answer, self.harbor, sent(operation, self.harbor))
                ]

    def test_the_same_operations_are_there_for_a_program_of_the_newsroom(self) -> None:
        """Otherwise a 404 for the stranger would prove nothing."""
        with transaction.atomic():
            own = program(self.harbor.admin)
            for operation in operations():
                with transaction.atomic():
                    answer = self.call(own, operation, self.harbor)
                    transaction.set_rollback(True)
                # "Nothing is set aside" is an answer about a thing that is there; "not_found" isn't.
                nowhere = answer.status_code == 404 and answer.json()["code"] in NOWHERE
                if nowhere or answer.status_code >= 500:
                    self.faults.append((operation, answer.status_code, answer.content[:200]))
            transaction.set_rollback(True)

    def test_what_it_has_is_304(self) -> None:
        with transaction.atomic():
            own = program(self.harbor.admin)
            for operation in every_operation():
                if operation.method != "get" or operation.path in FILES:  # made anew each time
                    continue
                thing = ROWS.get(operation.path, "public_claim")
                path = operation.address(names(self.harbor, operation) | {"uid": self.harbor.uid(thing)})
                first = own.get(path, headers={"host": "harbor.example"})
                known = {"host": "harbor.example", "if-none-match": first.headers.get("ETag", "")}
                with patch("time.time", lambda now=time.time: now() + 5):  # a moment later
                    again = own.get(path, headers=known)
                if (first.status_code, again.status_code) != (200, 304) and first.status_code != 404:
                    self.faults.append((path, first.status_code, again.status_code))
            transaction.set_rollback(True)

    def test_its_lists_are_without_another_newsroom_s_things(self) -> None:
        for path in LISTS:
            answer = self.program.get(f"/api/v1/{path}?page_size=200")
            listed = answer.json().get("results", [])
            if answer.status_code != 200 or not listed:
                self.faults.append((path, answer.status_code, "nothing of her own"))
            self.faults += [(path, word) for word in told(answer, self.harbor, "")]

    def test_its_files_are_without_another_newsroom_s_things(self) -> None:
        for path in FILES:
            for form in ("csv", "jsonl", "claimreview", "claimreview-lines", "google", "annotations"):
                answer = self.program.get(f"/api/v1/{path}?form={form}")
                whole = b"".join(answer.streaming_content).decode()
                own = form == "annotations" or self.wire.town in whole  # no source of the house is on the web
                if answer.status_code != 200 or not own or self.harbor.town in whole:
                    self.faults.append((path, form, answer.status_code))

    def test_its_filters_reach_no_further(self) -> None:
        for operation in operations():
            if operation.path not in LISTS or operation.method != "get":
                continue
            for name in ("claim", "article", "version", "suggestion", "source", "run"):
                uid = self.harbor.uid(name)
                answer = self.program.get(f"/api/v1/{operation.path}?{name}={uid}")
                self.faults += [(operation.path, name, word) for word in told(answer, self.harbor, uid)]

    def test_no_field_takes_a_reference_to_another_newsroom_s_thing(self) -> None:
        for operation in operations():
            for field in operation.references:
                uid = self.harbor.uid(REFERENCES[field])
                with transaction.atomic():
                    answer = self.call(self.program, operation, self.wire, **{field: uid})
                    transaction.set_rollback(True)
                if not 400 <= answer.status_code < 500:
                    self.faults.append((operation, field, answer.status_code))
                self.faults += [(operation, field, word) for word in told(answer, self.harbor, uid)]

    def test_what_is_open_is_of_the_host_s_own_newsroom(self) -> None:
        """No key is needed, and none gives more."""
        for client in (self.client, self.program):
            own = client.get("/api/v1/checks/", headers={"host": "harbor.example"})
            uid = self.harbor.uid("public_claim")
            assert [each["id"] for each in own.json()["results"]] == [uid]
            assert client.get(f"/api/v1/checks/{uid}/", headers={"host": "harbor.example"}).status_code == 200
            for path in (
                "/api/v1/checks/",
                "/api/v1/corrections/",
                f"/api/v1/checks/?q={HARBOR_TOWN}",
                f"/api/v1/checks/{uid}/",
            ):
                answer = client.get(path, headers={"host": "wire.example"})
                self.faults += [(path, word) for word in told(answer, self.harbor, path)]
            assert client.get(f"/api/v1/checks/{self.harbor.uid('claim')}/",
                              headers={"host": "harbor.example"}).status_code == 404  # fmt: skip

    def test_nobody_is_asked_for_a_key_everywhere(self) -> None:
        for operation in operations():
            answer = self.call(APIClient(raise_request_exception=False), operation, self.harbor)
            if answer.status_code != 401:
                self.faults.append((operation, answer.status_code))
            self.faults += [
                (operation, word) for word in told(answer, self.harbor, sent(operation, self.harbor))
            ]

    def test_a_program_of_somebody_who_only_reads_writes_nothing(self) -> None:
        dev = personas.person(self.wire.editor.organisation, "Dev", Role.READER)
        client = APIClient(raise_request_exception=False)
        client.force_login(dev.user)
        before = fingerprint(dev.organisation)
        for operation in operations():
            answer = self.call(client, operation, self.wire)
            if answer.status_code >= 500 or (operation.method != "get" and answer.status_code < 400):
                self.faults.append((operation, answer.status_code))
        assert fingerprint(dev.organisation) == before


def sent(operation: Operation, house: House) -> str:
    """Every uid that was sent with this operation: an answer may say it back."""
    return " ".join(str(value) for value in names(house, operation).values())


def names(house: House, operation: Operation) -> dict[str, Any]:
    """A value for every part of the address and every field that names something."""
    given: dict[str, Any] = {"n": 1, "a": 1, "b": 1, "provider": "own_archive"}
    given |= {field: house.uid(thing) for field, thing in REFERENCES.items()}
    if operation.path in ROWS:
        given["uid"] = house.uid(ROWS[operation.path])
    return given
