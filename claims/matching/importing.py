"""Bringing a file of many rows in, as earlier checks by others or as articles to check: looked at first, every fault
told with its place, then taken in whole or not at all, and taken back as far as nothing was built on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, require
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.intake import submitting
from claims.intake.import_models import FileImport, ImportKind, ImportState
from claims.intake.models import Article
from claims.intake.reading_rows import Placed, rows_of, unreadable
from claims.lib.hashing import sha256_bytes
from claims.lib.problems import Conflict, FieldError, Problem
from claims.lib.words import UNSTORABLE, storable
from claims.matching.earlier import OthersCheck
from claims.matching.models import EarlierCheck
from claims.matching.reading_checks import checks_in, form_of

PROVIDER = "imported"
MOST_TOLD = 50
MOST_ARTICLES = 500
"""Each is taken in as if it had been pasted, all within one request."""
ARTICLE_FIELDS = ("text", "url", "title", "publisher", "published_on", "language")


def preview(*, by: Actor, kind: str, name: str, data: bytes) -> FileImport:
    """Read a file and keep what was read; nothing else changes. Raises Problem for one that can't be read at all."""
    require(by, Permission.WRITE_ARTICLES)
    if kind not in ImportKind.values:
        raise Problem(
            "import.kind",
            f"“{kind[:40]}” is nothing that a file can be taken in as.",
            pointer="/kind",
            next_step="Choose one of: " + ", ".join(ImportKind.values) + ".",
        )
    found = rows_of(data, name=name)
    form = form_of(found, name=name)
    if kind == ImportKind.ARTICLES and form in ("claimreview", "google"):
        raise unreadable("These are fact-checks. Take them in as earlier checks.")
    if kind == ImportKind.ARTICLES and len(found) > MOST_ARTICLES:
        raise unreadable(
            f"The file has {len(found):,} articles; {MOST_ARTICLES:,} are taken at once. Cut it in parts."
        )
    read = _checks(found) if kind == ImportKind.CHECKS else _articles(found)
    rows: list[dict[str, Any]] = []
    faults: list[dict[str, str]] = []
    seen: dict[tuple[str, ...], str] = {}
    for place, row in read:
        if isinstance(row, str):
            faults.append({"place": place, "detail": storable(row)})
            continue
        if any(UNSTORABLE.search(each) for each in row.values() if isinstance(each, str)):
            faults.append(
                {"place": place, "detail": "It holds characters that can’t be kept (NUL, or half of one)."}
            )
            continue
        key = (row.get("url", ""), row.get("claim_text", ""), row.get("text", ""))
        if key in seen:
            faults.append({"place": place, "detail": f"It repeats {seen[key]}."})
            continue
        seen[key] = place
        rows.append({"place": place, **row})
    return FileImport.objects.create(
        organisation=by.organisation,
        kind=kind,
        form=form,
        name=(storable(name).strip() or "file")[-200:],
        sha256=sha256_bytes(data),
        rows=rows,
        faults=faults,
        by=by.user,
    )


def carry_out(file: FileImport, *, by: Actor, leave_faults_out: bool = False) -> FileImport:
    """Take the rows in, all in one transaction. Raises Problem where rows have faults and that was not said to be all
    right, or where a row can't be taken in after all (naming it); Conflict for a file that was taken in before."""
    require(by, Permission.WRITE_ARTICLES, file)
    with transaction.atomic():
        file = FileImport.objects.select_for_update().get(pk=file.pk)
        if file.state != ImportState.PREVIEWED:
            raise Conflict("import.done", "This file was taken in before.", next_step="Bring it in anew.")
        if file.faults and not leave_faults_out:
            raise faulty(file)
        if not file.rows:
            raise Problem("import.empty", "No row of this file can be taken in.", next_step="Mend it first.")
        take = _take_checks if file.kind == ImportKind.CHECKS else _take_articles
        file.added = take(file, by)
        _end(file, ImportState.DONE)
        record(
            EventName.FILE_IMPORTED,
            file,
            by=by,
            after={"kind": file.kind, "form": file.form, "rows": len(file.rows), "added": file.added},
        )
    return file


def undo(file: FileImport, *, by: Actor) -> int:
    """Take it back: checks that were new and match nothing yet go, articles that were new are archived. Returns how
    many rows stay since something was built on them."""
    require(by, Permission.WRITE_ARTICLES, file)
    with transaction.atomic():
        file = FileImport.objects.select_for_update().get(pk=file.pk)
        if file.state != ImportState.DONE:
            raise Conflict("import.not_done", "There is nothing of this file to take back.")
        if file.kind == ImportKind.CHECKS:
            mine = EarlierCheck.objects.filter(file_import=file)
            stay = mine.filter(matches__isnull=False).distinct().count()
            mine.filter(matches__isnull=True).delete()
        else:
            stay = _archive_articles(file, by)
        _end(file, ImportState.UNDONE)
        record(EventName.FILE_IMPORT_UNDONE, file, by=by, after={"stay": stay})
    return stay


def known(file: FileImport) -> set[tuple[str, str]]:
    """(address, claim) of those rows that are here already: they stay as they are."""
    urls = [row["url"] for row in file.rows if row.get("url")]
    here = EarlierCheck.objects.in_newsroom(file.organisation_id).filter(url__in=urls)
    return set(here.values_list("url", "claim_text"))


def faulty(file: FileImport) -> Problem:
    """The refusal that tells each fault with its place."""
    told = [FieldError(f"/{each['place']}", f"{each['place']}: {each['detail']}") for each in file.faults]
    more = f" And {len(told) - MOST_TOLD} more." if len(told) > MOST_TOLD else ""
    return Problem(
        "import.faults",
        f"{len(told)} rows can’t be taken in.{more}",
        errors=told[:MOST_TOLD],
        next_step="Nothing was imported. Mend these rows and bring the file again, or leave them out.",
    )


def _checks(rows: list[Placed]) -> Iterator[tuple[str, dict[str, Any] | str]]:
    for place, check in checks_in(rows):
        yield place, check if isinstance(check, str) else _as_row(check)


def _as_row(check: OthersCheck) -> dict[str, Any]:
    reviewed_on = check.reviewed_on.isoformat() if check.reviewed_on else None
    return {**vars(check), "reviewed_on": reviewed_on}


def _articles(rows: list[Placed]) -> Iterator[tuple[str, dict[str, Any] | str]]:
    """Rows of columns: a text, or an address to be fetched."""
    for place, row in rows:
        if isinstance(row, str):
            yield place, row
            continue
        found = {str(name).strip().lower(): value for name, value in row.items()}
        odd = [
            name
            for name in ARTICLE_FIELDS
            if found.get(name) is not None and not isinstance(found[name], str)
        ]
        values = {name: found.get(name) or "" for name in ARTICLE_FIELDS}
        if odd:
            yield place, f"Its {odd[0]} is no text."
        elif not values["text"].strip() and not values["url"].strip():
            yield place, "It has neither a text nor an address."
        else:
            yield place, values


def _take_checks(file: FileImport, by: Actor) -> int:
    here = known(file)
    made = [
        EarlierCheck(
            organisation_id=file.organisation_id,
            provider=PROVIDER,
            file_import=file,
            **{
                name: row[name]
                for name in ("url", "publisher", "claim_text", "claimant", "rating_text", "reviewed_on")
            },
        )
        for row in file.rows
        if (row["url"], row["claim_text"]) not in here
    ]
    EarlierCheck.objects.bulk_create(made, batch_size=500)
    return len(made)


def _take_articles(file: FileImport, by: Actor) -> int:
    """Each as if it had been pasted or its address typed; what was made is noted in its row."""
    before = set(Article.objects.visible_to(by).values_list("uid", flat=True))
    for row in file.rows:
        try:
            article = _submit(row, by)
        except Problem as problem:
            raise Problem(
                problem.code,
                f"{row['place']}: {problem.detail}",
                errors=[FieldError(f"/{row['place']}", problem.detail)],
                next_step="Nothing was imported. Mend this row and bring the file again.",
            ) from problem
        row["article"] = article.uid
        row["is_new"] = article.uid not in before
        before.add(article.uid)
    return sum(1 for row in file.rows if row["is_new"])


def _submit(row: dict[str, Any], by: Actor) -> Article:
    if not row["text"].strip():
        return submitting.submit_url(by=by, url=row["url"])
    cited = {name: row[name] for name in ("title", "url", "publisher")}
    return submitting.submit_text(
        by=by,
        text=row["text"],
        published_on=row["published_on"] or None,
        language=row["language"] or by.organisation.language,
        **cited,
    )


def _archive_articles(file: FileImport, by: Actor) -> int:
    uids = [row["article"] for row in file.rows if row.get("is_new")]
    stay = 0
    for article in Article.objects.visible_to(by).filter(uid__in=uids, archived_at=None):
        if article.claims.exists():
            stay += 1
        else:
            submitting.archive(article, by=by)
    return stay


def _end(file: FileImport, state: ImportState) -> None:
    file.state, file.ended_at = state, timezone.now()
    file.save(update_fields=["state", "ended_at", "added", "rows"])
