"""The mark-up of made-up checks of every sort: faults by the vocabulary, by our lints, and where there must be none.
And whether claim, verdict, reason, sources and corrections can be read on the page without script.

With --write each page that carries mark-up is written to a folder, for validators of others
(`tests/contracts/exchange/run` does that, with TypeScript's types of schema.org and structured-data-testing-tool).
"""

from __future__ import annotations

import json
import re
import time
from argparse import ArgumentParser
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from claims.accounts.models import Organisation
from claims.ops.benchmarks._checks import made_up
from claims.publishing.data_feed import item_of
from claims.publishing.feeds import robots
from claims.publishing.page_lints import page_lints, reviews_in
from claims.publishing.pages import as_data, check_files
from claims.publishing.schema_terms import faults
from claims.publishing.shown import Check
from claims.verdicts.scales import active_scale

SILENT = re.compile(r"<(script|style|svg|template)\b.*?</\1>", re.DOTALL)
TAGS = re.compile(r"<[^>]*>")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--claims", type=int, default=1000, help="how many checks (1000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write pages and mark-up there")


def run(stdout: OutputWrapper, **options: Any) -> None:
    organisation = Organisation.objects.order_by("-is_default", "pk").first()
    if organisation is None:
        raise CommandError("There is no newsroom. Make one with: manage.py create_newsroom")
    begun = time.perf_counter()
    told, wrong = measure(
        organisation, count=options["claims"], seed=options["seed"], write=options["write"], tell=stdout.write
    )
    stdout.write(
        f"{told['checks']:,} checks: {told['rated']:,} rated with one ClaimReview each, "
        f"{told['open']:,} kept open and {told['retracted']:,} retracted with none; "
        f"{told['others']:,} further pages (versions, embeds) with none"
    )
    stdout.write(f"faults: {wrong:,}, in {time.perf_counter() - begun:.0f} s")
    if wrong:
        raise CommandError("There are faults.")


def measure(
    organisation: Organisation,
    *,
    count: int,
    seed: int = 1,
    write: Path | None = None,
    tell: Any = lambda line: None,
) -> tuple[Counter[str], int]:
    """How many checks of each sort there were, and how many faults; each fault is told."""
    told: Counter[str] = Counter()
    rules = robots(organisation).body.decode()
    found: list[str] = []
    if write is not None:
        write.mkdir(parents=True, exist_ok=True)
    for check in made_up(organisation, active_scale(organisation), count, seed=seed):
        files = check_files(check)
        html = files[0].body.decode()
        reviews = reviews_in(html)
        sort = "retracted" if check.is_retracted else "rated" if check.newest.answer else "open"
        told.update([sort, "checks"])
        told["others"] += sum(1 for file in files[1:] if not file.path.endswith(".json"))
        wrong = [lint.detail for lint in page_lints(check, files, robots=rules)]
        wrong += [f"A reader without script can’t read {part}." for part in unread(check, html)]
        wrong += [fault for review in reviews for fault in faults(review)]
        item = item_of(json.loads(json.dumps(as_data(check))))
        wrong += list(faults({"@context": "https://schema.org", **item})) if item else []
        if len(reviews) != (1 if sort == "rated" else 0) or (item is None) != (sort != "rated"):
            wrong.append(f"{sort} with {len(reviews)} ClaimReviews")
        for fault in wrong:
            tell(f"{check.uid}: {fault}")
        found += wrong
        if write is not None:
            (write / f"{check.uid}.{sort}.html").write_bytes(files[0].body)
            if reviews:
                (write / f"{check.uid}.json").write_text(json.dumps(reviews[0], ensure_ascii=False))
    return told, len(found)


def unread(check: Check, html: str) -> list[str]:
    """What of a check is not in the words of its page: claim (as it was said, where that is known), verdict, reason,
    sources and corrections. What is folded away counts: it opens without script."""
    newest = check.newest
    page = _plain(html)
    wanted = {"the verdict": check.label, "the headline": newest.headline}
    if not check.is_retracted:
        said = newest.place.quote if newest.place else newest.statement
        wanted |= {"the claim": said, "the reason": newest.conclusion}
        for source in newest.sources:
            wanted[f"the words of source {source.number}"] = source.quote
            wanted[f"the title of source {source.number}"] = source.title
    for version in check.versions:
        wanted[f"what was corrected in version {version.n}"] = version.correction_note
    return [part for part, words in wanted.items() if " ".join(words.split()) not in page]


def _plain(html: str) -> str:
    """The words of a page on one line, without its head and its scripts."""
    body = html[html.index("<body") :]
    return " ".join(unescape(TAGS.sub("", SILENT.sub("", body))).split())
