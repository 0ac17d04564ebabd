"""What an embed and a share picture weigh, whether oEmbed keeps to every size, and how soon it answers.

A thousand made-up checks of every sort from a seed, without a row: each frame, and each oEmbed answer at eleven widths
in both formats. Then, where checks are published on this database (the demo has some), the time of real requests:
through the public doors in this process, and the first one of a web server that was started for it, as `make run`
starts it, beside the same of a bare Django behind the same server, in turn.
"""

from __future__ import annotations

import argparse
import gzip
import re
import statistics
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

from django.core.management.base import CommandError, OutputWrapper
from django.test import Client
from django.test.utils import override_settings

from claims.accounts.models import Organisation
from claims.ops.benchmarks import _first_answers
from claims.ops.benchmarks._checks import made_up
from claims.ops.figures import percentile
from claims.publishing import embeds, oembeds, share
from claims.publishing.addresses import base_url
from claims.publishing.models import Publication, PublicationState
from claims.publishing.reading import read_many
from claims.publishing.shown import Check
from claims.verdicts.scales import active_scale

LARGEST, WARM, COLD = 10_000, 100.0, 1000.0
WIDTHS = range(200, 1201, 100)
PICTURES, LARGEST_PICTURE, CONTRAST = 200, 300_000, 4.5
LOADS = re.compile(rb"<(?:script|img|iframe|link)[^>]*\b(?:src=|rel=.stylesheet)")
FORMS = ("json", "xml")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--claims", type=int, default=1000, help="how many checks are made up (1000)")
    parser.add_argument(
        "--rounds", type=int, default=20, help="how often each published check is asked for (20)"
    )
    parser.add_argument(
        "--starts", type=int, default=5, help="the median of so many web servers is taken (5)"
    )


def run(stdout: OutputWrapper, **options: Any) -> None:
    organisation = Organisation.objects.order_by("-is_default", "pk").first()
    if organisation is None:
        raise CommandError("There is no newsroom. Make one with: manage.py create_newsroom")
    wrong = 0
    largest = most = frames = answers = pictured = 0
    for check in made_up(organisation, active_scale(organisation), options["claims"]):
        for frame in embeds.frames(check):
            frames += 1
            largest = max(largest, len(gzip.compress(frame.body, 9)))
            most = max(most, 1 + len(LOADS.findall(frame.body)))
            wrong += b"ClaimReview" in frame.body
        for fault in _faults(check):
            wrong += 1
            stdout.write(f"{check.uid}: {fault}")
        answers += len(WIDTHS)
        if answers <= PICTURES * len(WIDTHS):
            pictured = max(pictured, len(share.share_file(check).body))
    stdout.write(
        f"{frames:,} frames: at most {largest:,} bytes gzipped with style and script, {most} request"
    )
    contrast = min(share.contrast(*pair) for pair in [*share.STAMPS.values(), (share.PAPER, share.INK)])
    stdout.write(
        f"{min(options['claims'], PICTURES):,} share pictures of {share.WIDTH} × {share.HEIGHT}: at most "
        f"{pictured:,} bytes, contrast {contrast:.1f} or more"
    )
    wrong += pictured > LARGEST_PICTURE or contrast < CONTRAST
    stdout.write(f"{answers:,} oEmbed answers: {wrong} faults in size, or between JSON and XML")
    checks = _published()
    if not checks:
        stdout.write("oEmbed over HTTP was not timed: nothing is published here")
    worst, first = _time(stdout, checks, options["rounds"]) if checks else (0.0, 0.0)
    cold = _cold(stdout, checks, options["starts"]) if checks and options["starts"] else 0.0
    if wrong or largest > LARGEST or most > 2 or worst > WARM or max(first, cold) > COLD:
        raise CommandError("Too heavy, wrong or too slow: see the lines above.")


def _published() -> list[Check]:
    rows = Publication.objects.exclude(state=PublicationState.WITHDRAWN)
    return read_many(rows.select_related("organisation", "fact_check__claim").order_by("pk")[:500])


def _faults(check: Check) -> Iterator[str]:
    for width in WIDTHS:
        height = 100 + width // 2
        answer = oembeds.of_check(check, maxwidth=width, maxheight=height)
        if answer is None or answer["width"] > width or answer["height"] > height:
            yield f"does not fit into {width} × {height}"
            continue
        told = {each.tag: each.text for each in ElementTree.fromstring(oembeds.as_xml(answer))}  # noqa: S314 - ours
        if told != {name: str(value) for name, value in answer.items()}:
            yield "XML and JSON differ"


def _time(stdout: OutputWrapper, checks: list[Check], rounds: int) -> tuple[float, float]:
    """The 95th percentile and the first answer, in milliseconds."""
    with override_settings(ALLOWED_HOSTS=["*"]):
        client = Client()
        client.get(
            "/healthz"
        )  # as whoever runs a server asks it before it gets requests: the map of addresses is read
        times = [_ask(client, check, form) for _ in range(rounds) for check in checks for form in FORMS]
    first, warm = times[0], times[1:]
    worst = percentile(warm, 0.95)
    stdout.write(
        f"oEmbed: first {first:.0f} ms, then {len(warm):,} answers: median {statistics.median(warm):.1f} ms, "
        f"95 % within {worst:.1f} ms"
    )
    return worst, first


def _cold(stdout: OutputWrapper, checks: list[Check], starts: int) -> float:
    """The median of the first answers of so many web servers, in milliseconds."""
    times: dict[str, list[float]] = {"ours": [], "bare": []}
    for n in range(starts):
        check = checks[n % len(checks)]
        query = urlencode({"url": check.url, "format": "json", "maxwidth": 500})
        for name, command in (("ours", _first_answers.ours), ("bare", _first_answers.bare)):
            port = _first_answers.free_port()
            taken, status = _first_answers.first_answer(
                command(port), port, f"/oembed?{query}", host=urlsplit(base_url(check.newsroom)).netloc
            )
            if status != 200:
                raise CommandError(f"oEmbed answered {status} for {check.url}")
            times[name].append(taken)
    told = "; ".join(
        f"{name} {statistics.median(each):.0f} ms ({', '.join(f'{one:.0f}' for one in each)})"
        for name, each in times.items()
    )
    stdout.write(f"oEmbed, the first answer of a web server just started, from the connection on: {told}")
    return statistics.median(times["ours"])


def _ask(client: Client, check: Check, form: str) -> float:
    query = urlencode({"url": check.url, "format": form, "maxwidth": 500})
    started = time.perf_counter()
    answer = client.get(f"/oembed?{query}", headers={"host": urlsplit(base_url(check.newsroom)).netloc})
    taken = (time.perf_counter() - started) * 1000
    if answer.status_code != 200:
        raise CommandError(f"oEmbed answered {answer.status_code} for {check.url}")
    return taken
