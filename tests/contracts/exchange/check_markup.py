"""Mark-up of many made-up checks, by validators of others: TypeScript with schema-dts, structured-data-testing-tool."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from claims.accounts.models import Organisation
from claims.ops.benchmarks.markup import measure
from tests.conftest import cheap_and_quiet, harbor
from tests.publishing import desk

__all__ = ["cheap_and_quiet", "harbor"]

HERE = Path(__file__).resolve().parent
MADE = Path(os.environ.get("MARKUP", HERE / "made"))
CLAIMS = int(os.environ.get("CLAIMS", "1000"))


@pytest.fixture
def made(harbor: Organisation) -> Path:
    """Every page of so many checks, and the mark-up of each that has some."""
    shutil.rmtree(MADE, ignore_errors=True)
    desk.with_policies(harbor)
    told, wrong = measure(harbor, count=CLAIMS, write=MADE, tell=sys.stdout.write)
    assert wrong == 0 and told["checks"] == CLAIMS
    return MADE


def test_validators_of_others_find_nothing(made: Path) -> None:
    reviews = [json.loads(path.read_text()) for path in sorted(made.glob("*.json"))]
    assert len(reviews) > CLAIMS / 3
    lines = ",\n".join(json.dumps(review, ensure_ascii=False) for review in reviews)
    (made / "all.ts").write_text(
        'import type { ClaimReview, WithContext } from "schema-dts";\n'
        f"export const all: WithContext<ClaimReview>[] = [\n{lines}\n];\n"
    )
    (made / "spoilt.ts").write_text(
        'import type { ClaimReview, WithContext } from "schema-dts";\n'
        f"export const one: WithContext<ClaimReview> = {json.dumps({**reviews[0], 'claimChecked': 'x'})};\n"
    )
    assert tsc("spoilt.ts").returncode != 0, "TypeScript finds what is no property"
    found = tsc("all.ts")
    assert found.returncode == 0, found.stdout[:3000]
    sys.stdout.write(f"\ntsc with schema-dts: {len(reviews)} ClaimReviews, 0 errors\n")
    tool = subprocess.run(
        ["node", str(HERE / "sdtt.mjs"), str(made)], cwd=HERE, capture_output=True, text=True, check=False
    )
    sys.stdout.write(tool.stdout[-3000:])
    assert tool.returncode == 0, tool.stderr[-3000:]


def tsc(name: str) -> subprocess.CompletedProcess[str]:
    command = [
        "node", str(HERE / "node_modules/typescript/bin/tsc"), "--noEmit", "--strict", "--skipLibCheck",
        "--moduleResolution", "bundler", "--module", "esnext", "--target", "es2022", str(MADE / name),
    ]  # fmt: skip
    return subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
