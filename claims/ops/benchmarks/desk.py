"""How quick the workbench is in a real Chromium: key to paint, stored to usable, the longest task while scrolling.

Starts a PostgreSQL, a Valkey and a web server in a folder under /tmp, and itself again with their addresses in the
environment. Needs Chromium and the test tools (Playwright). Everything is removed at the end.
"""

from __future__ import annotations

import argparse
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from claims.ops.benchmarks import _own_servers
from claims.ops.benchmarks._crowded import crowded_article
from factcheck.servers import CHECKOUT
from factcheck.supervisor import settle_child

USUAL = {"words": 5_000, "claims": 200, "suggestions": 120}
LONG = {"words": 20_000, "claims": 1_000, "suggestions": 60}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--runs", type=int, default=5, help="the median of so many (5)")
    parser.add_argument("--presses", type=int, default=40, help="presses of each key in a run (40)")


def run(stdout: OutputWrapper, **options: Any) -> None:
    if _own_servers.folder():
        measure(stdout, **options)
        return
    asked = {name: options[name] for name in ("runs", "presses")}
    _own_servers.run_inside(
        "desk", stdout, asked, _own_servers.AS_SERVED, commands=["collectstatic --noinput"]
    )


def measure(stdout: OutputWrapper, **options: Any) -> None:
    """Build the articles, serve them, drive the browser, print medians beside a bare page with the same text."""
    try:
        from claims.ops.benchmarks._desk_drive import Driver, Ready
    except ImportError as error:
        raise CommandError("Playwright is missing: install the test tools of requirements.txt.") from error
    from django.test import Client

    from claims.accounts.acting import Actor
    from claims.accounts.models import User
    from claims.accounts.newsrooms import create_newsroom

    newsroom = create_newsroom(
        name="Benchmark",
        slug="benchmark",
        admin_email="bea@benchmark.example",
        admin_name="Bea",
        password=secrets.token_urlsafe(),
        public_host="benchmark.example",
        base_url="http://benchmark.example",
    )
    by = Actor.of(User.objects.get(email="bea@benchmark.example"), newsroom)

    def made(seed: int, size: dict[str, int]) -> Ready:
        article = crowded_article(by, seed=seed, **size)
        version = article.latest
        about = f"{size['words']:,} words, {size['claims'] + size['suggestions']:,} marks, {size['claims']:,} claims"
        return Ready(article.uid, version.text if version is not None else "", about)

    usual = [made(n + 1, USUAL) for n in range(options["runs"])]
    long = [made(n + 101, LONG) for n in range(options["runs"])]
    client = Client()
    client.force_login(by.user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    web = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "factcheck.wsgi:application",
            "--bind",
            f"127.0.0.1:{port}",
            "--threads",
            "2",
        ],
        cwd=CHECKOUT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=settle_child,
    )
    try:
        base = f"http://127.0.0.1:{port}"
        _wait_for(base)
        with Driver(base, {cookie.key: cookie.value for cookie in client.cookies.values()}) as driver:
            for line in driver.report(usual, long, presses=options["presses"]):
                stdout.write(line)
                stdout.flush()
    finally:
        web.terminate()
        with suppress(subprocess.TimeoutExpired):
            web.wait(10)


def _wait_for(base: str) -> None:
    for _ in range(600):
        with suppress(OSError):
            urllib.request.urlopen(f"{base}/accounts/login/", timeout=5)  # noqa: S310 - our own server
            return
        time.sleep(0.2)
    raise CommandError("The web server did not come up.")
