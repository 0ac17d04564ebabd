"""Public pages by Lighthouse, as on a phone with a slow line (its own presets): the median of three looks at each. By
hand, where Node with npm and Chromium are, and the machine is quiet; some minutes:

    .venv/bin/python -m pytest tests/contracts/pages/lighthouse.py -n 0 -s

What package-lock.json names is installed into a folder that git does not see.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
from pathlib import Path
from typing import Any

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from tests.asgi_server import asgi_server
from tests.contracts.pages.installed import modules
from tests.journeys.conftest import chromium
from tests.publishing import desk
from tests.publishing.test_serving import with_ten_sources

__all__ = ["asgi_server", "chromium", "modules"]

LOOKS = 3
LEAST = {"performance": 0.95, "accessibility": 1, "best-practices": 0.95, "seo": 1}
MOST = {"cumulative-layout-shift": 0.02, "largest-contentful-paint": 1800}
MOST_BYTES, MOST_REQUESTS = 100_000, 6
"""With fonts; nothing may be asked of anybody else."""
BROWSER = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"


def report(modules: Path, chromium: str, url: str) -> Any:  # noqa: F811 - the fixtures
    command = [
        "node", modules / "lighthouse/cli/index.js", url, "--quiet", "--output=json", "--output-path=stdout",
        f"--only-categories={','.join(LEAST)}", f"--chrome-flags={BROWSER}",
    ]  # fmt: skip
    said = subprocess.run(
        command, env={**os.environ, "CHROME_PATH": chromium}, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr[-2000:]
    found = json.loads(said.stdout)
    assert not found.get("runtimeError"), found["runtimeError"]
    return found


def lacking(found: Any) -> list[str]:
    """What Lighthouse takes points off for, by name."""
    return sorted(
        f"{name}: {audit['title']}"
        for name, audit in found["audits"].items()
        if audit.get("score") is not None and audit["score"] < 0.9 and audit["scoreDisplayMode"] == "binary"
    )


def test_pages_are_quick_and_in_order_on_a_phone(
    transactional_db: None,
    asgi_server: str,  # noqa: F811 - the fixture
    chromium: str,  # noqa: F811 - the fixture
    modules: Path,  # noqa: F811 - the fixture
    harbor: Organisation,
    ada: Actor,
    ben: Actor,
) -> None:
    Organisation.objects.filter(pk=harbor.pk).update(base_url=asgi_server, public_host=None)
    for actor in (ada, ben):
        actor.organisation.refresh_from_db()
    publication = with_ten_sources(ada, ben)
    desk.correct(publication, ada, ben, kind="update", note="A later report says the same.")
    short = []
    for path in (desk.path_of(publication), "/", "/checks/"):
        reports = [report(modules, chromium, asgi_server + path) for _ in range(LOOKS)]
        scores = {
            name: statistics.median(each["categories"][name]["score"] or 0 for each in reports)
            for name in LEAST
        }
        times = {
            name: statistics.median(each["audits"][name]["numericValue"] for each in reports) for name in MOST
        }
        asked = [
            each
            for each in reports[0]["audits"]["network-requests"]["details"]["items"]
            if not each["url"].startswith("data:")  # stands in the page
        ]
        weight = sum(each["transferSize"] for each in asked)
        strangers = [each["url"] for each in asked if not each["url"].startswith(asgi_server)]
        told = ", ".join(f"{name} {score * 100:.0f}" for name, score in scores.items())
        told += ", " + ", ".join(f"{name} {time:.3f}" for name, time in times.items())
        told += f", {weight:,} bytes in {len(asked)} requests"
        print(f"{path}: {told}")  # noqa: T201
        if weight > MOST_BYTES or len(asked) > MOST_REQUESTS or strangers:
            short.append(f"{path}: {told}: {[(each['url'], each['transferSize']) for each in asked]}")
        if any(scores[name] < LEAST[name] for name in LEAST) or any(
            times[name] > MOST[name] for name in MOST
        ):
            short.append(f"{path}: {told}; {'; '.join(lacking(reports[0]))}")
    assert not short, "\n".join(short)
