"""All published checks in one file, in the forms other programs read. Made a part at a time, the newest check first.

Only what readers see: withdrawn checks are in none of them; the forms that carry ratings leave retracted ones out.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from claims.accounts.models import Organisation
from claims.intake.models import Snapshot
from claims.lib.problems import Problem
from claims.publishing import annotations as web
from claims.publishing import data_feed
from claims.publishing.addresses import base_url
from claims.publishing.google_shapes import page_of
from claims.publishing.listing import public
from claims.publishing.pages import as_data
from claims.publishing.reading import read_many
from claims.publishing.shown import Check

AT_A_TIME = 100
COLUMNS = (
    "id", "url", "headline", "claim", "statement", "kind", "claimant", "claimed_on", "first_appearance", "state",
    "rating", "label", "number", "conclusion", "known_as_of", "published_at", "modified_at", "version", "corrections",
    "supports", "refutes", "context", "topics", "language", "publisher",
)  # fmt: skip
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""With one of these in front a spreadsheet takes words for a formula."""

Pieces = Iterator[bytes]


@dataclass(frozen=True)
class Form:
    """One form: its name in addresses and commands, what it is called, its media type and how its files end."""

    name: str
    words: str
    media_type: str
    ending: str
    write: Callable[[Organisation], Pieces]

    def file_name(self, organisation: Organisation) -> str:
        return f"{organisation.slug}-checks.{self.ending}"


def form_of(name: str) -> Form:
    """Raises Problem naming the forms there are."""
    if name not in FORMS:
        raise Problem(
            "export.form",
            f"“{name[:40]}” is no form of export.",
            status=404,
            next_step="There are " + ", ".join(FORMS) + ".",
        )
    return FORMS[name]


def checks(organisation: Organisation) -> Iterator[list[Check]]:
    """The published checks, some at a time."""
    keys = list(public(organisation).values_list("pk", flat=True))
    for first in range(0, len(keys), AT_A_TIME):
        part = keys[first : first + AT_A_TIME]
        rows = {row.pk: row for row in public(organisation).filter(pk__in=part)}
        yield read_many(rows[key] for key in part if key in rows)


def _csv(organisation: Organisation) -> Pieces:
    yield _lines([COLUMNS])
    for part in checks(organisation):
        yield _lines([[_safe(row[name]) for name in COLUMNS] for row in map(_flat, part)])


def _jsonl(organisation: Organisation) -> Pieces:
    for part in checks(organisation):
        yield b"".join(_json(as_data(check)) + b"\n" for check in part)


def _google(organisation: Organisation) -> Pieces:
    """`claimReviewMarkupPages`, as the Fact Check Tools interface lists them."""
    pages = (_json(page) for part in checks(organisation) for page in map(page_of, part) if page)
    yield from _listed(b'{"claimReviewMarkupPages":[', pages)


def _annotations(organisation: Organisation) -> Pieces:
    """One AnnotationPage with all annotations."""
    base = base_url(organisation)
    head = {
        "@context": web.CONTEXT,
        "id": f"{base}/#annotations",
        "type": "AnnotationPage",
        "startIndex": 0,
    }
    items = (
        _json({name: value for name, value in item.items() if name != "@context"})
        for part in checks(organisation)
        for texts in [texts_of(organisation, part)]
        for check in part
        for item in web.annotations_of(check, texts, spans_of(check))
    )
    yield from _listed(_json(head)[:-1] + b',"items":[', items)


def texts_of(organisation: Organisation, found: list[Check]) -> dict[str, str]:
    """The texts of the kept copies that these checks quote, by their hash; what was taken down is not among them."""
    verdicts = [check.newest for check in found]
    hashes = {each.sha256 for verdict in verdicts for each in verdict.sources}
    hashes |= {each.sha256 for verdict in verdicts for each in verdict.places}
    rows = Snapshot.objects.in_newsroom(organisation).filter(text_sha256__in=hashes, text__isnull=False)
    return {sha256: text or "" for sha256, text in rows.values_list("text_sha256", "text")}


def spans_of(check: Check) -> dict[tuple[str, str], tuple[int, int]]:
    """Where the words that a check quotes stand in their kept copies, by the copy's hash and the words."""
    revision = check.newest.revision
    spans = {
        (each.snapshot.text_sha256, each.quote): (each.start, each.end) for each in revision.citations.all()
    }
    for place in revision.claim_fields.get("appearances", []):
        spans[place.get("sha256", ""), place["quote"]] = (place["start"], place["end"])
    return spans


FORMS = {
    form.name: form
    for form in (
        Form("csv", "CSV, for spreadsheets", "text/csv; charset=utf-8", "csv", _csv),
        Form("jsonl", "JSON Lines", "application/x-ndjson", "jsonl", _jsonl),
        Form(
            "claimreview",
            "ClaimReview: a DataFeed",
            "application/ld+json",
            "claimreview.json",
            data_feed.feed,
        ),
        Form(
            "claimreview-lines",
            "ClaimReview: JSON Lines",
            "application/x-ndjson",
            "claimreview.jsonl",
            data_feed.lines,
        ),
        Form("google", "Google’s fact-check pages", "application/json", "google.json", _google),
        Form("annotations", "W3C Web Annotation", web.MEDIA_TYPE, "annotations.jsonld", _annotations),
    )
}


def _flat(check: Check) -> dict[str, Any]:
    verdict = check.newest
    answer = None if check.is_retracted else verdict.answer
    return {
        "id": check.uid,
        "url": check.url,
        "headline": verdict.headline,
        "claim": verdict.claim_text,
        "statement": verdict.statement,
        "kind": verdict.kind,
        "claimant": verdict.claimant,
        "claimed_on": verdict.claimed_on.isoformat() if verdict.claimed_on else "",
        "first_appearance": verdict.place.url if verdict.place else "",
        "state": check.state,
        "rating": answer.key if answer else "",
        "label": check.label,
        "number": answer.number if answer and answer.number is not None else "",
        "conclusion": check.says,
        "known_as_of": verdict.known_as_of.isoformat(timespec="seconds"),
        "published_at": check.published_at.isoformat(timespec="seconds"),
        "modified_at": check.modified_at.isoformat(timespec="seconds"),
        "version": verdict.n,
        "corrections": sum(1 for each in check.versions if each.correction_kind),
        **{stance: verdict.count(stance) for stance in ("supports", "refutes", "context")},
        "topics": "; ".join(verdict.topics),
        "language": check.language,
        "publisher": check.newsroom.name,
    }


def _safe(value: Any) -> Any:
    """Words that a spreadsheet would take for a formula get an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value


def _lines(rows: Any) -> bytes:
    made = io.StringIO()
    csv.writer(made).writerows(rows)
    return made.getvalue().encode()


def _listed(head: bytes, items: Iterator[bytes]) -> Pieces:
    yield head
    for n, item in enumerate(items):
        yield (b"," if n else b"") + item
    yield b"]}\n"


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
