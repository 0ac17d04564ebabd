"""Search over published checks: how long it takes at 100,000, and whether exact claim text finds its check first.

On servers of its own. The checks are made without pages; the questions go to `/v1alpha1/claims:search` itself, as a
program asks: whole claims in their exact words, claims without some of their words, a town and a thing, common words,
words with a slip, words of no check, and whole lists read page by page.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.core.management.base import CommandError, OutputWrapper
from django.db import connection
from django.test import Client
from django.test.utils import override_settings

from claims.ops.benchmarks import _found, _own_servers
from claims.ops.figures import percentile

P95, FIRST = 150.0, 0.99
HOST = "bench.example"
Question = tuple[str, str]
"""What is asked for, and the claim that must come first; empty where any will do."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checks", type=int, default=100_000, help="how many checks are published (100,000)")
    parser.add_argument("--questions", type=int, default=300, help="how many questions of each kind (300)")


def run(stdout: OutputWrapper, *, checks: int, questions: int, **_: Any) -> None:
    if _own_servers.folder() is None:
        asked = {"checks": checks, "questions": questions}
        _own_servers.run_inside("search", stdout, asked, {"PUBLIC_REQUESTS_PER_MINUTE": "0"})
        return
    p95, first = measure(stdout, checks, questions)
    if p95 > P95 or first < FIRST:
        raise CommandError("Too slow, or the exact claim was not the first: see the lines above.")


def measure(stdout: OutputWrapper, checks: int, questions: int) -> tuple[float, float]:
    """The 95th percentile of all answers in ms, and the share of exact claims whose check came first."""
    from claims.ops.benchmarks._published import Newsroom
    from claims.publishing.models import PublicCheck

    newsroom = Newsroom.open(base_url=f"http://{HOST}")
    began = time.monotonic()
    words = [each for each in PublicCheck._meta.indexes if isinstance(each, GinIndex)]
    for index in words:  # made at once at the end, as after a restore: many times quicker
        with connection.schema_editor() as editor:
            editor.remove_index(PublicCheck, index)
    _found.published_checks(newsroom.writer, newsroom.editor, many=checks)
    stdout.write(f"{checks:,} checks made in {time.monotonic() - began:.0f} s")
    stdout.flush()
    for index in words:
        with connection.schema_editor() as editor:
            editor.add_index(PublicCheck, index)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE claims_publiccheck")
    stdout.write(f"all of it with the indexes in {time.monotonic() - began:.0f} s")
    stdout.write(f"{'questions':<34}{'many':>6}{'p50':>8}{'p95':>8}{'max':>8}{'found':>10}")
    every: list[float] = []
    first = 0.0
    with override_settings(ALLOWED_HOSTS=["*"]):
        client = Client(headers={"host": HOST})
        ask(client, query="the map of addresses is read")
        for name, asked in kinds(checks, questions):
            times, hits = [], 0
            for query, wanted in asked:
                answer, taken = ask(client, query=query)
                times.append(taken)
                found = [each["text"] for each in answer.get("claims", [])]
                hits += found[:1] == [wanted] if wanted else bool(found)
            every += times
            first = hits / len(asked) if name == EXACT else first
            say(stdout, name, times, f"{hits / len(asked):.1%}")
        times, rows = whole_list(client)
        every += times
        say(stdout, "the whole list, 50 a page", times, f"{rows:,} rows")
    p95 = percentile(every, 0.95)
    stdout.write(f"p95 {p95:.1f} ms over {len(every):,} answers; exact claims first: {first:.2%}")
    return p95, first


EXACT = "exact claim text"


def kinds(checks: int, questions: int) -> Iterator[tuple[str, list[Question]]]:
    """The kinds of question by name. *Found*: the check asked for came first; without one, anything was found."""
    chance = random.Random(2)  # noqa: S311 - words, not secrets
    claims = _found.claims(checks, random.Random(1))  # noqa: S311 - the same as were published
    some = [chance.choice(claims) for _ in range(questions)]
    yield EXACT, [(each, each) for each in some]
    yield "exact, other case and marks", [(f"“{each.upper()}!”", each) for each in some]
    yield "three words in four", [(thinned(each, chance), each) for each in some]
    yield "town and thing", [(f"{town(each)} {chance.choice(_found.WHAT)}", "") for each in some]
    yield "one common word", [(chance.choice(_found.WHAT), "") for _ in some]
    yield (
        "two common words",
        [(f"{chance.choice(_found.WHO)} {chance.choice(_found.WHAT)}", "") for _ in some],
    )
    yield (
        "a slip in the town's name",
        [(each.replace(town(each), slip(town(each), chance)), each) for each in some],
    )
    yield "words of no check", [(f"zxq{chance.randint(1000, 9999)} vwk", "") for _ in some]


def ask(client: Client, **asked: str) -> tuple[dict[str, Any], float]:
    """The answer, and the milliseconds it took."""
    begun = time.perf_counter()
    answer = client.get("/v1alpha1/claims:search", asked)
    taken = (time.perf_counter() - begun) * 1000
    if answer.status_code != 200:
        raise CommandError(f"{answer.status_code} for {asked}: {answer.content[:300]!r}")
    return answer.json(), taken


def whole_list(client: Client, *, pages: int = 40) -> tuple[list[float], int]:
    """The first pages of everything, newest first; no row comes twice."""
    times: list[float] = []
    seen: list[str] = []
    token: dict[str, str] = {}
    for _ in range(pages):
        answer, taken = ask(client, reviewPublisherSiteFilter=HOST, pageSize="50", **token)
        times.append(taken)
        seen += [each["claimReview"][0]["url"] for each in answer.get("claims", [])]
        if "nextPageToken" not in answer:
            break
        token = {"pageToken": answer["nextPageToken"]}
    if len(seen) != len(set(seen)):
        raise CommandError("A check came twice in the whole list.")
    return times, len(seen)


def town(claim: str) -> str:
    return claim.split(" of ")[1].split()[0]


def thinned(claim: str, chance: random.Random) -> str:
    words = claim.split()
    kept = sorted(chance.sample(range(len(words)), max(1, round(len(words) * 0.75))))
    return " ".join(words[place] for place in kept)


def slip(word: str, chance: random.Random) -> str:
    """Two letters changed places, not the first."""
    at = chance.randrange(1, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def say(stdout: OutputWrapper, name: str, times: list[float], found: str) -> None:
    middle, slow = statistics.median(times), percentile(times, 0.95)
    stdout.write(f"{name:<34}{len(times):>6}{middle:>8.1f}{slow:>8.1f}{max(times):>8.1f}{found:>10}")
    stdout.flush()
