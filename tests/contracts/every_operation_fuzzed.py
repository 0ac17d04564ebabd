"""Every operation of the API with made-up requests, fitting its schema and not: never a fault of ours, never an answer
that the schema doesn't name, by all checks of schemathesis.

It is asked for by name: `.venv/bin/python -m pytest tests/contracts/every_operation_fuzzed.py`. `FUZZ_CASES=10000` is
ten thousand requests, `FUZZ_SEED=2` others. Most are about things there are, so that they come further than "not
found"; what each does is taken back.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core.failures import FailureGroup

from claims.accounts.permissions import SCOPES, Permission, has_right
from claims.accounts.tokens import issue
from tests.contracts.houses import house as make_house
from tests.contracts.test_stranger_programs import REFERENCES, ROWS
from tests.factories import House

CASES = int(os.environ.get("FUZZ_CASES", "360"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
REFUSED = ["400", "401", "403", "404", "405", "406", "409", "410", "412", "413", "415", "422", "428"]
"""What a request that doesn't fit its schema may get."""
HELD_BACK = ["2xx", "401", "403", "404", "409", "410", "412", "413", "422"]
"""One that fits may be refused for what a schema can't say (an offset outside the text, a verdict nobody signed), but
never because it could not be read."""
CONFIG = {
    "checks": {
        "positive_data_acceptance": {"expected-statuses": HELD_BACK},
        "negative_data_rejection": {"expected-statuses": REFUSED},
        "missing_required_header": {"expected-statuses": REFUSED},
    }
}
QUIET = override_settings(
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"], RING_DOORBELLS=False, PUBLISH_DELAY_SECONDS=0,
    API_REQUESTS_PER_MINUTE=0, PUBLIC_REQUESTS_PER_MINUTE=0,
)  # fmt: skip


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    """A newsroom at work, made once; all is taken back at the end."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    with django_db_blocker.unblock(), QUIET, transaction.atomic():
        cache.clear()
        yield make_house("The Harbor", "Quillhaven")
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_no_request_meets_a_fault_or_gets_an_answer_that_is_not_in_the_schema(house: House) -> None:
    scopes = [each for each in SCOPES if has_right(house.admin, Permission(each))]
    _, plain = issue(by=house.admin, name="fuzz", scopes=scopes)
    config = schemathesis.Config.from_dict(CONFIG)
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/schema/?format=json", get_wsgi_application(), config=config
    )
    operations = [found.ok() for found in schema.get_all_operations()]
    chance = random.Random(SEED)
    faults: dict[str, str] = {}
    done, refused = 0, 0
    for operation in operations:
        for case in cases_of(operation, max(1, CASES // (3 * len(operations))), chance):
            about(case, house, chance)
            done += 1
            with transaction.atomic():
                try:
                    answer = case.call(headers={"Authorization": f"Bearer {plain}"})
                    if answer.status_code >= 400:
                        refused += 1
                        if wrong := no_problem(answer):
                            faults.setdefault(f"{operation.label}: {wrong}", told(case))
                    case.validate_response(answer, headers={"Authorization": f"Bearer {plain}"})
                except FailureGroup as group:
                    for failure in group.exceptions:
                        name = f"{operation.label}: {type(failure).__name__}"
                        faults.setdefault(
                            name, f"{failure}\n{told(case)}\n{answer.status_code} {answer.content[:600]!r}"
                        )
                finally:
                    transaction.set_rollback(True)
    print(f"{done} cases over {len(operations)} operations, {refused} refused as problem+json")  # noqa: T201
    assert done >= min(CASES, len(operations))
    assert not faults, "\n\n".join(f"{name}\n{words}" for name, words in faults.items())


def no_problem(answer: Any) -> str:
    """Why a refusal is none by RFC 9457; empty where it is."""
    if answer.headers.get("content-type", [""])[0].partition(";")[0] != "application/problem+json":
        return "a refusal that is no problem+json"
    body = json.loads(answer.content)
    if not {"type", "title", "status", "detail", "instance", "code"} <= set(body):
        return "a problem without all its members"
    return "" if body["status"] == answer.status_code else "a problem with another status"


def cases_of(operation: Any, many: int, chance: random.Random) -> Iterator[Case]:
    """Boundary cases of the schema, requests that fit it, and requests that don't: so many of each."""
    bounds = list(
        operation.schema.iter_coverage_cases(
            operation=operation,
            generation_modes=list(GenerationMode),
            generation_config=operation.schema.config.generation_for(operation=operation),
        )
    )
    yield from chance.sample(bounds, min(many, len(bounds)))
    for mode in GenerationMode:
        with suppress(Unsatisfiable):  # nothing of it can be wrong
            yield from drawn(operation.as_strategy(generation_mode=mode), many, chance.randrange(10**9))


def drawn(strategy: Any, many: int, start: int) -> list[Case]:
    found: list[Case] = []

    @seed(start)
    @settings(
        max_examples=many, database=None, deadline=None, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def collect(case: Case) -> None:
        found.append(case)

    collect()
    return found[-many:]


def about(case: Case, house: House, chance: random.Random) -> None:
    """Let most cases be about things there are, where that is not what is wrong with them."""
    case.query.pop("cursor", None)  # none can be made up: each is signed
    meta = case.meta
    if meta is None or chance.random() < 0.25:
        return
    wrong = {where.container_name for where, what in meta.components.items() if what.mode.is_negative}
    path = case.path.removeprefix("/api/v1/")
    thing = house.things.get(ROWS.get(path, "public_claim"))
    if "path_parameters" not in wrong and case.path_parameters:
        real: dict[str, Any] = {"n": "1", "a": "1", "b": "1", "provider": "own_archive"}
        real |= {name: house.uid(which) for name, which in REFERENCES.items()}
        real["uid"] = getattr(thing, "uid", "")
        case.path_parameters = {name: real[name] for name in case.path_parameters}
    if "If-Match" in case.headers and "headers" not in wrong:
        case.headers["If-Match"] = getattr(thing, "etag", '"x.1"')
    if isinstance(case.body, dict) and "body" not in wrong:
        named = {
            name: house.uid(which)
            for name, which in REFERENCES.items()
            if isinstance(case.body.get(name), str)
        }
        if named:
            case.body = {**case.body, **named}


def told(case: Case) -> str:
    body = case.body if isinstance(case.body, dict | list | str) else repr(case.body)
    sent = {"path": case.path_parameters, "query": case.query, "headers": dict(case.headers), "body": body}
    return f"{case.method} {case.path} {json.dumps(sent, default=repr)[:1200]}"
