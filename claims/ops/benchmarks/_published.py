"""A newsroom with as many published checks as a benchmark needs: one made through the verbs, the others its likes."""

from __future__ import annotations

import gzip
import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.models import Membership, Role, User
from claims.accounts.newsrooms import create_newsroom
from claims.annotation.marking import edit, mark
from claims.annotation.models import Claim
from claims.intake.submitting import submit_text
from claims.publishing import filing, ordering
from claims.publishing.models import (
    ListKind,
    Publication,
    PublicFile,
    PublicList,
    PublishedVersion,
)
from claims.publishing.pages import check_page
from claims.publishing.reading import read
from claims.publishing.sites import moved_on
from claims.verdicts import reviewing, workflow, writing
from claims.verdicts.models import FactCheck, SignOff, VerdictRevision

TEXT = (
    "The harbour master said that the port took in 4,120 ships last year. She was glad of it, and said so twice. "
    "Nobody else counts them."
)
SAID = "The harbour master said that the port took in 4,120 ships last year."
EXPLANATION = "\n\n".join(
    f"In part {n} of its report the port authority tells ships that stayed from ships that passed, which is where the "
    f"figure comes from: of {4000 + n} that came in sight, {3000 + n} were tied up. The rest went by." for n in range(8)
)  # fmt: skip
TOPICS, CLAIMANTS = 50, 500


@dataclass
class Newsroom:
    """A newsroom of its own, with somebody who writes and somebody who signs."""

    writer: Actor
    editor: Actor

    @classmethod
    def open(cls, *, base_url: str) -> Newsroom:
        organisation = create_newsroom(
            name="Benchmark",
            slug=f"bench-{secrets.token_hex(3)}",
            admin_email=f"bea@{secrets.token_hex(4)}.example",
            admin_name="Bea",
            password=secrets.token_urlsafe(),
            base_url=base_url,
        )
        people = []
        for name in ("Ada", "Ben"):
            user = User.objects.create_user(f"{name.lower()}@{organisation.slug}.example", name=name)
            Membership.objects.create(organisation=organisation, user=user, role=Role.EDITOR)
            people.append(Actor.of(user, organisation))
        return cls(*people)

    def approved(self, headline: str, *, topic: str = "Topic 1", claimant: str = "Claimant 1") -> FactCheck:
        """One check, written and signed off, not yet public."""
        text = f"{TEXT} {headline}."  # of its own, or it would be another version of the article before
        article = submit_text(by=self.writer, text=text, title=f"The port, {headline}")
        version = article.latest
        assert version is not None  # noqa: S101 - just submitted
        claim = mark(version, by=self.writer, start=0, end=len(SAID), kind="statistic")
        edit(claim, by=self.writer, row_version=None, changes={"topics": [topic], "claimant": claimant})
        draft = writing.start_writing(workflow.open_case(claim, by=self.writer), by=self.writer)
        words = {
            "headline": headline,
            "conclusion": "The port counts ships that passed as ships that came.",
            "explanation": EXPLANATION,
            "claim_text": "4,120 ships came in last year",
            "rating": "mostly-false",
            "sources_exception": "Only the port authority counts ships.",
        }
        writing.save(draft, by=self.writer, row_version=draft.row_version, changes=words)
        revision = reviewing.send(draft.fact_check, by=self.writer)
        reviewing.sign_off(draft.fact_check, by=self.editor, revision=revision)
        return draft.fact_check

    def publish(self, fact_check: FactCheck) -> Publication:
        """Order it and carry the order out, as the job does."""
        order = ordering.order(fact_check, by=self.editor)
        type(order).objects.filter(pk=order.pk).update(due_at=timezone.now())
        order.refresh_from_db()
        return ordering.carry_out(order)


def grow(newsroom: Newsroom, model: Publication, count: int) -> list[str]:
    """Bring the newsroom to `count` published checks like `model`, each with its page. Returns the new pages' paths."""
    organisation = newsroom.writer.organisation
    have = Publication.objects.in_newsroom(organisation).count()
    numbers = range(have, count)
    _pages(organisation, model, numbers, _rows(organisation, model, numbers))
    filing.recount(organisation, PublicList.objects.in_newsroom(organisation).values_list("pk", flat=True))
    return [f"/checks/{slug_of(n)}-{uid_of(n)}/" for n in numbers]


def slug_of(n: int) -> str:
    return f"finding-{n}-on-the-ships-of-the-port"


def uid_of(n: int, table: str = "claim") -> str:
    return hashlib.md5(f"{n}{table}".encode(), usedforsecurity=False).hexdigest()[:12]


def _rows(organisation: Any, model: Publication, numbers: range) -> int:
    """Everything behind these checks, made by the database itself out of the rows behind the model. Returns the key
    of a publication numbered nought."""
    version = model.versions.select_related("revision", "sign_off").get(n=1)
    sources: list[tuple[Any, Any, dict[str, str]]] = [
        (Claim, model.fact_check.claim_id, {"number": "num + 2", "suggestion_id": "NULL"}),
        (FactCheck, model.fact_check_id, {"claim_id": "{claim} + num"}),
        (
            VerdictRevision,
            version.revision_id,
            {
                "fact_check_id": "{factcheck} + num",
                "headline": "'Finding ' || num || ' on the ships of the port'",
            },
        ),
        (SignOff, version.sign_off_id, {"revision_id": "{verdictrevision} + num"}),
        (
            Publication,
            model.pk,
            {
                "fact_check_id": "{factcheck} + num",
                "slug": "'finding-' || num || '-on-the-ships-of-the-port'",
            },
        ),
        (
            PublishedVersion,
            version.pk,
            {
                "publication_id": "{publication} + num",
                "revision_id": "{verdictrevision} + num",
                "sign_off_id": "{signoff} + num",
                "published_at": "now() - interval '400 days' + num * interval '1 minute'",
            },
        ),
    ]
    first: dict[str, int] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        for table, source, changed in sources:
            name = table._meta.model_name
            first[name] = table.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1 - numbers.start
            values = {field.column: f"s.{field.column}" for field in table._meta.concrete_fields}
            values |= {"id": f"{first[name]} + num", "uid": f"substr(md5(num || '{name}'), 1, 12)"}
            values |= {column: expression.format(**first) for column, expression in changed.items()}
            cursor.execute(
                f"INSERT INTO {table._meta.db_table} ({', '.join(values)}) SELECT {', '.join(values.values())} "
                f"FROM {table._meta.db_table} s, generate_series(%s, %s) num WHERE s.id = %s",
                [numbers.start, numbers.stop - 1, source],
            )
            _go_on(cursor, table)
        lists = _lists(organisation)
        topics = [lists[ListKind.TOPIC, filing.key_of(f"Topic {n}")] for n in range(TOPICS)]
        claimants = [lists[ListKind.CLAIMANT, filing.key_of(f"Claimant {n}")] for n in range(CLAIMANTS)]
        for row in (
            f"{lists[ListKind.ALL, '']}",
            f"{lists[ListKind.RATING, 'mostly-false']}",
            f"(ARRAY{topics})[mod(num, {TOPICS}) + 1]",
            f"(ARRAY{claimants})[mod(num, {CLAIMANTS}) + 1]",
        ):
            cursor.execute(
                "INSERT INTO claims_publiclistentry (organisation_id, uid, created_at, public_list_id, "
                "publication_id, answer, news_at) "
                f"SELECT %s, substr(md5(num || %s), 1, 12), now(), {row}, {first['publication']} + num, "
                "'mostly-false', now() - interval '400 days' + num * interval '1 minute' "
                "FROM generate_series(%s, %s) num",
                [organisation.pk, row[:60], numbers.start, numbers.stop - 1],
            )
    return first["publication"]


def _go_on(cursor: Any, table: Any) -> None:
    name = table._meta.db_table
    cursor.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")


def _pages(organisation: Any, model: Publication, numbers: range, first: int) -> None:
    """Each check's page: the model's own bytes with another address and headline. The compressed twins are the model's
    own, until `twins` makes those that are asked for."""
    check = read(model)
    page = check_page(check, path=f"/checks/{check.uid}/")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO claims_publicfile (organisation_id, uid, created_at, path, status, media_type, body, gzip, "
            "etag, headers, base_url, publication_id, rendered_at) "
            "SELECT %(newsroom)s, substr(md5(num || 'file'), 1, 12), now(), '/checks/' || u || '/', 200, %(type)s, "
            "convert_to(replace(replace(replace(%(body)s, %(path)s, '/checks/finding-' || num || "
            "'-on-the-ships-of-the-port-' || u || '/'), %(uid)s, u), %(headline)s, "
            "'Finding ' || num || ' on the ships of the port'), 'UTF8'), "
            "%(gzip)s, md5(num || 'etag'), %(headers)s::jsonb, %(base)s, %(first)s + num, clock_timestamp() "
            "FROM (SELECT num, substr(md5(num || 'claim'), 1, 12) u "
            "FROM generate_series(%(start)s, %(stop)s) num) each",
            {
                "newsroom": organisation.pk,
                "type": page.media_type,
                "body": page.body.decode(),
                "path": check.path,
                "uid": check.uid,
                "headline": check.newest.headline,
                "gzip": gzip.compress(page.body, 9, mtime=0),
                "headers": json.dumps(dict(page.headers)),
                "base": organisation.base_url,
                "first": first,
                "start": numbers.start,
                "stop": numbers.stop - 1,
            },
        )
    moved_on(organisation)


def twins(newsroom: Newsroom, paths: list[str]) -> None:
    """Give these pages compressed twins and validators of their own."""
    organisation = newsroom.writer.organisation
    stored = [f"/checks/{path[-13:]}" for path in paths]
    at = timezone.now()
    rows = list(PublicFile.objects.in_newsroom(organisation).filter(path__in=stored))
    for row in rows:
        body = bytes(row.body)
        row.gzip, row.rendered_at = gzip.compress(body, 9, mtime=0), at
        row.etag = hashlib.sha256(body).hexdigest()[:32]
    PublicFile.objects.bulk_update(rows, ["gzip", "etag", "rendered_at"], batch_size=100)
    moved_on(organisation)


def _lists(organisation: Any) -> dict[tuple[str, str], int]:
    at = timezone.now()
    names = [(ListKind.TOPIC, f"Topic {n}") for n in range(TOPICS)]
    names += [(ListKind.CLAIMANT, f"Claimant {n}") for n in range(CLAIMANTS)]
    wanted = [
        PublicList(
            organisation=organisation,
            kind=kind,
            key=filing.key_of(name),
            name=name,
            news_at=at,
            changed_at=at,
        )
        for kind, name in names
    ]
    PublicList.objects.bulk_create(wanted, ignore_conflicts=True)
    rows = PublicList.objects.in_newsroom(organisation)
    return {(kind, key): pk for kind, key, pk in rows.values_list("kind", "key", "pk")}
